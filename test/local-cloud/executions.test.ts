import { readFileSync } from 'node:fs';
import { LocalCloud, startLocalCloud } from '../../local-cloud';
import { CdkCli } from '../../local-cloud/cdk-cli';
import { BuildScenario, failsInBuild, scanAbandoned, slow, succeeds, withFindings } from '../../local-cloud/image-builder';
import { FAILED_DEPLOYMENT } from '../../packaging/terminal-picture';

jest.setTimeout(180_000);

const BROKEN = failsInBuild({
  message: 'exit status 126',
  component: { componentArn: 'arn:aws:imagebuilder:us-east-1:000000000000:component/agent/1.0.0/1', phaseName: 'build', stepName: 'Install', action: 'ExecuteBash' },
});
const WRITES = /^(Start|Cancel|Retry|Delete|Create|Tag|Untag)/;
const STACK = 'Executed';

interface Deployment {
  readonly exitCode: number;
  readonly output: string;
  readonly outputs: { readonly [name: string]: string };
  /** The calls that change an image, one by one. */
  readonly imageCalls: string[];
  readonly calls: string[];
}

/** A local cloud, and the CDK CLI deploying the fixture to it. */
class Deployments {
  public static async start(speed: number): Promise<Deployments> {
    const cloud = await startLocalCloud({ speed, waitScale: 1 / speed });
    const cdk = cloud.cdk();
    await cloud.bootstrap();
    return new Deployments(cloud, cdk);
  }

  private constructor(public readonly cloud: LocalCloud, private readonly cdk: CdkCli) {}

  public async deploy(scenario: BuildScenario, context: { [key: string]: string } = {}): Promise<Deployment> {
    const { emulator } = this.cloud.imageBuilder;
    emulator.setScenario('executed', scenario);
    const before = emulator.calls.length;
    const { exitCode, output, outputs } = await this.cdk.deploy('test/local-cloud/fixtures/execution-app.ts', { context });
    const calls = emulator.calls.slice(before);
    return {
      exitCode,
      output,
      outputs: outputs[STACK] ?? {},
      calls: calls.map(({ operation }) => operation),
      imageCalls: calls.filter(({ operation, input }) => WRITES.test(operation) && /"(arn:[^"]*:image\/|arn:[^"]*:image-pipeline\/[^"]*","clientToken)/.test(JSON.stringify(input)))
        .map(({ operation }) => operation),
    };
  }
}

describe('a deployment that runs a pipeline', () => {
  let deployments: Deployments;
  let first: Deployment;

  beforeAll(async () => {
    deployments = await Deployments.start(1000);
    first = await deployments.deploy(withFindings({ HIGH: 2 }));
  });
  afterAll(async () => deployments.cloud.stop());

  test('a build that succeeds reaches the outputs', () => {
    expect(first).toMatchObject({
      exitCode: 0,
      outputs: {
        RunImageState: 'AVAILABLE',
        RunScanState: 'COMPLETED',
        RunGateStatus: 'PASSED',
        RunFindingsHigh: '2',
        RunImageId: expect.stringMatching(/^ami-/),
        RunWorkflowStatus: 'BUILD COMPLETED 7/7, TEST COMPLETED 4/4',
      },
    });
    expect(started(first)).toBe(1);
    expect(first.imageCalls).toEqual(['StartImagePipelineExecution']);
  });

  test('another tag of the pipeline builds nothing, and nothing is waited for', async () => {
    const tagged = await deployments.deploy(succeeds(), { team: 'b' });
    expect(tagged.exitCode).toBe(0);
    expect(tagged.imageCalls).toEqual([]);
    expect(tagged.outputs).toEqual(first.outputs);
  });

  test('another recipe builds again', async () => {
    const changed = await deployments.deploy(succeeds(), { team: 'b', command: 'dnf install -y yq' });
    expect(changed.exitCode).toBe(0);
    expect(changed.imageCalls).toEqual(['StartImagePipelineExecution']);
    expect(changed.outputs.RunImageBuildVersionArn).not.toBe(first.outputs.RunImageBuildVersionArn);
    first = changed;
  });

  test('a component that fails fails the deployment, which says which step and why, and rolls back without a build', async () => {
    const failed = await deployments.deploy(BROKEN, { team: 'b', command: './agent-arm64 install' });
    expect(failed.exitCode).not.toBe(0);
    expect(failed.output).toMatch(/UPDATE_FAILED .*Custom::ImageBuilderImageWait/);
    expect(failed.output).toContain('is FAILED: BUILD/ApplyBuildComponents (ExecuteComponents) failed');
    expect(failed.output).toContain('component agent/1.0.0/1, phase build, step Install (ExecuteBash): exit status 126');
    expect(failed.output).toContain('UPDATE_ROLLBACK_COMPLET');
    expect(failed.imageCalls).toEqual(['StartImagePipelineExecution']);
  });

  test('a gate refuses an image with the reason, which stays an image', async () => {
    const refused = await deployments.deploy(withFindings({ HIGH: 12 }), { team: 'b', command: 'dnf install -y vim' });
    expect(refused.exitCode).not.toBe(0);
    expect(refused.output).toMatch(/The vulnerability gate refuses image \S+: high 12 \(10 allowed\)/);
    expect(refused.output).toContain('UPDATE_ROLLBACK_COMPLET');
    expect(refused.imageCalls).toEqual(['StartImagePipelineExecution']);
  });

  test('an abandoned scan is not clean', async () => {
    const abandoned = await deployments.deploy(scanAbandoned(), { team: 'b', command: 'dnf install -y nano' });
    expect(abandoned.exitCode).not.toBe(0);
    expect(abandoned.output).toMatch(/The vulnerability gate could not be evaluated for image \S+ \(AVAILABLE\): the scan is ABANDONED/);
    expect(abandoned.imageCalls).toEqual(['StartImagePipelineExecution']);
  });

  test('a later resource that fails costs no image: the next deployment takes the one that was built', async () => {
    const change = { team: 'b', command: 'dnf install -y htop' };
    const rolledBack = await deployments.deploy(succeeds(), { ...change, later: 'fails' });
    expect(rolledBack.exitCode).not.toBe(0);
    expect(rolledBack.output).toMatch(/Later/);
    expect(rolledBack.output).toContain('UPDATE_ROLLBACK_COMPLET');
    expect(rolledBack.imageCalls).toEqual(['StartImagePipelineExecution']);

    const again = await deployments.deploy(succeeds(), change);
    expect(again.exitCode).toBe(0);
    // It marks the image as reused.
    expect(again.imageCalls).toEqual(['TagResource']);
    expect(again.outputs).toMatchObject({ RunImageState: 'AVAILABLE', RunGateStatus: 'PASSED' });
    expect(again.outputs.RunImageBuildVersionArn).not.toBe(first.outputs.RunImageBuildVersionArn);
  });
});

