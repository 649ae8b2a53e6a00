import * as path from 'node:path';
import { CliAccount } from './cli-account';
import { CliResult, runCli } from './cli-process';
import { verdict } from './verdicts';
import { failsInBuild, failsInDistribution, manyFindings, succeeds, withFindings } from '../../../local-cloud/image-builder';

jest.setTimeout(120_000);

let account: CliAccount;
beforeAll(async () => account = await CliAccount.start());
afterAll(async () => account.stop());

const run = (...args: string[]): Promise<CliResult> => runCli(args, account.environment);
const json = ({ stdout }: CliResult) => JSON.parse(stdout);

let REFUSED: Record<string, string>;
let PASSED: Record<string, string>;
beforeAll(async () => [REFUSED, PASSED] = [await verdict(['CVE-2026-10007', 'CVE-2026-10019']), await verdict([])]);

describe('explain', () => {
  test('tells of a failed build what a failed deployment tells, and ends with 1', async () => {
    const arn = await account.finishedBuild(await account.pipeline('explain-broken', failsInBuild()));
    const { exitCode, stdout, stderr } = await run('explain', 'explain-broken');
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(stdout).toContain(`Image ${arn} is FAILED: BUILD/ApplyBuildComponents (ExecuteComponents) failed:`);
    expect(stdout).toContain('exit status 1');
    expect(stdout).toContain('\nLog group: /aws/imagebuilder/explain-broken\nConsole: https://eu-west-1.console.aws.amazon.com/');
  });

  test('tells of a refused image the verdict from its tags, and ends with 3', async () => {
    const failure = failsInDistribution({ message: 'The execution failed.' });
    const arn = await account.finishedBuild(await account.pipeline('explain-refused', failure));
    await account.tag(arn, REFUSED);
    const result = await run('explain', arn, '--json');
    expect(result.exitCode).toBe(3);
    expect(json(result)).toMatchObject({ image: arn, ImageState: 'FAILED', GateStatus: 'FAILED', GateReason: 'critical 2 (0 allowed): CVE-2026-10007, CVE-2026-10019' });
  });

  test('tells of an available image where it is and what was found, and ends with 0', async () => {
    await account.tag(await account.finishedBuild(await account.pipeline('explain-golden', withFindings({ HIGH: 1 }))), PASSED);
    const { exitCode, stdout } = await run('explain', 'explain-golden');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^explain-golden\/1\.0\.0\/1 is AVAILABLE: ami-\w+\nBuilt in .*: BUILD COMPLETED 7\/7, TEST COMPLETED 4\/4\nFindings: 0 critical, 1 high, 0 medium, 1 in all\nGate: PASSED critical 0 \(0 allowed\)\nConsole: https:/);
  });

  test('tells of a build which step runs, and ends with 4', async () => {
    await account.build(await account.pipeline('explain-running', succeeds()));
    account.advance(120);
    const { exitCode, stdout } = await run('explain', 'explain-running');
    expect(exitCode).toBe(4);
    expect(stdout).toMatch(/^explain-running\/1\.0\.0\/1 is BUILDING for 1 min 55 s \(BUILD RUNNING \d\/7\)\nBUILD\/\w+ \(\w+\) is RUNNING\.\n/);
  });
});

