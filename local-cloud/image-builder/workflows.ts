export type WorkflowType = 'BUILD' | 'TEST' | 'DISTRIBUTION';

/** What of an image decides which steps of its workflows run. */
export interface WorkflowVariables {
  readonly platform: string;
  readonly collectImageMetadata: boolean;
  readonly collectImageScanFindings: boolean;
}

/** A step of a workflow document. */
export interface WorkflowStep {
  readonly name: string;
  readonly action: string;
  readonly description: string;
  /** Seconds that the step takes. */
  readonly duration: number;
  readonly timeoutSeconds: number;
  /** Whether the step runs; all do when this is absent. */
  readonly condition?: (variables: WorkflowVariables) => boolean;
}

export interface WorkflowDocument {
  readonly type: WorkflowType;
  readonly steps: WorkflowStep[];
}

const MINUTE = 60;
const onLinux = (variables: WorkflowVariables) => variables.platform !== 'Windows';
const onWindows = (variables: WorkflowVariables) => variables.platform === 'Windows';

const launch = (name: string, what: string): WorkflowStep =>
  ({ name, action: 'LaunchInstance', description: `Launch the ${what} instance`, duration: 90, timeoutSeconds: 75 * MINUTE });
const bootstrap = (name: string, what: string): WorkflowStep => ({
  name, action: 'BootstrapInstanceForContainer', description: `Install what runs containers on the ${what} instance`, duration: 60, timeoutSeconds: 3600,
});
const components = (name: string, what: string, duration: number): WorkflowStep =>
  ({ name, action: 'ExecuteComponents', description: `Run the ${what} components of the recipe`, duration, timeoutSeconds: 720 * MINUTE });
const terminate = (name: string, what: string): WorkflowStep =>
  ({ name, action: 'TerminateInstance', description: `Terminate the ${what} instance`, duration: 30, timeoutSeconds: 30 * MINUTE });
const scanFindings: WorkflowStep = {
  name: 'CollectImageScanFindings',
  action: 'CollectImageScanFindings',
  description: 'Save the findings of the vulnerability scan',
  duration: 240,
  timeoutSeconds: 120 * MINUTE,
  condition: (variables) => variables.collectImageScanFindings,
};

/**
 * The workflows that Amazon manages, by name.
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html
 */
export const managedWorkflows: Readonly<Record<string, WorkflowDocument>> = {
  'build-image': {
    type: 'BUILD',
    steps: [
      launch('LaunchBuildInstance', 'build'),
      components('ApplyBuildComponents', 'build', 420),
      {
        name: 'InventoryCollection',
        action: 'CollectImageMetadata',
        description: 'Collect the packages and the operating system version',
        duration: 45,
        timeoutSeconds: 30 * MINUTE,
        condition: (variables) => variables.collectImageMetadata,
      },
      {
        name: 'RunSanitizeScript',
        action: 'SanitizeInstance',
        description: 'Remove what must not be in the image',
        duration: 20,
        timeoutSeconds: 60 * MINUTE,
        condition: onLinux,
      },
      {
        name: 'RunSysPrepScript',
        action: 'RunSysPrep',
        description: 'Generalize the Windows installation',
        duration: 180,
        timeoutSeconds: 60 * MINUTE,
        condition: onWindows,
      },
      { name: 'CreateOutputAMI', action: 'CreateImage', description: 'Create the image', duration: 300, timeoutSeconds: 720 * MINUTE },
      terminate('TerminateBuildInstance', 'build'),
    ],
  },
  'test-image': {
    type: 'TEST',
    steps: [
      launch('LaunchTestInstance', 'test'),
      components('ApplyTestComponents', 'test', 180),
      scanFindings,
      terminate('TerminateTestInstance', 'test'),
    ],
  },
  'distribute-image': {
    type: 'DISTRIBUTION',
    steps: [
      {
        name: 'DistributeImage', action: 'DistributeImage', description: 'Copy the image to its Regions and accounts', duration: 240, timeoutSeconds: 360 * MINUTE,
      },
      {
        name: 'ModifyImageAttributes', action: 'ModifyImageAttributes', description: 'Set the launch permissions', duration: 15, timeoutSeconds: 120 * MINUTE,
      },
      {
        name: 'ApplyImageConfigurations', action: 'ApplyImageConfigurations', description: 'Apply the distribution settings', duration: 15, timeoutSeconds: 360 * MINUTE,
      },
    ],
  },
  'build-container': {
    type: 'BUILD',
    steps: [
      launch('LaunchBuildInstance', 'build'),
      bootstrap('BootstrapBuildInstance', 'build'),
      components('ApplyBuildComponents', 'build', 300),
      terminate('TerminateBuildInstance', 'build'),
    ],
  },
  'test-container': {
    type: 'TEST',
    steps: [
      launch('LaunchTestInstance', 'test'),
      bootstrap('BootstrapTestInstance', 'test'),
      components('ApplyTestComponents', 'test', 120),
      scanFindings,
      terminate('TerminateTestInstance', 'test'),
    ],
  },
  'distribute-container': {
    type: 'DISTRIBUTION',
    steps: [
      launch('LaunchDistributionInstance', 'distribution'),
      bootstrap('BootstrapDistributionInstance', 'distribution'),
      {
        name: 'DistributeContainerImage', action: 'DistributeContainerImage', description: 'Push the container image to its repositories', duration: 90, timeoutSeconds: 120 * MINUTE,
      },
      terminate('TerminateDistributionInstance', 'distribution'),
    ],
  },
};

/** The workflows that run where a build names none of its own, in the order of their stages. */
export function defaultWorkflows(imageType: 'AMI' | 'DOCKER', testsEnabled: boolean): string[] {
  const what = imageType === 'AMI' ? 'image' : 'container';
  return [`build-${what}`, ...(testsEnabled ? [`test-${what}`] : []), `distribute-${what}`];
}
