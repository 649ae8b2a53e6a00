import { CreateImagePipelineCommand, GetImagePipelineCommand } from '@aws-sdk/client-imagebuilder';
import { CliAccount } from './cli-account';
import { CliResult, runCli } from './cli-process';
import { succeeds } from '../../../local-cloud/image-builder';

jest.setTimeout(60_000);

let account: CliAccount;
beforeAll(async () => account = await CliAccount.start());
afterAll(async () => account.stop());

const run = (...args: string[]): Promise<CliResult> => runCli(args, account.environment);
const approve = (argument: string) => run('approve', argument, '--yes', '--by', 'operator', '--reason', 'seen');
const answers = async (work: () => Promise<unknown>) => (await account.callsDuring(work)).filter(({ operation }) => operation === 'SendWorkflowStepAction');

/** A pipeline whose builds wait for a person, and so many of them that wait. */
async function waiting(name: string, count: number): Promise<{ pipeline: string; builds: string[] }> {
  const pipeline = await account.pipeline(name, succeeds(), { approvalSeconds: 7 * 86_400 });
  const builds: string[] = [];
  while (builds.length < count) {
    builds.push(await account.build(pipeline));
    account.advance(60 * 60);
  }
  return { pipeline, builds };
}

test.each<[string, string, (pipeline: string, build: string) => string]>([
  ['the name of an image', 'by-name', () => 'by-name'],
  ['the name and a version', 'by-version', () => 'by-version/1.0.0'],
  ['the ARN of a version', 'by-version-arn', (_, build) => build.replace(/\/\d+$/, '')],
  ['the ARN of a pipeline', 'by-pipeline-arn', (pipeline) => pipeline],
  ['a stack', 'by-stack', (pipeline) => {
    account.stacks.stacks.set('Waiting', [['AWS::ImageBuilder::ImagePipeline', pipeline]]);
    return 'Waiting';
  }],
])('approve of %s answers the build that waits, says which, and leaves a newer one that does not wait', async (_what, name, argument) => {
  const { pipeline, builds: [waits] } = await waiting(name, 1);
  const newer = await account.build(pipeline);
  expect(await approve(argument(pipeline, waits))).toEqual({
    exitCode: 0, stderr: '', stdout: `${name}/1.0.0/1 is approved. To follow the build, run npx cdk-image-builder watch ${waits}\n`,
  });
  account.advance(60 * 60);
  expect([account.stateOf(waits), account.stateOf(newer)]).toEqual(['AVAILABLE', 'TESTING']);
});

test('approve with --yes does not answer a build whose name only begins with the given one', async () => {
  const { builds: [waits] } = await waiting('web-prod', 1);
  expect(await answers(async () => expect(await approve('web')).toEqual({
    exitCode: 2, stdout: '', stderr: '"web" is only the beginning of web-prod: with --yes, give the whole name.\n',
  }))).toEqual([]);
  expect(account.stateOf(waits)).not.toBe('AVAILABLE');
  expect((await approve('web-prod')).exitCode).toBe(0);
});

test.each(['1.0.x', 'x.x.x'])('approve of an ARN with the version %s says what to give instead', async (version) => {
  const arn = `arn:aws:imagebuilder:eu-west-1:123456789012:image/golden/${version}`;
  expect(await approve(arn)).toEqual({
    exitCode: 2, stdout: '', stderr: `"${arn}" stands for several versions: give the name golden, or the ARN of a version or build.\n`,
  });
});

test('approve of a name of which several builds wait lists them, answers none, and takes one of them', async () => {
  const { builds } = await waiting('several', 2);
  expect(await answers(async () => expect(await approve('several')).toEqual({
    exitCode: 2, stdout: '', stderr: '2 builds of "several" wait for an answer: give one of several/1.0.0/2, several/1.0.0/1.\n',
  }))).toEqual([]);
  expect((await approve('several/1.0.0/1')).exitCode).toBe(0);
  account.advance(60 * 60);
  expect(builds.map((arn) => account.stateOf(arn))).toEqual(['AVAILABLE', 'TESTING']);
});

