import { App, CfnParameter, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import {
  ApplyImageConfigurationsStep, BaseContainerImage, BaseImage, DistributeContainerImageStep, DistributeImageStep, GoldenImage, GoldenImageProps,
  ImageBuilderProvider, ImagePipeline, ImageRecipe, ImageScanningConfiguration, IWorkflow, LifecyclePeriod, LifecyclePolicyDetail,
  ManagedWorkflow, ModifyImageAttributesStep, ReleaseGateStep, ReleaseMarkStep, ReleaseTurnStep, VulnerabilityGate, WaitForActionStep, Workflow,
  WorkflowConfiguration, WorkflowDocument, WorkflowOnFailure, WorkflowStep, WorkflowType, WorkflowValue,
} from '../../src';

const gate = VulnerabilityGate.atMost({ critical: 0 });

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '123456789012' } });
});

const releaseGate = (scope: Construct = stack) => new ReleaseGateStep(scope, 'Gate');
const turn = (scope: Construct = stack) => new ReleaseTurnStep(scope, 'Turn');
const mark = (scope: Construct = stack) => new ReleaseMarkStep(scope, 'Mark');
const distribute = new DistributeImageStep('Distribute');
const modify = new ModifyImageAttributesStep('Modify', { distributedImages: distribute.distributedImages });
const configure = new ApplyImageConfigurationsStep('Configure', { distributedImages: distribute.distributedImages });
const push = new DistributeContainerImageStep('Push', { instanceId: WorkflowValue.fromWorkflowOutput('InstanceId') });

function workflow(document: WorkflowDocument, scope: Construct = stack): IWorkflow {
  return new Workflow(scope, 'Distribution', { workflowType: WorkflowType.DISTRIBUTION, document });
}

const ofSteps = (...steps: WorkflowStep[]) => workflow(WorkflowDocument.fromSteps({ steps }));

/** A release step as a user may write it without its class. */
function handwritten(name: string, step: string, fields: object = {}, scope: Construct = stack): object {
  const { stateMachineArn } = ImageBuilderProvider.of(scope).stateMachine;
  const input = JSON.stringify({ Step: step, Image: '{{ $.imagebuilder.sourceImageARN }}' });
  return { name, action: 'ExecuteStateMachine', inputs: { stateMachineArn, 'input.$': input }, ...fields };
}

const handwrittenDistribution = [
  { name: 'Distribute', action: 'DistributeImage' },
  { name: 'Configure', action: 'ApplyImageConfigurations', inputs: { 'distributedImages.$': '$.stepOutputs.Distribute.distributedImages' } },
];
const ofObjects = (...steps: object[]) => workflow(WorkflowDocument.fromObject({ schemaVersion: '1.0', steps }));

interface Given extends Omit<Partial<GoldenImageProps>, 'onFailure'> {
  readonly scope?: Construct;
  readonly onFailure?: WorkflowOnFailure;
}

function ami(distribution: IWorkflow, { scope = stack, onFailure, ...props }: Given = { gate }): void {
  const workflows: WorkflowConfiguration[] = [
    { workflow: ManagedWorkflow.buildImage(scope, 'Build') }, { workflow: ManagedWorkflow.testImage(scope, 'Test') }, { workflow: distribution, onFailure },
  ];
  new GoldenImage(scope, 'Linux', { baseImage: BaseImage.amazonLinux2023(), buildOnDeploy: false, workflows, ...props });
}

/** A container image, which is held back without a gate, too: its release writes its parameter. */
function container(distribution: IWorkflow, props: Partial<GoldenImageProps> = {}): void {
  new GoldenImage(stack, 'Container', {
    baseContainerImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'),
    targetRepository: new ecr.Repository(stack, 'Target'),
    buildOnDeploy: false,
    workflows: [
      { workflow: ManagedWorkflow.buildContainer(stack, 'Build') }, { workflow: ManagedWorkflow.testContainer(stack, 'Test') }, { workflow: distribution },
    ],
    ...props,
  });
}

