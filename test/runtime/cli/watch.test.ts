import { spawn } from 'node:child_process';
import { CancelImageCreationCommand } from '@aws-sdk/client-imagebuilder';
import { CliAccount } from './cli-account';
import { cliEnvironment, CliResult, EMULATED_CLOCK, runCli } from './cli-process';
import { failsInBuild, LoggedCall, manySteps, OpenBehaviour, slow, succeeds } from '../../../local-cloud/image-builder';
import { CLI_BUNDLE } from '../../bundle';

jest.setTimeout(120_000);

let account: CliAccount;
beforeAll(async () => account = await CliAccount.start());
afterAll(async () => account.stop());

// The clock of an account is moved by the command, so one environment serves one command.
const run = (...args: string[]): Promise<CliResult> => runCli(args, account.environment);

/** The calls of a watch until the instance of the build has been launched. */
const callsUntilLaunch = (arn: string): Promise<LoggedCall[]> => account.callsDuring(async () => {
  expect(await runCli(['watch', arn], account.environment, 'BUILD/LaunchBuildInstance COMPLETED')).toMatchObject({ exitCode: 130 });
});

/** The most calls in any minute between two instants. */
function busiestMinute(calls: LoggedCall[], from: number, to: number): number {
  const times = calls.map(({ time }) => Date.parse(time)).filter((time) => time > from && time <= to);
  return Math.max(0, ...times.map((start) => times.filter((time) => time >= start && time < start + 60_000).length));
}

test('watch without a terminal writes a line for each change, in plain text, and ends with the result', async () => {
  const pipeline = await account.pipeline('piped', failsInBuild());
  await account.build(pipeline);
  const { exitCode, stdout, stderr } = await run('watch', 'piped');
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
  const lines = stdout.split('\n').map((line) => line.replace(/^\S+Z /, ''));
  expect(lines).toEqual(expect.arrayContaining([
    'BUILD RUNNING', 'BUILD/LaunchBuildInstance COMPLETED in 1 min 30 s', 'BUILD/ApplyBuildComponents FAILED in 7 min', 'BUILD FAILED in 8 min 30 s',
    'Image piped/1.0.0/1 FAILED', expect.stringMatching(/^Image arn:\S+ is FAILED: BUILD\/ApplyBuildComponents \(ExecuteComponents\) failed:/),
  ]));
  expect(new Set(lines.filter((line) => / (RUNNING|COMPLETED|FAILED)/.test(line))).size).toBe(lines.filter((line) => / (RUNNING|COMPLETED|FAILED)/.test(line)).length);
  expect(stdout).not.toContain('\u001b');
});

test('watch says how long a step usually takes, by the builds before', async () => {
  const pipeline = await account.pipeline('usual', succeeds());
  await account.finishedBuild(pipeline);
  await account.build(pipeline);
  expect((await run('watch', 'usual')).stdout).toMatch(/BUILD\/CreateOutputAMI RUNNING \(usually \d+ min/);
});

test('watch --json writes a document in each line, and the result in the last', async () => {
  await account.build(await account.pipeline('lines', succeeds()));
  const { exitCode, stdout } = await run('watch', 'lines', '--json');
  expect(exitCode).toBe(0);
  const lines = stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  expect(lines).toContainEqual({ time: expect.any(String), part: 'BUILD/LaunchBuildInstance', status: 'COMPLETED', milliseconds: 90_000 });
  expect(lines[lines.length - 1]).toMatchObject({ ImageState: 'AVAILABLE', WorkflowStatus: 'BUILD COMPLETED 7/7, TEST COMPLETED 4/4' });
});

test('watch of an image that has ended says its result at once', async () => {
  const arn = await account.finishedBuild(await account.pipeline('ended', succeeds()));
  const calls = await account.callsDuring(async () => expect((await run('watch', arn)).exitCode).toBe(0));
  expect(calls.length).toBeLessThanOrEqual(6);
});

test('watch takes the one pipeline of a stack that builds', async () => {
  await account.finishedBuild(await account.pipeline('stack-linux', succeeds()));
  await account.build(await account.pipeline('stack-windows', succeeds()));
  expect((await run('watch', 'Stack')).stdout).toContain('Image stack-windows/1.0.0/1 AVAILABLE');
  const { exitCode, stderr } = await run('watch', 'Stack');
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: '"Stack" matches 2 names: give one of stack-linux, stack-windows.\n' });
});

