import { CliAccount } from './cli-account';
import { CliResult, runCli } from './cli-process';
import { gateResult } from './verdicts';
import { BuildScenario, failsInBuild, failsInDistribution, succeeds } from '../../../local-cloud/image-builder';
import { ServiceError } from '../../../local-cloud/image-builder/errors';
import { GateResult } from '../../../src/runtime/image/gate';
import { lastVerdictTag } from '../../../src/runtime/image/last-verdict';

jest.setTimeout(120_000);

let account: CliAccount;
let PASSED: GateResult;
let REFUSED: GateResult;
beforeAll(async () => {
  PASSED = await gateResult([]);
  REFUSED = await gateResult(['CVE-2026-10007', 'CVE-2026-10019']);
});
beforeEach(async () => { account = await CliAccount.start(); });
afterEach(async () => account.stop());

const DAY = 24 * 60 * 60;
const arnOf = (name: string) => `arn:aws:imagebuilder:eu-west-1:123456789012:image-pipeline/${name}`;

/** Does what the gate does to a pipeline after it has evaluated an image. */
async function evaluate(imageArn: string, gate: GateResult): Promise<void> {
  const image = account.service.emulator.builds.find(({ arn }) => arn === imageArn)!;
  await account.tag(image.pipelineArn!, lastVerdictTag({ arn: imageArn, dateCreated: new Date(image.startedAt).toISOString() }, gate));
}

/** A pipeline with a build that ended a day ago, and the verdict on it. */
async function evaluated(name: string, scenario: BuildScenario, gate: GateResult): Promise<string> {
  const pipeline = await account.pipeline(name, scenario);
  const image = await account.build(pipeline);
  await evaluate(image, gate);
  account.advance(DAY);
  return pipeline;
}

async function row(name: string): Promise<string> {
  const { stdout } = await runCli(['pipelines'], account.environment);
  return stdout.split('\n').find((line) => line.startsWith(`${name} `))!.trim().replace(/ {2,}/g, ' | ');
}

async function entry(name: string): Promise<Record<string, unknown>> {
  const { stdout } = await runCli(['pipelines', '--json'], account.environment);
  return JSON.parse(stdout).find((one: { name: string }) => one.name === name);
}

test('75 pipelines with verdicts, failures and waiting steps are listed in four calls', async () => {
  for (let number = 1; number <= 75; number++) {
    const scenario = number > 73 ? failsInBuild() : number > 70 ? failsInDistribution({ message: 'The execution failed.' }) : succeeds();
    await account.pipeline(`fleet-${number}`, scenario, { schedule: 'cron(0 3 ? * SUN *)', ...number === 2 ? { approvalSeconds: 7 * DAY } : {} });
  }
  for (const number of [2, 3, 71, 72, 73, 74, 75]) {
    const image = await account.build(arnOf(`fleet-${number}`));
    if (number !== 2 && number <= 72) await evaluate(image, number > 70 ? REFUSED : PASSED);
  }
  account.advance(3.5 * DAY);
  let result: CliResult;
  const calls = await account.callsDuring(async () => result = await runCli(['pipelines'], account.environment));
  expect(calls.map(({ operation }) => operation).sort()).toEqual(['ListImagePipelines', 'ListImagePipelines', 'ListImagePipelines', 'ListWaitingWorkflowSteps']);
  const [head, ...lines] = result!.stdout.trimEnd().split('\n').map((line) => line.trim().replace(/ {2,}/g, ' | '));
  expect(result!.exitCode).toBe(0);
  expect(lines).toHaveLength(75);
  expect(head).toBe('PIPELINE | LAST BUILD | STARTED | GATE | FAILURES | WAITING | SCHEDULE | REASON');
  const line = (name: string) => lines.find((one) => one.startsWith(`${name} `));
  expect(line('fleet-1')).toBe('fleet-1 | never built | no gate | 0 | cron(0 3 ? * SUN *)');
  expect(line('fleet-2')).toBe('fleet-2 | TESTING | 3 d ago | no gate | 0 | Approve | cron(0 3 ? * SUN *)');
  expect(line('fleet-3')).toBe('fleet-3 | AVAILABLE | 3 d ago | PASSED | 0 | cron(0 3 ? * SUN *)');
  expect(line('fleet-71')).toBe('fleet-71 | REFUSED | 3 d ago | FAILED | 0 | cron(0 3 ? * SUN *) | critical 2 (0 allowed): CVE-2026-10007, CVE-2026-10019');
  expect(line('fleet-74')).toBe('fleet-74 | FAILED | 3 d ago | no gate | 0 | cron(0 3 ? * SUN *)');
});

