import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import {
  Component, ContainerRecipe, DistributionConfiguration, Image, ImagePipeline, ImageRecipe, InfrastructureConfiguration, LifecyclePolicy, Workflow,
  WorkflowType,
} from '../../../src';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
});

type Import = (name: string) => unknown;
const BY_NAME: Array<[string, Import]> = [
  ['component', (name) => Component.fromComponentName(stack, 'Import', name)],
  ['image recipe', (name) => ImageRecipe.fromImageRecipeName(stack, 'Import', name)],
  ['container recipe', (name) => ContainerRecipe.fromContainerRecipeName(stack, 'Import', name)],
  ['image', (name) => Image.fromImageName(stack, 'Import', name)],
  ['image pipeline', (name) => ImagePipeline.fromImagePipelineName(stack, 'Import', name)],
  ['infrastructure configuration', (name) => InfrastructureConfiguration.fromInfrastructureConfigurationName(stack, 'Import', name)],
  ['distribution configuration', (name) => DistributionConfiguration.fromDistributionConfigurationName(stack, 'Import', name)],
  ['lifecycle policy', (name) => LifecyclePolicy.fromLifecyclePolicyName(stack, 'Import', name)],
  ['workflow', (name) => Workflow.fromWorkflowName(stack, 'Import', name, WorkflowType.TEST)],
];

describe.each(BY_NAME)('the name of an imported %s', (what, byName) => {
  test.each(['golden/1.0.0', `arn:aws:imagebuilder:eu-west-1:111122223333:${what.replace(' ', '-')}/golden`])('is rejected if it is %s', (name) => {
    expect(() => byName(name)).toThrow(`The name of the ${what} may hold only letters, digits, hyphens, underscores and spaces; an ARN and a version are parameters of their own, got '${name}'`);
  });

  test('may be as in the console, or a token', () => {
    expect(() => byName('Golden_Image 2')).not.toThrow();
    stack.node.tryRemoveChild('Import');
    expect(() => byName(new CfnParameter(stack, 'Name').valueAsString)).not.toThrow();
  });
});

test.each<[string, (version: string) => unknown]>([
  ['component', (componentVersion) => Component.fromComponentAttributes(stack, 'Import', { componentName: 'tools', componentVersion })],
  ['component', (componentVersion) => Component.fromMarketplace(stack, 'Import', { componentName: 'tools', productId: 'prod-1', componentVersion })],
  ['image recipe', (imageRecipeVersion) => ImageRecipe.fromImageRecipeAttributes(stack, 'Import', { imageRecipeName: 'golden', imageRecipeVersion })],
  ['image', (imageVersion) => Image.fromImageAttributes(stack, 'Import', { imageName: 'golden', imageVersion })],
  ['workflow', (workflowVersion) => Workflow.fromWorkflowAttributes(stack, 'Import', {
    workflowName: 'smoke', workflowType: WorkflowType.TEST, workflowVersion,
  })],
])('the version of an imported %s is rejected unless it has three nodes', (what, byVersion) => {
  expect(() => byVersion('latest')).toThrow(`The version of the ${what} must be three nodes as in '1.0.0'`);
  expect(() => byVersion('1.0.x')).not.toThrow();
});
