import { OpenBehaviour } from './open-behaviour';
import { WorkflowType } from './workflows/document';

/** Where a build can stop: in a workflow, before the first one, or where the service itself distributes and configures. */
export type FailurePlace = WorkflowType | 'CREATION' | 'INTEGRATION';

/** Where a build stops, and what it says. */
export interface BuildFailure {
  /**
   * `DISTRIBUTION` is the distribution workflow, or the service's own distribution of a build without one;
   * `INTEGRATION` is what follows the copies there: parameters, launch templates, licences.
   */
  readonly workflow: FailurePlace;
  /**
   * The step's name, or its place in the workflow from 1.
   * @default - the first one
   */
  readonly step?: string | number;
  /** The error. Of a component it is the exit status alone; what its commands wrote is in the log of the build only. */
  readonly message: string;
  /** The failure inside a component, for steps that run components. */
  readonly component?: ComponentFailure;
  /**
   * Whether the workflow's earlier steps are rolled back.
   * @default - true for a test, as recorded; else what `open.failedWorkflow` says
   */
  readonly rollsBack?: boolean;
  /**
   * The Regions that fail where the service distributes or integrates by itself.
   * @default - the first Region of the distribution, with the message above
   */
  readonly regions?: FailedRegion[];
}

export interface ComponentFailure {
  /** @default - the first component of the recipe */
  readonly componentArn?: string;
  readonly phaseName: string;
  readonly stepName: string;
  readonly action: string;
}

/** A Region, and perhaps one account in it, that an image did not reach. */
export interface FailedRegion {
  readonly region: string;
  readonly accountId?: string;
  readonly message: string;
  /** @default 'FAILED' */
  readonly status?: 'FAILED' | 'CANCELLED' | 'TIMED_OUT';
  /** The step that failed after the copy; absent if the copy itself failed. */
  readonly step?: 'ASSOCIATE_LICENSES' | 'UPDATE_LAUNCH_TEMPLATES' | 'PUT_SSM_PARAMETERS' | 'UPDATE_FAST_LAUNCH_CONFIGURATIONS' | 'EXPORT_AMI';
}

export type SeverityCounts = Readonly<Record<Severity, number>>;
export type Severity = 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW' | 'INFORMATIONAL' | 'UNTRIAGED';

export interface ScanScenario {
  readonly outcome: 'COMPLETED' | 'ABANDONED' | 'FAILED' | 'TIMED_OUT';
  readonly reason?: string;
  /** Seconds by which the scan ends after the step that collects its findings. */
  readonly lagSeconds: number;
  /**
   * Whether a scan that has not ended when its image does goes on. It is ABANDONED as a rule; that it never goes on
   * for a while is not recorded.
   * @default false
   */
  readonly outlivesImage?: boolean;
}

/** How a state machine ends that a workflow starts, where nothing runs state machines. */
export interface StateMachineScenario {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly seconds: number;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** How the builds of a recipe or pipeline go. */
export interface BuildScenario {
  /** Multiplies the duration of each step. */
  readonly pace: number;
  readonly failure?: BuildFailure;
  /** Steps beyond the managed workflow's own, in each build workflow. */
  readonly extraBuildSteps: number;
  readonly scan: ScanScenario;
  readonly findings: SeverityCounts;
  readonly stateMachine: StateMachineScenario;
  /** Seconds from the request to cancel until the build is CANCELLED. */
  readonly cancelSeconds: number;
  /** Calls about the build that are refused with a 429 before the first one is answered. */
  readonly throttledCalls: number;
  /** The variants of behaviour that nobody recorded. */
  readonly open: Partial<OpenBehaviour>;
}

const someFindings: SeverityCounts = { CRITICAL: 0, HIGH: 2, MEDIUM: 5, LOW: 11, INFORMATIONAL: 3, UNTRIAGED: 1 };

/** A build that succeeds; what differs can be given. */
export function succeeds(differences: Partial<BuildScenario> = {}): BuildScenario {
  return {
    pace: 1,
    extraBuildSteps: 0,
    scan: { outcome: 'COMPLETED', lagSeconds: 0 },
    findings: someFindings,
    stateMachine: { status: 'SUCCEEDED', seconds: 60 },
    cancelSeconds: 2,
    throttledCalls: 0,
    open: {},
    ...differences,
  };
}

/** By default the component that the build step runs fails. */
export function failsInBuild(failure: Partial<BuildFailure> = {}): BuildScenario {
  return succeeds({
    failure: {
      workflow: 'BUILD',
      step: 'ApplyBuildComponents',
      message: 'exit status 1',
      ...(failure.step === undefined ? { component: { phaseName: 'build', stepName: 'InstallPackages', action: 'ExecuteBash' } } : {}),
      ...failure,
    },
  });
}

export function failsInTest(failure: Partial<BuildFailure> = {}): BuildScenario {
  return succeeds({
    failure: {
      workflow: 'TEST',
      step: 'ApplyTestComponents',
      message: 'exit status 1',
      ...(failure.step === undefined ? { component: { phaseName: 'test', stepName: 'RunTests', action: 'ExecuteBash' } } : {}),
      ...failure,
    },
  });
}

export function failsInDistribution(failure: Partial<BuildFailure> = {}): BuildScenario {
  return succeeds({ failure: { workflow: 'DISTRIBUTION', message: 'Not authorized to copy the image', ...failure } });
}

/** The image is copied, and what follows the copies fails. */
export function failsInIntegration(regions: FailedRegion[]): BuildScenario {
  return succeeds({ failure: { workflow: 'INTEGRATION', message: regions[0].message, regions } });
}

export function scanAbandoned(reason = 'The image reached a terminal state before the scan finding collection completed.'): BuildScenario {
  return succeeds({ scan: { outcome: 'ABANDONED', reason, lagSeconds: 0 } });
}

/** The image is available before its scan is: not recorded, and not ruled out. */
export function scanLags(lagSeconds = 1800): BuildScenario {
  return succeeds({ scan: { outcome: 'COMPLETED', lagSeconds, outlivesImage: true } });
}

export function manySteps(extraBuildSteps = 300): BuildScenario {
  return succeeds({ extraBuildSteps });
}

export function manyFindings(total = 3000): BuildScenario {
  const share = (percent: number) => Math.floor(total * percent / 100);
  const counts = { CRITICAL: share(2), HIGH: share(10), MEDIUM: share(30), INFORMATIONAL: share(5), UNTRIAGED: share(3) };
  const others = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return succeeds({ findings: { ...counts, LOW: total - others } });
}

export function withFindings(counts: Partial<SeverityCounts>): BuildScenario {
  return succeeds({ findings: { CRITICAL: 0, HIGH: 0, MEDIUM: 0, LOW: 0, INFORMATIONAL: 0, UNTRIAGED: 0, ...counts } });
}

export function throttled(throttledCalls = 3): BuildScenario {
  return succeeds({ throttledCalls });
}

export function slow(pace = 10): BuildScenario {
  return succeeds({ pace });
}
