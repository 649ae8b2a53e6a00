import { FunctionError, StateMachines, VirtualTime } from '../../../local-cloud/conductor';

const ARN = 'arn:aws:states:eu-west-1:123456789012:stateMachine:machine';
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:f';
const call = (more: object) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: FUNCTION, Payload: { 'Given.$': '$', 'Start.$': '$$.Execution.StartTime' } },
  OutputPath: '$.Payload',
  ...more,
});

/** Runs a machine to its end. */
async function run(states: object, invoke: (payload: unknown) => unknown, input: unknown = {}, more: object = {}) {
  const time = new VirtualTime(0);
  const machines = new StateMachines({ time, invoke: async (_arn, payload) => invoke(payload) });
  machines.create(ARN, JSON.stringify({ StartAt: 'First', States: states, ...more }));
  machines.operations.StartExecution({ stateMachineArn: ARN, name: 'one', input: JSON.stringify(input) });
  await time.run(time.sleep(86_400_000));
  return [...machines.executions.values()][0];
}

test('a state machine calls the function, waits and calls it again', async () => {
  let polls = 0;
  const execution = await run({
    First: call({ Next: 'IsDone' }),
    IsDone: { Type: 'Choice', Choices: [{ Variable: '$.Done', BooleanEquals: true, Next: 'Done' }], Default: 'Wait' },
    Wait: { Type: 'Wait', SecondsPath: '$.Seconds', Next: 'First' },
    Done: { Type: 'Succeed' },
  }, () => ({ Done: ++polls === 3, Seconds: 100 }));
  expect(execution).toMatchObject({ status: 'SUCCEEDED', stopDate: 200_000 });
  expect(execution.history[0]).toBe('First entered {}');
});

test('a state machine passes parameters and its context to the function', async () => {
  const invoke = jest.fn(() => 'done');
  await run({ First: call({ End: true }) }, invoke, { a: 1 });
  expect(invoke).toHaveBeenCalledWith({ Given: { a: 1 }, Start: '1970-01-01T00:00:00.000Z' });
});

test('tries again as often as its retrier says, then catches with the input as it was', async () => {
  const instants: number[] = [];
  const seen: unknown[] = [];
  const execution = await run({
    First: call({
      Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 2, BackoffRate: 2, MaxAttempts: 2 }],
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'GiveUp' }],
      Next: 'GiveUp',
    }),
    GiveUp: { ...call({ Next: 'GaveUp' }), Parameters: { FunctionName: FUNCTION, Payload: { 'GaveUp.$': '$' } } },
    GaveUp: { Type: 'Fail', Error: 'GaveUp', Cause: 'It was no use.' },
  }, (payload) => {
    seen.push(payload);
    if (!(payload as { GaveUp?: unknown }).GaveUp) throw new FunctionError('Boom', 'no');
    instants.push(1);
    return {};
  }, { a: 1 });
  expect(seen).toHaveLength(4);
  expect(seen[3]).toEqual({ GaveUp: { a: 1 } });
  expect(execution).toMatchObject({ status: 'FAILED', error: 'GaveUp', cause: 'It was no use.', stopDate: 6_000 });
});

test('a failure may tell a cause of its input, if that is a text', async () => {
  const states = { First: call({ Next: 'Refused' }), Refused: { Type: 'Fail', Error: 'Refused', CausePath: '$.Why' } };
  expect(await run(states, () => ({ Why: 'too many' }))).toMatchObject({ status: 'FAILED', error: 'Refused', cause: 'too many' });
  for (const output of [{ Why: 3 }, {}]) expect(await run(states, () => output)).toMatchObject({ status: 'FAILED', error: expect.stringContaining('States.Runtime') });
});

test('an error without a catcher fails the execution, and so does too long a run', async () => {
  expect(await run({ First: call({ End: true }) }, () => { throw new FunctionError('Boom', 'no'); })).toMatchObject({ status: 'FAILED', error: 'Boom', cause: 'no' });
  expect(await run({ First: { Type: 'Wait', Seconds: 100, End: true } }, () => null, {}, { TimeoutSeconds: 99 })).toMatchObject({ status: 'TIMED_OUT', stopDate: 99_000 });
});

test('a name is one execution: repeated while it runs, refused afterwards and with another input', async () => {
  const time = new VirtualTime(0);
  const machines = new StateMachines({ time, invoke: async () => null });
  machines.create(ARN, JSON.stringify({ StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 10, End: true } } }));
  const start = (input: string) => machines.operations.StartExecution({ stateMachineArn: ARN, name: 'one', input });
  expect(start('{"a":1}')).toEqual(start('{"a":1}'));
  expect(() => start('{"a":2}')).toThrow('Execution Already Exists');
  await time.run(time.sleep(60_000));
  expect(() => start('{"a":1}')).toThrow('Execution Already Exists');
  expect(machines.executions.size).toBe(1);
});

test.each([
  ['a type', { First: { Type: 'Map', End: true } }, /type Map/],
  ['a field', { First: { Type: 'Pass', Assign: {}, End: true } }, /Assign/],
  ['a comparison', { First: { Type: 'Choice', Choices: [{ Variable: '$', IsNull: true, Next: 'First' }] } }, /IsNull/],
  ['a state', { First: { Type: 'Pass', Next: 'Second' } }, /'Second', which is not there/],
])('the conductor rejects a definition with %s that it does not know', (_what, states, message) => {
  const machines = new StateMachines({ time: new VirtualTime(0), invoke: async () => null });
  expect(() => machines.create(ARN, JSON.stringify({ StartAt: 'First', States: states }))).toThrow(message);
});
