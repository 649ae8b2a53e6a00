import { retriedAt, stepMessage, times, workflowExecutionOf, workflowLine } from '../../../src/runtime/image/workflows';

const execution = (type: string, status: string, counts: number[] = [], more: object = {}) => {
  const [totalStepCount, totalStepsSucceeded, totalStepsFailed, totalStepsSkipped] = counts;
  return workflowExecutionOf({ type, status, totalStepCount, totalStepsSucceeded, totalStepsFailed, totalStepsSkipped, ...more });
};

test.each([
  ['the example of the page', [
    execution('BUILD', 'COMPLETED', [9, 9, 0, 0]), execution('TEST', 'FAILED', [4, 2, 1, 1]), execution('DISTRIBUTION', 'PENDING', [3, 0, 0, 0]),
  ], 'BUILD COMPLETED 9/9, TEST FAILED 2/4, DISTRIBUTION PENDING'],
  ['skipped steps of a completed workflow', [execution('BUILD', 'COMPLETED', [7, 6, 0, 1])], 'BUILD COMPLETED 7/7'],
  ['several tests, of which one failed', [
    execution('TEST', 'COMPLETED', [4, 4, 0, 0]), execution('TEST', 'FAILED', [2, 1, 1, 0]),
  ], 'TEST FAILED 5/6'],
  ['the order of the list', [execution('TEST', 'RUNNING', [4, 1, 0, 0]), execution('BUILD', 'COMPLETED', [2, 2, 0, 0])], 'BUILD COMPLETED 2/2, TEST RUNNING 1/4'],
  ['a state and a type from the future', [execution('SIGNING', 'RESTING', [2, 1, 0, 0])], 'SIGNING RESTING 1/2'],
  ['unknown counts', [execution('BUILD', 'RUNNING')], 'BUILD RUNNING'],
  ['nothing', [], ''],
])('the workflow status has one line for %s', (_what, executions, line) => expect(workflowLine(executions)).toBe(line));

test.each([
  ['arn:aws:imagebuilder:eu-west-1:aws:workflow/build/build-image/1.0.0/1', 'BUILD'],
  ['arn:aws:imagebuilder:eu-west-1:123456789012:workflow/distribution/mine/1.0.0/1', 'DISTRIBUTION'],
  ['arn:aws:imagebuilder:eu-west-1:123456789012:workflow/signing/test/1.0.0/1', ''],
])("an execution without a type has its workflow's type: %s", (workflowBuildVersionArn, type) => {
  expect(workflowExecutionOf({ workflowBuildVersionArn }).type).toBe(type);
  expect(workflowExecutionOf({ workflowBuildVersionArn, type: 'TEST' }).type).toBe('TEST');
});

test('the reason of a person is cut before an id, never within', () => {
  const outputs = JSON.stringify({ action: 'STOP', reason: `${'x '.repeat(240)}ami-0123456789abcdef0 is not found` });
  expect(stepMessage({ action: 'WaitForAction', outputs })).toMatch(/x …$/);
});

test('the output of a command is cut inside, because its error comes last', () => {
  const output = `${'Downloading package\n'.repeat(1_000)}----------ERROR-------\nNo space left on device\nfailed to run commands: exit status 1`;
  const message = stepMessage({ outputs: JSON.stringify({ runCommandId: '1', output }) });
  expect(message).toMatch(/^Downloading package Downloading .*….* ----------ERROR------- No space left on device failed to run commands: exit status 1$/);
  expect(message.length).toBeLessThanOrEqual(500);
});

describe('the time of a retry', () => {
  const at = (minute: number) => `2026-01-01T09:${String(minute).padStart(2, '0')}:00Z`;
  const run = (status: string, start: number, end?: number, more: object = {}) => (
    { status, startTime: at(start), ...end !== undefined && { endTime: at(end) }, ...more }
  );
  const build = run('COMPLETED', 0, 10);

  test.each([
    ['the flag of the execution that it replaces', run('FAILED', 11, 15, { retried: true })],
    ['the state of the execution before, where the flag is missing', run('FAILED', 11, 15)],
    ['the state of an execution that was cancelled', run('CANCELLED', 11, 15)],
    ['the start of the execution before, if that has no end', run('CANCELLED', 11)],
  ])('is the start of the executions after the failed one, which is known by %s', (_what, before) => {
    for (const all of [[build, before, run('RUNNING', 30)], [run('RUNNING', 30), before, build]]) expect(retriedAt(all)).toBe(Date.parse(at(30)));
  });

  test('is that of the last retry if there were several', () => {
    const retried = { retried: true };
    expect(retriedAt([build, run('FAILED', 11, 15, retried), run('FAILED', 20, 25, retried), run('RUNNING', 30)])).toBe(Date.parse(at(30)));
  });

  test.each([
    ['nothing has failed', [build, run('RUNNING', 11)]],
    ['a workflow has failed, and another one of its group began before its end', [build, run('FAILED', 11, 15), run('RUNNING', 12)]],
    ['a workflow was cancelled, and the image is still ending', [build, run('CANCELLED', 11, 15), { status: 'PENDING' }]],
    ['there are no executions', []],
  ])('is unknown if %s', (_what, all) => {
    expect(retriedAt(all)).toBeUndefined();
  });
});

describe('times of workflows', () => {
  const of = (...pairs: Array<[string, string]>) => times(pairs.map(([startTime, endTime]) => execution('BUILD', 'COMPLETED', [], { startTime, endTime })), true);
  const NINE = '2026-01-01T09:00:00Z';
  const TEN = '2026-01-01T10:00:00Z';

  test('run from the first start to the last end; executions that have not started do not count', () => {
    expect(of([TEN, TEN], [NINE, NINE], ['', ''])).toEqual({ start: NINE, end: TEN, seconds: '3600' });
  });

  test.each([
    ['an end before the start', [TEN, NINE], { start: TEN, end: NINE, seconds: '' }],
    ['something else than a time', ['step 7', TEN], { start: '', end: TEN, seconds: '' }],
    ['no end', [NINE, ''], { start: NINE, end: '', seconds: '' }],
  ])('have no duration with %s', (_what, pair, expected) => expect(of(pair as [string, string])).toEqual(expected));
});
