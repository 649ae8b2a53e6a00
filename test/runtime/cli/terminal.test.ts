import { CliAccount } from './cli-account';
import { CliTerminal } from './cli-terminal';
import { failsInBuild, manySteps, slow, succeeds } from '../../../local-cloud/image-builder';

jest.setTimeout(120_000);

let account: CliAccount;
let terminal: CliTerminal | undefined;
beforeAll(async () => account = await CliAccount.start());
afterEach(async () => terminal?.stop());
afterAll(async () => account.stop());

function start(args: string[], size: { columns?: number; rows?: number } = {}, more: Record<string, string> = {}): CliTerminal {
  return terminal = CliTerminal.start(args, { ...account.environment, ...more }, size);
}

const INTERRUPT = '\u0003';
const END_OF_INPUT = '\u0004';
const lastScreen = () => terminal!.screen.split('\n');

test('watch draws a build from its start to its success, and leaves what became of it', async () => {
  const pipeline = await account.pipeline('watched-success', succeeds());
  await account.finishedBuild(pipeline);
  await account.build(pipeline);
  start(['watch', 'watched-success']);
  expect(await terminal!.end).toEqual({ exitCode: 0, isClean: true });

  const steps = terminal!.screens.filter((screen) => /▸ BUILD RUNNING/.test(screen));
  expect(steps.length).toBeGreaterThan(100); // each second of some minutes
  expect(steps.some((screen) => /▸ LaunchBuildInstance +1 min \d+ s, usually \d+ min/.test(screen))).toBe(true);
  expect(steps.every((screen) => screen.match(/watched-success\/1\.0\.0\/2/g)!.length === 1)).toBe(true);
  expect(terminal!.screens.some((screen) => /✓ BUILD COMPLETED 7\/7 .*\n▸ TEST RUNNING/.test(screen))).toBe(true);
  expect(terminal!.screen).toMatch(/^watched-success\/1\.0\.0\/2 {2}AVAILABLE {2}14 min\n\n✓ BUILD COMPLETED 7\/7 .*\n✓ TEST COMPLETED 4\/4 .*\n\nwatched-success\/1\.0\.0\/2 is AVAILABLE: ami-/);
  expect(terminal!.isCursorShown).toBe(true);
  expect(terminal!.output).toContain('\u001b[32m'); // colours
});

test('watch draws a build to its failure, with the step that failed and why', async () => {
  await account.build(await account.pipeline('watched-failure', failsInBuild()));
  start(['watch', 'watched-failure']);
  expect(await terminal!.end).toEqual({ exitCode: 1, isClean: true });
  expect(terminal!.screen).toMatch(/✗ BUILD FAILED 1\/7 .*\n(.*\n)*? +✗ ApplyBuildComponents +FAILED/);
  expect(terminal!.screen.replace(/\n/g, '')).toContain('BUILD/ApplyBuildComponents (ExecuteComponents) failed:');
});

test('watch keeps to the size of the terminal, whatever it becomes, however many steps there are and however long a line is', async () => {
  const name = `watched-steps-${'of-a-long-name-'.repeat(4)}end`;
  await account.build(await account.pipeline(name, { ...manySteps(300), pace: 10 }));
  start(['watch', name], { columns: 100, rows: 20 });
  await terminal!.shows(/▸ BUILD RUNNING/);
  for (const [columns, rows] of [[60, 12], [120, 40], [40, 10]] as const) {
    terminal!.resize(columns, rows);
    const before = terminal!.screens.length;
    await terminal!.shows(/▸ BUILD RUNNING/);
    while (terminal!.screens.length < before + 5) await new Promise((resolve) => setTimeout(resolve, 20));
    const lines = lastScreen();
    expect(lines.length).toBeLessThanOrEqual(rows);
    // A line that is too long ends with a mark in the last column; the terminal breaks none.
    expect(lines[0]).toMatch(columns > name.length ? `${name}/1.0.0/1  BUILDING` : new RegExp(`^${name.slice(0, columns - 1)}…$`));
    expect(terminal!.brokenLines).toEqual([]);
    // A resized terminal breaks the lines of the earlier frame; the command clears them, too.
    expect(terminal!.screen.match(/BUILD RUNNING/g)).toHaveLength(1);
    expect(terminal!.screen).toMatch(/\d+ more after/);
  }
  terminal!.type(INTERRUPT);
  await terminal!.end;
  // The last frame, which stays on the screen, is cut as well.
  expect(lastScreen()[0]).toBe(`${name.slice(0, 39)}…`);
});

