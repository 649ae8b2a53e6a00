import { CreateImageCommand, CreateImageRecipeCommand, CreateInfrastructureConfigurationCommand, DeleteImagePipelineCommand } from '@aws-sdk/client-imagebuilder';
import { CliAccount } from './cli-account';
import { CliResult, runCli } from './cli-process';
import { StackResource } from './stack-service';
import { failsInBuild, succeeds } from '../../../local-cloud/image-builder';

jest.setTimeout(60_000);

let account: CliAccount;
beforeAll(async () => {
  account = await CliAccount.start();
  account.stacks.stacks.set('Empty', [['AWS::SNS::Topic', 'arn:aws:sns:eu-west-1:123456789012:topic']]);
});
afterAll(async () => account.stop());
afterEach(() => { account.stacks.isDenied = false; });

const run = (...args: string[]): Promise<CliResult> => runCli(args, account.environment);
const imageOf = async (argument: string) => JSON.parse((await run('explain', argument, '--json')).stdout).image;

const IMAGE = 'arn:aws:imagebuilder:eu-west-1:123456789012:image';
const OTHERS: StackResource[] = [['AWS::IAM::Role', 'Stack-Role'], ['AWS::SNS::Topic', 'arn:aws:sns:eu-west-1:123456789012:topic']];

/** A stack with a pipeline whose name is its own, and not the stack's. */
async function stackWith(stack: string, ...names: string[]): Promise<string[]> {
  const pipelines = await Promise.all(names.map((name) => account.pipeline(name, succeeds())));
  account.stacks.stacks.set(stack, [...OTHERS, ...pipelines.map((arn): StackResource => ['AWS::ImageBuilder::ImagePipeline', arn])]);
  return pipelines;
}

test('watch finds the pipeline of a stack whatever its name is, and follows its build', async () => {
  const [pipeline] = await stackWith('Explicit', 'company-base');
  await account.build(pipeline);
  const { exitCode, stdout } = await run('watch', 'Explicit');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('Image company-base/1.0.0/1 AVAILABLE');
});

test('watch takes the only pipeline of a stack that builds, and names them all if none does', async () => {
  const [, building] = await stackWith('Several', 'one', 'two');
  await account.build(building);
  expect((await run('watch', 'Several')).stdout).toContain('Image two/1.0.0/1 AVAILABLE');
  expect(await run('watch', 'Several')).toMatchObject({ exitCode: 2, stderr: '"Several" matches 2 names: give one of one, two.\n' });
});

test('a stack is found by its ARN, in the Region of that ARN', async () => {
  const arn = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/ByArn/0b5a4f0e-1111-2222-3333-444455556666';
  const [pipeline] = await stackWith(arn, 'by-arn');
  await account.finishedBuild(pipeline);
  expect(JSON.parse((await run('explain', arn, '--region', 'us-east-1', '--json')).stdout).image).toBe(`${IMAGE}/by-arn/1.0.0/1`);
});

test('the pipelines of nested stacks belong to a stack', async () => {
  const [pipeline] = await stackWith('arn:aws:cloudformation:eu-west-1:123456789012:stack/Outer-Inner/1', 'nested');
  account.stacks.stacks.set('Outer', [...OTHERS, ['AWS::CloudFormation::Stack', 'arn:aws:cloudformation:eu-west-1:123456789012:stack/Outer-Inner/1']]);
  await account.finishedBuild(pipeline);
  expect(await imageOf('Outer')).toBe(`${IMAGE}/nested/1.0.0/1`);
});

test('an image that a stack builds without a pipeline belongs to the stack', async () => {
  const { client } = account;
  const { imageRecipeArn } = await client.send(new CreateImageRecipeCommand({ name: 'alone', semanticVersion: '1.0.0', parentImage: 'ami-0123456789abcdef0', components: undefined }));
  const { infrastructureConfigurationArn } = await client.send(new CreateInfrastructureConfigurationCommand({ name: 'alone', instanceProfileName: 'profile' }));
  const { imageBuildVersionArn } = await client.send(new CreateImageCommand({ imageRecipeArn, infrastructureConfigurationArn }));
  account.stacks.stacks.set('Alone', [...OTHERS, ['AWS::ImageBuilder::Image', imageBuildVersionArn!]]);
  expect(await imageOf('Alone')).toBe(imageBuildVersionArn);
});

