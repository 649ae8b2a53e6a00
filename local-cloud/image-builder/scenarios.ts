import { WorkflowType } from './workflows/document';

/** Where a build stops, and what it says. */
export interface BuildFailure {
  readonly workflow: WorkflowType;
  /** The step's name, or its place in the workflow from 1. */
  readonly step: string | number;
  readonly message: string;
  /** What failed inside a component, for steps that run components. */
  readonly component?: ComponentFailure;
  /**
   * Whether the workflow's earlier steps are rolled back.
   * @default false
   */
  readonly rollsBack?: boolean;
}

export interface ComponentFailure {
  readonly componentArn?: string;
  readonly phaseName: string;
  readonly stepName: string;
  readonly action: string;
}

export type SeverityCounts = Readonly<Record<Severity, number>>;
export type Severity = 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW' | 'INFORMATIONAL' | 'UNTRIAGED';

export interface ScanCourse {
  readonly outcome: 'COMPLETED' | 'ABANDONED' | 'FAILED' | 'TIMED_OUT';
  readonly reason?: string;
  /** Seconds by which the scan ends after the step that collects its findings. */
  readonly lagSeconds: number;
}

/** How the builds of a recipe or pipeline go. */
export interface BuildScenario {
  /** Multiplies the duration of each step. */
  readonly pace: number;
  readonly failure?: BuildFailure;
  /** Steps beyond the managed workflow's own, in each build workflow. */
  readonly extraBuildSteps: number;
  readonly scan: ScanCourse;
  readonly findings: SeverityCounts;
  /** Calls about the build that are refused with a 429 before the first one is answered. */
  readonly throttledCalls: number;
}

const someFindings: SeverityCounts = { CRITICAL: 0, HIGH: 2, MEDIUM: 5, LOW: 11, INFORMATIONAL: 3, UNTRIAGED: 1 };

/** A build that succeeds; what differs can be given. */
export function succeeds(differences: Partial<BuildScenario> = {}): BuildScenario {
  return {
    pace: 1,
    extraBuildSteps: 0,
    scan: { outcome: 'COMPLETED', lagSeconds: 0 },
    findings: someFindings,
    throttledCalls: 0,
    ...differences,
  };
}

/** By default the component that the build step runs fails. */
export function failsInBuild(failure: Partial<BuildFailure> = {}): BuildScenario {
  return succeeds({
    failure: {
      workflow: 'BUILD',
      step: 'ApplyBuildComponents',
      message: 'Component failed in phase build: the command exited with status 1',
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
      message: 'Component failed in phase test: the command exited with status 1',
      ...failure,
    },
  });
}

export function failsInDistribution(failure: Partial<BuildFailure> = {}): BuildScenario {
  return succeeds({ failure: { workflow: 'DISTRIBUTION', step: 1, message: 'Not authorized to copy the image', ...failure } });
}

export function scanAbandoned(reason = 'The scan was abandoned before findings were collected'): BuildScenario {
  return succeeds({ scan: { outcome: 'ABANDONED', reason, lagSeconds: 0 } });
}

export function scanFails(outcome: 'FAILED' | 'TIMED_OUT', reason: string): BuildScenario {
  return succeeds({ scan: { outcome, reason, lagSeconds: 0 } });
}

/** The image is available before its scan is. */
export function scanLags(lagSeconds = 1800): BuildScenario {
  return succeeds({ scan: { outcome: 'COMPLETED', lagSeconds } });
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