const retention = [LifecyclePolicyDetail.deleteAfter(LifecyclePeriod.days(30))];
const synthesize = () => Template.fromStack(stack);

describe('the gate of a build, in a distribution workflow of the user,', () => {
  test.each<[string, () => IWorkflow]>([
    ['is missing', () => ofSteps(distribute, mark())],
    ['comes after the distribution', () => ofSteps(distribute, releaseGate(), mark())],
    ['comes after the first of several steps that distribute', () => ofSteps(distribute, releaseGate(), modify, configure, mark())],
    ['is only a turn', () => ofSteps(turn(), distribute, mark())],
  ])('is rejected where it %s', (_how, distribution) => {
    expect(() => ami(distribution())).toThrow(/'Stack\/Distribution' may distribute images that the gate refuses: it has no ReleaseGateStep before its first step that distributes, got the steps '(?:Distribute|Turn)'.*Put one there, or leave the workflow out.* See https:/);
  });

  test('is rejected with the steps that the workflow has', () => {
    expect(() => ami(ofSteps(distribute, releaseGate(), mark()))).toThrow("got the steps 'Distribute' (DistributeImage), 'Gate' (ReleaseGateStep), 'Mark' (ReleaseMarkStep)");
  });

  test('is rejected where it may be skipped', () => {
    const condition = { stringEquals: 'AMI', value: '$.imagebuilder.imageType' };
    expect(() => ami(ofObjects(handwritten('Gate', 'GATE', { if: condition }), ...handwrittenDistribution, handwritten('Mark', 'RELEASE'))))
      .toThrow(/may distribute images that the gate refuses: its ReleaseGateStep 'Gate' has a condition \(if\).* Leave the condition out\. See https:/);
  });

  test.each([['Continue', () => 'Continue'], ['unknown', () => new CfnParameter(stack, 'OnFailure').valueAsString]])('is rejected where its onFailure is %s', (_what, onFailure) => {
    expect(() => ami(ofObjects(handwritten('Gate', 'GATE', { onFailure: onFailure() }), ...handwrittenDistribution, handwritten('Mark', 'RELEASE'))))
      .toThrow(/may distribute images that the gate refuses: its ReleaseGateStep 'Gate' has another onFailure than Abort, .*\. Leave its 'onFailure' out, or use StepOnFailure\.ABORT\. See https:/);
  });

  test('is rejected where the build goes on although the workflow failed', () => {
    expect(() => ami(ofSteps(releaseGate(), distribute, mark()), { gate, onFailure: WorkflowOnFailure.CONTINUE }))
      .toThrow(/'Stack\/Distribution' has the onFailure CONTINUE.* Leave 'onFailure' out, or use WorkflowOnFailure\.ABORT\. See https:/);
  });

  test('is rejected in a pipeline, too', () => {
    expect(() => new ImagePipeline(stack, 'Pipeline', {
      recipe: new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.amazonLinux2023() }),
      imageScanningConfiguration: ImageScanningConfiguration.testInstance(),
      gate,
      workflows: [{ workflow: ManagedWorkflow.buildImage(stack, 'Build') }, { workflow: ofSteps(distribute, releaseGate(), mark()) }],
    })).toThrow('it has no ReleaseGateStep before its first step that distributes');
  });

  test.each<[string, () => IWorkflow]>([
    ['in a bucket', () => workflow(WorkflowDocument.fromBucket(s3.Bucket.fromBucketName(stack, 'Bucket', 'documents'), 'distribution.yml'))],
    ['of an imported workflow', () => Workflow.fromWorkflowName(stack, 'Imported', 'mine', WorkflowType.DISTRIBUTION)],
  ])('is rejected where the document is not known: %s', (_where, distribution) => {
    expect(() => ami(distribution())).toThrow(/'Stack\/\w+' may distribute images that the gate refuses: synthesis does not know its document\. Give a Workflow .*, or leave the workflow out.* See https:/);
  });

  test('may be followed by a person and a turn', () => {
    ami(ofSteps(releaseGate(), new WaitForActionStep('Approve', { topic: new sns.Topic(stack, 'Topic') }), turn(), distribute, modify, configure, mark()));
    synthesize().resourceCountIs('AWS::ImageBuilder::Workflow', 1);
  });

  test('may say what happens without it', () => {
    ami(ofObjects(handwritten('Gate', 'GATE', { onFailure: 'Abort' }), ...handwrittenDistribution, handwritten('Mark', 'RELEASE')));
    synthesize().resourceCountIs('AWS::ImageBuilder::Workflow', 1);
  });
});

