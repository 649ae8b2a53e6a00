import { Catcher, Definition, resolvePayload, Retrier, State, StatesError, valueAt } from './states-language';
import { VirtualTime } from './virtual-time';

/** The time, the tasks and the end of an execution, as the interpreter gets them. */
export interface InterpreterOptions {
  readonly time: VirtualTime;
  /** Runs the resource of a task; an error's name is the one that is caught. */
  readonly task: (resource: string, input: unknown) => Promise<unknown>;
  /** The context object. */
  readonly context: object;
  /** Is told the input and the output of each state. */
  readonly record: (event: string, data: unknown) => void;
  /** Says whether the execution was ended from outside. */
  readonly hasEnded: () => boolean;
}

type Step = { readonly next?: string; readonly output: unknown };

/**
 * Runs a state machine to its end.
 *
 * @throws the error that it failed with
 * @see https://states-language.net/spec.html
 */
export async function interpret(definition: Definition, input: unknown, options: InterpreterOptions): Promise<unknown> {
  let step: Step = { next: definition.StartAt, output: input };
  while (step.next !== undefined && !options.hasEnded()) {
    const state: State = definition.States[step.next];
    options.record(`${step.next} entered`, step.output);
    step = await runState(state, step.output, options);
    options.record('exited', step.output);
  }
  return step.output;
}

async function runState(state: State, raw: unknown, options: InterpreterOptions): Promise<Step> {
  const { context } = options;
  const input = select(state.InputPath, raw, context);
  switch (state.Type) {
    case 'Task': return runTask(state, raw, input, options);
    case 'Pass': {
      const result = state.Result ?? (state.Parameters ? resolvePayload(state.Parameters, input, context) : input);
      return { next: state.Next, output: select(state.OutputPath, placed(state.ResultPath, raw, result), context) };
    }
    case 'Wait': {
      const seconds = state.Seconds ?? valueAt(state.SecondsPath!, input, context);
      if (!Number.isInteger(seconds) || (seconds as number) < 0) throw new StatesError('States.Runtime', `It cannot wait for ${JSON.stringify(seconds)} seconds.`);
      await options.time.sleep((seconds as number) * 1000);
      return { next: state.Next, output: select(state.OutputPath, input, context) };
    }
    case 'Choice': return { next: chosen(state, input, context), output: select(state.OutputPath, input, context) };
    case 'Succeed': return { output: select(state.OutputPath, input, context) };
    default: throw new StatesError(state.Error ?? '', causeOf(state, input, context));
  }
}

function causeOf({ Cause, CausePath }: State, input: unknown, context: object): string {
  if (CausePath === undefined) return Cause ?? '';
  const cause = valueAt(CausePath, input, context);
  if (typeof cause !== 'string') throw new StatesError('States.Runtime', `There is no text at ${CausePath}.`);
  return cause;
}

async function runTask(state: State, raw: unknown, input: unknown, options: InterpreterOptions): Promise<Step> {
  const { context } = options;
  const attempts = new Map<Retrier, number>();
  for (;;) {
    try {
      const parameters = state.Parameters ? resolvePayload(state.Parameters, input, context) : input;
      const given = await withTimeout(options.task(state.Resource!, parameters), state.TimeoutSeconds, options.time);
      const result = state.ResultSelector ? resolvePayload(state.ResultSelector, given, context) : given;
      return { next: state.Next, output: select(state.OutputPath, placed(state.ResultPath, raw, result), context) };
    } catch (error) {
      const { name, message } = error as Error;
      const retrier = state.Retry?.find(({ ErrorEquals }) => matches(ErrorEquals, name));
      const attempt = retrier ? attempts.get(retrier) ?? 0 : 0;
      if (retrier && attempt < (retrier.MaxAttempts ?? 3) && !options.hasEnded()) {
        attempts.set(retrier, attempt + 1);
        await options.time.sleep(delayOf(retrier, attempt) * 1000);
        continue;
      }
      const catcher: Catcher | undefined = state.Catch?.find(({ ErrorEquals }) => matches(ErrorEquals, name));
      if (!catcher) throw error;
      return { next: catcher.Next, output: placed(catcher.ResultPath, raw, { Error: name, Cause: message }) };
    }
  }
}

async function withTimeout<T>(work: Promise<T>, seconds: number | undefined, time: VirtualTime): Promise<T> {
  if (seconds === undefined) return work;
  let cancel = () => {};
  const tooLate = new Promise<never>((_resolve, reject) => {
    cancel = time.after(seconds * 1000, () => reject(new StatesError('States.Timeout', `The task took longer than ${seconds} s.`)));
  });
  return Promise.race([work, tooLate]).finally(cancel);
}

function delayOf(retrier: Retrier, attempt: number): number {
  const delay = Math.min((retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** attempt, retrier.MaxDelaySeconds ?? Infinity);
  return retrier.JitterStrategy === 'FULL' ? Math.random() * delay : delay;
}

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
function matches(names: string[], error: string): boolean {
  if (error === 'States.Runtime') return false;
  return names.includes(error) || names.includes('States.ALL') || (names.includes('States.TaskFailed') && error !== 'States.Timeout');
}

function chosen(state: State, input: unknown, context: object): string {
  const choice = state.Choices!.find((candidate) => {
    if (candidate.IsPresent !== undefined) return isPresent(candidate.Variable, input, context) === candidate.IsPresent;
    return valueAt(candidate.Variable, input, context) === (candidate.BooleanEquals ?? candidate.StringEquals ?? candidate.NumericEquals);
  });
  const next = choice?.Next ?? state.Default;
  if (next === undefined) throw new StatesError('States.NoChoiceMatched', 'No choice matched.');
  return next;
}

function isPresent(path: string, input: unknown, context: object): boolean {
  try {
    valueAt(path, input, context);
    return true;
  } catch (error) {
    if (error instanceof StatesError) return false;
    throw error;
  }
}

function select(path: string | null | undefined, value: unknown, context: object): unknown {
  return path === null ? {} : valueAt(path ?? '$', value, context);
}

/** The state's input with its result at a path; `null` drops the result. */
function placed(path: string | null | undefined, input: unknown, result: unknown): unknown {
  if (path === null) return input;
  if (path === undefined || path === '$') return result;
  const [, member] = /^\$\.(\w+)$/.exec(path) ?? [];
  if (member === undefined) throw new Error(`The interpreter does not know the result path ${path}.`);
  return { ...input as object, [member]: result };
}
