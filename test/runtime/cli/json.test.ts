import { CliAccount } from './cli-account';
import { runCli } from './cli-process';
import { verdict } from './verdicts';
import { failsInBuild, succeeds, withFindings } from '../../../local-cloud/image-builder';
import { STATUS_ATTRIBUTES } from '../../../src/contract/contract';
import { COMMANDS } from '../../../src/runtime/cli/commands';

jest.setTimeout(120_000);

let account: CliAccount;
beforeAll(async () => {
  account = await CliAccount.start();
  const golden = await account.pipeline('golden', withFindings({ HIGH: 1 }), { schedule: 'cron(0 3 ? * SUN *)' });
  await account.tag(await account.finishedBuild(golden), { ...await verdict([]), 'cdk-image-builder:release': 'RELEASED' });
  await account.finishedBuild(await account.pipeline('broken', failsInBuild()));
  for (const name of ['waits', 'waits-too']) await account.build(await account.pipeline(name, succeeds(), { approvalSeconds: 86_400 }));
  account.advance(60 * 60);
  await account.build(await account.pipeline('running', succeeds()));
});
afterAll(async () => account.stop());

/** The environment of a CI job whose log shows colors. */
const colored = () => ({ ...account.environment, FORCE_COLOR: '1', TERM: 'xterm-256color' });