test('approve of a pipeline whose recipe another one builds, too, takes one of the builds that it lists', async () => {
  const { pipeline, builds } = await waiting('shared', 1);
  const { imagePipeline } = await account.client.send(new GetImagePipelineCommand({ imagePipelineArn: pipeline }));
  const { imageRecipeArn, infrastructureConfigurationArn, workflows, executionRole } = imagePipeline!;
  const { imagePipelineArn } = await account.client.send(new CreateImagePipelineCommand({
    name: 'nightly', imageRecipeArn, infrastructureConfigurationArn, workflows, executionRole,
  }));
  for (let count = 0; count < 2; count++, account.advance(60 * 60)) builds.push(await account.build(imagePipelineArn!));
  expect((await approve('nightly')).stderr).toBe('2 builds of "nightly" wait for an answer: give one of shared/1.0.0/3, shared/1.0.0/2.\n');
  expect((await approve('shared')).stderr).toMatch(/^"shared" matches 2 names: give one of arn:\S+, nightly\.\n$/);
  for (const name of ['shared/1.0.0/3', 'Shared/1.0.0/1']) expect(await approve(name)).toMatchObject({ exitCode: 0, stderr: '' });
  account.advance(60 * 60);
  expect(builds.map((arn) => account.stateOf(arn))).toEqual(['AVAILABLE', 'TESTING', 'AVAILABLE']);
  expect((await approve('shared/1.0.0/9')).stderr).toMatch(/^"shared" matches 2 names/);
});

test('approve limits the name and the reason to what is left', async () => {
  const { builds: [waits] } = await waiting('limits', 1);
  const answer = (by: string, reason: string) => run('approve', waits, '--yes', '--by', by, '--reason', reason);
  expect(await answers(async () => {
    expect((await answer('a'.repeat(950), 'seen')).stderr).toBe('The name has 950 characters: give one of at most 100 with --by.\n');
    expect((await answer('a'.repeat(100), 'b'.repeat(801))).stderr).toBe('The reason has 801 characters: shorten it to 800.\n');
  })).toEqual([]);
  expect((await answer('a'.repeat(100), 'b'.repeat(800))).exitCode).toBe(0);
});

test.each([
  ['a build that runs', 'not-yet/1.0.0/2', 'No step of not-yet/1.0.0/2 waits for an answer: the image is PENDING, and its build goes on: it has not reached such a step yet, or somebody has answered. To follow it, run npx cdk-image-builder watch $arn/2\n'],
  ['a build that has ended', 'not-yet/1.0.0/1', 'No step of not-yet/1.0.0/1 waits for an answer: the image is AVAILABLE, and its build has ended: somebody has answered, the step has timed out, or the build never reached it. To see what became of it, run npx cdk-image-builder explain $arn/1\n'],
  ['an image whose newest build runs', 'not-yet', 'No build of "not-yet" waits for an answer: the newest, not-yet/1.0.0/2, is PENDING, and its build goes on: it has not reached such a step yet, or somebody has answered. To follow it, run npx cdk-image-builder watch $arn/2\n'],
])('approve of %s says the truth if nothing waits', async (_what, argument, message) => {
  if (!account.service.emulator.builds.some(({ arn }) => arn.includes('/not-yet/'))) {
    const { pipeline } = await waiting('not-yet', 1);
    await approve('not-yet');
    account.advance(60 * 60);
    await account.build(pipeline);
  }
  expect(await approve(argument)).toEqual({
    exitCode: 2, stdout: '', stderr: message.replace('$arn', 'arn:aws:imagebuilder:eu-west-1:123456789012:image/not-yet/1.0.0'),
  });
});

test.each([
  ['names of their own', ['Approve', 'Security']],
  ['the same name', ['Approve', 'Approve']],
])('steps of two workflows that wait at the same time, with %s, are each answered by the command that explain gives', async (_what, names) => {
  const inputs = { snsTopicArn: 'arn:aws:sns:eu-west-1:123456789012:approvals' };
  const parallelTests = names.map((name) => ({ name, action: 'WaitForAction', timeoutSeconds: 86_400, inputs }));
  const arn = await account.build(await account.pipeline(`together-${new Set(names).size}`, succeeds(), { parallelTests }));
  account.advance(60 * 60);
  const { stdout } = await run('explain', arn);
  const commands = [...stdout.matchAll(/^To approve it: npx cdk-image-builder (approve .*)$/gm)].map(([, command]) => command.split(' '));
  expect(commands).toHaveLength(2);
  expect((await run(...commands[0].slice(0, 2), '--yes', '--reason', 'seen')).stderr)
    .toBe(`Several steps of ${arn.split('image/')[1]} wait: name one of ${commands.map((words) => words[3]).join(', ')} with --step.\n`);
  for (const command of commands) expect(await run(...command, '--yes', '--by', 'operator', '--reason', 'seen')).toMatchObject({ exitCode: 0, stderr: '' });
  account.advance(60 * 60);
  expect(account.stateOf(arn)).toBe('AVAILABLE');
});
