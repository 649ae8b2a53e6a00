import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  BaseContainerImage, BaseImage, Component, ComponentDocument, ContainerRecipe, DistributionConfiguration, Image, ImagePipeline, ImageRecipe,
  InfrastructureConfiguration, LifecyclePolicy, LifecyclePolicyDetail, ManagedComponent, ManagedWorkflow, Platform, Workflow, WorkflowDocument,
  WorkflowType,
} from '../../../src';

interface Grantable {
  grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant;
  grantRead(grantee: iam.IGrantable): iam.Grant;
}

let stack: Stack;
let user: iam.User;

beforeEach(() => {
  stack = new Stack(new App(), 'Golden');
  user = new iam.User(stack, 'User');
});

function statements(): Array<{ Action: unknown; Resource: unknown }> {
  return Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'))[0].Properties.PolicyDocument.Statement;
}

const recipe = () => new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.fromSsmParameterName('/imagebuilder/base') });

const made: Array<[string, () => Grantable & { readonly node: { readonly defaultChild?: unknown } }, string | string[]]> = [
  ['a component', () => new Component(stack, 'It', {
    platform: Platform.LINUX,
    document: ComponentDocument.fromObject({ schemaVersion: '1.0', phases: [{ name: 'build', steps: [{ name: 'Restart', action: 'Reboot' }] }] }),
  }), 'imagebuilder:GetComponent'],
  ['an image recipe', recipe, 'imagebuilder:GetImageRecipe'],
  ['a container recipe', () => new ContainerRecipe(stack, 'It', {
    baseImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'), targetRepository: ecr.Repository.fromRepositoryName(stack, 'Target', 'target'),
  }), 'imagebuilder:GetContainerRecipe'],
  ['an infrastructure configuration', () => new InfrastructureConfiguration(stack, 'It'), 'imagebuilder:GetInfrastructureConfiguration'],
  ['a distribution configuration', () => new DistributionConfiguration(stack, 'It', { amiDistributions: [{}] }), 'imagebuilder:GetDistributionConfiguration'],
  ['a workflow', () => new Workflow(stack, 'It', {
    workflowType: WorkflowType.TEST, document: WorkflowDocument.fromObject({ schemaVersion: '1.0', name: 'test', steps: [{ name: 'Wait', action: 'WaitForAction' }] }),
  }), 'imagebuilder:GetWorkflow'],
  ['a lifecycle policy', () => new LifecyclePolicy(stack, 'It', {
    details: [LifecyclePolicyDetail.keepLast(3)], recipes: [recipe()],
  }), 'imagebuilder:GetLifecyclePolicy'],
  ['a pipeline', () => new ImagePipeline(stack, 'It', { recipe: recipe() }), ['imagebuilder:GetImagePipeline', 'imagebuilder:ListImagePipelineImages']],
  ['an image', () => new Image(stack, 'It', { recipe: recipe() }), [
    'imagebuilder:GetImage', 'imagebuilder:ListImagePackages', 'imagebuilder:ListImageScanFindings', 'imagebuilder:ListImageScanFindingAggregations',
    'imagebuilder:ListWorkflowExecutions',
  ]],
];

describe('grants on resources of the app', () => {
  test.each(made)('grantRead on %s allows reading it, and nothing else', (_what, make, actions) => {
    const it = make();
    expect(it.grantRead(user).success).toBe(true);
    const id = stack.getLogicalId(it.node.defaultChild as never);
    expect(statements()).toEqual([{ Effect: 'Allow', Action: actions, Resource: { 'Fn::GetAtt': [id, 'Arn'] } }]);
  });

  test.each(made)('grant on %s allows the given actions', (_what, make) => {
    const it = make();
    expect(it.grant(user, 'imagebuilder:ListTagsForResource', 'imagebuilder:TagResource').success).toBe(true);
    const id = stack.getLogicalId(it.node.defaultChild as never);
    expect(statements()).toEqual([{
      Effect: 'Allow', Action: ['imagebuilder:ListTagsForResource', 'imagebuilder:TagResource'], Resource: { 'Fn::GetAtt': [id, 'Arn'] },
    }]);
  });

  test('grantStartExecution allows starting the pipeline', () => {
    const pipeline = new ImagePipeline(stack, 'It', { recipe: recipe() });
    pipeline.grantStartExecution(user);
    expect(statements()).toMatchObject([{ Action: 'imagebuilder:StartImagePipelineExecution', Resource: { 'Fn::GetAtt': [stack.getLogicalId(pipeline.node.defaultChild as never), 'Arn'] } }]);
  });
});

describe('grants on existing resources', () => {
  const arn = 'arn:aws:imagebuilder:eu-west-1:123456789012:';

  test.each([
    ['a pipeline', () => ImagePipeline.fromImagePipelineArn(stack, 'It', `${arn}image-pipeline/golden`), `${arn}image-pipeline/golden`],
    ['a build of an image', () => Image.fromImageArn(stack, 'It', `${arn}image/golden/1.0.3/2`), `${arn}image/golden/1.0.3/2`],
    ['a version of an image, with its builds', () => Image.fromImageArn(stack, 'It', `${arn}image/golden/1.0.3`), [`${arn}image/golden/1.0.3`, `${arn}image/golden/1.0.3/*`]],
    ['the newest image', () => Image.fromImageArn(stack, 'It', `${arn}image/golden/x.x.x`), `${arn}image/golden/*`],
    ['the newest image of a version', () => Image.fromImageArn(stack, 'It', `${arn}image/golden/1.0.x`), `${arn}image/golden/1.0.*`],
    ['a version of a component', () => Component.fromComponentArn(stack, 'It', `${arn}component/agent/1.0.0`), [`${arn}component/agent/1.0.0`, `${arn}component/agent/1.0.0/*`]],
    ['a version of a workflow', () => Workflow.fromWorkflowArn(stack, 'It', `${arn}workflow/test/mine/1.0.0`), [`${arn}workflow/test/mine/1.0.0`, `${arn}workflow/test/mine/1.0.0/*`]],
    ['a version of a recipe, which has no builds', () => ImageRecipe.fromImageRecipeArn(stack, 'It', `${arn}image-recipe/golden/1.0.0`), `${arn}image-recipe/golden/1.0.0`],
    ['the newest recipe', () => ImageRecipe.fromImageRecipeArn(stack, 'It', `${arn}image-recipe/golden/x.x.x`), `${arn}image-recipe/golden/*`],
  ])('grants on %s are limited to its ARN', (_what, make: () => Grantable, resources) => {
    make().grantRead(user);
    expect(statements()[0].Resource).toEqual(resources);
  });

  test('grants on resources that Amazon manages use the account of the ARN', () => {
    ManagedComponent.helloWorld(stack, 'Component', Platform.LINUX).grantRead(user);
    ManagedWorkflow.buildImage(stack, 'Workflow').grantRead(user);
    expect(JSON.stringify(statements()[0].Resource)).toContain(':aws:component/hello-world-linux/*');
    expect(JSON.stringify(statements()[1].Resource)).toContain(':aws:workflow/build/build-image/*');
  });
});
