import {
  GetImageCommand, ImagebuilderClient, ListImagePipelinesCommand, ListWaitingWorkflowStepsCommand, RetryImageCommand, SendWorkflowStepActionCommand,
} from '@aws-sdk/client-imagebuilder';
import { ListExecutionsCommand, ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { eventually } from './processes';
import { LOCAL_ACCOUNT, LOCAL_REGION, LocalCloud, startLocalCloud } from '../../local-cloud';
import { CdkCli, CdkResult } from '../../local-cloud/cdk-cli';
import { Distributed, withFindings } from '../../local-cloud/image-builder';
import { RELEASE_TAG } from '../../src/contract/release';
import { CliResult, runCli } from '../runtime/cli/cli-process';

jest.setTimeout(180_000);

const APP = 'test/local-cloud/fixtures/release-app.ts';
const CLEAN = withFindings({ HIGH: 2 });
const CRITICAL = withFindings({ CRITICAL: 1 });
const PARAMETER = '/golden-images/released-linux';
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

let cloud: LocalCloud;
let cdk: CdkCli;
let images: ImagebuilderClient;
let first: Record<string, string>;

beforeAll(async () => {
  cloud = await startLocalCloud();
  cdk = cloud.cdk();
  images = new ImagebuilderClient({ region: LOCAL_REGION, endpoint: cloud.imageBuilder.url, credentials });
  cloud.imageBuilder.emulator.setScenario('released-', CLEAN);
  await cloud.bootstrap();
  first = deployed(await deploy());
});
afterAll(async () => {
  images?.destroy();
  await cloud?.stop();
});

const deploy = async (context: Record<string, string> = {}) => cdk.deploy(APP, { context });

function deployed({ exitCode, output, outputs }: CdkResult): Record<string, string> {
  if (exitCode !== 0) throw new Error(`The CDK CLI failed:\n${output}\n${cloud.log}`);
  return outputs.Released;
}

/** The distributions of an image to its users. The AMI in the building account is none. */
function distributed(imageArn: string): Distributed[] {
  const isBuilt = ({ kind, region, accountId }: Distributed) => kind === 'AMI' && region === LOCAL_REGION && accountId === LOCAL_ACCOUNT;
  return cloud.imageBuilder.emulator.distributed.filter((one) => one.imageArn === imageArn && !isBuilt(one));
}

/** The value of a parameter; an access key that is an account id stands for that account. */
async function parameter(name: string, region = LOCAL_REGION, accountId = LOCAL_ACCOUNT): Promise<string | undefined> {
  const client = new SSMClient({ region, endpoint: cloud.endpoint, credentials: { ...credentials, accessKeyId: accountId } });
  const value = await client.send(new GetParameterCommand({ Name: name })).then(({ Parameter }) => Parameter?.Value, () => undefined);
  client.destroy();
  return value;
}

/** The executions of all state machines that failed. */
async function failedExecutions(): Promise<string[]> {
  const client = new SFNClient({ region: LOCAL_REGION, endpoint: cloud.endpoint, credentials });
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
  expect(stateMachines).not.toEqual([]);
  const lists = await Promise.all(stateMachines.map(({ stateMachineArn }) => client.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'FAILED' }))));
  client.destroy();
  return lists.flatMap(({ executions = [] }) => executions.map(({ name }) => name!));
}

const image = async (imageBuildVersionArn: string) => (await images.send(new GetImageCommand({ imageBuildVersionArn }))).image!;

async function pipelineArn(name: string): Promise<string> {
  const { imagePipelineList = [] } = await images.send(new ListImagePipelinesCommand({}));
  return imagePipelineList.find(({ arn }) => arn!.includes(name))!.arn!;
}

/** Starts the build of a pipeline's schedule. */
async function schedule(name: string): Promise<string> {
  return cloud.imageBuilder.emulator.runSchedule(await pipelineArn(name));
}