test('watch that is interrupted leaves the terminal clean, and says that the build goes on', async () => {
  const arn = await account.build(await account.pipeline('watched-interrupted', slow()));
  start(['watch', 'watched-interrupted']);
  await terminal!.shows(/▸ BUILD RUNNING/);
  expect(terminal!.isCursorShown).toBe(false);
  terminal!.type(INTERRUPT);
  expect(await terminal!.end).toEqual({ exitCode: 130, isClean: true });
  expect(terminal!.isCursorShown).toBe(true);
  expect(terminal!.screen.replace(/\n/g, '')).toContain(`Stopped watching; the build goes on. To follow it again, run npx cdk-image-builder watch ${arn}`);
  expect(account.stateOf(arn)).toBe('BUILDING');
});

test('approve asks why and whether, and does what the person says', async () => {
  const arn = await account.build(await account.pipeline('asked', succeeds(), { approvalSeconds: 86_400 }));
  account.advance(60 * 60);
  start(['approve', 'asked', '--by', 'operator']);
  await terminal!.shows(/Step: {3}Approve, waiting for .*; it times out in .*\nThe workflow goes on, and releases the image if this was its approval\.\nWhy\?/);
  terminal!.type('seen\r');
  await terminal!.shows('Approve asked/1.0.0/1 as operator? [y/N]');
  terminal!.type('n\r');
  // A script that goes on after an approval must not go on after a no.
  expect(await terminal!.end).toEqual({ exitCode: 5, isClean: true });
  expect(terminal!.screen).toMatch(/Nothing was done\.$/);

  start(['approve', 'asked', '--by', 'operator', '--reason', 'seen']);
  await terminal!.shows('[y/N]');
  terminal!.type(INTERRUPT);
  expect(await terminal!.end).toEqual({ exitCode: 130, isClean: true });
  expect(account.service.emulator.calls.filter(({ operation }) => operation === 'SendWorkflowStepAction')).toEqual([]);

  start(['approve', 'asked', '--by', 'operator', '--reason', 'seen']);
  await terminal!.shows('[y/N]');
  terminal!.type('y\r');
  expect(await terminal!.end).toEqual({ exitCode: 0, isClean: true });
  account.advance(60 * 60);
  expect(account.stateOf(arn)).toBe('AVAILABLE');
});

test('approve takes Ctrl-D as a no', async () => {
  const arn = await account.build(await account.pipeline('ended-input', succeeds(), { approvalSeconds: 86_400 }));
  account.advance(60 * 60);
  for (const [reason, question] of [[[], 'Why?'], [['--reason', 'seen'], '[y/N]']] as const) {
    start(['approve', 'ended-input', '--by', 'operator', ...reason]);
    await terminal!.shows(question);
    terminal!.type(END_OF_INPUT);
    expect(await terminal!.end).toEqual({ exitCode: 5, isClean: true });
    expect(terminal!.screen).toMatch(/(Why\?|\[y\/N\]) *\nNothing was done\.$/);
  }
  expect(account.stateOf(arn)).toBe('TESTING');
});

test('a table fits into the terminal, and has no colours if NO_COLOR is set', async () => {
  await account.pipeline('a-pipeline-with-quite-a-long-name-that-does-not-fit-in-a-narrow-terminal', succeeds(), { schedule: 'cron(0 3 ? * SUN *)' });
  start(['pipelines'], { columns: 60 }, { NO_COLOR: '1' });
  expect(await terminal!.end).toEqual({ exitCode: 0, isClean: true });
  expect(Math.max(...terminal!.output.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(60);
  expect(terminal!.output).toMatch(/^a-pip[\w-]*… /m);
  expect(terminal!.output).not.toContain('\u001b');
});