describe('the mark of a released image, in a distribution workflow of the user,', () => {
  test.each<[string, () => void]>([
    ['is missing behind a gate', () => ami(ofSteps(releaseGate(), distribute))],
    ['comes before the distribution', () => ami(ofSteps(releaseGate(), mark(), distribute))],
    ['comes before the last of several steps that distribute', () => ami(ofSteps(releaseGate(), distribute, mark(), configure))],
    ['is missing although retention spares it', () => ami(ofSteps(turn(), distribute), { retention })],
    ['is missing although it writes the parameter', () => container(ofSteps(turn(), push))],
  ])('is rejected where it %s', (_how, create) => {
    expect(create).toThrow(/may release an image without the mark .*: it has no ReleaseMarkStep after its last step that distributes, got the steps .*Put one there, or leave the workflow out.* See https:/);
  });

  test.each([
    ['may be skipped', { if: { stringEquals: 'AMI', value: '$.imagebuilder.imageType' } }, "its ReleaseMarkStep 'Mark' has a condition (if)"],
    ['may fail unseen', { onFailure: 'Continue' }, "its ReleaseMarkStep 'Mark' has another onFailure than Abort"],
  ])('is rejected where it %s', (_how, fields, error) => {
    expect(() => ami(ofObjects(handwritten('Gate', 'GATE'), ...handwrittenDistribution, handwritten('Mark', 'RELEASE', fields)))).toThrow(error);
  });
});

describe('the turn of an image that is held back without a gate', () => {
  test.each<[string, () => void]>([
    ['is missing', () => container(ofSteps(push, mark()))],
    ['comes after the distribution', () => ami(ofSteps(distribute, turn(), mark()), { retention })],
  ])('is rejected where it %s', (_how, create) => {
    expect(create).toThrow(/may distribute an image after a newer one: it has no ReleaseTurnStep before its first step that distributes.* See https:/);
  });

  test('is not taken by a gate step, which refuses each image of a build without a gate', () => {
    const error = /'Stack\/Distribution' has the ReleaseGateStep 'Gate', which refuses every image of a build without a gate\. Replace it by a ReleaseTurnStep, or give the build a 'gate'\. See https:/;
    expect(() => container(ofSteps(releaseGate(), push, mark()))).toThrow(error);
  });

  test.each<[string, () => void]>([
    ['an AMI', () => ami(ofSteps(turn(), distribute, configure, mark()), { retention })],
    ['a container image', () => container(ofSteps(turn(), push, mark()))],
  ])('comes before the distribution of %s', (_what, create) => {
    create();
    synthesize().resourceCountIs('AWS::ImageBuilder::Workflow', 1);
  });

  test.each<[string, () => IWorkflow]>([
    ['in a bucket', () => workflow(WorkflowDocument.fromBucket(s3.Bucket.fromBucketName(stack, 'Bucket', 'documents'), 'distribution.yml'))],
    ['imported', () => Workflow.fromWorkflowName(stack, 'Imported', 'mine', WorkflowType.DISTRIBUTION)],
  ])('may be in a workflow that is %s', (_where, distribution) => {
    container(distribution());
    expect(synthesize).not.toThrow();
  });
});

