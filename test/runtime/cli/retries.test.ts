import { CreateImageCommand, CreateImagePipelineCommand, DeleteImagePipelineCommand, GetImagePipelineCommand, RetryImageCommand } from '@aws-sdk/client-imagebuilder';
import { CliAccount } from './cli-account';
import { CliResult, runCli } from './cli-process';
import { verdict } from './verdicts';
import { BuildScenario, failsInDistribution, OpenBehaviour, succeeds } from '../../../local-cloud/image-builder';
import { ServiceError } from '../../../local-cloud/image-builder/errors';

jest.setTimeout(60_000);

let account: CliAccount;
beforeAll(async () => account = await CliAccount.start());
afterAll(async () => account.stop());

const run = (...args: string[]): Promise<CliResult> => runCli(args, account.environment);

const GONE = "An error occurred (StateMachineDoesNotExist) when calling the StartExecution operation: State Machine Does Not Exist: 'arn:aws:states:eu-west-1:123456789012:stateMachine:releases'";
const cannotStart = failsInDistribution({ step: 'Gate', message: GONE });
const refuses = (open: Partial<OpenBehaviour> = {}) => succeeds({ stateMachine: { status: 'FAILED', seconds: 60 }, open });

/** A build of a pipeline whose gate refused it. */
async function refusedBuild(name: string): Promise<{ pipeline: string; image: string }> {
  const pipeline = await account.pipeline(name, refuses(), { hasGate: true });
  const image = await account.finishedBuild(pipeline);
  await account.tag(image, await verdict(['CVE-2026-10007']));
  return { pipeline, image };
}

async function retry(name: string, imageBuildVersionArn: string, scenario: BuildScenario): Promise<void> {
  account.service.emulator.setScenario(name, scenario);
  await account.client.send(new RetryImageCommand({ imageBuildVersionArn }));
  account.advance(24 * 60 * 60);
}

const EXPLAINING = ['explain', 'watch'];

test('explain advises the retry of a refused image, and not if its pipeline was deleted', async () => {
  const { pipeline, image } = await refusedBuild('rolled-back');
  const before = await run('explain', image);
  expect(before.stdout).toContain('Then run aws imagebuilder retry-image');
  const { imagePipeline } = await account.client.send(new GetImagePipelineCommand({ imagePipelineArn: pipeline }));
  await account.client.send(new DeleteImagePipelineCommand({ imagePipelineArn: pipeline }));
  for (const command of EXPLAINING) {
    const { exitCode, stdout } = await run(command, image);
    expect(stdout).toContain('Its pipeline no longer exists, so do not retry the image: deploy again, or build with the pipeline that has replaced it.');
    expect(stdout).not.toContain('retry-image');
    expect(exitCode).toBe(before.exitCode);
    expect((await run(command, image, '--json')).stdout).toContain('do not retry the image');
  }
  // A deployment of the same stack creates a pipeline of the same name.
  const { name, imageRecipeArn, infrastructureConfigurationArn } = imagePipeline!;
  await account.client.send(new CreateImagePipelineCommand({ name, imageRecipeArn, infrastructureConfigurationArn }));
  expect((await run('explain', image)).stdout).toContain('Its pipeline no longer exists, so do not retry the image');
});

test('explain of a refused image that no pipeline built advises what is true whether or not its stack exists', async () => {
  const { pipeline } = await refusedBuild('native');
  const { imagePipeline } = await account.client.send(new GetImagePipelineCommand({ imagePipelineArn: pipeline }));
  const { imageRecipeArn, infrastructureConfigurationArn, workflows, executionRole } = imagePipeline!;
  const create = new CreateImageCommand({ imageRecipeArn, infrastructureConfigurationArn, workflows, executionRole });
  const { imageBuildVersionArn } = await account.client.send(create);
  account.advance(24 * 60 * 60);
  await account.tag(imageBuildVersionArn!, await verdict(['CVE-2026-10007']));
  const { exitCode, stdout } = await run('explain', imageBuildVersionArn!);
  expect(stdout).toMatch(/Then run aws imagebuilder retry-image, .* If its stack was deleted or rolled back, deploy again instead\./);
  expect(exitCode).toBe(3);
});

test('explain of a refused image without the permission to read its pipeline advises what is likely', async () => {
  const { image } = await refusedBuild('unreadable');
  const { emulator } = account.service;
  const answer = emulator.answer.bind(emulator);
  const spy = jest.spyOn(emulator, 'answer').mockImplementation((operation, input, place) => {
    if (operation === 'GetImagePipeline') throw new ServiceError('AccessDeniedException', 'not authorized to perform: imagebuilder:GetImagePipeline');
    return answer(operation, input, place);
  });
  const { exitCode, stdout } = await run('explain', image);
  spy.mockRestore();
  expect(stdout).toContain('Then run aws imagebuilder retry-image');
  expect(exitCode).toBe(3);
});

