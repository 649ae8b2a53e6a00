import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import { recipeOf, stackWithRecipe } from './execution-stack';
import {
  BaseContainerImage, BaseImage, Component, ComponentDocument, ContainerRecipe, ExecuteBashStep, ExecuteComponentsStep, Image,
  ImagePipeline, ImageRecipe, ImageScanningConfiguration, IWorkflow, LaunchInstanceStep, ManagedWorkflow, Platform,
  WaitForActionStep, Workflow, WorkflowDocument, WorkflowOnFailure, WorkflowType,
} from '../../src';

const PIPELINE = 'AWS::ImageBuilder::ImagePipeline';
let stack: Stack;
let recipe: ImageRecipe;

beforeEach(() => {
  stack = stackWithRecipe();
  recipe = recipeOf(stack);
});

/** A test workflow that waits for a person. */
function approval(topic?: sns.ITopic): Workflow {
  return new Workflow(stack, 'Approval', {
    workflowType: WorkflowType.TEST,
    document: WorkflowDocument.fromSteps({ steps: [new WaitForActionStep('WaitForApproval', { topic })] }),
  });
}

test('a pipeline without workflows renders none and makes no role', () => {
  const pipeline = new ImagePipeline(stack, 'Pipeline', { recipe });
  expect(pipeline.executionRole).toBeUndefined();
  Template.fromStack(stack).hasResourceProperties(PIPELINE, { Workflows: Match.absent(), ExecutionRole: Match.absent() });
});

test.each([
  [PIPELINE, () => ImagePipeline], ['AWS::ImageBuilder::Image', () => Image],
])('%s runs workflows with a generated role that may do what their steps do', (type, construct) => {
  const topic = new sns.Topic(stack, 'Topic');
  new (construct())(stack, 'Build', {
    recipe,
    workflows: [
      { workflow: ManagedWorkflow.buildImage(stack, 'BuildImage') },
      { workflow: approval(topic), onFailure: WorkflowOnFailure.ABORT, parallelGroup: 'tests' },
    ],
  });

  const template = Template.fromStack(stack);
  template.hasResourceProperties(type, {
    Workflows: [
      { WorkflowArn: { 'Fn::Join': ['', Match.arrayWith([':aws:workflow/build/build-image/x.x.x'])] } },
      { WorkflowArn: Match.anyValue(), OnFailure: 'ABORT', ParallelGroup: 'tests' },
    ],
    ExecutionRole: { 'Fn::GetAtt': [Match.stringLikeRegexp('^BuildExecutionRole'), 'Arn'] },
  });
  template.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: { Statement: [Match.objectLike({ Principal: { Service: 'imagebuilder.amazonaws.com' } })] },
    ManagedPolicyArns: [{ 'Fn::Join': ['', Match.arrayWith([':iam::aws:policy/EC2ImageBuilderExecutionPolicy'])] }],
  });
  template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'sns:Publish', Resource: { Ref: Match.stringLikeRegexp('^Topic') } })]) },
  });
  template.resourceCountIs('AWS::IAM::Policy', 0);
});

test('a role of the user runs the workflows, and gets what their steps need', () => {
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('imagebuilder.amazonaws.com') });
  const pipeline = new ImagePipeline(stack, 'Pipeline', { recipe, executionRole: role, workflows: [{ workflow: approval(new sns.Topic(stack, 'Topic')) }] });
  expect(pipeline.executionRole).toBe(role);
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'sns:Publish' })]) }, Roles: [{ Ref: Match.stringLikeRegexp('^Role') }],
  });
});

test('a pipeline rejects a workflow that does not fit the recipe', () => {
  const workflows = [{ workflow: ManagedWorkflow.buildContainer(stack, 'BuildContainer') }];
  expect(() => new ImagePipeline(stack, 'Pipeline', { recipe, workflows })).toThrow(/container/i);
  const containerRecipe = new ContainerRecipe(stack, 'ContainerRecipe', {
    baseImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'), targetRepository: ecr.Repository.fromRepositoryName(stack, 'Target', 'target'),
  });
  expect(() => new ImagePipeline(stack, 'Other', { recipe: containerRecipe, workflows })).not.toThrow();
});

describe('scan of a pipeline with workflows', () => {
  const scanned = (...workflows: Workflow[]) => new ImagePipeline(stack, 'Pipeline', {
    recipe, imageScanningConfiguration: ImageScanningConfiguration.testInstance(), workflows: workflows.map((workflow) => ({ workflow })),
  });
  const warnings = () => Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('collects the findings of the scan'));

  test('gives a warning if no workflow collects its findings', () => {
    scanned(approval());
    expect(warnings()).toHaveLength(1);
  });

  test('gives no warning if a workflow collects its findings', () => {
    new ImagePipeline(stack, 'Pipeline', {
      recipe,
      imageScanningConfiguration: ImageScanningConfiguration.testInstance(),
      workflows: [{ workflow: ManagedWorkflow.testImage(stack, 'TestImage') }, { workflow: approval() }],
    });
    expect(warnings()).toHaveLength(0);
  });
});

