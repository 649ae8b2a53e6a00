import * as fc from 'fast-check';
import { ResponseFault, RollbackBehaviour } from '../../../local-cloud/conductor';
import { ServiceFault } from '../../../local-cloud/conductor/in-memory/service-faults';
import { ExecutionFate } from '../../../local-cloud/conductor/workflow-executions';
import { BuildScenario, failsInBuild, failsInDistribution, failsInTest, scanAbandoned, scanLags, succeeds, withFindings } from '../../../local-cloud/image-builder';
import { ReleaseVariant } from '../released';

/** The template's demands on an image. */
export interface Demands {
  readonly gate?: {
    readonly MaximumCritical?: string;
    readonly MaximumHigh?: string;
    readonly Except?: { readonly VulnerabilityId: string; readonly Reason?: string }[];
  };
  readonly waitForScan: boolean;
  readonly onFailure: 'FAIL_DEPLOYMENT' | 'REPORT';
}

export interface Deployment extends Demands {
  readonly do: 'deploy';
  readonly trigger: number;
  /** How a build goes that is started now. */
  readonly scenario: BuildScenario;
  readonly hours: 1 | 2 | 3;
  /** Seconds that each of the waiting resources may wait. */
  readonly waitSeconds: number;
  /** Whether a resource that comes after the image fails. */
  readonly laterFails: boolean;
  /** A person's action during the deployment. */
  readonly interrupt?: { readonly after: number; readonly how: 'cancel' | 'delete' };
}

/** A build that no deployment starts: by the schedule, by a person, or one more try of the newest image that failed. */
export interface OwnStart {
  readonly how: 'schedule' | 'hand' | 'retry';
  readonly scenario: BuildScenario;
}

/** Builds that no deployment starts. */
export interface OwnStarts {
  readonly do: 'build';
  readonly starts: readonly OwnStart[];
  /** Seconds between them, and until the next act. */
  readonly apart: number;
  readonly then: number;
}

export type Act = Deployment | OwnStarts | { readonly do: 'delete' } | { readonly do: 'pass'; readonly seconds: number };

/** How the builds of an act go. */
export function scenariosOf(act: Act): BuildScenario[] {
  if (act.do === 'deploy') return [act.scenario];
  return act.do === 'build' ? act.starts.map(({ scenario }) => scenario) : [];
}

/** A person's answer to a waiting image, and the seconds between the start of the wait and the answer. */
export interface Answer {
  readonly action: 'RESUME' | 'STOP' | 'NOTHING';
  readonly after: number;
}

/** A life of a stack. */
export interface Script {
  readonly acts: readonly Act[];
  /** Absent where the service distributes by itself. */
  readonly release?: ReleaseVariant;
  /** They take turns. */
  readonly answers: readonly Answer[];
  /** Whether somebody runs the last two steps of a release for each image before it comes to its gate. */
  readonly isMeddledWith?: boolean;
  /** The results of the executions that workflows start; they take turns. */
  readonly executions: readonly ExecutionFate[];
  readonly rollback: RollbackBehaviour;
  /** The seconds after which each request reaches the function; the lists take turns. */
  readonly deliveries: readonly (readonly number[])[];
  /** Faults of the calls of services, by the number of the call. */
  readonly faults: readonly { readonly at: number; readonly what: ServiceFault }[];
  /** A fault of each call that the function makes during a step of a release. */
  readonly outage?: ServiceFault;
  readonly responseFaults: readonly { readonly at: number; readonly what: ResponseFault }[];
  readonly seed: number;
}

/** Most builds are short, so that many can be played: what matters is what comes between their beginning and their end. */
const pace = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(0.03, 0.06) },
  { weight: 3, arbitrary: fc.constant(0.2) },
  { weight: 1, arbitrary: fc.constantFrom(0.5, 1) },
);
/** The paces of two builds that come to a gate together, and how long the way there is at pace 1. */
const [FAST, SLOW] = [0.03, 0.09];
const SECONDS_TO_GATE = 845;
const message = fc.oneof(fc.constant('exit status 1'), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 600 }));
const upTo = (max: number) => fc.integer({ min: 0, max });
const someFindings = fc.record({ CRITICAL: upTo(2), HIGH: upTo(3), LOW: upTo(30) }).map(withFindings);