describe('the verdict of a pipeline', () => {
  test('is the one on its last build, in words and as JSON', async () => {
    await evaluated('refused', failsInDistribution({ message: 'The execution failed.' }), REFUSED);
    expect(await row('refused')).toBe('refused | REFUSED | 24 h ago | FAILED | 0 | none | critical 2 (0 allowed): CVE-2026-10007, CVE-2026-10019');
    expect(await entry('refused')).toMatchObject({
      lastRunStatus: 'FAILED', gateStatus: 'FAILED', gateReason: 'critical 2 (0 allowed): CVE-2026-10007, CVE-2026-10019', gateBuild: '1.0.0/1', isGateOfLastBuild: true,
    });
  });

  test('is named with its build if a later build failed before the gate', async () => {
    const pipeline = await evaluated('then-broken', succeeds(), REFUSED);
    account.service.emulator.setScenario('then-broken', failsInBuild());
    await account.finishedBuild(pipeline);
    expect(await row('then-broken')).toBe('then-broken | FAILED | 24 h ago | FAILED (1.0.0/1) | 0 | none');
    expect(await entry('then-broken')).toMatchObject({ gateStatus: 'FAILED', gateBuild: '1.0.0/1', isGateOfLastBuild: false });
  });

  test('is the one on the earlier build while a build has not come to the gate', async () => {
    await account.build(await evaluated('building-again', succeeds(), PASSED));
    account.advance(120);
    expect(await row('building-again')).toMatch(/^building-again \| BUILDING \| .* ago \| PASSED \(1\.0\.0\/1\) \| 0 \| none$/);
  });

  test('of a build that passed and was not distributed is PASSED, and the build is not refused', async () => {
    await evaluated('undistributed', failsInDistribution({ message: 'no launch permission' }), PASSED);
    expect(await row('undistributed')).toBe('undistributed | FAILED | 24 h ago | PASSED | 0 | none');
  });

  test('is not known if it could not be evaluated, which refuses the image', async () => {
    await evaluated('unscanned', failsInDistribution({ message: 'The execution failed.' }), { status: 'NOT_EVALUATED', reason: 'the scan is ABANDONED (no findings)' });
    expect(await row('unscanned')).toBe('unscanned | REFUSED | 24 h ago | NOT_EVALUATED | 0 | none | the scan is ABANDONED - no findings');
  });

  test('is missing before the first one where the pipeline has a distribution workflow, and no gate where it has none', async () => {
    await account.pipeline('unjudged', succeeds(), { ownDistribution: true });
    await account.pipeline('ungated', succeeds());
    expect(await row('unjudged')).toBe('unjudged | never built | no verdict | 0 | none');
    expect(await row('ungated')).toBe('ungated | never built | no gate | 0 | none');
    expect(await entry('ungated')).toMatchObject({ gateStatus: 'NOT_EVALUATED', gateReason: '', gateBuild: '', isGateOfLastBuild: false });
  });

  test('is shown with its build if the time of the last run is that of its end', async () => {
    await evaluated('ended', succeeds({ open: { lastRun: 'ENDED' } }), PASSED);
    expect(await row('ended')).toMatch(/^ended \| AVAILABLE \| .* ago \| PASSED \(1\.0\.0\/1\) \| 0 \| none$/);
  });

  test('is none if somebody else wrote the tag', async () => {
    for (const value of ['PASSED', '1.0.0/1 yesterday PASSED', '1.0.0/1 2026-11-28T02:00:00.000Z GOOD', '']) {
      await account.tag(await account.pipeline(`tagged-${value.length}`, succeeds()), { 'cdk-image-builder:last-verdict': value });
      expect(await row(`tagged-${value.length}`)).toMatch(/\| no gate \|/);
    }
  });
});

test('the pipelines of all Regions are listed with their Region', async () => {
  await account.pipeline('here', succeeds());
  const { stdout, exitCode } = await runCli(['pipelines', '--all-regions'], account.environment);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^REGION +PIPELINE/);
  expect(stdout).toMatch(/^eu-west-1 +here/m);
});

test('the pipelines of all Regions are listed without those of a Region that a policy denies', async () => {
  await account.pipeline('here', succeeds());
  const { emulator } = account.service;
  const answer = emulator.answer.bind(emulator);
  const spy = jest.spyOn(emulator, 'answer').mockImplementation((operation, input, place) => {
    if (place.region === 'us-west-2') throw new ServiceError('AccessDeniedException', 'User is not authorized with an explicit deny in a service control policy.', 403);
    return answer(operation, input, place);
  });
  const { stdout, exitCode } = await runCli(['pipelines', '--all-regions'], account.environment);
  spy.mockRestore();
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^eu-west-1 +here/m);
});

test('the list of all Regions that cannot be complete names the Region that failed', async () => {
  const { emulator } = account.service;
  const answer = emulator.answer.bind(emulator);
  const spy = jest.spyOn(emulator, 'answer').mockImplementation((operation, input, place) => {
    if (place.region === 'sa-east-1') throw new ServiceError('InvalidRequestException', 'Not today.', 400);
    return answer(operation, input, place);
  });
  const result = await runCli(['pipelines', '--all-regions'], account.environment);
  spy.mockRestore();
  expect(result).toEqual({
    exitCode: 2, stdout: '', stderr: expect.stringMatching(/^sa-east-1: EC2 Image Builder refused List\w+ for this account and Region\. InvalidRequestException: Not today\.\n$/),
  });
});

test('a Region without pipelines is told in a sentence that says where to look', async () => {
  expect(await runCli(['pipelines', '--region', 'us-east-2'], account.environment)).toMatchObject({
    exitCode: 0, stdout: 'There is no image pipeline in us-east-2: give another Region with --region, or list all Regions with --all-regions.\n',
  });
});