test.each<[string, string, () => void]>([
  ['a gate', 'ReleaseGateStep', () => ami(ManagedWorkflow.distributeImage(stack, 'Managed'))],
  ['a retention that spares the released image', 'ReleaseMarkStep', () => ami(ManagedWorkflow.distributeImage(stack, 'Managed'), { retention })],
  ['the parameter of a container image', 'ReleaseMarkStep', () => container(ManagedWorkflow.distributeContainer(stack, 'Managed'))],
])('the distribution workflow that Amazon manages does not fit %s', (_what, className, create) => {
  expect(create).toThrow(new RegExp(`The distribution workflow 'Stack/Managed' may .*: Amazon manages it, and it has no ${className}\\. Use a Workflow of your own that has one, or leave the workflow out.* See https:`));
});

test('a distribution workflow of an image that nothing holds back needs no steps of a release', () => {
  ami(ofSteps(distribute, configure), {});
  expect(synthesize).not.toThrow();
});

describe('a release step of another stack', () => {
  const other = () => new Stack(stack.node.root, 'Other', { env: { region: 'eu-west-1', account: '123456789012' } });
  const error = (name: string, at = 'Other') => new RegExp(`The step '${name}' of the workflow '.*Distribution' runs the state machine of the stack '${at}', which does not know the images of the stack 'Stack'\\. Create the step, and the workflow, in the stack 'Stack'\\. See https:`);

  test.each<[string, (scope: Stack) => IWorkflow]>([
    ['Gate', (scope) => ofSteps(releaseGate(scope), distribute, mark())],
    ['Turn', (scope) => ofSteps(releaseGate(), turn(scope), distribute, mark())],
    ['Mark', (scope) => ofSteps(releaseGate(), distribute, mark(scope))],
    ['Gate', (scope) => ofObjects(handwritten('Gate', 'GATE', {}, scope), ...handwrittenDistribution, handwritten('Mark', 'RELEASE'))],
  ])('is rejected: %s', (name, distribution) => {
    expect(() => ami(distribution(other()))).toThrow(error(name));
  });

  test('is rejected in a workflow of that stack', () => {
    const scope = other();
    const steps = [releaseGate(scope), distribute, mark(scope)];
    expect(() => ami(workflow(WorkflowDocument.fromSteps({ steps }), scope))).toThrow(error('Gate'));
  });

  test('is rejected where that is a nested stack', () => {
    expect(() => ami(ofSteps(releaseGate(new NestedStack(stack, 'Nested')), distribute, mark()))).toThrow(error('Gate', 'Stack/Nested'));
  });

  test('is rejected without a gate', () => {
    expect(() => container(ofSteps(turn(other()), push, mark()))).toThrow(error('Turn'));
  });

  test('may belong to the nested stack of its build', () => {
    const scope = new NestedStack(stack, 'Nested');
    ami(workflow(WorkflowDocument.fromSteps({ steps: [releaseGate(scope), distribute, configure, mark(scope)] }), scope), { gate, scope });
    expect(synthesize).not.toThrow();
  });

  test.each<[string, (scope: Stack) => string]>([
    ['its ARN', () => 'arn:aws:states:eu-west-1:123456789012:stateMachine:mine'],
    ['a parameter of that stack', (scope) => new CfnParameter(scope, 'Arn').valueAsString],
  ])('is not known where its state machine is given by %s', (_what, arn) => {
    const inputs = { 'stateMachineArn': arn(other()), 'input.$': '{"Step":"GATE","Image":"{{ $.imagebuilder.sourceImageARN }}"}' };
    ami(ofObjects({ ...handwritten('Gate', 'GATE'), inputs }, ...handwrittenDistribution, handwritten('Mark', 'RELEASE')));
    expect(synthesize).not.toThrow();
  });

  test('may be of a stack that configures its provider later', () => {
    ami(ofSteps(releaseGate(), distribute, configure, mark()));
    ImageBuilderProvider.configure(stack, {});
    expect(synthesize).not.toThrow();
  });
});
