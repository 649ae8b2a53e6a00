import { DeleteImagePipelineCommand } from '@aws-sdk/client-imagebuilder';
import { CliAccount } from './cli-account';
import { CliResult, runCli } from './cli-process';
import { failsInBuild, succeeds } from '../../../local-cloud/image-builder';

jest.setTimeout(60_000);

let account: CliAccount;
beforeAll(async () => {
  account = await CliAccount.start();
  const linux = await account.pipeline('linux', failsInBuild());
  await account.finishedBuild(linux);
  await account.client.send(new DeleteImagePipelineCommand({ imagePipelineArn: linux }));
  await account.finishedBuild(await account.pipeline('linux-arm', succeeds()));
});
afterAll(async () => account.stop());

const run = (...args: string[]): Promise<CliResult> => runCli(args, account.environment);

test.each(['linux', 'linux/1.0.0', 'linux/1.0.0/1'])('explain of %s tells of the image of a deleted pipeline, not of a pipeline whose name begins so', async (name) => {
  const { exitCode, stdout } = await run('explain', name);
  expect(stdout).toContain('Image arn:aws:imagebuilder:eu-west-1:123456789012:image/linux/1.0.0/1 is FAILED');
  expect(stdout).not.toContain('linux-arm');
  expect(exitCode).toBe(1);
});

test('explain of the beginning of a name tells of the pipeline whose name begins so if no image has it', async () => {
  expect((await run('explain', 'linux-a')).stdout).toMatch(/^linux-arm\/1\.0\.0\/1 is AVAILABLE/);
});

test.each([[[]], [['--all-regions']]])('pipelines --json %j has the same object for builds of deleted pipelines that wait, as the last one of their Region', async (options) => {
  const pipelines = async () => JSON.parse((await run('pipelines', '--json', ...options)).stdout);
  expect(await pipelines()).toMatchObject([{ name: 'linux-arm' }]);
  const imagePipelineArn = await account.pipeline(`mac-${options.length}`, succeeds(), { approvalSeconds: 7 * 86_400 });
  const imageArn = await account.build(imagePipelineArn);
  account.advance(60 * 60);
  await account.client.send(new DeleteImagePipelineCommand({ imagePipelineArn }));
  const [known, others, ...more] = await pipelines();
  expect({ name: known.name, more }).toEqual({ name: 'linux-arm', more: [] });
  expect(Object.keys({ ...others, consecutiveFailures: 0 }).sort()).toEqual(Object.keys(known).sort());
  expect(others).toMatchObject({ region: 'eu-west-1', arn: '', name: '', lastRunStatus: '', gateStatus: 'NOT_EVALUATED', waitingSteps: [{ imageArn, name: 'Approve' }] });
  expect((await run('approve', imageArn, '--yes', '--by', 'operator', '--reason', 'seen')).exitCode).toBe(0);
});

test('pipelines also lists a step that waits for a person in a build of a deleted pipeline, and its name answers it', async () => {
  const imagePipelineArn = await account.pipeline('windows', succeeds(), { approvalSeconds: 7 * 86_400 });
  const image = await account.build(imagePipelineArn);
  account.advance(60 * 60);
  await account.client.send(new DeleteImagePipelineCommand({ imagePipelineArn }));
  expect((await run('pipelines')).stdout).toMatch(new RegExp([
    '^PIPELINE .*', 'linux-arm .*',
    'windows/1\\.0\\.0/1 waits for a person \\(Approve\\), and none of these pipelines builds it\\. ',
  ].join('\n') + `To answer, run npx cdk-image-builder explain ${image}\n$`));
  expect((await run('pipelines', '--all-regions')).stdout).toContain('\nwindows/1.0.0/1 waits for a person (Approve)');
  expect((await run('explain', image)).stdout).toContain(`To approve it: npx cdk-image-builder approve ${image}\n`);
  expect((await run('approve', 'windows', '--yes', '--by', 'operator', '--reason', 'seen')).stdout).toMatch(/^windows\/1\.0\.0\/1 is approved\./);
});

const HISTORY = /^BUILD .*\nlinux\/1\.0\.0\/1 +\d+ \w+ ago +FAILED +no verdict\n$/;

test('release-history lists the builds of a deleted pipeline', async () => {
  const { exitCode, stdout } = await run('release-history', 'linux');
  expect(stdout).toMatch(HISTORY);
  expect(exitCode).toBe(0);
});

test('release-history lists the builds of a deleted pipeline that is said to have none', async () => {
  const { emulator } = account.service;
  const answer = emulator.answer.bind(emulator);
  const spy = jest.spyOn(emulator, 'answer').mockImplementation((operation, input, place) => (
    operation === 'ListImagePipelineImages' ? { imageSummaryList: [] } : answer(operation, input, place)
  ));
  const { exitCode, stdout } = await run('release-history', 'linux');
  spy.mockRestore();
  expect(stdout).toMatch(HISTORY);
  expect(exitCode).toBe(0);
});