const scenario: fc.Arbitrary<BuildScenario> = fc.tuple(
  fc.oneof(
    { weight: 8, arbitrary: fc.constant(succeeds()) },
    { weight: 3, arbitrary: someFindings },
    { weight: 2, arbitrary: message.map((text) => failsInBuild({ message: text })) },
    { weight: 1, arbitrary: message.map((text) => failsInTest({ message: text, rollsBack: true })) },
    { weight: 1, arbitrary: fc.constantFrom('Gate', 'DistributeImage', 'ApplyImageConfigurations', 'Release').map((step) => failsInDistribution({ step })) },
    { weight: 1, arbitrary: fc.constant(scanAbandoned()) },
    { weight: 1, arbitrary: fc.constantFrom(20, 200).map((seconds) => scanLags(seconds)) },
  ),
  pace,
  fc.boolean(),
).map(([how, chosen, handsCauseOn]) => ({ ...how, pace: chosen, open: { handsCauseOn } }));

const exceptions = fc.subarray(['CVE-2026-10001', 'CVE-2026-10002', 'CVE-2026-10003', 'CVE-2026-99999'])
  .map((ids) => ids.map((VulnerabilityId) => ({ VulnerabilityId, Reason: 'It is not reachable.' })));
const ceiling = fc.constantFrom('0', '1', '2');
const gate: fc.Arbitrary<Demands['gate']> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.record({ MaximumCritical: ceiling }) },
  { weight: 1, arbitrary: fc.record({ MaximumCritical: ceiling, MaximumHigh: ceiling, Except: exceptions }) },
);

const deployment: fc.Arbitrary<Deployment> = fc.record({
  do: fc.constant('deploy'),
  trigger: fc.integer({ min: 1, max: 3 }),
  scenario,
  hours: fc.constantFrom(1, 1, 1, 1, 1, 1, 2, 3),
  waitSeconds: fc.constantFrom(60, 120, 300, 900, 900, 3180, 3180),
  laterFails: fc.oneof({ weight: 7, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  interrupt: fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.record({ after: fc.integer({ min: 0, max: 120 }), how: fc.constantFrom('cancel', 'cancel', 'delete') }) },
  ),
  gate,
  waitForScan: fc.boolean(),
  onFailure: fc.constantFrom('FAIL_DEPLOYMENT', 'FAIL_DEPLOYMENT', 'FAIL_DEPLOYMENT', 'REPORT'),
});

const ownStarts: fc.Arbitrary<OwnStarts> = fc.record({
  do: fc.constant('build'),
  starts: fc.array(fc.record({ how: fc.constantFrom('schedule', 'hand', 'retry'), scenario }), { minLength: 1, maxLength: 2 }),
  apart: fc.constantFrom(0, 1, 20, 60),
  then: fc.constantFrom(0, 30, 90, 3600),
});

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 8, arbitrary: deployment },
  { weight: 1, arbitrary: fc.constant({ do: 'delete' } as const) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pass'), seconds: fc.constantFrom(60, 3600, 86_400) }) },
);

const WHAT: ServiceFault[] = ['throttled', 'broken', 'denied', 'reset', 'lost', 'silence', 'dies before', 'dies after'];
const faultsUpTo = (max: number) => fc
  .array(fc.record({ at: fc.integer({ min: 1, max }), what: fc.constantFrom(...WHAT) }), { maxLength: 5 }).map(withFewDeaths);
const faults = fc.oneof(
  { weight: 1, arbitrary: fc.constant([]) },
  { weight: 2, arbitrary: faultsUpTo(40) },
);
const responseFaults = fc.array(fc.record({ at: fc.integer({ min: 1, max: 12 }), what: fc.constantFrom('reset', 'error', 'lost') }), { maxLength: 4 });

/** Lambda runs a request three times at most: a function that dies each time cannot answer. */
function withFewDeaths(some: readonly { readonly at: number; readonly what: ServiceFault }[]): Script['faults'] {
  const deaths = some.filter(({ what }) => what.startsWith('dies'));
  return some.filter((one) => !deaths.slice(2).includes(one));
}