test.each<[string, Partial<OpenBehaviour>]>([
  ['in its message', { stepMessages: true }], ['only in the reason of the image', { stepMessages: false }],
])('explain of a retried image whose gate could not run does not repeat the verdict on the first try, if the error is %s', async (_what, open) => {
  const name = `could-not-run-${open.stepMessages}`;
  const { image } = await refusedBuild(name);
  await retry(name, image, { ...cannotStart, open });
  const { exitCode, stdout } = await run('explain', image);
  expect(stdout).not.toContain('The vulnerability gate refuses image');
  expect(stdout).toContain('StateMachineDoesNotExist');
  expect(stdout).toContain('Deploy its stack again, and build the image again.');
  expect(stdout).not.toContain('retry-image');
  expect(exitCode).toBe(1);
  expect(JSON.parse((await run('explain', image, '--json')).stdout)).toMatchObject({ cause: 'state-machine-missing', GateStatus: 'NOT_EVALUATED', GateReason: '' });
});

test.each<[string, Partial<OpenBehaviour>]>([
  ['the message', { stepMessages: true }], ['the outputs', { stepMessages: false }], ['the cause that the service hands on', { handsCauseOn: true }],
])('explain of a retried image that was refused again tells the verdict, if %s of its step says that the gate ran', async (_what, open) => {
  const name = `refused-again-${Object.entries(open).join().replace(',', '-').toLowerCase()}`;
  const { image } = await refusedBuild(name);
  await retry(name, image, refuses(open));
  const { exitCode, stdout } = await run('explain', image);
  expect(stdout).toContain(`The vulnerability gate refuses image ${image}: critical 1 (0 allowed): CVE-2026-10007.`);
  expect(exitCode).toBe(3);
});

describe('the first try of an image was refused, and', () => {
  const SAYS_NOTHING = 'no verdict is recorded with the image';

  test('if the gate of a retry could not run, neither findings nor release-history gives the verdict on the first try', async () => {
    const { image } = await refusedBuild('stale');
    await retry('stale', image, cannotStart);
    const findings = await run('findings', image);
    expect(findings.stdout).toContain(SAYS_NOTHING);
    expect(findings.exitCode).toBe(4);
    expect(JSON.parse((await run('findings', image, '--json')).stdout)).toMatchObject({ gateStatus: 'NOT_EVALUATED', gateReason: '' });
    expect((await run('release-history', 'stale')).stdout).toMatch(/\nstale\/1\.0\.0\/1 .*FAILED +no verdict\b.*\n$/);
    const { builds: [build] } = JSON.parse((await run('release-history', 'stale', '--json')).stdout);
    expect(build.gate).toEqual({ status: 'NOT_EVALUATED', reason: '' });
  });

  test('if nobody may read its tries, release-history lists its verdict, and says that it may be an earlier one', async () => {
    const { image } = await refusedBuild('hidden');
    await retry('hidden', image, cannotStart);
    const { emulator } = account.service;
    const answer = emulator.answer.bind(emulator);
    jest.spyOn(emulator, 'answer').mockImplementation((operation, ...more) => {
      if (operation === 'ListWorkflowExecutions') throw new ServiceError('AccessDeniedException', 'not authorized to perform: imagebuilder:ListWorkflowExecutions');
      return answer(operation, ...more);
    });
    const { exitCode, stdout, stderr } = await run('release-history', 'hidden');
    jest.restoreAllMocks();
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(/\nhidden\/1\.0\.0\/1 .*CVE-2026-10007/) });
    expect(stderr).toContain('A verdict may be that on an earlier try of its image: ');
    expect(stderr).toContain('imagebuilder:ListWorkflowExecutions');
  });

  test('if a newer image was released then, and the gate of a retry could not run, no command gives the newer image as the reason', async () => {
    const { image } = await refusedBuild('overtaken');
    await account.tag(image, { ...await verdict([]), 'cdk-image-builder:release': 'SUPERSEDED', 'cdk-image-builder:superseded-by': image.replace(/1$/, '2') });
    await retry('overtaken', image, cannotStart);
    const { exitCode, stdout } = await run('explain', image);
    expect(stdout).not.toContain('is newer');
    expect(stdout).toContain('StateMachineDoesNotExist');
    expect(exitCode).toBe(1);
    const { builds: [build] } = JSON.parse((await run('release-history', 'overtaken', '--json')).stdout);
    expect(build).toMatchObject({ release: '', supersededBy: '', gate: { status: 'NOT_EVALUATED', reason: '' } });
  });

  test('if a retry was refused again, each command gives the verdict', async () => {
    const { image } = await refusedBuild('again');
    await retry('again', image, refuses());
    expect((await run('findings', image)).exitCode).toBe(3);
    expect((await run('release-history', 'again')).stdout).toMatch(/\nagain\/1\.0\.0\/1 .*FAILED +FAILED .*CVE-2026-10007/);
  });
});
