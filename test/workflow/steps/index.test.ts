import { App, Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { StepOnFailure } from '../../../src/workflow/step-on-failure';
import {
  ApplyImageConfigurationsStep, BootstrapInstanceForContainerStep, CollectImageMetadataStep, CollectImageScanFindingsStep, CreateImageFromIsoStep,
  CreateImageStep, DistributeContainerImageStep, DistributeImageStep, ExecuteComponentsStep, ExecuteStateMachineStep, ImageArchitecture,
  ImageBootMode, ImageVirtualizationType, InstanceHealthCheck, LaunchInstanceStep, ModifyImageAttributesStep, RegisterImageStep, RunCommandStep,
  RunSysprepStep, SanitizeInstanceStep, TerminateInstanceStep, WaitForActionStep, WaitForSsmAgentStep, WorkflowDiskImageFormat,
  WorkflowSsmParameterDataType, WorkflowStep,
} from '../../../src/workflow/steps';
import { WorkflowCondition } from '../../../src/workflow/workflow-condition';
import { WorkflowValue } from '../../../src/workflow/workflow-value';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
});

const launch = new LaunchInstanceStep('Launch');
const { instanceId } = launch;
const INSTANCE = { 'instanceId.$': '$.stepOutputs.Launch.instanceId' };

/** A step as the document has it, without undefined fields. */
function rendered(step: WorkflowStep): unknown {
  return JSON.parse(JSON.stringify(stack.resolve(step._render())));
}

test('a workflow step renders all common options', () => {
  const step = new LaunchInstanceStep('Launch', {
    description: 'Launches',
    condition: WorkflowCondition.stringEquals(WorkflowValue.fromParameter('Mode'), 'full'),
    onFailure: StepOnFailure.CONTINUE,
    timeout: Duration.hours(2),
    wait: Duration.minutes(1),
    rollbackEnabled: false,
  });
  expect(rendered(step)).toEqual({
    name: 'Launch',
    action: 'LaunchInstance',
    description: 'Launches',
    if: { stringEquals: 'full', value: '$.parameters.Mode' },
    onFailure: 'Continue',
    rollbackEnabled: false,
    timeoutSeconds: 7200,
    waitSeconds: 60,
    inputs: { waitFor: 'ssmAgent' },
  });
});

test('LaunchInstanceStep overrides image, instance types and health check', () => {
  const step = new LaunchInstanceStep('Launch', {
    imageIdOverride: WorkflowValue.fromWorkflowOutput('ImageId'),
    instanceTypesOverride: [new ec2.InstanceType('m7i.large'), new ec2.InstanceType('m6i.large')],
    healthCheck: InstanceHealthCheck.RUNNING,
  });
  expect(rendered(step)).toEqual({
    name: 'Launch',
    action: 'LaunchInstance',
    inputs: {
      'waitFor': 'ssmAgent',
      'imageIdOverride.$': '$.workflowOutputs.ImageId',
      'instanceTypesOverride': ['m7i.large', 'm6i.large'],
      'healthCheck': 'RUNNING',
    },
  });
  expect(String(step.instanceId)).toBe('{{ $.stepOutputs.Launch.instanceId }}');
});

test.each([
  ['BootstrapInstanceForContainer', BootstrapInstanceForContainerStep],
  ['ExecuteComponents', ExecuteComponentsStep],
  ['CollectImageScanFindings', CollectImageScanFindingsStep],
  ['RunSysPrep', RunSysprepStep],
  ['SanitizeInstance', SanitizeInstanceStep],
])('the step %s runs a command on an instance', (action, Step) => {
  const step = new Step('Step', { instanceId });
  expect(rendered(step)).toEqual({ name: 'Step', action, inputs: INSTANCE });
  expect([step.runCommandId, step.status, step.output].map(String))
    .toEqual(['runCommandId', 'status', 'output'].map((output) => `{{ $.stepOutputs.Step.${output} }}`));
});

test.each([
  ['CollectImageMetadata', new CollectImageMetadataStep('Step', { instanceId }), ['osVersion', 'associationId']],
  ['CreateImage', new CreateImageStep('Step', { instanceId }), ['imageId']],
  ['CreateImageFromIso', new CreateImageFromIsoStep('Step', { instanceId }), ['amiName', 'snapshotId', 'architecture']],
  ['WaitForSSMAgent', new WaitForSsmAgentStep('Step', { instanceId }), ['status']],
  ['DistributeContainerImage', new DistributeContainerImageStep('Step', { instanceId }), ['status', 'succeededRegions', 'failedRegions']],
])('the step %s works on an instance', (action, step, outputs) => {
  expect(rendered(step)).toEqual({ name: 'Step', action, inputs: INSTANCE });
  for (const output of outputs) {
    expect(String((step as unknown as Record<string, unknown>)[output])).toBe(`{{ $.stepOutputs.Step.${output} }}`);
  }
});