test('cdk-nag finds nothing in the generated role of workflows', () => {
  const topic = sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:123456789012:topic');
  new ImagePipeline(stack, 'Pipeline', { recipe, workflows: [{ workflow: approval(topic) }] });
  for (const Pack of [AwsSolutionsChecks, NIST80053R5Checks]) expect(new Pack().validateScope(stack).violations).toEqual([]);
});

describe('tests of components in a pipeline with workflows', () => {
  const tested = () => new Component(stack, 'Tested', {
    platform: Platform.LINUX,
    document: ComponentDocument.fromSteps({ testSteps: [new ExecuteBashStep('Test', { commands: ['true'] })] }),
  });
  const untested = () => new Component(stack, 'Untested', {
    platform: Platform.LINUX,
    document: ComponentDocument.fromSteps({ buildSteps: [new ExecuteBashStep('Build', { commands: ['true'] })] }),
  });
  const runsComponents = (id: string) => {
    const launch = new LaunchInstanceStep('Launch');
    const document = WorkflowDocument.fromSteps({ steps: [launch, new ExecuteComponentsStep('Run', { instanceId: launch.instanceId })] });
    return new Workflow(stack, id, { workflowType: WorkflowType.TEST, document });
  };
  const advise = (component: Component, test?: IWorkflow, imageTestsEnabled?: boolean) => {
    const baseImage = BaseImage.fromSsmParameterName('/imagebuilder/base');
    new ImagePipeline(stack, 'Pipeline', {
      recipe: new ImageRecipe(stack, 'Tests', { baseImage, components: [{ component }] }),
      workflows: [ManagedWorkflow.buildImage(stack, 'BuildImage'), ...test ? [test] : []].map((workflow) => ({ workflow })),
      imageTestsEnabled,
    });
    return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp("No test workflow runs the tests of 'Golden/Tested'.*ManagedWorkflow.testImage")).length;
  };

  test('give a warning if no workflow runs them', () => {
    expect(advise(tested())).toBe(1);
  });

  test('give a warning if only other tests run', () => {
    expect(advise(tested(), approval())).toBe(1);
  });

  test('give no warning if components have none', () => {
    expect(advise(untested())).toBe(0);
  });

  test('give no warning if tests are off', () => {
    expect(advise(tested(), undefined, false)).toBe(0);
  });

  test.each<[string, () => IWorkflow]>([
    ['a managed workflow', () => ManagedWorkflow.testImage(stack, 'TestImage')],
    ['a step', () => runsComponents('RunsComponents')],
    ['a workflow that is not known', () => Workflow.fromWorkflowArn(stack, 'Imported', 'arn:aws:imagebuilder:eu-west-1:123456789012:workflow/test/any/1.0.0/1')],
  ])('give no warning if %s runs them', (_what, test) => {
    expect(advise(tested(), test())).toBe(0);
  });

  test('give a warning for a container image, too', () => {
    const targetRepository = new ecr.Repository(stack, 'Target');
    new ImagePipeline(stack, 'Pipeline', {
      recipe: new ContainerRecipe(stack, 'Container', {
        baseImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'), targetRepository, components: [{ component: tested() }],
      }),
      workflows: [{ workflow: ManagedWorkflow.buildContainer(stack, 'BuildContainer') }],
    });
    Annotations.fromStack(stack).hasWarning('/Golden/Pipeline', Match.stringLikeRegexp('ManagedWorkflow.testContainer'));
  });
});

describe('test workflow without tests', () => {
  const advise = (imageTestsEnabled: boolean | undefined, ...workflows: IWorkflow[]) => {
    new ImagePipeline(stack, 'Pipeline', { recipe, imageTestsEnabled, workflows: workflows.map((workflow) => ({ workflow })) });
    return Annotations.fromStack(stack);
  };

  test('gives a warning', () => {
    advise(false, ManagedWorkflow.buildImage(stack, 'BuildImage'), approval())
      .hasWarning('/Golden/Pipeline', Match.stringLikeRegexp("'imageTestsEnabled' is false, which contradicts the test workflows 'Golden/Approval': .*testWorkflowsWithoutTests"));
  });

  test('gives no warning with tests, nor does a build workflow', () => {
    const workflow = ManagedWorkflow.buildImage(stack, 'BuildImage');
    advise(undefined, workflow, approval()).hasNoWarning('*', Match.anyValue());
    new ImagePipeline(stack, 'Builds', { recipe, imageTestsEnabled: false, workflows: [{ workflow }] });
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});
