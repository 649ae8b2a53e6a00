import { WorkflowType } from '../workflow-type';

/** The inputs, outputs and limits of a step action. */
export interface StepAction {
  /** The types of workflow that may have it. */
  readonly stages: readonly WorkflowType[];
  /** In seconds. */
  readonly defaultTimeout: number;
  /** In seconds. */
  readonly maxTimeout: number;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly outputs: readonly string[];
  /** The kind of image that the action is for; unset if it is for both. */
  readonly imageKind?: 'AMI' | 'CONTAINER';
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const { BUILD, TEST, DISTRIBUTION } = WorkflowType;
const ALL = [BUILD, TEST, DISTRIBUTION];
const COMMAND = ['runCommandId', 'status', 'output'];

function onInstance(defaultTimeout: number, maxTimeout: number, outputs: readonly string[], more: Partial<StepAction> = {}): StepAction {
  return { stages: ALL, defaultTimeout, maxTimeout, required: ['instanceId'], optional: [], outputs, ...more };
}

function onDistributedImages(defaultTimeout: number, maxTimeout: number, input: string, output: string): StepAction {
  return { stages: [DISTRIBUTION], defaultTimeout, maxTimeout, required: ['distributedImages'], optional: [input], outputs: [output], imageKind: 'AMI' };
}

/**
 * The actions of workflow steps.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html
 */
export const STEP_ACTIONS: ReadonlyMap<string, StepAction> = new Map<string, StepAction>([
  ['ApplyImageConfigurations', onDistributedImages(6 * HOUR, 12 * HOUR, 'configurations', 'configuredImages')],
  ['BootstrapInstanceForContainer', onInstance(HOUR, 12 * HOUR, COMMAND)],
  ['CollectImageMetadata', onInstance(30 * MINUTE, 12 * HOUR, ['osVersion', 'associationId'], { imageKind: 'AMI' })],
  ['CollectImageScanFindings', onInstance(2 * HOUR, 12 * HOUR, COMMAND, { stages: [TEST] })],
  ['CreateImage', onInstance(12 * HOUR, 3 * DAY, ['imageId'], { imageKind: 'AMI' })],
  ['CreateImageFromIso', onInstance(12 * HOUR, 12 * HOUR, ['amiName', 'snapshotId', 'architecture'], { imageKind: 'AMI' })],
  ['DistributeContainerImage', onInstance(2 * HOUR, 12 * HOUR, ['status', 'succeededRegions', 'failedRegions'], { stages: [DISTRIBUTION], imageKind: 'CONTAINER' })],
  ['DistributeImage', {
    stages: [DISTRIBUTION],
    defaultTimeout: 6 * HOUR,
    maxTimeout: 12 * HOUR,
    required: [],
    optional: ['distributions'],
    outputs: ['distributedImages'],
    imageKind: 'AMI',
  }],
  ['ExecuteComponents', onInstance(12 * HOUR, DAY, COMMAND, { stages: [BUILD, TEST] })],
  ['ExecuteStateMachine', {
    stages: ALL,
    defaultTimeout: 6 * HOUR,
    maxTimeout: DAY,
    required: ['stateMachineArn'],
    optional: ['input'],
    outputs: ['executionArn', 'output'],
  }],
  ['LaunchInstance', {
    stages: ALL,
    defaultTimeout: 75 * MINUTE,
    maxTimeout: 12 * HOUR,
    required: ['waitFor'],
    optional: ['imageIdOverride', 'instanceTypesOverride', 'healthCheck'],
    outputs: ['instanceId'],
  }],
  ['ModifyImageAttributes', onDistributedImages(2 * HOUR, 3 * HOUR, 'attributes', 'modifiedImages')],
  ['RegisterImage', {
    stages: ALL,
    defaultTimeout: 9 * HOUR,
    maxTimeout: 12 * HOUR,
    required: [],
    optional: [
      'architecture', 'blockDeviceMapping', 'bootMode', 'description', 'enaSupport', 'imageLocation', 'imdsSupport', 'includeSnapshotTags',
      'kernelId', 'ramdiskId', 'rootDeviceName', 'sriovNetSupport', 'tpmSupport', 'uefiData', 'virtualizationType',
    ],
    outputs: ['imageId'],
    imageKind: 'AMI',
  }],
  ['RunCommand', onInstance(12 * HOUR, 12 * HOUR, COMMAND, { required: ['instanceId', 'documentName'], optional: ['parameters', 'documentVersion'] })],
  ['RunSysPrep', onInstance(HOUR, 12 * HOUR, COMMAND)],
  ['SanitizeInstance', onInstance(HOUR, 12 * HOUR, COMMAND, { imageKind: 'AMI' })],
  ['TerminateInstance', onInstance(30 * MINUTE, 12 * HOUR, [], { optional: ['waitForTermination'] })],
  ['WaitForAction', {
    stages: ALL,
    defaultTimeout: 3 * DAY,
    maxTimeout: 7 * DAY,
    required: [],
    optional: ['snsTopicArn', 'lambdaFunctionName', 'payload'],
    outputs: ['action', 'reason'],
  }],
  ['WaitForSSMAgent', onInstance(HOUR, 3 * HOUR, ['status'])],
]);

/** Whether an action gives an image to its users, as those do that only a distribution workflow may have. */
export function isDistributing(action: string): boolean {
  const { stages = [] } = STEP_ACTIONS.get(action) ?? {};
  return stages.length === 1 && stages[0] === DISTRIBUTION;
}
