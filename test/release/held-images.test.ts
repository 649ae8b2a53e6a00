import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  BaseContainerImage, BaseImage, ContainerRecipe, GoldenImage, Image, ImagePipeline, ImageRecipe, ImageScanningConfiguration, VulnerabilityGate,
} from '../../src';

const gate = VulnerabilityGate.atMost({ critical: 0 });
const baseImage = BaseImage.amazonLinux2023();
const baseContainerImage = BaseContainerImage.fromDockerHub('amazonlinux', '2023');

type Held = Pick<ConstructorParameters<typeof GoldenImage>[2], 'gate' | 'approval'>;
type Builder = (stack: Stack, held: Held) => unknown;

const repository = (stack: Stack) => new ecr.Repository(stack, 'Repository', { imageTagMutability: ecr.TagMutability.IMMUTABLE });
const amiProps = (stack: Stack) => ({
  recipe: new ImageRecipe(stack, 'Recipe', { baseImage }), imageScanningConfiguration: ImageScanningConfiguration.testInstance(),
});
const containerProps = (stack: Stack) => ({
  recipe: new ContainerRecipe(stack, 'Recipe', { baseImage: baseContainerImage, targetRepository: repository(stack) }),
  imageScanningConfiguration: ImageScanningConfiguration.container(),
});

const BUILDERS: Array<[string, Builder]> = [
  ['an ImagePipeline of AMIs', (stack, held) => new ImagePipeline(stack, 'Held', { ...amiProps(stack), ...held })],
  ['an ImagePipeline of containers', (stack, held) => new ImagePipeline(stack, 'Held', { ...containerProps(stack), ...held })],
  ['an Image that is an AMI', (stack, held) => new Image(stack, 'Held', { ...amiProps(stack), ...held })],
  ['an Image that is a container', (stack, held) => new Image(stack, 'Held', { ...containerProps(stack), ...held })],
  ['a GoldenImage that is an AMI', (stack, held) => new GoldenImage(stack, 'Held', { baseImage, buildOnDeploy: false, ...held })],
  ['a GoldenImage that is a container', (stack, held) => (
    new GoldenImage(stack, 'Held', { baseContainerImage, targetRepository: repository(stack), buildOnDeploy: false, ...held })
  )],
];

/** The steps of the last workflow of the one build, in their order. */
function lastSteps(builder: Builder, held: (stack: Stack) => Held): string[] {
  const stack = new Stack(new App(), 'Stack', { env: { account: '123456789012', region: 'eu-west-1' } });
  builder(stack, held(stack));
  const template = Template.fromStack(stack);
  const [{ Properties: { Workflows } }] = [...Object.values(template.findResources('AWS::ImageBuilder::ImagePipeline')), ...Object.values(template.findResources('AWS::ImageBuilder::Image'))];
  const last = JSON.stringify(Workflows[Workflows.length - 1].WorkflowArn);
  const [, { Properties: { Type, Data } }] = Object.entries(template.findResources('AWS::ImageBuilder::Workflow')).find(([id]) => last.includes(id))!;
  expect(Type).toBe('DISTRIBUTION');
  return [...JSON.stringify(Data).matchAll(/name[\\":\s]+(\w+)[\\",\s]+action/g)].map(([, name]) => name);
}

const approval = (stack: Stack): Held => ({ approval: { topic: new sns.Topic(stack, 'Approvals') } });

describe.each(BUILDERS)('%s', (what, builder) => {
  const distribute = what.includes('container') ? ['DistributeContainerImage', 'TerminateBuildInstance'] : ['DistributeImage', 'ModifyImageAttributes', 'ApplyImageConfigurations'];

  test('is distributed after its gate', () => {
    expect(lastSteps(builder, () => ({ gate }))).toEqual(['Gate', ...distribute, 'Release']);
  });

  test('is distributed after its approval', () => {
    expect(lastSteps(builder, approval)).toEqual(['Approve', 'Turn', ...distribute, 'Release']);
  });

  test('is distributed after its gate and then its approval', () => {
    expect(lastSteps(builder, (stack) => ({ gate, ...approval(stack) }))).toEqual(['Gate', 'Approve', 'Turn', ...distribute, 'Release']);
  });
});

describe('two images of one recipe, which no pipeline builds', () => {
  const two = (second: VulnerabilityGate) => {
    const stack = new Stack(new App(), 'Stack', { env: { account: '123456789012', region: 'eu-west-1' } });
    const props = amiProps(stack);
    new Image(stack, 'One', { ...props, gate });
    new Image(stack, 'Two', { ...props, gate: second });
    return stack;
  };

  test('are released under the one condition that both have', () => {
    const [{ Properties }] = Object.values(Template.fromStack(two(VulnerabilityGate.atMost({ critical: 0 }))).findResources('AWS::StepFunctions::StateMachine'));
    expect(JSON.stringify(Properties.DefinitionString).match(/MaximumCritical/g)).toHaveLength(1);
  });

  test('are rejected with two conditions, and accepted with a recipe of its own for each, as the error says', () => {
    expect(() => two(VulnerabilityGate.atMost({ critical: 1 }))).toThrow(/'Stack\/One' has another gate or approval: give both the same, or each a recipe of its own/);
    const stack = two(gate);
    const recipe = new ImageRecipe(stack, 'Other', { baseImage });
    new Image(stack, 'Three', { recipe, imageScanningConfiguration: ImageScanningConfiguration.testInstance(), gate: VulnerabilityGate.atMost({ critical: 1 }) });
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});