test('a step accepts the id of an existing instance', () => {
  const step = new CreateImageStep('Step', { instanceId: WorkflowValue.fromString('i-1') });
  expect(rendered(step)).toMatchObject({ inputs: { instanceId: 'i-1' } });
});

test('RunCommandStep renders its document and parameters', () => {
  const step = new RunCommandStep('Run', {
    instanceId,
    documentName: 'AWS-RunShellScript',
    documentVersion: '2',
    parameters: { commands: [`echo ${WorkflowValue.fromParameter('Text')}`] },
  });
  expect(rendered(step)).toEqual({
    name: 'Run',
    action: 'RunCommand',
    inputs: { ...INSTANCE, documentName: 'AWS-RunShellScript', documentVersion: '2', parameters: { commands: ['echo {{ $.parameters.Text }}'] } },
  });
});

test('a text that is nothing but a reference is rendered under the key for references', () => {
  const step = new RunCommandStep('Run', { instanceId, documentName: `${WorkflowValue.fromParameter('Document')}` });
  expect(rendered(step)).toMatchObject({ inputs: { 'documentName.$': '$.parameters.Document' } });
});

test('TerminateInstanceStep renders the instance', () => {
  expect(rendered(new TerminateInstanceStep('End', { instanceId, waitForTermination: true }))).toEqual({
    name: 'End',
    action: 'TerminateInstance',
    inputs: { ...INSTANCE, waitForTermination: true },
  });
});

test('WaitForActionStep tells a topic or a function', () => {
  const topic = new sns.Topic(stack, 'Topic', { masterKey: new kms.Key(stack, 'Key') });
  const lambdaFunction = new lambda.Function(stack, 'Function', { code: lambda.Code.fromInline('-'), handler: 'x', runtime: lambda.Runtime.NODEJS_LATEST });
  const step = new WaitForActionStep('Approve', { topic, lambdaFunction, payload: { image: `${new CreateImageStep('Make', { instanceId }).imageId}` } });
  expect(rendered(step)).toEqual({
    name: 'Approve',
    action: 'WaitForAction',
    inputs: {
      snsTopicArn: stack.resolve(topic.topicArn),
      lambdaFunctionName: stack.resolve(lambdaFunction.functionArn),
      payload: '{"image":"{{ $.stepOutputs.Make.imageId }}"}',
    },
  });
  expect([step.action, step.reason].map(String)).toEqual(['{{ $.stepOutputs.Approve.action }}', '{{ $.stepOutputs.Approve.reason }}']);
  expect(step._policyStatements(stack).map((statement) => stack.resolve(statement.toStatementJson()))).toEqual([
    { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: stack.resolve(topic.masterKey?.keyArn) },
  ]);
  expect(new WaitForActionStep('Approve', { topic: new sns.Topic(stack, 'Plain') })._policyStatements(stack)).toEqual([]);
  expect(rendered(new WaitForActionStep('Approve'))).toEqual({ name: 'Approve', action: 'WaitForAction', inputs: {} });
});

test('ExecuteStateMachineStep renders an input that holds a token', () => {
  const stateMachine = new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'Pass')) });
  const step = new ExecuteStateMachineStep('Check', { stateMachine, input: { region: stack.region } });
  expect(rendered(step)).toEqual({
    name: 'Check',
    action: 'ExecuteStateMachine',
    inputs: {
      stateMachineArn: stack.resolve(stateMachine.stateMachineArn),
      input: { 'Fn::Join': ['', ['{"region":"', { Ref: 'AWS::Region' }, '"}']] },
    },
  });
  const chained = new ExecuteStateMachineStep('Check', { stateMachine, input: { region: stack.region, nested: [{ image: WorkflowValue.fromParameter('Image') }] } });
  expect(rendered(chained)).toMatchObject({
    inputs: { 'input.$': { 'Fn::Join': ['', ['{"nested":[{"image":"{{ $.parameters.Image }}"}],"region":"', { Ref: 'AWS::Region' }, '"}']] } },
  });
  expect([step.executionArn, step.output].map(String)).toEqual(['{{ $.stepOutputs.Check.executionArn }}', '{{ $.stepOutputs.Check.output }}']);
});

