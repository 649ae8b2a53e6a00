import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { CfnDistributionConfiguration } from 'aws-cdk-lib/aws-imagebuilder';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ami, gate } from './golden';
import {
  ApplyImageConfigurationsStep, DistributeImageStep, DistributionConfiguration, GoldenImage, GoldenImageProps, Image, ImagePipeline,
  ImagePipelineProps, ImageScanningConfiguration, ManagedWorkflow, VulnerabilityGate, Workflow, WorkflowDocument, WorkflowType,
} from '../../src';

let stack: Stack;
let topic: sns.Topic;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '123456789012' } });
  topic = new sns.Topic(stack, 'Topic');
});

const held = (props: Partial<GoldenImageProps> = { gate }) => ami(stack, { buildOnDeploy: false, ...props });
const recipeOf = ({ imageRecipe }: GoldenImage) => imageRecipe!;
const distribute = new DistributeImageStep('Distribute');
const imageScanningConfiguration = ImageScanningConfiguration.testInstance();

function nightly(golden: GoldenImage, props: Partial<ImagePipelineProps> = {}): void {
  new ImagePipeline(stack, 'Nightly', { recipe: recipeOf(golden), distributionConfiguration: golden.distributionConfiguration, ...props });
}

const distribution = (parameterName: string, region?: string) => (
  new DistributionConfiguration(stack, 'Other', { amiDistributions: [{ region, ssmParameters: [{ parameterName }] }] })
);
function configuring(parameterName: string): ImagePipelineProps['workflows'] {
  const { distributedImages } = distribute;
  const configure = new ApplyImageConfigurationsStep('Configure', { distributedImages, configurations: [{ region: 'eu-west-1', ssmParameterConfigurations: [{ parameterName }] }] });
  const workflow = new Workflow(stack, 'Workflow', {
    workflowType: WorkflowType.DISTRIBUTION, document: WorkflowDocument.fromSteps({ steps: [distribute, configure] }),
  });
  return [{ workflow: ManagedWorkflow.buildImage(stack, 'BuildImage') }, { workflow }];
}
const l1 = (parameterName: string) => new CfnDistributionConfiguration(stack, 'Other', {
  name: 'other', distributions: [{ region: 'eu-west-1', amiDistributionConfiguration: {}, ssmParameterConfigurations: [{ parameterName }] }],
});
const PARAMETER = '/golden-images/golden-linux';
const WARNING = Match.stringLikeRegexp("The build 'Stack/Nightly' writes the parameter '/golden-images/golden-linux' of the golden image 'Stack/Linux' too");

test.each<[string, () => void]>([
  ['has no gate', () => nightly(held())],
  ['has another gate', () => nightly(held(), { gate: VulnerabilityGate.atMost({ critical: 9 }), imageScanningConfiguration })],
  ['has a gate but no approval', () => nightly(held({ gate, approval: { topic } }), { gate, imageScanningConfiguration })],
  ['has a distribution of its own that writes the parameter', () => nightly(held(), { distributionConfiguration: distribution(PARAMETER) })],
  ['has a distribution as an L1 that writes the parameter', () => nightly(held(), { distributionConfiguration: l1(PARAMETER) })],
  ['shares the distribution of the golden image, which is an L1', () => nightly(held({ gate, distributionConfiguration: l1(PARAMETER) }))],
  ['has a workflow that writes the parameter', () => nightly(held(), { distributionConfiguration: undefined, workflows: configuring(PARAMETER) })],
  ['is an image without a pipeline', () => {
    const golden = held();
    new Image(stack, 'Nightly', { recipe: recipeOf(golden), distributionConfiguration: golden.distributionConfiguration });
  }],
])('another build that writes the parameter of a golden image with a gate is warned of if it %s', (_what, create) => {
  create();
  Annotations.fromStack(stack).hasWarning('/Stack/Linux', WARNING);
});

test.each<[string, () => void]>([
  ['there is no other build', () => void held()],
  ['the other one has the same gate', () => nightly(held(), { gate, imageScanningConfiguration })],
  ['neither has a gate', () => nightly(held({}))],
  ['the other one writes another parameter', () => nightly(held(), { distributionConfiguration: distribution('/other') })],
  ['the other one writes another parameter by an L1', () => nightly(held(), { distributionConfiguration: l1('/other') })],
  ['the other one writes another parameter by a workflow', () => nightly(held(), { distributionConfiguration: undefined, workflows: configuring('/other') })],
  ['the other one writes it in another Region', () => nightly(held(), { distributionConfiguration: distribution(PARAMETER, 'us-east-1') })],
])('a golden image gives no warning of another build if %s', (_what, create) => {
  create();
  Annotations.fromStack(stack).hasNoWarning('/Stack/Linux', Match.stringLikeRegexp('writes the parameter'));
});

test('golden images that share a distribution, which writes the parameters of both, are warned of each other', () => {
  const distributionConfiguration = new DistributionConfiguration(stack, 'Other', {
    amiDistributions: [{ ssmParameters: [{ parameterName: PARAMETER }, { parameterName: '/golden-images/web' }] }],
  });
  held({ gate, distributionConfiguration });
  ami(stack, { imageName: 'web', gate, distributionConfiguration }, 'Web');
  for (const [path, warning] of [
    ['/Stack/Linux', "The build 'Stack/Web/Pipeline' writes the parameter '/golden-images/golden-linux' .* but builds 'web', not 'golden-linux'"],
    ['/Stack/Web', "The build 'Stack/Linux/Pipeline' writes the parameter '/golden-images/web' .* but builds 'golden-linux', not 'web'"],
  ]) Annotations.fromStack(stack).hasWarning(path, Match.stringLikeRegexp(warning));
});