test.each<[string, Partial<OpenBehaviour>]>([
  ['as most services do', {}],
  ['where workflows are listed before they begin', { listsPendingWorkflows: true }],
  ['where executions have no type', { workflowTypes: false }],
])('watch makes at most two calls a minute while nothing changes, %s', async (_what, open) => {
  const name = `quiet-${Object.keys(open).join('')}`.toLowerCase();
  const arn = await account.build(await account.pipeline(name, { ...slow(60), open }));
  const calls = await callsUntilLaunch(arn);
  // The launch of the instance takes 90 minutes at this pace.
  const began = Date.parse(calls[0].time);
  expect(busiestMinute(calls, began + 60_000, began + 89 * 60_000)).toBeLessThanOrEqual(2);
  const quiet = calls.filter(({ time }) => Date.parse(time) > began + 60_000 && Date.parse(time) < began + 89 * 60_000);
  expect(new Set(quiet.map(({ operation }) => operation))).toEqual(new Set(['GetWorkflowStepExecution', 'GetImage']));
});

test.each<[string, Partial<OpenBehaviour>]>([
  ['workflows are listed before they begin', { listsPendingWorkflows: true }],
  ['executions have no type', { workflowTypes: false }],
])('watch ends with the result where %s', async (_what, open) => {
  const name = `result-${Object.keys(open).join('')}`.toLowerCase();
  const arn = await account.build(await account.pipeline(name, { ...succeeds(), open }));
  expect(await run('watch', arn)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`Image ${name}/1.0.0/1 AVAILABLE`) });
});

test('watch of 300 steps ends with the result', async () => {
  const arn = await account.build(await account.pipeline('many-steps', manySteps(300)));
  expect(await run('watch', arn)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Image many-steps/1.0.0/1 AVAILABLE') });
});

test('watch of 300 steps makes at most two calls a minute while nothing changes', async () => {
  const arn = await account.build(await account.pipeline('quiet-steps', { ...manySteps(300), pace: 20 }));
  const calls = await callsUntilLaunch(arn);
  const began = Date.parse(calls[0].time);
  expect(busiestMinute(calls, began + 60_000, began + 29 * 60_000)).toBeLessThanOrEqual(2);
});

test('watch that is interrupted without a terminal says that the build goes on, and ends with 130', async () => {
  const arn = await account.build(await account.pipeline('interrupted', slow(100)));
  const { exitCode, stderr } = await runCli(['watch', arn], { ...account.environment, SHORTEST_MILLISECONDS: '50' }, 'BUILD RUNNING');
  expect({ exitCode, stderr }).toEqual({
    exitCode: 130, stderr: `Stopped watching; the build goes on. To follow it again, run npx cdk-image-builder watch ${arn}\n`,
  });
  expect(account.stateOf(arn)).toBe('BUILDING');
});

test('a reader that has seen enough ends the command without an error', async () => {
  const child = spawn('sh', ['-c', '"$0" --require "$1" "$2" pipelines | head -n 1', process.execPath, EMULATED_CLOCK, CLI_BUNDLE], {
    env: cliEnvironment(account.environment),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => output += text);
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
  expect(output).toMatch(/^PIPELINE .*\n$/);
});

test('watch sees within two minutes what one of several workflows does while another waits for a person', async () => {
  const inputs = { snsTopicArn: 'arn:aws:sns:eu-west-1:123456789012:approvals' };
  const wait = (name: string, timeoutSeconds: number) => ({ name, action: 'WaitForAction', timeoutSeconds, inputs, onFailure: 'Continue' });
  const arn = await account.build(await account.pipeline('parallel', succeeds(), { parallelTests: [wait('Long', 7_200), wait('Short', 600)] }));
  const calls = await account.callsDuring(async () => {
    const lines = (await run('watch', arn, '--json')).stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
    const shown = (part: string, status: RegExp) => lines.filter((line) => line.part === part && status.test(line.status));
    const [[began], [ended]] = [shown('TEST/Short', /WAITING/), shown('TEST/Short', /TIMED_OUT|FAILED/)];
    const waited = (Date.parse(ended.time) - Date.parse(began.time)) / 1_000;
    expect(waited).toBeGreaterThan(500);
    expect(waited).toBeLessThan(600 + 120);
  });
  const end = Date.parse(calls[calls.length - 1].time);
  expect(busiestMinute(calls, end - 6_000_000, end - 600_000)).toBeLessThanOrEqual(2);
});

test('watch sees that a build was cancelled', async () => {
  const arn = await account.build(await account.pipeline('cancelled', slow(10)));
  account.advance(120);
  await account.client.send(new CancelImageCreationCommand({ imageBuildVersionArn: arn }));
  const { exitCode, stdout } = await run('watch', arn);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/Image arn:\S+ is CANCELLED/);
});

test('what a component writes cannot control the terminal, as text or as JSON', async () => {
  const message = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202egnp.exe\u2066 done';
  await account.build(await account.pipeline('hostile', failsInBuild({ message })));
  const [text, json] = [await run('watch', 'hostile'), await run('explain', 'hostile', '--json')];
  for (const { stdout } of [text, json]) expect(stdout).not.toMatch(/[\p{Cf}\u0000-\u0009\u000b-\u001f\u007f-\u009f]/u);
  expect(text.stdout).toContain('gnp.exe done');
  expect(JSON.parse(json.stdout).FailedStepMessage).toContain('gnp.exe done');
});