describe('the image that a command is about', () => {
  beforeAll(async () => {
    const pipeline = await account.pipeline('Found Linux', succeeds());
    await account.finishedBuild(pipeline);
    await account.finishedBuild(pipeline);
    await account.finishedBuild(await account.pipeline('found-windows', succeeds()));
    await account.pipeline('new-pipeline', succeeds());
  });
  const imageOf = async (argument: string) => json(await run('explain', argument, '--json')).image;
  const LINUX = 'arn:aws:imagebuilder:eu-west-1:123456789012:image/found-linux/1.0.0';

  test.each([
    ['its ARN', `${LINUX}/1`, `${LINUX}/1`],
    ['the ARN of its pipeline, which stands for the newest build', LINUX.replace('image/found-linux/1.0.0', 'image-pipeline/found-linux'), `${LINUX}/2`],
    ['the ARN of its version', LINUX, `${LINUX}/2`],
    ['its name as it was given', 'Found Linux', `${LINUX}/2`],
    ['its name as in an ARN', 'found-linux', `${LINUX}/2`],
    ['one of its builds', 'found-linux/1.0.0/1', `${LINUX}/1`],
    ['how its name begins', 'found-li', `${LINUX}/2`],
    ['the name of its stack, with which generated names begin', 'Found_Win', LINUX.replace('linux', 'windows') + '/1'],
  ])('is found by %s', async (_what, argument, expected) => {
    expect(await imageOf(argument)).toBe(expected);
  });

  test('is read in the Region of its ARN, whatever --region says', async () => {
    expect(json(await run('explain', `${LINUX}/1`, '--region', 'us-east-1', '--json')).image).toBe(`${LINUX}/1`);
  });

  test.each([
    ['a name that nothing has', 'nothing', /^No image, pipeline or stack in eu-west-1 is called "nothing": run npx cdk-image-builder pipelines --region eu-west-1 to list the pipelines, or give another Region with --region\. If a rollback deleted the pipeline, give the ARN of the image, which the error of the deployment names\.\n$/],
    ['a beginning of several names', 'found', /^"found" matches 2 names: give one of Found Linux, found-windows\.\n$/],
    ['a build that there is not', 'found-linux/1.0.0/7', /^"found-linux" has no build 1\.0\.0\/7: it has 1\.0\.0\/1, 1\.0\.0\/2\.\n$/],
    ['a pipeline that has built nothing', 'new-pipeline', /^"new-pipeline" has not built an image yet\.\n$/],
    ['an ARN that nothing has', `${LINUX}/9`, /^arn:\S+\/9 does not exist, or not in this account and Region\..*\n$/],
    ['something else', 'ami:1', /^"ami:1" is neither an ARN of an image, pipeline or stack nor a name: give one such as golden-linux or golden-linux\/1\.0\.0\/3\.\n$/],
  ])('is asked for in one sentence after %s', async (_what, argument, message) => {
    const { exitCode, stdout, stderr } = await run('explain', argument);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('findings', () => {
  test('lists the worst first, with package and fix, and what it means to the gate', async () => {
    await account.tag(await account.finishedBuild(await account.pipeline('findings-golden', withFindings({ LOW: 1, CRITICAL: 1, HIGH: 1 }))), PASSED);
    const { exitCode, stdout } = await run('findings', 'findings-golden');
    expect(exitCode).toBe(0);
    const [head, gate, , columns, ...rows] = stdout.trimEnd().split('\n');
    expect([head, gate]).toEqual(['findings-golden/1.0.0/1: 3 findings, 1 critical, 1 high, 0 medium', 'Gate: PASSED critical 0 (0 allowed)']);
    expect(columns).toMatch(/^SEVERITY +VULNERABILITY +PACKAGE +VERSION +FIXED IN +GATE +TITLE$/);
    expect(rows.map((row) => row.split(/ +/).slice(0, 2).join(' '))).toEqual([expect.stringMatching(/^CRITICAL CVE-/), expect.stringMatching(/^HIGH CVE-/), expect.stringMatching(/^LOW CVE-/)]);
  });

  test('of a refused image end with 3', async () => {
    await account.tag(await account.finishedBuild(await account.pipeline('findings-refused', withFindings({ CRITICAL: 2 }))), REFUSED);
    const { exitCode, stdout } = await run('findings', 'findings-refused');
    expect(exitCode).toBe(3);
    expect(stdout).toContain('Gate: FAILED critical 2 (0 allowed): CVE-2026-10007, CVE-2026-10019\n');
  });

  test('that are not known are no findings, and end with 4', async () => {
    await account.build(await account.pipeline('findings-unknown', succeeds()));
    const { exitCode, stdout } = await run('findings', 'findings-unknown');
    expect(exitCode).toBe(4);
    expect(stdout).toMatch(/^findings-unknown\/1\.0\.0\/1: the findings are not known: the .+\nGate: no verdict is recorded with the image\n$/);
  });

  test('of ten thousand are read whole, and the first are shown', async () => {
    await account.finishedBuild(await account.pipeline('findings-many', manyFindings(10_000)));
    const { exitCode, stdout } = await run('findings', 'findings-many');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('10000 findings, 200 critical, 1000 high, 3000 medium\n');
    expect(stdout).toMatch(/\n9950 more: --all lists them\.\n$/);
    expect(stdout.match(/^CRITICAL +CVE-/gm)).toHaveLength(50);
  });

  test('are all shown, or those of a severity and above, if that is asked for', async () => {
    await account.finishedBuild(await account.pipeline('findings-some', withFindings({ CRITICAL: 2, HIGH: 3, LOW: 95 })));
    const [all, high] = [await run('findings', 'findings-some', '--all'), json(await run('findings', 'findings-some', '--severity', 'High', '--json'))];
    expect(all.stdout.match(/^[A-Z]+ +CVE-/gm)).toHaveLength(100);
    expect(high.findings.map(({ severity }: { severity: string }) => severity)).toEqual(['CRITICAL', 'CRITICAL', 'HIGH', 'HIGH', 'HIGH']);
    expect(high.findings[0]).toEqual({
      severity: 'CRITICAL',
      id: expect.stringMatching(/^CVE-/),
      package: expect.any(String),
      version: '1.0.0',
      fixedIn: '1.0.1',
      fixAvailable: expect.stringMatching(/^(YES|NO|PARTIAL)$/),
      gate: 'UNKNOWN',
      exceptedUntil: '',
      title: expect.any(String),
      url: expect.any(String),
    });
  });

  test('of a severity that does not exist are refused with those that do', async () => {
    expect(await run('findings', 'findings-golden', '--severity', 'severe')).toEqual({
      exitCode: 2, stdout: '', stderr: '"severe" is not a severity: give one of critical, high, medium, low, informational, untriaged.\n',
    });
  });
});

describe('a build that waits for a person', () => {
  async function waitingBuild(name: string): Promise<string> {
    const arn = await account.build(await account.pipeline(name, succeeds(), { approvalSeconds: 86_400 }));
    account.advance(60 * 60);
    return arn;
  }

  test('goes on once it is approved, with who and why', async () => {
    const arn = await waitingBuild('approved');
    expect((await run('explain', arn)).stdout).toContain(`TEST/Approve (WaitForAction) is WAITING.\nThe workflow waits for somebody to answer RESUME or STOP.\nTo approve it: npx cdk-image-builder approve ${arn}\nTo reject it: npx cdk-image-builder reject ${arn}\n`);
    const result = await run('approve', 'approved', '--yes', '--by', 'operator', '--reason', 'tested on staging', '--json');
    expect(json(result)).toEqual({ image: arn, step: 'Approve', action: 'RESUME', by: 'operator', reason: 'tested on staging' });
    expect(result.exitCode).toBe(0);
    account.advance(60 * 60);
    expect(account.stateOf(arn)).toBe('AVAILABLE');
  });

  test('fails once it is rejected, and every explanation names who and why', async () => {
    const arn = await waitingBuild('rejected');
    expect((await run('reject', arn, '--yes', '--by', 'operator', '--reason', 'wrong kernel')).exitCode).toBe(0);
    account.advance(60 * 60);
    const { exitCode, stdout } = await run('explain', arn);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('TEST/Approve (WaitForAction) failed: Rejected with STOP: operator: wrong kernel.');
  });

  test.each([
    ['is not answered without a terminal that could ask', ['approve', 'unanswered'], /^There is nobody to ask, because this is not a terminal: add --yes and --reason to approve without a prompt\.\n$/],
    ['is not answered without a reason', ['reject', 'unanswered', '--yes'], /^reject needs a reason, which is kept with the step: add --reason\.\n$/],
    ['is not answered for a step that does not wait', ['approve', 'unanswered', '--yes', '--reason', 'x', '--step', 'Other'], /^No step "Other" of unanswered\/1\.0\.0\/1 waits for an answer: give one of Approve with --step\.\n$/],
  ])('%s', async (_what, args, message) => {
    if (!account.service.emulator.builds.some(({ arn }) => arn.includes('/unanswered/'))) await waitingBuild('unanswered');
    const { exitCode, stderr } = await run(...args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect(account.service.emulator.calls.filter(({ operation, input }) => operation === 'SendWorkflowStepAction' && JSON.stringify(input).includes('/unanswered/'))).toEqual([]);
  });

  test('is answered by --by where the user has no name, and asks for it before it asks the service', async () => {
    const arn = await waitingBuild('nameless');
    const environment = { ...account.environment, NODE_OPTIONS: `--require "${path.join(__dirname, 'no-user-name.cjs')}"` };
    const args = ['approve', arn, '--yes', '--reason', 'tested', '--json'];
    const calls = await account.callsDuring(async () => expect(await runCli(args, environment)).toEqual({
      exitCode: 2, stdout: '', stderr: 'approve needs your name, which is kept with the step, but your user has none on this machine: add --by.\n',
    }));
    expect(calls).toEqual([]);
    expect(json(await runCli([...args, '--by', 'pipeline'], environment))).toMatchObject({ image: arn, by: 'pipeline' });
  });

  test('was answered already: the second answer says so', async () => {
    const arn = await waitingBuild('answered');
    await run('approve', arn, '--yes', '--reason', 'first');
    account.advance(60 * 60);
    const { exitCode, stderr } = await run('approve', arn, '--yes', '--reason', 'second');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2, stderr: expect.stringMatching(/^No step of answered\/1\.0\.0\/1 waits for an answer: the image is AVAILABLE, and its build has ended: somebody has answered, /),
    });
  });
});

describe('release-history', () => {
  test('lists the builds of a golden image, the newest first, with verdict and release', async () => {
    const pipeline = await account.pipeline('history', succeeds());
    await account.tag(await account.finishedBuild(pipeline), PASSED);
    await account.tag(await account.finishedBuild(pipeline), { ...PASSED, 'cdk-image-builder:release': 'RELEASED' });
    await account.tag(await account.finishedBuild(pipeline), REFUSED);
    const { builds } = json(await run('release-history', 'history', '--json'));
    expect(builds.map(({ image, gate, release }: { image: string; gate: { status: string }; release: string }) => [image.split('/').pop(), gate.status, release])).toEqual([
      ['3', 'FAILED', ''], ['2', 'PASSED', 'RELEASED'], ['1', 'PASSED', ''],
    ]);
    const { stdout } = await run('release-history', 'history');
    expect(stdout).toMatch(/^BUILD +BUILT +STATE +RELEASE +GATE +IMAGE +REASON\nhistory\/1\.0\.0\/3 +24 h ago +AVAILABLE +FAILED +ami-\w+ +critical 2 \(0 allowed\)/);
  });

  test('says of a build that failed before its gate that there is no verdict, not that there is no gate', async () => {
    await account.finishedBuild(await account.pipeline('ungated-failure', failsInBuild()));
    expect((await run('release-history', 'ungated-failure')).stdout).toMatch(/\nungated-failure\/1\.0\.0\/1 .*FAILED +no verdict/);
  });
});
