import { App, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import {
  AmiDistribution, ApplyImageConfigurationsStep, BaseImage, DistributeImageStep, DistributionConfiguration, GoldenImage, ImagePipeline, ImageRecipe,
  ManagedWorkflow, ModifyImageAttributesStep, StepOnFailure, SystemVariable, Workflow, WorkflowCondition, WorkflowDocument,
  WorkflowImageConfiguration, WorkflowStep, WorkflowType,
} from '../../src';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '123456789012' } });
});

const baseImage = BaseImage.amazonLinux2023();
const distribute = new DistributeImageStep('Distribute');
const { distributedImages } = distribute;
const share = new ModifyImageAttributesStep('Share', { distributedImages });
const configure = (props: Partial<ConstructorParameters<typeof ApplyImageConfigurationsStep>[1]> = {}) => (
  new ApplyImageConfigurationsStep('Configure', { distributedImages, ...props })
);
const writes = (parameterName: string, region = 'eu-west-1'): WorkflowImageConfiguration => ({ region, ssmParameterConfigurations: [{ parameterName }] });

function workflows(...steps: WorkflowStep[]) {
  const workflow = new Workflow(stack, 'Distribution', { workflowType: WorkflowType.DISTRIBUTION, document: WorkflowDocument.fromSteps({ steps }) });
  return [{ workflow: ManagedWorkflow.buildImage(stack, 'Build') }, { workflow }];
}

function golden(steps?: WorkflowStep[]): void {
  new GoldenImage(stack, 'Golden', { baseImage, imageName: 'golden', workflows: steps && workflows(...steps) });
}

function pipeline(steps: WorkflowStep[], settings: AmiDistribution): void {
  new ImagePipeline(stack, 'Pipeline', {
    recipe: new ImageRecipe(stack, 'Recipe', { baseImage }),
    distributionConfiguration: new DistributionConfiguration(stack, 'Settings', { amiDistributions: [settings] }),
    workflows: workflows(...steps),
  });
}

const ERROR = /'Stack\/Distribution' does not write the parameter '\/golden-images\/golden', which names the golden image: .*, got the steps 'Distribute' \(DistributeImage\).* Put one after its DistributeImageStep, with the distributedImages of that step and without 'configurations'.*, or leave the workflow out\. See https:/;

describe('the parameter of a golden AMI with a distribution workflow of the user', () => {
  test.each<[string, () => WorkflowStep[]]>([
    ['only copies the AMI', () => [distribute]],
    ['also shares it', () => [distribute, share]],
    ['configures other parameters', () => [distribute, configure({ configurations: [writes('/other')] })]],
    ['configures the parameter of another Region', () => [distribute, configure({ configurations: [writes('/golden-images/golden', 'us-east-1')] })]],
    ['configures it by a step that may be skipped', () => [
      distribute, configure({ condition: WorkflowCondition.stringEquals(SystemVariable.IMAGE_TYPE, 'AMI') }),
    ]],
    ['configures it by a step that may fail unseen', () => [distribute, configure({ onFailure: StepOnFailure.CONTINUE })]],
  ])('is never written if it %s, so that the workflow is rejected', (_what, steps) => {
    expect(() => golden(steps())).toThrow(ERROR);
  });

  test.each<[string, () => WorkflowStep[]]>([
    ['applies the distribution configuration', () => [distribute, configure()]],
    ['names the parameter itself', () => [distribute, configure({ configurations: [writes('/other'), writes('/golden-images/golden')] })]],
    ['names a parameter that only the deployment knows', () => [
      distribute, configure({ configurations: [writes(Fn.join('', ['/', new CfnParameter(stack, 'Name').valueAsString]))] }),
    ]],
  ])('is written if it %s', (_what, steps) => {
    golden(steps());
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('is written by the service if the workflow is left out, as the error says', () => {
    golden();
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

describe('a setting of the distribution configuration that no step of a distribution workflow applies', () => {
  const launchTemplate = () => ec2.LaunchTemplate.fromLaunchTemplateAttributes(stack, 'Template', { launchTemplateId: 'lt-0123456789abcdef0' });
  const warning = (settings: string, action: string) => Match.stringLikeRegexp(
    `'Stack/Distribution' does not apply ${settings} of the distribution configuration 'Stack/Settings': only a step with the action ${action} does that`,
  );

  test.each<[string, () => AmiDistribution, WorkflowStep[], string, WorkflowStep[]]>([
    ["'ssmParameters'", () => ({ ssmParameters: [{ parameterName: '/linux' }] }), [distribute, share], 'ApplyImageConfigurations', [configure()]],
    ["'launchTemplates'", () => ({ launchTemplates: [{ launchTemplate: launchTemplate() }] }), [distribute], 'ApplyImageConfigurations', [configure()]],
    ["'launchPermission'", () => ({ launchPermission: { accounts: ['444455556666'] } }), [distribute, configure()], 'ModifyImageAttributes', [share]],
  ])('is warned of: %s', (settings, distribution, steps, action, added) => {
    pipeline(steps, distribution());
    Annotations.fromStack(stack).hasWarning('/Stack/Pipeline', warning(settings, action));
    stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '123456789012' } });
    pipeline([...steps, ...added], distribution());
    Annotations.fromStack(stack).hasNoWarning('/Stack/Pipeline', Match.stringLikeRegexp('does not apply'));
  });
});
