import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LocalCloud, startLocalCloud } from '../../local-cloud';

jest.setTimeout(60_000);

const PYTHON = join(__dirname, '..', '..', '.venv', 'bin', 'python');

interface End {
  readonly status: string;
  readonly error: string | null;
  readonly cause: string | null;
  readonly output: string | null;
  readonly seconds: number;
  readonly last: string;
}

interface Answers {
  readonly starts: { readonly [question: string]: string | boolean };
  readonly waits: { readonly [seconds: string]: End };
  readonly timeouts: { readonly loop: End; readonly enough: End };
  readonly errors: { readonly throw: End; readonly crash: End; readonly text: End };
  readonly values: { readonly [question: string]: string };
  readonly failedStacks: { readonly created: string[]; readonly updated: string[] };
  readonly delivered: ReadonlyArray<{ readonly [path: string]: string }>;
}

let cloud: LocalCloud;
let answers: Answers;

beforeAll(async () => {
  cloud = await startLocalCloud({ waitScale: 0.05 });
  const { stdout } = await promisify(execFile)(PYTHON, [join(__dirname, 'corrections.py'), cloud.endpoint]);
  answers = JSON.parse(stdout);
});
afterAll(async () => cloud.stop());

test('a start that is repeated while the execution runs is answered as the first was', () => {
  expect(answers.starts).toMatchObject({ same: true, otherInput: 'ExecutionAlreadyExists', ended: 'ExecutionAlreadyExists' });
});

test('names and inputs of executions have limits', () => {
  expect(answers.starts).toMatchObject({
    longestName: 'accepted',
    tooLongName: 'ValidationException',
    nameWithSlash: 'InvalidName',
    notJson: 'InvalidExecutionInput',
    largest: 'accepted',
    tooLarge: 'ValidationException',
  });
});

test('the wait states of a state machine are scaled down', () => {
  const { 0: none, 20: twenty, context } = answers.waits;
  expect([none.status, twenty.status, context.status]).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
  expect(none.seconds).toBeLessThan(1);
  expect(twenty.seconds).toBeGreaterThan(1);
  expect(twenty.seconds).toBeLessThan(10);
  expect(context.seconds).toBeGreaterThan(1);
});

test.each(['"20"', '-1', '1.5', 'null'])('a path that selects %s seconds fails the execution', (selected) => {
  expect(answers.waits[selected]).toMatchObject({
    status: 'FAILED', error: 'States.Runtime', cause: expect.stringContaining('does not reference an integer value: $.seconds == '),
  });
});

test('a state machine ends its executions in time, by the time that they were to wait', () => {
  expect(answers.timeouts.loop).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout', last: 'ExecutionTimedOut' });
  expect(answers.timeouts.loop.seconds).toBeGreaterThan(55 * 0.05 / 2);
  expect(answers.timeouts.enough.status).toEqual('SUCCEEDED');
  expect(cloud.log).not.toContain('Unexpected error in execution');
});

test('a state machine gets the name of an error that a function throws', () => {
  const caught = JSON.parse(answers.errors.throw.output!);
  expect(caught).toMatchObject({ error: 'OwnError', cause: { errorType: 'OwnError', errorMessage: 'boom', trace: expect.arrayContaining([expect.stringContaining('index.js')]) } });
  expect(JSON.parse(answers.errors.crash.output!)).toMatchObject({ error: 'Runtime.ExitError' });
  expect(answers.errors.text).toMatchObject({ status: 'FAILED', cause: expect.stringContaining('just text') });
});

test('a parameter rejects a value that is too long for its tier', () => {
  expect(answers.values).toEqual({
    standard: 'accepted', overStandard: 'ValidationException', advanced: 'accepted', overAdvanced: 'ValidationException',
  });
});

test('a rule may name an item of a list, such as the image of an event', () => {
  expect(answers.delivered).toEqual([{ image: 'image-1', second: 'Create', none: '', source: 'test' }]);
});

test('a stack that failed without rollback may be updated, also with the template that failed or the one before', () => {
  expect(answers.failedStacks).toEqual({
    created: ['accepted CREATE_FAILED', 'accepted UPDATE_COMPLETE'],
    updated: ['accepted UPDATE_FAILED', 'accepted UPDATE_FAILED', 'accepted UPDATE_COMPLETE', 'ValidationError UPDATE_COMPLETE'],
  });
});
