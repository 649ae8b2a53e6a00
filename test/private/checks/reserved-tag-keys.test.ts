import { App, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import {
  BaseContainerImage, BaseImage, Component, ComponentDocument, ContainerRecipe, DistributeImageStep, DistributionConfiguration, GoldenImage, Image,
  ImagePipeline, ImageRecipe, InfrastructureConfiguration, LifecyclePolicy, LifecyclePolicyDetail, Platform, Workflow, WorkflowDocument,
  WorkflowType,
} from '../../../src';

type GivenTags = { [key: string]: string };

const baseImage = BaseImage.amazonLinux2023();
const baseContainerImage = BaseContainerImage.fromDockerHub('amazonlinux', '2023');

let stack: Stack;

beforeEach(() => {
  stack = new Stack(new App(), 'Stack', { env: { account: '123456789012', region: 'eu-west-1' } });
});

const recipe = () => new ImageRecipe(stack, 'OneRecipe', { baseImage });
const targetRepository = () => new ecr.Repository(stack, 'Repository', { imageTagMutability: ecr.TagMutability.IMMUTABLE });
const document = ComponentDocument.fromObject({ schemaVersion: '1.0', phases: [{ name: 'build', steps: [{ name: 'Say', action: 'ExecuteBash', inputs: { commands: ['true'] } }] }] });
const workflow = WorkflowDocument.fromObject({ schemaVersion: '1.0', steps: [{ name: 'Wait', action: 'WaitForAction' }] });

describe.each<[string, (tags: GivenTags) => unknown]>([
  ['tags of an image recipe', (tags) => new ImageRecipe(stack, 'Recipe', { baseImage, tags })],
  ['amiTags of an image recipe', (amiTags) => new ImageRecipe(stack, 'Recipe', { baseImage, amiTags })],
  ['tags of a container recipe', (tags) => new ContainerRecipe(stack, 'Recipe', { baseImage: baseContainerImage, targetRepository: targetRepository(), tags })],
  ['tags of a component', (tags) => new Component(stack, 'Component', { platform: Platform.LINUX, document, tags })],
  ['tags of a workflow', (tags) => new Workflow(stack, 'Workflow', { workflowType: WorkflowType.TEST, document: workflow, tags })],
  ['tags of an infrastructure configuration', (tags) => new InfrastructureConfiguration(stack, 'Infrastructure', { tags })],
  ['resourceTags of an infrastructure configuration', (resourceTags) => new InfrastructureConfiguration(stack, 'Infrastructure', { resourceTags })],
  ['tags of a distribution configuration', (tags) => new DistributionConfiguration(stack, 'Distribution', { amiDistributions: [{}], tags })],
  ['amiTags of a distribution', (amiTags) => new DistributionConfiguration(stack, 'Distribution', { amiDistributions: [{ amiTags }] })],
  ['tags of a lifecycle policy', (tags) => new LifecyclePolicy(stack, 'Policy', { recipes: [recipe()], details: [LifecyclePolicyDetail.keepLast(3)], tags })],
  ['amiTags of a step', (amiTags) => new Workflow(stack, 'Workflow', {
    workflowType: WorkflowType.DISTRIBUTION,
    document: WorkflowDocument.fromSteps({ steps: [new DistributeImageStep('Distribute', { distributions: [{ region: 'eu-west-1', amiTags }] })] }),
  })],
  ['tags of a pipeline', (tags) => new ImagePipeline(stack, 'Pipeline', { recipe: recipe(), tags })],
  ['tags that Tags.of() adds to a pipeline', (added) => {
    const pipeline = new ImagePipeline(stack, 'Pipeline', { recipe: recipe() });
    for (const [key, value] of Object.entries(added)) Tags.of(pipeline).add(key, value);
    Template.fromStack(stack);
  }],
  ['imageTags of a pipeline', (imageTags) => new ImagePipeline(stack, 'Pipeline', { recipe: recipe(), imageTags })],
  ['tags of an image', (tags) => new Image(stack, 'Image', { recipe: recipe(), tags })],
  ['imageTags of a golden image', (imageTags) => new GoldenImage(stack, 'Golden', { baseImage, imageTags })],
])('%s', (_what, make) => {
  test('may not use the prefix of the tags that the library sets', () => {
    expect(() => make({ 'cdk-image-builder:release': 'RELEASED' })).toThrow(/The tag 'cdk-image-builder:release' on .* begins with 'cdk-image-builder:', .* use another key/);
  });

  test('may use another key, as the error advises', () => expect(() => make({ 'acme:release': 'RELEASED' })).not.toThrow());
});