const delivery = fc.oneof(
  { weight: 3, arbitrary: fc.constant([0]) },
  { weight: 3, arbitrary: fc.constantFrom([0, 0], [0, 0.05], [0, 2], [1, 0]) },
  { weight: 1, arbitrary: fc.constantFrom([0, 40], [0, 400], [0, 4000], [0, 0, 7], [35, 5]) },
);

const course = {
  rollback: fc.record({ replaced: fc.constantFrom('NEW_ID', 'OLD_ID', 'NONE'), reverse: fc.boolean() }),
  deliveries: fc.array(delivery, { minLength: 1, maxLength: 5 }),
  responseFaults,
  seed: fc.integer(),
} as const;

/** A life of a stack whose images the service distributes by itself, mostly a short one. */
const plainLives: fc.Arbitrary<Script> = fc.record({
  ...course,
  answers: fc.constant([]),
  executions: fc.constant([]),
  faults,
  acts: fc.oneof(
    { weight: 5, arbitrary: fc.array(deployment, { minLength: 1, maxLength: 1 }) },
    { weight: 4, arbitrary: fc.array(act, { minLength: 2, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.array(act, { minLength: 3, maxLength: 5 }) },
  ),
});

const answer: fc.Arbitrary<Answer> = fc.record({
  action: fc.constantFrom('RESUME', 'RESUME', 'RESUME', 'STOP', 'NOTHING'),
  after: fc.constantFrom(0, 10, 300, 1800),
});
const fate: fc.Arbitrary<ExecutionFate> = fc.oneof(
  { weight: 12, arbitrary: fc.constant({ starts: 1, isHeard: true } as const) },
  { weight: 3, arbitrary: fc.constant({ starts: 2, isHeard: true } as const) },
  { weight: 1, arbitrary: fc.constant({ starts: 1, isHeard: false } as const) },
);
const releaseGate = fc.record({ MaximumCritical: ceiling, MaximumHigh: ceiling, Except: exceptions });
const releasedDeployment: fc.Arbitrary<Deployment> = fc.tuple(deployment, fc.oneof(
  { weight: 8, arbitrary: releaseGate }, { weight: 1, arbitrary: fc.constant(undefined) },
)).map(([one, chosen]) => ({ ...one, hours: 1, gate: chosen }));

/** Mostly it succeeds, so that there is a pipeline for what follows. */
const easyDeployment: fc.Arbitrary<Deployment> = releasedDeployment.map((one) => ({
  ...one, scenario: quick(succeeds()), gate: { MaximumCritical: '0' }, waitSeconds: 3180, laterFails: false, interrupt: undefined,
}));

/** The trigger of a deployment that builds nothing new. */
const AS_THE_FIRST = 0;
const byPeople = fc.constantFrom('schedule', 'hand');
const distributionFails = fc.constantFrom('DistributeImage', 'ApplyImageConfigurations').map((step) => failsInDistribution({ step }));

/** Two builds that reach the gate at the same time; the newer one is distributed sooner. */
const rivals: fc.Arbitrary<Act[]> = fc.record({
  do: fc.constant('build'),
  starts: fc.tuple(byPeople, byPeople).map(([older, newer]): OwnStart[] => [
    { how: older, scenario: succeeds({ pace: SLOW }) }, { how: newer, scenario: succeeds({ pace: FAST }) },
  ]),
  apart: fc.integer({ min: -4, max: 4 }).map((seconds) => (SLOW - FAST) * SECONDS_TO_GATE + seconds),
  then: fc.constant(3600),
} as const).map((one) => [one]);

/** An image that is retried once a newer one is released. */
const overtaken: fc.Arbitrary<Act[]> = fc.tuple(distributionFails, byPeople, byPeople).map(([fails, older, newer]): Act[] => [{
  do: 'build',
  starts: [{ how: older, scenario: quick(fails) }, { how: newer, scenario: quick(succeeds()) }, { how: 'retry', scenario: quick(succeeds()) }],
  apart: 600,
  then: 3600,
}]);

/** An image that is retried under a gate that refuses it, after it has passed another one. Nothing else is built meanwhile. */
const gatedAnew: fc.Arbitrary<Act[]> = fc.tuple(distributionFails, byPeople, releasedDeployment).map(([fails, how, next]): Act[] => [
  { do: 'build', starts: [{ how, scenario: quick(fails) }], apart: 600, then: 0 },
  { ...next, trigger: AS_THE_FIRST, gate: { MaximumCritical: '0', MaximumHigh: '0' }, laterFails: false, interrupt: undefined },
  { do: 'build', starts: [{ how: 'retry', scenario: quick(succeeds()) }], apart: 0, then: 3600 },
]);

/** A build that fails in a deployment, and that a person retries before the requests of the rollback arrive a second time. */
const retriedLives: fc.Arbitrary<Script> = fc.record({
  ...course,
  deliveries: fc.constant([[0, 400]]),
  responseFaults: fc.constant([]),
  release: fc.constantFrom<ReleaseVariant[]>('GATE', 'GATE_AND_APPROVAL'),
  answers: fc.constant([{ action: 'RESUME', after: 0 }] as const),
  executions: fc.constant([{ starts: 1, isHeard: true }] as const),
  faults: fc.constant([]),
  acts: fc.tuple(easyDeployment, distributionFails).map(([first, fails]): Act[] => [
    first,
    { ...first, trigger: first.trigger + 1, scenario: quick(fails), onFailure: 'FAIL_DEPLOYMENT' },
    { do: 'build', starts: [{ how: 'retry', scenario: succeeds({ pace: 1 }) }], apart: 0, then: 3600 },
  ]),
});

/** Two images that wait for a person at the same time; the older one is approved together with the newer one, or later. */
const approvedLives: fc.Arbitrary<Script> = fc.record({
  ...course,
  deliveries: fc.constant([[0]]),
  responseFaults: fc.constant([]),
  release: fc.constantFrom<ReleaseVariant[]>('APPROVAL', 'GATE_AND_APPROVAL'),
  answers: fc.constantFrom(0, 60, 1800).map((after): Answer[] => [{ action: 'RESUME', after: 0 }, { action: 'RESUME', after }, { action: 'RESUME', after: 0 }]),
  executions: fc.constant([{ starts: 1, isHeard: true }] as const),
  faults: fc.constant([]),
  acts: fc.tuple(easyDeployment, byPeople, fc.constantFrom(0, 20, 50, 60)).map(([first, how, apart]): Act[] => [
    first,
    { do: 'build', starts: [{ how, scenario: succeeds({ pace: SLOW }) }, { how: 'hand', scenario: quick(succeeds()) }], apart, then: 3600 },
  ]),
});

/** A life of a stack whose images are held back. */
const releasedLives: fc.Arbitrary<Script> = fc.record({
  ...course,
  release: fc.constantFrom<ReleaseVariant[]>('GATE', 'GATE', 'APPROVAL', 'GATE_AND_APPROVAL', 'CONTAINER', 'UNGATED_CONTAINER'),
  answers: fc.array(answer, { minLength: 1, maxLength: 3 }),
  executions: fc.array(fate, { minLength: 1, maxLength: 4 }),
  isMeddledWith: fc.constantFrom(false, false, false, true),
  faults: fc.oneof(fc.constant([]), faultsUpTo(90)),
  outage: fc.oneof({ weight: 12, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom<ServiceFault[]>('denied', 'dies before') }),
  acts: fc.tuple(fc.oneof(releasedDeployment, easyDeployment), fc.array(fc.oneof(
    { weight: 6, arbitrary: ownStarts.map((one): Act[] => [one]) },
    { weight: 2, arbitrary: rivals },
    { weight: 2, arbitrary: overtaken },
    { weight: 1, arbitrary: gatedAnew },
    { weight: 4, arbitrary: releasedDeployment.map((one): Act[] => [one]) },
    { weight: 2, arbitrary: act.map((one): Act[] => [one]) },
  ), { maxLength: 3 })).map(([first, others]) => [
    first, ...others.flat().map((one) => (one.do === 'deploy' && one.trigger === AS_THE_FIRST ? { ...one, trigger: first.trigger } : one)),
  ]),
});

function quick(how: BuildScenario): BuildScenario {
  return { ...how, pace: FAST };
}

/** Any life of a stack. */
export const scripts: fc.Arbitrary<Script> = fc.oneof(
  { weight: 10, arbitrary: plainLives },
  { weight: 10, arbitrary: releasedLives },
  { weight: 1, arbitrary: retriedLives },
  { weight: 1, arbitrary: approvedLives },
);
