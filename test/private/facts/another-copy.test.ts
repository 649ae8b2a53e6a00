import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as lib from '../../../src';
import { BaseImage, GoldenImage, Image, ImagePipeline, ImageRecipe, ManagedWorkflow, VulnerabilityGate } from '../../../src';

/** The library a second time, as an app has it if one of its packages depends on a copy of its own. */
let copy: typeof lib;
beforeAll(() => {
  jest.isolateModules(() => {
    copy = jest.requireActual('../../../src');
  });
});

let stack: Stack;
let recipe: ImageRecipe;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
  recipe = new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.amazonLinux2023() });
});

test('another copy of the library has classes of its own', () => {
  expect(copy.Workflow).not.toBe(lib.Workflow);
});

describe('a workflow of another copy of the library', () => {
  const approval = (topic?: sns.ITopic) => new copy.Workflow(stack, 'Approval', {
    workflowType: copy.WorkflowType.TEST,
    document: copy.WorkflowDocument.fromSteps({ steps: [new copy.WaitForActionStep('WaitForApproval', { topic })] }),
  });
  const distribution = () => new copy.Workflow(stack, 'Distribution', {
    workflowType: copy.WorkflowType.DISTRIBUTION,
    document: copy.WorkflowDocument.fromSteps({ steps: [new copy.DistributeImageStep('Distribute')] }),
  });

  test('takes no parameter that its document lacks', () => {
    const workflows = [{ workflow: approval(), parameters: { Mode: ['fast'] } }];
    expect(() => new ImagePipeline(stack, 'Pipeline', { recipe, workflows })).toThrow("has no parameter 'Mode'");
  });

  test('gives the execution role the permissions of its steps', () => {
    const workflows = [{ workflow: ManagedWorkflow.buildImage(stack, 'BuildImage') }, { workflow: approval(new sns.Topic(stack, 'Topic')) }];
    new ImagePipeline(stack, 'Pipeline', { recipe, workflows });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'sns:Publish' })]) },
    });
  });

  test('must hold an image back if there is a gate', () => {
    const workflows = [{ workflow: ManagedWorkflow.buildImage(stack, 'BuildImage') }, { workflow: distribution() }];
    const gate = VulnerabilityGate.atMost({ critical: 0 });
    expect(() => new Image(stack, 'Image', { recipe, workflows, gate })).toThrow("has no ReleaseGateStep before its first step that distributes, got the steps 'Distribute' (DistributeImage)");
  });

  test('warns of a wait for a person that outlasts the deployment', () => {
    const workflows = [{ workflow: ManagedWorkflow.buildImage(stack, 'BuildImage') }, { workflow: approval() }];
    new ImagePipeline(stack, 'Pipeline', { recipe, workflows }).start('Build');
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp("The step 'WaitForApproval' .* waits up to 3 days for a person"));
  });
});

test('a value of another copy of the library is a value in a step of this one', () => {
  const instanceId = copy.WorkflowValue.fromParameter('InstanceId');
  const { imageId } = new copy.CreateImageStep('Create', { instanceId });
  const document = lib.WorkflowDocument.fromSteps({
    parameters: [lib.WorkflowParameter.ofString('InstanceId')],
    steps: [new lib.CreateImageStep('Create', { instanceId }), new lib.WaitForActionStep('Wait', { payload: { imageId } })],
    outputs: { ImageId: imageId },
  });
  new lib.Workflow(stack, 'Own', { workflowType: lib.WorkflowType.BUILD, document });
  const [{ Properties: { Data: data } }] = Object.values(Template.fromStack(stack).findResources('AWS::ImageBuilder::Workflow'));
  expect(data).toContain('"instanceId.$":"$.parameters.InstanceId"');
  expect(data).toContain(JSON.stringify({ payload: JSON.stringify({ imageId: '{{ $.stepOutputs.Create.imageId }}' }) }));
});

test('a golden image grants to, and connects, build instances of another copy of the library', () => {
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 });
  const infrastructureConfiguration = new copy.InfrastructureConfiguration(stack, 'Infrastructure', { vpc });
  const golden = new GoldenImage(stack, 'Golden', { baseImage: BaseImage.amazonLinux2023(), infrastructureConfiguration });
  new s3.Bucket(stack, 'Packages').grantRead(golden);
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: Match.arrayWith(['s3:GetObject*']) })]) },
    Roles: [{ Ref: Match.stringLikeRegexp('^InfrastructureRole') }],
  });
  expect(golden.connections).toBe(infrastructureConfiguration.connections);
});
