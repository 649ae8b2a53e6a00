import * as fc from 'fast-check';
import { ResponseFault, RollbackBehaviour } from '../../../local-cloud/conductor';
import { ServiceFault } from '../../../local-cloud/conductor/in-memory/service-faults';
import { BuildScenario, failsInBuild, failsInTest, scanAbandoned, scanLags, succeeds, withFindings } from '../../../local-cloud/image-builder';

/** What is asked of an image, as the template says it. */
export interface Demands {
  readonly gate?: {
    readonly MaximumCritical?: string;
    readonly MaximumHigh?: string;
    readonly Except?: { readonly VulnerabilityId: string; readonly Reason: string }[];
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
  /** Does a resource fail that comes after the image? */
  readonly laterFails: boolean;
  /** Is the image published once it is accepted? */
  readonly publishes: boolean;
  /** What a person does meanwhile. */
  readonly interrupt?: { readonly after: number; readonly how: 'cancel' | 'delete' };
}

export type Act = Deployment | { readonly do: 'delete' } | { readonly do: 'pass'; readonly seconds: number };

/** A life of a stack. */
export interface Script {
  readonly acts: readonly Act[];
  readonly rollback: RollbackBehaviour;
  /** The seconds after which each request reaches the function; the lists take turns. */
  readonly deliveries: readonly (readonly number[])[];
  /** Faults of the calls of services, by the number of the call. */
  readonly faults: readonly { readonly at: number; readonly what: ServiceFault }[];
  readonly responseFaults: readonly { readonly at: number; readonly what: ResponseFault }[];
  readonly seed: number;
}

/** Most builds are short, so that many can be played: what matters is what comes between their beginning and their end. */
const pace = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(0.03, 0.06) },
  { weight: 3, arbitrary: fc.constant(0.2) },
  { weight: 1, arbitrary: fc.constantFrom(0.5, 1) },
);
const message = fc.oneof(fc.constant('the command exited with status 1'), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 600 }));
const upTo = (max: number) => fc.integer({ min: 0, max });
const someFindings = fc.record({ CRITICAL: upTo(2), HIGH: upTo(3), LOW: upTo(30) }).map(withFindings);

const scenario: fc.Arbitrary<BuildScenario> = fc.tuple(
  fc.oneof(
    { weight: 8, arbitrary: fc.constant(succeeds()) },
    { weight: 3, arbitrary: someFindings },
    { weight: 2, arbitrary: message.map((text) => failsInBuild({ message: text })) },
    { weight: 1, arbitrary: message.map((text) => failsInTest({ message: text, rollsBack: true })) },
    { weight: 1, arbitrary: fc.constant(scanAbandoned()) },
    { weight: 1, arbitrary: fc.constantFrom(20, 200).map((seconds) => scanLags(seconds)) },
  ),
  pace,
).map(([how, chosen]) => ({ ...how, pace: chosen }));

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
  publishes: fc.boolean(),
  gate,
  waitForScan: fc.boolean(),
  onFailure: fc.constantFrom('FAIL_DEPLOYMENT', 'FAIL_DEPLOYMENT', 'FAIL_DEPLOYMENT', 'REPORT'),
});

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 8, arbitrary: deployment },
  { weight: 1, arbitrary: fc.constant({ do: 'delete' } as const) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pass'), seconds: fc.constantFrom(60, 3600, 86_400) }) },
);

const WHAT: ServiceFault[] = ['throttled', 'broken', 'denied', 'reset', 'lost', 'silence', 'dies before', 'dies after'];
const callNumber = fc.integer({ min: 1, max: 40 });
const faults = fc.oneof(
  { weight: 1, arbitrary: fc.constant([]) },
  { weight: 2, arbitrary: fc.array(fc.record({ at: callNumber, what: fc.constantFrom(...WHAT) }), { maxLength: 5 }).map(withFewDeaths) },
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

/** Any life of a stack, mostly a short one. */
export const scripts: fc.Arbitrary<Script> = fc.record({
  acts: fc.oneof(
    { weight: 5, arbitrary: fc.array(deployment, { minLength: 1, maxLength: 1 }) },
    { weight: 4, arbitrary: fc.array(act, { minLength: 2, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.array(act, { minLength: 3, maxLength: 5 }) },
  ),
  rollback: fc.record({ replaced: fc.constantFrom('NEW_ID', 'OLD_ID', 'NONE'), reverse: fc.boolean() }),
  deliveries: fc.array(delivery, { minLength: 1, maxLength: 5 }),
  faults,
  responseFaults,
  seed: fc.integer(),
});
