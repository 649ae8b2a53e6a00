import { ImageType, WorkflowDocument, WorkflowStep, WorkflowType } from './document';

export interface ManagedWorkflow {
  readonly type: WorkflowType;
  /** Such as `1.0.3`; its build version is 1. */
  readonly version: string;
  readonly document: WorkflowDocument;
}

const variable = (name: string) => `$.imagebuilder.${name}`;
const isOn = (name: string) => ({ booleanEquals: true, value: variable(name) });
const onPlatform = (platform: string) => ({ stringEquals: platform, value: variable('platform') });
const ofType = (imageType: ImageType) => ({ stringEquals: imageType, value: variable('imageType') });

const launch = (what: string): WorkflowStep => ({ name: `Launch${what}Instance`, action: 'LaunchInstance', inputs: { waitFor: 'ssmAgent' } });

/** A step on the instance that the workflow launches first. */
const on = (what: string, name: string, action: string, more: Pick<WorkflowStep, 'if' | 'onFailure'> = {}): WorkflowStep =>
  ({ name, action, ...more, inputs: { 'instanceId.$': `$.stepOutputs.Launch${what}Instance.instanceId` } });

/** A step on the instance that built the container image: it is tested on that, and pushed from it. */
const onBuildInstance = (name: string, action: string, more: Pick<WorkflowStep, 'onFailure'> = {}): WorkflowStep =>
  ({ name, action, ...more, inputs: { 'instanceId.$': '$.workflowOutputs.InstanceId' } });

const terminate = (what: string) => on(what, `Terminate${what}Instance`, 'TerminateInstance', { onFailure: 'Continue' });
const onDistributed = (action: string): WorkflowStep =>
  ({ name: action, action, inputs: { 'distributedImages.$': '$.stepOutputs.DistributeImage.distributedImages' } });

const managed = (type: WorkflowType, name: string, version: string, steps: WorkflowStep[], outputs?: WorkflowDocument['outputs']): ManagedWorkflow =>
  ({ type, version, document: { schemaVersion: '1.0', name, steps, outputs } });

const imageId = [{ name: 'ImageId', value: '$.stepOutputs.CreateOutputAMI.imageId' }];
const instanceId = [{ name: 'InstanceId', value: '$.stepOutputs.LaunchBuildInstance.instanceId' }];
const buildImage = [
  launch('Build'),
  on('Build', 'ApplyBuildComponents', 'ExecuteComponents'),
  on('Build', 'InventoryCollection', 'CollectImageMetadata', { if: { and: [ofType('AMI'), isOn('collectImageMetadata')] } }),
  on('Build', 'RunSanitizeScript', 'SanitizeInstance', { if: { and: [ofType('AMI'), onPlatform('Linux')] } }),
  on('Build', 'RunSysPrepScript', 'RunSysPrep', { if: { and: [ofType('AMI'), onPlatform('Windows')] } }),
  on('Build', 'CreateOutputAMI', 'CreateImage', { if: ofType('AMI') }),
  terminate('Build'),
];
const buildContainer = [
  launch('Build'),
  on('Build', 'BootstrapBuildInstance', 'BootstrapInstanceForContainer', { if: ofType('DOCKER') }),
  on('Build', 'ApplyBuildComponents', 'ExecuteComponents'),
];
const scannable = { and: [isOn('collectImageScanFindings'), { or: [onPlatform('Linux'), onPlatform('Windows')] }] };
const testImage = [
  launch('Test'),
  on('Test', 'CollectImageScanFindings', 'CollectImageScanFindings', { if: scannable, onFailure: 'Continue' }),
  on('Test', 'ApplyTestComponents', 'ExecuteComponents'),
  terminate('Test'),
];

/**
 * The workflows that Amazon manages, by name, as copies of their documents and lists of their runs have them. The
 * documents of test-container and distribute-container were not found: theirs are what the recorded facts leave.
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html
 */
export const managedWorkflows: Readonly<Record<string, ManagedWorkflow>> = Object.fromEntries([
  managed('BUILD', 'build-image', '1.0.3', buildImage, imageId),
  managed('BUILD', 'express-build-image', '1.0.0', buildImage.filter(({ name }) => name !== 'InventoryCollection'), imageId),
  managed('TEST', 'test-image', '1.0.3', testImage),
  managed('TEST', 'express-test-image', '1.0.0', testImage.filter(({ name }) => name !== 'CollectImageScanFindings')),
  managed('DISTRIBUTION', 'distribute-image', '1.0.0', [
    { name: 'DistributeImage', action: 'DistributeImage', inputs: {} },
    onDistributed('ModifyImageAttributes'),
    onDistributed('ApplyImageConfigurations'),
  ]),
  managed('BUILD', 'build-container', '1.0.1', buildContainer, instanceId),
  managed('BUILD', 'express-build-container', '1.0.0', buildContainer, instanceId),
  managed('TEST', 'test-container', '1.0.1', [onBuildInstance('ApplyTestComponents', 'ExecuteComponents')]),
  managed('DISTRIBUTION', 'distribute-container', '1.0.1', [
    onBuildInstance('DistributeContainerImage', 'DistributeContainerImage'),
    onBuildInstance('TerminateBuildInstance', 'TerminateInstance', { onFailure: 'Continue' }),
  ]),
].map((workflow) => [workflow.document.name, workflow]));

/** The workflows that run where a build names none of its own; an AMI is distributed without one. */
export function defaultWorkflows(imageType: ImageType, testsEnabled: boolean): string[] {
  const what = imageType === 'AMI' ? 'image' : 'container';
  return [`build-${what}`, ...testsEnabled ? [`test-${what}`] : [], ...imageType === 'DOCKER' ? ['distribute-container'] : []];
}
