import { ImageType, WorkflowDocument, WorkflowStep, WorkflowType } from './document';

export interface ManagedWorkflow {
  readonly type: WorkflowType;
  readonly document: WorkflowDocument;
}

const variable = (name: string) => `$.imagebuilder.${name}`;
const onWindows = { stringEquals: 'Windows', value: variable('platform') };
const whenScanned = { booleanEquals: true, value: variable('collectImageScanFindings') };

const launch = (what: string): WorkflowStep =>
  ({ name: `Launch${what}Instance`, action: 'LaunchInstance', description: `Launch the ${what.toLowerCase()} instance`, inputs: { waitFor: 'ssmAgent' } });

/** A step on the instance that the workflow launches first. */
const on = (what: string, name: string, action: string, description: string, condition?: object): WorkflowStep => ({
  name,
  action,
  description,
  ...condition && { if: condition as Record<string, unknown> },
  inputs: { 'instanceId.$': `$.stepOutputs.Launch${what}Instance.instanceId` },
});
const bootstrap = (what: string) =>
  on(what, `Bootstrap${what}Instance`, 'BootstrapInstanceForContainer', `Install what runs containers on the ${what.toLowerCase()} instance`);
const components = (what: string) => on(what, `Apply${what}Components`, 'ExecuteComponents', `Run the ${what.toLowerCase()} components of the recipe`);
const terminate = (what: string) => on(what, `Terminate${what}Instance`, 'TerminateInstance', `Terminate the ${what.toLowerCase()} instance`);
const scanFindings = on('Test', 'CollectImageScanFindings', 'CollectImageScanFindings', 'Save the findings of the vulnerability scan', whenScanned);
const onDistributed = (action: string, description: string): WorkflowStep =>
  ({ name: action, action, description, inputs: { 'distributedImages.$': '$.stepOutputs.DistributeImage.distributedImages' } });

const managed = (type: WorkflowType, name: string, steps: WorkflowStep[], outputs?: WorkflowDocument['outputs']): ManagedWorkflow =>
  ({ type, document: { schemaVersion: '1.0', name, steps, outputs } });

const imageId = [{ name: 'ImageId', value: '$.stepOutputs.CreateOutputAMI.imageId' }];
const buildImage = [
  launch('Build'),
  components('Build'),
  on('Build', 'InventoryCollection', 'CollectImageMetadata', 'Collect the packages and the operating system version', {
    booleanEquals: true, value: variable('collectImageMetadata'),
  }),
  on('Build', 'RunSanitizeScript', 'SanitizeInstance', 'Remove what must not be in the image', { not: onWindows }),
  on('Build', 'RunSysPrepScript', 'RunSysPrep', 'Generalize the Windows installation', onWindows),
  on('Build', 'CreateOutputAMI', 'CreateImage', 'Create the image'),
  terminate('Build'),
];
const buildContainer = [launch('Build'), bootstrap('Build'), components('Build'), terminate('Build')];

/**
 * The workflows that Amazon manages, by name.
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html
 */
export const managedWorkflows: Readonly<Record<string, ManagedWorkflow>> = Object.fromEntries([
  managed('BUILD', 'build-image', buildImage, imageId),
  managed('BUILD', 'express-build-image', buildImage.filter(({ name }) => name !== 'InventoryCollection'), imageId),
  managed('TEST', 'test-image', [launch('Test'), components('Test'), scanFindings, terminate('Test')]),
  managed('TEST', 'express-test-image', [launch('Test'), components('Test'), terminate('Test')]),
  managed('DISTRIBUTION', 'distribute-image', [
    { name: 'DistributeImage', action: 'DistributeImage', description: 'Copy the image to its Regions and accounts', inputs: {} },
    onDistributed('ModifyImageAttributes', 'Set the launch permissions'),
    onDistributed('ApplyImageConfigurations', 'Apply the distribution settings'),
  ]),
  managed('BUILD', 'build-container', buildContainer),
  managed('BUILD', 'express-build-container', buildContainer),
  managed('TEST', 'test-container', [launch('Test'), bootstrap('Test'), components('Test'), scanFindings, terminate('Test')]),
  managed('DISTRIBUTION', 'distribute-container', [
    launch('Distribution'),
    bootstrap('Distribution'),
    on('Distribution', 'DistributeContainerImage', 'DistributeContainerImage', 'Push the container image to its repositories'),
    terminate('Distribution'),
  ]),
].map((workflow) => [workflow.document.name, workflow]));

/** The workflows that run where a build names none of its own, in the order of their stages. */
export function defaultWorkflows(imageType: ImageType, testsEnabled: boolean): string[] {
  const what = imageType === 'AMI' ? 'image' : 'container';
  return [`build-${what}`, ...(testsEnabled ? [`test-${what}`] : []), `distribute-${what}`];
}
