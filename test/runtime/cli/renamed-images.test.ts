import {
  CreateImagePipelineCommand, CreateImageRecipeCommand, DeleteImagePipelineCommand, GetImagePipelineCommand, UpdateImagePipelineCommand,
} from '@aws-sdk/client-imagebuilder';
import { CliAccount } from './cli-account';
import { CliResult, runCli } from './cli-process';
import { succeeds } from '../../../local-cloud/image-builder';

jest.setTimeout(60_000);

let account: CliAccount;
beforeEach(async () => account = await CliAccount.start());
afterEach(async () => account.stop());

const run = (...args: string[]): Promise<CliResult> => runCli(args, account.environment);
const approve = (name: string) => run('approve', name, '--yes', '--by', 'operator', '--reason', 'seen');

/** Gives a pipeline a recipe of the name `new`. */
async function rename(imagePipelineArn: string): Promise<void> {
  const { imagePipeline } = await account.client.send(new GetImagePipelineCommand({ imagePipelineArn }));
  const { imageRecipeArn } = await account.client.send(new CreateImageRecipeCommand({ name: 'new', semanticVersion: '1.0.0', parentImage: 'ami-0123456789abcdef0', components: undefined }));
  await account.client.send(new UpdateImagePipelineCommand({
    imagePipelineArn,
    imageRecipeArn,
    infrastructureConfigurationArn: imagePipeline!.infrastructureConfigurationArn,
    workflows: imagePipeline!.workflows,
    executionRole: imagePipeline!.executionRole,
  }));
}

/** A pipeline whose first build, old/1.0.0/1, waits for a person while its recipe gets the name `new`. */
async function renamed(): Promise<{ pipeline: string; waits: string }> {
  const pipeline = await account.pipeline('old', succeeds(), { approvalSeconds: 7 * 86_400 });
  const waits = await account.build(pipeline);
  account.advance(60 * 60);
  await rename(pipeline);
  return { pipeline, waits };
}

test.each(['old', 'old/1.0.0/1'])('explain of %s, the name of a pipeline, tells of its image of another name', async (name) => {
  const pipeline = await account.pipeline('old', succeeds());
  await rename(pipeline);
  await account.finishedBuild(pipeline);
  expect((await run('explain', name)).stdout).toMatch(/^new\/1\.0\.0\/1 is AVAILABLE/);
});

test('explain of a build of a pipeline does not tell of an image of its name that a deleted pipeline built', async () => {
  const pipeline = await account.pipeline('old', succeeds());
  const { imagePipeline } = await account.client.send(new GetImagePipelineCommand({ imagePipelineArn: pipeline }));
  const { imageRecipeArn, infrastructureConfigurationArn } = imagePipeline!;
  const other = await account.client.send(new CreateImagePipelineCommand({ name: 'other', imageRecipeArn, infrastructureConfigurationArn }));
  await account.finishedBuild(other.imagePipelineArn!);
  await account.client.send(new DeleteImagePipelineCommand({ imagePipelineArn: other.imagePipelineArn }));
  await rename(pipeline);
  await account.finishedBuild(pipeline);
  expect((await run('explain', 'old/1.0.0/1')).stdout).toMatch(/^new\/1\.0\.0\/1 is AVAILABLE/);
});

test('explain of the name of a pipeline tells of its newest image, whatever that is called', async () => {
  const { pipeline } = await renamed();
  await account.build(pipeline);
  expect((await run('explain', 'old')).stdout).toMatch(/^new\/1\.0\.0\/1 is /);
  expect((await run('explain', 'old/1.0.0/1')).stdout).toMatch(/^old\/1\.0\.0\/1 is /);
});

test.each(['new', 'new/1.0.0/1'])('approve of %s does not answer a build of the name that its pipeline had before', async (name) => {
  const { waits } = await renamed();
  expect(await approve(name)).toEqual({ exitCode: 2, stdout: '', stderr: `"${name}" has not built an image yet.\n` });
  account.advance(60 * 60);
  expect(account.stateOf(waits)).toBe('TESTING');
});

test('approve answers each of two builds whose versions are the same, by the name that it lists', async () => {
  const { pipeline, waits } = await renamed();
  const newer = await account.build(pipeline);
  account.advance(60 * 60);
  expect((await approve(pipeline)).stderr).toBe(`2 builds of "${pipeline}" wait for an answer: give one of new/1.0.0/1, old/1.0.0/1.\n`);
  expect((await approve('old/1.0.0/1')).stderr).toBe('');
  account.advance(60 * 60);
  expect([account.stateOf(waits), account.stateOf(newer)]).toEqual(['AVAILABLE', 'TESTING']);
  expect(await approve('new/1.0.0/1')).toMatchObject({ exitCode: 0, stderr: '' });
});

test('a name of a pipeline whose images another pipeline builds too is refused with its ARN, which finds it', async () => {
  const first = await account.pipeline('shared', succeeds());
  const built = await account.finishedBuild(first);
  const { imagePipeline } = await account.client.send(new GetImagePipelineCommand({ imagePipelineArn: first }));
  const { imageRecipeArn, infrastructureConfigurationArn } = imagePipeline!;
  await account.client.send(new CreateImagePipelineCommand({ name: 'other', imageRecipeArn, infrastructureConfigurationArn }));
  expect(await run('explain', 'shared')).toMatchObject({ exitCode: 2, stderr: `"shared" matches 2 names: give one of ${first}, other.\n` });
  expect((await run('explain', first, '--json')).stdout).toContain(built);
});
