/** The parts of the Amazon States Language that the interpreter knows. It refuses a definition that uses another. */
export interface Definition {
  readonly Comment?: string;
  readonly StartAt: string;
  readonly TimeoutSeconds?: number;
  readonly States: Readonly<Record<string, State>>;
}

export interface State {
  readonly Type: string;
  readonly Comment?: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
  readonly ResultPath?: string | null;
  readonly Parameters?: object;
  readonly ResultSelector?: object;
  readonly Result?: unknown;
  readonly Resource?: string;
  readonly TimeoutSeconds?: number;
  readonly Retry?: Retrier[];
  readonly Catch?: Catcher[];
  readonly Seconds?: number;
  readonly SecondsPath?: string;
  readonly Choices?: Choice[];
  readonly Default?: string;
  readonly Error?: string;
  readonly Cause?: string;
  readonly CausePath?: string;
}

export interface Retrier {
  readonly ErrorEquals: string[];
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly MaxAttempts?: number;
  readonly JitterStrategy?: string;
}

export interface Catcher {
  readonly ErrorEquals: string[];
  readonly ResultPath?: string | null;
  readonly Next: string;
}

export interface Choice {
  readonly Variable: string;
  readonly BooleanEquals?: boolean;
  readonly StringEquals?: string;
  readonly NumericEquals?: number;
  readonly IsPresent?: boolean;
  readonly Next: string;
}

const COMMON = ['Type', 'Comment', 'Next', 'End', 'InputPath', 'OutputPath'];
const FIELDS: Readonly<Record<string, string[]>> = {
  Task: [...COMMON, 'ResultPath', 'Parameters', 'ResultSelector', 'Resource', 'TimeoutSeconds', 'Retry', 'Catch'],
  Pass: [...COMMON, 'ResultPath', 'Parameters', 'Result'],
  Wait: [...COMMON, 'Seconds', 'SecondsPath'],
  Choice: [...COMMON, 'Choices', 'Default'],
  Succeed: COMMON,
  Fail: ['Type', 'Comment', 'Error', 'Cause', 'CausePath'],
};
const COMPARISONS = ['BooleanEquals', 'StringEquals', 'NumericEquals', 'IsPresent'];

/**
 * Reads a definition.
 *
 * @throws an error that names what the interpreter does not know
 */
export function parseDefinition(text: string): Definition {
  const definition = JSON.parse(text) as Definition;
  refuseOthers('the definition', definition, ['Comment', 'StartAt', 'TimeoutSeconds', 'States']);
  for (const [name, state] of Object.entries(definition.States)) {
    const where = `the state '${name}'`;
    if (!Object.hasOwn(FIELDS, state.Type)) throw new Error(`${where} is of the type ${state.Type}, which the interpreter does not know.`);
    refuseOthers(where, state, FIELDS[state.Type]);
    for (const retrier of state.Retry ?? []) {
      refuseOthers(where, retrier, ['ErrorEquals', 'IntervalSeconds', 'BackoffRate', 'MaxDelaySeconds', 'MaxAttempts', 'JitterStrategy']);
    }
    for (const catcher of state.Catch ?? []) refuseOthers(where, catcher, ['ErrorEquals', 'ResultPath', 'Next']);
    for (const choice of state.Choices ?? []) {
      refuseOthers(where, choice, ['Variable', 'Next', ...COMPARISONS]);
      if (COMPARISONS.filter((comparison) => Object.hasOwn(choice, comparison)).length !== 1) throw new Error(`A choice of ${where} needs one comparison.`);
    }
    for (const next of nextOf(state)) {
      if (!Object.hasOwn(definition.States, next)) throw new Error(`${where} goes on to '${next}', which is not there.`);
    }
    const ends = state.End === true || ['Choice', 'Succeed', 'Fail'].includes(state.Type);
    if (ends === (state.Next !== undefined)) throw new Error(`${where} must have one of Next and End.`);
  }
  if (!Object.hasOwn(definition.States, definition.StartAt)) throw new Error(`The definition starts at '${definition.StartAt}', which is not there.`);
  return definition;
}

function nextOf(state: State): string[] {
  return [state.Next, state.Default, ...(state.Catch ?? []).map(({ Next }) => Next), ...(state.Choices ?? []).map(({ Next }) => Next)]
    .filter((next) => next !== undefined);
}

function refuseOthers(where: string, object: object, known: string[]): void {
  const unknown = Object.keys(object).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw new Error(`The interpreter does not know ${unknown.join(', ')} of ${where}.`);
}

/**
 * The value at a reference path, such as `$.Wait.Seconds`, or of the context object, such as `$$.Execution.StartTime`.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html
 */
export function valueAt(path: string, input: unknown, context: object): unknown {
  const [, root, rest] = /^(\$\$?)((?:\.\w+)*)$/.exec(path) ?? [];
  if (root === undefined) throw new Error(`The interpreter does not know the path ${path}.`);
  return rest.split('.').slice(1).reduce<unknown>((value, member) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, member)) throw new StatesError('States.Runtime', `There is nothing at ${path}.`);
    return (value as Record<string, unknown>)[member];
  }, root === '$$' ? context : input);
}

/** A payload template with its paths replaced: the members whose name ends in `.$`. */
export function resolvePayload(template: unknown, input: unknown, context: object): unknown {
  if (Array.isArray(template)) return template.map((item) => resolvePayload(item, input, context));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([name, value]) => name.endsWith('.$')
    ? [name.slice(0, -2), valueAt(String(value), input, context)]
    : [name, resolvePayload(value, input, context)]));
}

/** An error by the name that a state machine knows it by. */
export class StatesError extends Error {
  public constructor(name: string, cause: string) {
    super(cause);
    this.name = name;
  }
}