async function ended(imageArn: string): Promise<string> {
  let state = '';
  await eventually(`${imageArn} has ended`, async () => {
    state = (await image(imageArn)).state!.status!;
    return ['AVAILABLE', 'FAILED', 'CANCELLED'].includes(state);
  });
  return state;
}

/** Runs the command of the package in the time of the cloud. */
async function command(...args: string[]): Promise<CliResult> {
  const { url, emulator } = cloud.imageBuilder;
  const time = { EMULATOR_URL: url, EMULATOR_TIME: String(emulator.clock.now()), EMULATOR_RATE: String(emulator.clock.rate) };
  return runCli(args, { ...cloud.environment, ...time });
}

/** The step at which an image waits for a person. */
async function waiting(imageArn: string): Promise<string> {
  let id: string | undefined;
  await eventually(`${imageArn} waits`, async () => {
    const { steps = [] } = await images.send(new ListWaitingWorkflowStepsCommand({}));
    id = steps.find((step) => step.imageBuildVersionArn === imageArn)?.stepExecutionId;
    return id !== undefined;
  });
  return id!;
}

async function answer(imageBuildVersionArn: string, action: 'RESUME' | 'STOP', reason: string): Promise<void> {
  const stepExecutionId = await waiting(imageBuildVersionArn);
  await images.send(new SendWorkflowStepActionCommand({ imageBuildVersionArn, stepExecutionId, action, reason }));
}

test('a deployment releases an AMI in each Region and account once its gate has passed', async () => {
  expect(first).toMatchObject({ LinuxImageState: 'AVAILABLE', LinuxGateStatus: 'PASSED', LinuxGateReason: 'critical 0 (0 allowed)', LinuxParameterName: PARAMETER });
  const made = distributed(first.LinuxImageBuildVersionArn);
  const places = (kind: Distributed['kind']) => made.filter((one) => one.kind === kind).map(({ region, accountId }) => `${region} ${accountId}`).sort();
  expect(places('AMI')).toEqual([`eu-central-1 ${LOCAL_ACCOUNT}`, 'eu-west-1 222222222222']);
  expect(places('LAUNCH_PERMISSION')).toEqual([`eu-central-1 ${LOCAL_ACCOUNT}`, `us-east-1 ${LOCAL_ACCOUNT}`]);
  expect(places('PARAMETER')).toEqual([`eu-central-1 ${LOCAL_ACCOUNT}`, 'eu-west-1 222222222222', `us-east-1 ${LOCAL_ACCOUNT}`]);
  expect(await parameter(PARAMETER)).toBe(first.LinuxImageId);
  expect(await parameter(PARAMETER, 'eu-central-1')).toMatch(/^ami-/);
  expect((await image(first.LinuxImageBuildVersionArn)).tags).toMatchObject({ [RELEASE_TAG]: 'RELEASED' });
});

test('the parameter of another account is in that account, and not in the one that builds', async () => {
  const copy = distributed(first.LinuxImageBuildVersionArn).find(({ kind, accountId }) => kind === 'AMI' && accountId === '222222222222');
  expect(await parameter('/golden-images/copy', 'eu-west-1', '222222222222')).toBe((copy as { amiId: string }).amiId);
  expect(await parameter('/golden-images/copy', 'eu-west-1')).toBeUndefined();
});

test('a deployment releases a container image, and its parameter names it by digest', async () => {
  expect(first).toMatchObject({ WebImageState: 'AVAILABLE', WebGateStatus: 'PASSED' });
  expect(distributed(first.WebImageBuildVersionArn).map(({ kind }) => kind)).toContain('CONTAINER_IMAGE');
  expect(await parameter('/golden-images/released-web')).toMatch(/\.dkr\.ecr\.us-east-1\.\S+\/released-web@sha256:[0-9a-f]{64}$/);
});