test('RegisterImageStep takes the snapshot of another step', () => {
  const snapshot = new RunCommandStep('Snapshot', { instanceId, documentName: 'AWS-RunShellScript' });
  const step = new RegisterImageStep('Register', {
    architecture: ImageArchitecture.ARM64,
    blockDevices: [
      {
        deviceName: '/dev/sda1',
        volume: ec2.BlockDeviceVolume.ebsFromSnapshot(`${snapshot.output.at(0)}`, { volumeSize: 100, volumeType: ec2.EbsDeviceVolumeType.GP3 }),
      },
      { deviceName: '/dev/sdb', volume: ec2.BlockDeviceVolume.ephemeral(0) },
      { deviceName: '/dev/sdc', volume: ec2.BlockDeviceVolume.ephemeral(1), mappingEnabled: false },
    ],
    bootMode: ImageBootMode.UEFI,
    imageDescription: 'Golden',
    enaSupport: true,
    imageLocation: 'bucket/manifest',
    requireImdsv2: true,
    includeSnapshotTags: true,
    kernelId: 'aki-1',
    ramdiskId: 'ari-1',
    rootDeviceName: '/dev/sda1',
    sriovNetSupport: 'simple',
    tpmSupport: true,
    uefiData: 'AAAA',
    virtualizationType: ImageVirtualizationType.HVM,
  });
  expect(rendered(step)).toEqual({
    name: 'Register',
    action: 'RegisterImage',
    inputs: {
      architecture: 'arm64',
      blockDeviceMapping: [
        { DeviceName: '/dev/sda1', Ebs: { 'SnapshotId.$': '$.stepOutputs.Snapshot.output[0]', 'VolumeSize': 100, 'VolumeType': 'gp3' } },
        { DeviceName: '/dev/sdb', VirtualName: 'ephemeral0' },
        { DeviceName: '/dev/sdc', NoDevice: '' },
      ],
      bootMode: 'uefi',
      description: 'Golden',
      enaSupport: true,
      imageLocation: 'bucket/manifest',
      imdsSupport: 'v2.0',
      includeSnapshotTags: true,
      kernelId: 'aki-1',
      ramdiskId: 'ari-1',
      rootDeviceName: '/dev/sda1',
      sriovNetSupport: 'simple',
      tpmSupport: 'v2.0',
      uefiData: 'AAAA',
      virtualizationType: 'hvm',
    },
  });
  expect(String(step.imageId)).toBe('{{ $.stepOutputs.Register.imageId }}');
  expect(rendered(new RegisterImageStep('Register', { requireImdsv2: false, tpmSupport: false }))).toMatchObject({ inputs: {} });
});

test('steps that distribute AMIs render their distributions', () => {
  const key = new kms.Key(stack, 'Key');
  const distribute = new DistributeImageStep('Distribute', {
    distributions: [
      {
        region: 'eu-west-1',
        name: 'golden',
        description: 'Golden',
        targetAccountIds: ['111122223333'],
        amiTags: { Team: 'web' },
        kmsKey: key,
      },
      { region: `${WorkflowValue.fromParameter('Region')}` },
    ],
  });
  expect(rendered(distribute)).toMatchObject({
    inputs: {
      distributions: [
        { region: 'eu-west-1', name: 'golden', description: 'Golden', targetAccountIds: ['111122223333'], amiTags: { Team: 'web' }, kmsKeyId: stack.resolve(key.keyArn) },
        { 'region.$': '$.parameters.Region' },
      ],
    },
  });
  const images = { 'distributedImages.$': '$.stepOutputs.Distribute.distributedImages' };
  const { distributedImages } = distribute;
  const modify = new ModifyImageAttributesStep('Modify', {
    distributedImages,
    attributes: [{
      region: 'eu-west-1',
      launchPermission: { userIds: ['111122223333'], userGroups: ['all'], organizationArns: ['o'], organizationalUnitArns: ['ou'] },
    }],
  });
  expect(rendered(modify)).toMatchObject({
    inputs: {
      ...images,
      attributes: [{
        region: 'eu-west-1',
        launchPermission: { userIds: ['111122223333'], userGroups: ['all'], organizationArns: ['o'], organizationalUnitArns: ['ou'] },
      }],
    },
  });
  const configuration = {
    region: 'eu-west-1',
    licenseConfigurationArns: ['arn'],
    launchTemplateConfigurations: [{ launchTemplateId: 'lt-1', accountId: '111122223333', setDefaultVersion: true }],
    s3ExportConfiguration: { roleName: 'vmimport', diskImageFormat: WorkflowDiskImageFormat.VMDK, s3Bucket: 'bucket', s3Prefix: 'ami/' },
    fastLaunchConfigurations: [{
      enabled: true,
      snapshotConfiguration: { targetResourceCount: 5 },
      maxParallelLaunches: 6,
      launchTemplate: { launchTemplateId: 'lt-1', launchTemplateVersion: '1' },
    }],
    ssmParameterConfigurations: [{ parameterName: '/imagebuilder/ami', amiAccountId: '111122223333', dataType: WorkflowSsmParameterDataType.AWS_EC2_IMAGE }],
  };
  const apply = new ApplyImageConfigurationsStep('Apply', { distributedImages, configurations: [configuration] });
  expect(rendered(apply)).toMatchObject({ inputs: { ...images, configurations: [configuration] } });
  expect([modify.modifiedImages, apply.configuredImages].map(String))
    .toEqual(['{{ $.stepOutputs.Modify.modifiedImages }}', '{{ $.stepOutputs.Apply.configuredImages }}']);
});
