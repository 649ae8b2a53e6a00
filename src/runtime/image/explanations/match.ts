import { Failure, Sign, Stage } from './explanation';
import { withoutNames } from './without-names';
import { isBeingDistributed } from '../states';

/** A failure taken apart. */
export interface FailureFacts {
  readonly stage: Stage;
  readonly configuration: string;
  readonly action: string;
  readonly state: string;
  readonly message: string;
  /** The denied action, an empty text if it is not named, or undefined if none was denied. */
  readonly denied?: string;
}

const STAGES: Record<string, Stage> = {
  PENDING: 'CREATION',
  CREATING: 'CREATION',
  BUILD: 'BUILD',
  BUILDING: 'BUILD',
  TEST: 'TEST',
  TESTING: 'TEST',
  DISTRIBUTION: 'DISTRIBUTION',
  DISTRIBUTING: 'DISTRIBUTION',
  INTEGRATING: 'INTEGRATION',
};

const DENIED_ACTION = /not authorized to perform:? ([\w-]+:\w+)/;
const DENIED = /Access ?Denied|not authorized to perform|UnauthorizedOperation/i;

/** The facts with which the signs of a cause are compared. */
export function factsOf({ step, action, message: text, state = '' }: Failure): FailureFacts {
  const message = withoutNames(text);
  const [first, second = ''] = step.split('/');
  const stage = STAGES[first] ?? '';
  // Users name the steps of workflows, but not those of the service's own distribution.
  const configuration = isBeingDistributed(first) ? second : '';
  const denied = DENIED_ACTION.exec(message)?.[1] ?? (DENIED.test(message) ? '' : undefined);
  return { stage, configuration, action, state, message, denied };
}

/** How well the best sign of a cause matches: 0 if none does. */
export function weightOf(signs: readonly Sign[], facts: FailureFacts): number {
  return Math.max(0, ...signs.filter((sign) => matches(sign, facts)).map(rank));
}

function matches({ code, denied, phrase, stage, action, configuration, state }: Sign, facts: FailureFacts): boolean {
  return (code?.test(facts.message) ?? true)
    && (phrase?.test(facts.message) ?? true)
    && (denied === undefined || isDenied(denied, facts))
    && (stage === undefined || [stage].flat().includes(facts.stage))
    && (action === undefined || [action].flat().includes(facts.action))
    && (configuration ?? facts.configuration) === facts.configuration
    && (state ?? facts.state) === facts.state;
}

function isDenied(action: RegExp | 'any', { denied }: FailureFacts): boolean {
  return denied !== undefined && (action === 'any' || action.test(denied));
}

/** The kind of a sign first, then its members. */
function rank({ code, denied, phrase, stage, action, configuration, state }: Sign): number {
  const members = [[phrase, 1], [stage, 1], [action, 2], [configuration, 4]] as const;
  return kindOf({ code, denied, state }) + members.reduce((sum, [member, weight]) => sum + (member === undefined ? 0 : weight), 0);
}

function kindOf({ code, denied, state }: Sign): number {
  if (state) return 50;
  if (code) return 40;
  if (denied) return denied === 'any' ? 20 : 30;
  return 10;
}
