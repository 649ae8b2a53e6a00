import { ImageType, WorkflowType } from './document';
import { stableGuid, stableId } from '../names';

/** Of what the outputs of a step are made. */
export interface StepOrigin {
  readonly stepId: string;
  readonly imageId: string;
}

export interface StepAction {
  readonly stages: WorkflowType[];
  /** In seconds. */
  readonly timeout: number;
  /** In seconds. */
  readonly maxTimeout: number;
  readonly required: string[];
  readonly optional: string[];
  readonly outputNames: string[];
  /** Seconds that it takes. */
  readonly takes: (type: WorkflowType, imageType: ImageType) => number;
  readonly outputs: (origin: StepOrigin) => Record<string, unknown> | undefined;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ALL: WorkflowType[] = ['BUILD', 'TEST', 'DISTRIBUTION'];
const ON_INSTANCE = { stages: ALL, required: ['instanceId'], optional: [] };
const NOTHING = { outputNames: [], outputs: () => undefined };
/** Its outputs depend on more than the step. */
const OWN_OUTPUTS = { outputs: () => undefined };
const COMMAND = {
  outputNames: ['runCommandId', 'status', 'output'],
  outputs: ({ stepId }: StepOrigin) => ({ runCommandId: stableGuid(`${stepId}/command`), status: 'Success', output: '' }),
};
const IMAGE = { outputNames: ['imageId'], outputs: ({ imageId }: StepOrigin) => ({ imageId }) };
const DISTRIBUTED = { stages: ['DISTRIBUTION'] as WorkflowType[], required: ['distributedImages'] };

const after = (seconds: number) => () => seconds;

/**
 * The actions of workflow steps.
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html
 */
export const actions: Readonly<Record<string, StepAction>> = {
  ApplyImageConfigurations: {
    ...DISTRIBUTED,
    timeout: 6 * HOUR,
    maxTimeout: 12 * HOUR,
    optional: ['configurations'],
    takes: after(15),
    outputNames: ['configuredImages'],
    ...OWN_OUTPUTS,
  },
  BootstrapInstanceForContainer: { ...ON_INSTANCE, ...COMMAND, timeout: HOUR, maxTimeout: 12 * HOUR, takes: after(60) },
  CollectImageMetadata: {
    ...ON_INSTANCE,
    timeout: 30 * MINUTE,
    maxTimeout: 12 * HOUR,
    takes: after(45),
    outputNames: ['osVersion', 'associationId'],
    outputs: ({ stepId }) => ({ osVersion: 'Amazon Linux 2023', associationId: stableGuid(`${stepId}/association`) }),
  },
  CollectImageScanFindings: { ...ON_INSTANCE, ...COMMAND, stages: ['TEST'], timeout: 2 * HOUR, maxTimeout: 12 * HOUR, takes: after(240) },
  CreateImage: { ...ON_INSTANCE, ...IMAGE, timeout: 12 * HOUR, maxTimeout: 3 * DAY, takes: after(300) },
  CreateImageFromIso: {
    ...ON_INSTANCE,
    timeout: 12 * HOUR,
    maxTimeout: 12 * HOUR,
    takes: after(600),
    outputNames: ['amiName', 'snapshotId', 'architecture'],
    outputs: ({ stepId }) => ({ amiName: 'from-iso', snapshotId: stableId('snap', stepId), architecture: 'x86_64' }),
  },
  DistributeContainerImage: {
    ...ON_INSTANCE,
    stages: ['DISTRIBUTION'],
    timeout: 2 * HOUR,
    maxTimeout: 12 * HOUR,
    takes: after(90),
    outputNames: ['status', 'succeededRegions', 'failedRegions'],
    ...OWN_OUTPUTS,
  },
  DistributeImage: {
    stages: ['DISTRIBUTION'],
    required: [],
    optional: ['distributions'],
    timeout: 6 * HOUR,
    maxTimeout: 12 * HOUR,
    takes: after(240),
    outputNames: ['distributedImages'],
    ...OWN_OUTPUTS,
  },
  ExecuteComponents: {
    ...ON_INSTANCE,
    ...COMMAND,
    stages: ['BUILD', 'TEST'],
    timeout: 12 * HOUR,
    maxTimeout: DAY,
    takes: (type, imageType) => type === 'BUILD' ? (imageType === 'AMI' ? 420 : 300) : (imageType === 'AMI' ? 180 : 120),
  },
  ExecuteStateMachine: {
    stages: ALL,
    required: ['stateMachineArn'],
    optional: ['input'],
    timeout: 6 * HOUR,
    maxTimeout: DAY,
    takes: after(60),
    outputNames: ['executionArn', 'output'],
    ...OWN_OUTPUTS,
  },
  LaunchInstance: {
    stages: ALL,
    required: ['waitFor'],
    optional: ['imageIdOverride', 'instanceTypesOverride', 'healthCheck'],
    timeout: 75 * MINUTE,
    maxTimeout: 12 * HOUR,
    takes: after(90),
    outputNames: ['instanceId'],
    outputs: ({ stepId }) => ({ instanceId: stableId('i', stepId) }),
  },
  ModifyImageAttributes: {
    ...DISTRIBUTED,
    timeout: 2 * HOUR,
    maxTimeout: 3 * HOUR,
    optional: ['attributes'],
    takes: after(15),
    outputNames: ['modifiedImages'],
    ...OWN_OUTPUTS,
  },
  RegisterImage: {
    ...IMAGE,
    stages: ALL,
    required: [],
    timeout: 9 * HOUR,
    maxTimeout: 12 * HOUR,
    takes: after(60),
    optional: [
      'architecture', 'blockDeviceMapping', 'bootMode', 'description', 'enaSupport', 'imageLocation', 'imdsSupport', 'includeSnapshotTags', 'kernelId',
      'ramdiskId', 'rootDeviceName', 'sriovNetSupport', 'tpmSupport', 'uefiData', 'virtualizationType',
    ],
  },
  RunCommand: {
    ...COMMAND,
    stages: ALL,
    required: ['instanceId', 'documentName'],
    optional: ['parameters', 'documentVersion'],
    timeout: 12 * HOUR,
    maxTimeout: 12 * HOUR,
    takes: after(2),
  },
  RunSysPrep: { ...ON_INSTANCE, ...COMMAND, timeout: HOUR, maxTimeout: 12 * HOUR, takes: after(180) },
  SanitizeInstance: { ...ON_INSTANCE, ...COMMAND, timeout: HOUR, maxTimeout: 12 * HOUR, takes: after(20) },
  TerminateInstance: { ...ON_INSTANCE, ...NOTHING, optional: ['waitForTermination'], timeout: 30 * MINUTE, maxTimeout: 12 * HOUR, takes: after(30) },
  /** It takes until it is answered. */
  WaitForAction: {
    stages: ALL,
    required: [],
    optional: ['snsTopicArn', 'lambdaFunctionName', 'payload'],
    timeout: 3 * DAY,
    maxTimeout: 7 * DAY,
    takes: after(0),
    outputNames: ['action', 'reason'],
    ...OWN_OUTPUTS,
  },
  WaitForSSMAgent: {
    ...ON_INSTANCE,
    timeout: HOUR,
    maxTimeout: 3 * HOUR,
    takes: after(30),
    outputNames: ['status'],
    outputs: () => ({ status: 'Success' }),
  },
};