/** The documents that a command writes with --json; `watch` writes one in each line. */
async function documents(...args: string[]): Promise<{ exitCode: number | null; documents: any[] }> {
  const { exitCode, stdout, stderr } = await runCli([...args, '--json'], colored());
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^[[{]/);
  expect(stdout).not.toContain('\u001b');
  const texts = args[0] === 'watch' ? stdout.trimEnd().split('\n') : [stdout];
  return { exitCode, documents: texts.map((text) => JSON.parse(text)) };
}

const EXPLANATION = ['image', 'explanation', 'cause', 'logGroup', ...STATUS_ATTRIBUTES].sort();
const keysOf = (value: object) => Object.keys(value).sort();
const IMAGE = 'arn:aws:imagebuilder:eu-west-1:123456789012:image';

/** The output of each command, and its exit code. */
const SHAPES: Record<string, () => Promise<void>> = {
  'pipelines': async () => {
    const { exitCode, documents: [pipelines] } = await documents('pipelines');
    expect(exitCode).toBe(0);
    expect(pipelines.map(({ name }: { name: string }) => name)).toEqual(['broken', 'golden', 'running', 'waits', 'waits-too']);
    expect(pipelines[1]).toEqual({
      region: 'eu-west-1',
      arn: `${IMAGE}-pipeline/golden`,
      name: 'golden',
      status: 'ENABLED',
      schedule: 'cron(0 3 ? * SUN *)',
      recipeArn: `${IMAGE}-recipe/golden/1.0.0`,
      imageName: 'golden',
      created: expect.stringMatching(/Z$/),
      lastRunStatus: 'AVAILABLE',
      lastRun: expect.stringMatching(/Z$/),
      consecutiveFailures: 0,
      nextRun: expect.stringMatching(/Z$/),
      workflows: [],
      waitingSteps: [],
      tags: {},
      gateStatus: 'NOT_EVALUATED',
      gateReason: '',
      gateBuild: '',
      isGateOfLastBuild: false,
    });
    expect(pipelines[3].waitingSteps).toEqual([{
      imageArn: `${IMAGE}/waits/1.0.0/1`,
      stepExecutionId: expect.any(String),
      name: 'Approve',
      workflowArn: expect.stringContaining(':workflow/test/'),
      workflowExecutionId: expect.any(String),
      startTime: expect.any(String),
    }]);
  },
  'watch': async () => {
    const { exitCode, documents: lines } = await documents('watch', 'running');
    expect(exitCode).toBe(0);
    const changes = lines.slice(0, -1);
    expect(changes.length).toBeGreaterThan(20);
    for (const change of changes) {
      expect(keysOf(change).filter((key) => key !== 'milliseconds')).toEqual(['part', 'status', 'time']);
      expect(change.milliseconds ?? 0).toEqual(expect.any(Number));
    }
    expect(keysOf(lines[lines.length - 1])).toEqual(EXPLANATION);
  },
  'explain': async () => {
    const { exitCode, documents: [explanation] } = await documents('explain', 'broken');
    expect(exitCode).toBe(1);
    expect(keysOf(explanation)).toEqual(EXPLANATION);
    expect(Object.values(explanation).every((value) => typeof value === 'string')).toBe(true);
    expect(explanation).toMatchObject({ image: `${IMAGE}/broken/1.0.0/1`, ImageState: 'FAILED', FailedStep: 'BUILD/ApplyBuildComponents' });
    expect(explanation.explanation).toMatch(/^Image arn:\S+ is FAILED/);
  },
  'findings': async () => {
    const { exitCode, documents: [found] } = await documents('findings', 'golden');
    expect(exitCode).toBe(0);
    expect(found).toEqual({
      image: `${IMAGE}/golden/1.0.0/1`,
      totals: { all: 1, critical: 0, high: 1, medium: 0 },
      gateStatus: 'PASSED',
      gateReason: 'critical 0 (0 allowed)',
      findings: [expect.objectContaining({ severity: 'HIGH', gate: 'NO_CEILING' })],
    });
    const { exitCode: unknownCode, documents: [unknown] } = await documents('findings', 'broken');
    expect(unknownCode).toBe(4);
    expect(unknown).toEqual({ image: `${IMAGE}/broken/1.0.0/1`, unknown: expect.stringMatching(/./), gateStatus: 'NOT_EVALUATED', gateReason: '' });
  },
  'approve': async () => {
    const { exitCode, documents: [answer] } = await documents('approve', 'waits', '--yes', '--by', 'operator', '--reason', 'tested');
    expect(exitCode).toBe(0);
    expect(answer).toEqual({ image: `${IMAGE}/waits/1.0.0/1`, step: 'Approve', action: 'RESUME', by: 'operator', reason: 'tested' });
  },
  'reject': async () => {
    const { exitCode, documents: [answer] } = await documents('reject', 'waits-too', '--yes', '--by', 'operator', '--reason', 'wrong kernel');
    expect(exitCode).toBe(0);
    expect(answer).toEqual({ image: `${IMAGE}/waits-too/1.0.0/1`, step: 'Approve', action: 'STOP', by: 'operator', reason: 'wrong kernel' });
  },
  'release-history': async () => {
    const { exitCode, documents: [history] } = await documents('release-history', 'golden');
    expect(exitCode).toBe(0);
    expect(history).toEqual({
      pipeline: `${IMAGE}-pipeline/golden`,
      builds: [{
        image: `${IMAGE}/golden/1.0.0/1`,
        created: expect.stringMatching(/Z$/),
        state: 'AVAILABLE',
        gate: expect.objectContaining({ status: 'PASSED', reason: 'critical 0 (0 allowed)' }),
        release: 'RELEASED',
        supersededBy: '',
        id: expect.stringMatching(/^ami-/),
      }],
      publications: [],
      unread: expect.stringContaining('/golden-images/golden'),
    });
  },
};

test.each(COMMANDS.map(({ name }) => name))('%s --json writes documents of a known shape, without colors, also in a log that shows them', async (name) => {
  await SHAPES[name]();
});

test.each(COMMANDS.filter(({ argument }) => argument !== undefined).map(({ name }) => name))(
  '%s --json writes an error as a sentence beside the documents, of which there is none', async (name) => {
    const answer = ['approve', 'reject'].includes(name) ? ['--yes', '--reason', 'x'] : [];
    const { exitCode, stdout, stderr } = await runCli([name, 'nothing', ...answer, '--json'], account.environment);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^No image, pipeline or stack in eu-west-1 is called "nothing": .*\n$/);
  },
);

test('pipelines --json of a Region without pipelines is an empty list, and an error beside it if there are no credentials', async () => {
  expect(await runCli(['pipelines', '--json', '--region', 'us-east-2'], account.environment)).toEqual({ exitCode: 0, stdout: '[]\n', stderr: '' });
  const { exitCode, stdout, stderr } = await runCli(['pipelines', '--json'], { AWS_REGION: 'eu-west-1', AWS_EC2_METADATA_DISABLED: 'true' });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/credentials/);
});