test('a scheduled build is released without a deployment, and leaves no failed execution', async () => {
  const before = await parameter('/golden-images/released-web');
  const arn = await schedule('web');
  expect(await ended(arn)).toBe('AVAILABLE');
  expect((await image(arn)).tags).toMatchObject({ [RELEASE_TAG]: 'RELEASED' });
  expect(await parameter('/golden-images/released-web')).not.toBe(before);
  expect(await failedExecutions()).toEqual([]);
});

describe('an image that the gate refuses', () => {
  let scheduled: string;

  beforeAll(async () => {
    cloud.imageBuilder.emulator.setScenario('released-', CRITICAL);
    scheduled = await schedule('linux');
  });

  test('reaches nobody when a schedule has started its build', async () => {
    expect(await ended(scheduled)).toBe('FAILED');
    expect(distributed(scheduled)).toEqual([]);
    expect(await parameter(PARAMETER)).toBe(first.LinuxImageId);
    expect((await image(scheduled)).tags).toMatchObject({ 'cdk-image-builder:gate-status': 'FAILED' });
    expect((await image(first.LinuxImageBuildVersionArn)).tags).toMatchObject({ [RELEASE_TAG]: 'RELEASED' });
  });

  test('is refused in the list of pipelines, which no other pipeline is', async () => {
    const pipelines: Array<Record<string, unknown>> = JSON.parse((await command('pipelines', '--json')).stdout);
    const verdicts = Object.fromEntries(pipelines.map((pipeline) => [pipeline.imageName, pipeline]));
    expect(verdicts['released-linux']).toMatchObject({ lastRunStatus: 'FAILED', gateStatus: 'FAILED', gateReason: 'critical 1 (0 allowed): CVE-2026-10001' });
    expect(verdicts['released-web']).toMatchObject({ lastRunStatus: 'AVAILABLE', gateStatus: 'PASSED' });
    expect(pipelines.filter(({ gateStatus }) => gateStatus !== 'NOT_EVALUATED').every(({ isGateOfLastBuild }) => isGateOfLastBuild)).toBe(true);
  });

  test('is not pushed where it is a container image', async () => {
    const arn = await schedule('web');
    const before = await parameter('/golden-images/released-web');
    expect(await ended(arn)).toBe('FAILED');
    expect(distributed(arn)).toEqual([]);
    expect(await parameter('/golden-images/released-web')).toBe(before);
  });

  test('fails its deployment with the reason of the gate', async () => {
    const { exitCode, output } = await deploy({ command: 'dnf install -y htop' });
    expect(exitCode).not.toBe(0);
    expect(output).toMatch(/The vulnerability gate refuses image \S+released-linux\S+: critical 1 \(0 allowed\): CVE-2026-10001/);
    expect(output).toContain('add an exception to the gate and deploy only that.');
    expect(output).not.toContain('ExpectationNotMet');
    const refused = /refuses image (arn:\S+released-linux\S+):/.exec(output)![1];
    expect(distributed(refused)).toEqual([]);
    expect(await parameter(PARAMETER)).toBe(first.LinuxImageId);
  });

  test('is released without a new build once its exception is deployed and it is retried', async () => {
    deployed(await deploy({ exception: 'CVE-2026-10001' }));
    await images.send(new RetryImageCommand({ imageBuildVersionArn: scheduled }));
    expect(await ended(scheduled)).toBe('AVAILABLE');
    expect(distributed(scheduled).map(({ kind }) => kind)).toEqual(expect.arrayContaining(['AMI', 'LAUNCH_PERMISSION', 'PARAMETER']));
    await eventually('the parameter names it', async () => await parameter(PARAMETER) !== first.LinuxImageId);
    expect((await image(scheduled)).tags).toMatchObject({ [RELEASE_TAG]: 'RELEASED', 'cdk-image-builder:gate-status': 'PASSED' });
    expect((await image(first.LinuxImageBuildVersionArn)).tags).not.toHaveProperty(RELEASE_TAG);
  });

  test('and what was released before it stand in the release history, with what the parameter named', async () => {
    const { stdout, stderr, exitCode } = await command('release-history', 'released-linux', '--json');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const { builds, publications } = JSON.parse(stdout);
    expect(builds).toEqual(expect.arrayContaining([
      expect.objectContaining({ image: scheduled, state: 'AVAILABLE', release: 'RELEASED' }),
      expect.objectContaining({ image: first.LinuxImageBuildVersionArn, state: 'AVAILABLE', release: '', id: first.LinuxImageId }),
    ]));
    const named = publications.filter((one: { parameter: string }) => one.parameter === PARAMETER).map((one: { value: string }) => one.value);
    expect(named).toEqual([await parameter(PARAMETER), first.LinuxImageId]);
  });

  test('is taken by the next deployment of its change, after the exception was deployed alone and the image retried', async () => {
    const change = { command: 'dnf install -y tree' };
    const { output } = await deploy(change);
    const refused = /refuses image (arn:\S+released-linux\S+):/.exec(output)![1];
    deployed(await deploy({ exception: 'CVE-2026-10001' }));
    await images.send(new RetryImageCommand({ imageBuildVersionArn: refused }));
    expect(await ended(refused)).toBe('AVAILABLE');
    const taken = deployed(await deploy({ exception: 'CVE-2026-10001', ...change }));
    expect(taken).toMatchObject({ LinuxImageBuildVersionArn: refused, LinuxGateStatus: 'PASSED', LinuxImageId: await parameter(PARAMETER) });
  });
});