test('a stack that builds with a pipeline of another stack is found by the image of its resource', async () => {
  const pipeline = await account.pipeline('imported', succeeds());
  const built = await account.finishedBuild(pipeline);
  account.stacks.stacks.set('Importing', [...OTHERS, ['Custom::ImageBuilderImageBuild', `${built}|0123456789abcdef`]]);
  expect(await imageOf('Importing')).toBe(built);
  const newer = await account.finishedBuild(pipeline);
  expect(await imageOf('Importing')).toBe(newer);
});

test('what was deleted from a stack, or outside of it, does not belong to it', async () => {
  const [kept, removed] = await stackWith('Changed', 'kept', 'removed');
  account.stacks.stacks.set('Changed', [
    ['AWS::ImageBuilder::ImagePipeline', kept], ['AWS::ImageBuilder::ImagePipeline', removed, 'DELETE_COMPLETE'],
    ['AWS::ImageBuilder::ImagePipeline', kept.replace('kept', 'gone')], ['AWS::ImageBuilder::Image', `${IMAGE}/gone/1.0.0/1`],
  ]);
  await account.finishedBuild(kept);
  expect(await imageOf('Changed')).toBe(`${IMAGE}/kept/1.0.0/1`);
});

test('the name of a pipeline comes before that of a stack, and CloudFormation is not asked', async () => {
  await stackWith('same-name', 'other');
  await account.finishedBuild(await account.pipeline('same-name', succeeds()));
  const before = account.stacks.calls;
  expect(await imageOf('same-name')).toBe(`${IMAGE}/same-name/1.0.0/1`);
  expect(account.stacks.calls).toBe(before);
});

test('a stack comes before pipelines whose names begin like it', async () => {
  const [pipeline] = await stackWith('Prod', 'something-else');
  await account.finishedBuild(await account.pipeline('prod-2-linux', succeeds()));
  await account.finishedBuild(pipeline);
  expect(await imageOf('Prod')).toBe(`${IMAGE}/something-else/1.0.0/1`);
});

test.each([
  ['a stack without pipelines and images', 'Empty', 'The stack "Empty" in eu-west-1 has neither a pipeline nor an image: if its deployment has just begun, try again in a minute; otherwise run npx cdk-image-builder pipelines --region eu-west-1 to list the pipelines, or give another Region with --region. If a rollback deleted the pipeline, give the ARN of the image, which the error of the deployment names.\n'],
  ['a stack that there is not', 'Missing', 'No image, pipeline or stack in eu-west-1 is called "Missing": run npx cdk-image-builder pipelines --region eu-west-1 to list the pipelines, or give another Region with --region. If a rollback deleted the pipeline, give the ARN of the image, which the error of the deployment names.\n'],
])('watch of %s says so, and what to give instead', async (_what, name, message) => {
  expect(await run('watch', name)).toEqual({ exitCode: 2, stdout: '', stderr: message });
});

test('after a rollback has deleted the pipeline, the ARN that the message asks for explains the failed image', async () => {
  const imagePipelineArn = await account.pipeline('rolled-back-4f2a', failsInBuild());
  const built = await account.finishedBuild(imagePipelineArn);
  await account.client.send(new DeleteImagePipelineCommand({ imagePipelineArn }));
  expect((await run('explain', 'rolled-back')).stderr).toContain('give the ARN of the image, which the error of the deployment names');
  const { exitCode, stdout } = await run('explain', built);
  expect(exitCode).toBe(1);
  expect(stdout).toContain(`Image ${built} is FAILED: BUILD/ApplyBuildComponents (ExecuteComponents) failed`);
});

test('watch of a stack without the permission names the action', async () => {
  account.stacks.isDenied = true;
  const { exitCode, stderr } = await run('watch', 'Explicit');
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^No image or pipeline in eu-west-1 is called "Explicit", and it is not known whether a stack is\. You may not call cloudformation:ListStackResources on stack Explicit: allow that action/);
});

test('a name with which the names of a stack begin is found without the permission to list its resources', async () => {
  account.stacks.isDenied = true;
  await account.finishedBuild(await account.pipeline('Generated-Linux-4F2A', succeeds()));
  expect(await imageOf('Generated')).toBe(`${IMAGE}/generated-linux-4f2a/1.0.0/1`);
});