test('a first deployment that fails prints what the documentation shows', async () => {
  // Slow enough that the build fails only after somebody waits for it, even on a busy machine.
  const deployments = await Deployments.start(300);
  try {
    const { exitCode, output } = await deployments.deploy(BROKEN);
    expect(exitCode).not.toBe(0);
    const [, ...shown] = readFileSync(FAILED_DEPLOYMENT.text, 'utf8').trimEnd().split('\n');
    expect(output).toContain(shown.join('\n'));
  } finally {
    await deployments.cloud.stop();
  }
});

/** The request, the resource and the status of each line of the function's log that the CDK CLI prints after a failure. */
function printedLog(output: string): string[] {
  const [, log = ''] = /Logs from \S+:\n([^]*?)\n +Logs: https/.exec(output) ?? [];
  return log.split('\n').map((line) => {
    const { request, resource, status } = JSON.parse(line) as Record<string, string>;
    return `${request} ${resource} ${status}`;
  });
}

test('below an update that fails, the CDK CLI prints one line of the log for each request, and none for a poll', async () => {
  const deployments = await Deployments.start(1000);
  try {
    const first = await deployments.deploy(slow(2), { hours: '3' });
    expect(first.exitCode).toBe(0);
    const { exitCode, output } = await deployments.deploy(BROKEN, { hours: '3', command: './agent-arm64 install' });
    expect(exitCode).not.toBe(0);

    const lines = printedLog(output).map((line) => line.replace(/PipelineRun(Build|Hour\dOfWaiting)?[0-9A-F]{8}/, (_, part?: string) => part ?? 'Run'));
    expect(lines.slice(0, 6)).toEqual([
      'Create Build SUCCESS', 'Create Hour1OfWaiting SUCCESS', 'Create Hour2OfWaiting SUCCESS', 'Create Run SUCCESS',
      'Update Build SUCCESS', 'Update Hour1OfWaiting FAILED',
    ]);
    // The rollback. A busy machine may write its last lines after the CLI has read the log.
    expect(lines.slice(6).filter((line) => !/^(Update|Delete) \w+ SUCCESS$/.test(line))).toEqual([]);
    // A busy machine polls less often in its accelerated hours, but each of the four requests is one line.
    const created = lines.filter((line) => line.startsWith('Create ')).length;
    expect(first.calls.filter((operation) => operation === 'GetImage').length).toBeGreaterThan(created);
    expect(output).not.toMatch(/^\s+at \S+ \(.*\.js:\d+/m);
    // The resource that sees the build fail says so.
    expect(output).toMatch(/UPDATE_FAILED +\| Custom::ImageBuilderImageWait +\| Pipeline\/Run\/Hour1OfWaiting/);
    expect(output).not.toContain('After --no-rollback');
  } finally {
    await deployments.cloud.stop();
  }
});

test('a build of almost three hours is waited for by four resources, one after the other', async () => {
  const deployments = await Deployments.start(300);
  try {
    const long = await deployments.deploy(slow(7.2), { hours: '4' });
    expect(long).toMatchObject({ exitCode: 0, outputs: { RunImageState: 'AVAILABLE', RunGateStatus: 'PASSED' } });
    const seconds = Number(long.outputs.RunDurationSeconds);
    expect(seconds).toBeGreaterThan(2.8 * 3600);
    expect(long.output.match(/CREATE_COMPLETE +\| Custom::ImageBuilderImageWait/g)).toHaveLength(4);
    expect(long.imageCalls).toEqual(['StartImagePipelineExecution']);
    // At most two polls a minute, and one more of each resource.
    expect(long.calls.filter((operation) => operation === 'GetImage').length).toBeLessThanOrEqual(seconds / 30 + 4);
  } finally {
    await deployments.cloud.stop();
  }
});

function started({ calls }: Deployment): number {
  return calls.filter((operation) => operation === 'StartImagePipelineExecution').length;
}