describe('an image that a person approves', () => {
  beforeAll(() => cloud.imageBuilder.emulator.setScenario('released-', CLEAN));

  test('is released after RESUME, and not before', async () => {
    const arn = await schedule('approved');
    await waiting(arn);
    expect(distributed(arn)).toEqual([]);
    expect((await image(arn)).tags).toMatchObject({ 'cdk-image-builder:gate-status': 'PASSED' });
    expect(await command('approve', arn, '--yes', '--reason', 'seen')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await ended(arn)).toBe('AVAILABLE');
    expect((await image(arn)).tags).toMatchObject({ [RELEASE_TAG]: 'RELEASED' });
  });

  test('reaches nobody after STOP, and the status has the reason of the person', async () => {
    const arn = await schedule('approved');
    await answer(arn, 'STOP', 'not before the holidays');
    expect(await ended(arn)).toBe('FAILED');
    expect(distributed(arn)).toEqual([]);
    expect(deployed(await deploy({ exception: 'CVE-2026-10001', trigger: 'rejected' }))).toMatchObject({
      NewestImageState: 'FAILED', NewestFailedStep: 'DISTRIBUTION/Approve', NewestFailedStepMessage: 'Rejected with STOP: not before the holidays',
    });
  });

  test('reaches nobody when nobody answers in time', async () => {
    const arn = await schedule('approved');
    await waiting(arn);
    // The approval waits in real time, which passes at the speed of the cloud.
    cloud.imageBuilder.emulator.clock.advance(31 * 60 * 1000);
    expect(await ended(arn)).toBe('FAILED');
    expect(distributed(arn)).toEqual([]);
    expect(deployed(await deploy({ exception: 'CVE-2026-10001', trigger: 'late' }))).toMatchObject({
      NewestImageBuildVersionArn: arn, NewestImageState: 'FAILED', NewestFailedStep: 'DISTRIBUTION/Approve',
    });
  });

  test('does not even wait for a person when the gate refuses it', async () => {
    cloud.imageBuilder.emulator.setScenario('released-', withFindings({ CRITICAL: 2 }));
    const arn = await schedule('approved');
    expect(await ended(arn)).toBe('FAILED');
    expect((await images.send(new ListWaitingWorkflowStepsCommand({}))).steps ?? []).toEqual([]);
  });
});
