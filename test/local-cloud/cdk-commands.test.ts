import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateImagePipelineCommand, GetImageCommand, ImagebuilderClient, ListImagePipelinesCommand, ListImageRecipesCommand,
  ListInfrastructureConfigurationsCommand,
} from '@aws-sdk/client-imagebuilder';
import { eventually } from './processes';
import { LOCAL_ACCOUNT, LOCAL_REGION, LocalCloud, startLocalCloud } from '../../local-cloud';
import { CdkCli, CdkResult } from '../../local-cloud/cdk-cli';
import { slow, withFindings } from '../../local-cloud/image-builder';

jest.setTimeout(180_000);

const APP = 'test/local-cloud/fixtures/commands-app.ts';
const DEPLOY = ['deploy', '--all', '--require-approval', 'never', '--progress', 'events'];
const NEW_RECIPE = { command: 'dnf install -y git' };
const SPEED = 300;
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

let cloud: LocalCloud;
let cdk: CdkCli;
let images: ImagebuilderClient;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cdk-commands-'));
  cloud = await startLocalCloud({ speed: SPEED, waitScale: 1 / SPEED });
  cdk = cloud.cdk();
  images = new ImagebuilderClient({ region: LOCAL_REGION, endpoint: cloud.imageBuilder.url, credentials });
  cloud.imageBuilder.emulator.setScenario('commanded', withFindings({ HIGH: 1 }));
  await cdk.bootstrap(LOCAL_ACCOUNT, LOCAL_REGION);
  succeeded(await deploy());
});
afterAll(async () => {
  images?.destroy();
  await cloud?.stop();
  rmSync(folder, { recursive: true });
});

const run = async (args: string[], context: Record<string, string> = {}) => cdk.runApp(args, APP, { context: { stack: 'Golden', ...context } });
const deploy = async (context: Record<string, string> = {}) => run([...DEPLOY, '--method', 'direct'], context);
const destroy = async (context: Record<string, string> = {}) => run(['destroy', '--all', '--force'], context);

function succeeded(result: CdkResult): CdkResult {
  if (result.exitCode !== 0) throw new Error(`The CDK CLI failed:\n${result.output}\n${cloud.log}`);
  return result;
}

/** How often an operation of Image Builder was called while something went on. */
async function calls(operation: string, action: () => Promise<unknown>): Promise<number> {
  const count = () => cloud.imageBuilder.emulator.calls.filter((call) => call.operation === operation).length;
  const before = count();
  await action();
  return count() - before;
}

const started = async (action: () => Promise<unknown>) => calls('StartImagePipelineExecution', action);

async function pipelineArn(name: string): Promise<string | undefined> {
  const { imagePipelineList = [] } = await images.send(new ListImagePipelinesCommand({}));
  return imagePipelineList.find((pipeline) => pipeline.name!.includes(name))?.arn;
}

/** The messages of a queue; those that were read are gone for a while. */
async function messages(queueName: string): Promise<string[]> {
  const response = await fetch(cloud.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AmazonSQS.ReceiveMessage',
      'authorization': `AWS4-HMAC-SHA256 Credential=${LOCAL_ACCOUNT}/20260101/${LOCAL_REGION}/sqs/aws4_request, SignedHeaders=host, Signature=x`,
    },
    body: JSON.stringify({ QueueUrl: `${cloud.endpoint}/${LOCAL_ACCOUNT}/${queueName}`, MaxNumberOfMessages: 10 }),
  });
  const { Messages = [] } = await response.json() as { Messages?: Array<{ Body: string }> };
  return Messages.map(({ Body }) => Body);
}

test('onImageRefused tells its target of an image that a schedule built, with the image and the reason', async () => {
  cloud.imageBuilder.emulator.setScenario('commanded', withFindings({ CRITICAL: 1 }));
  const imageArn = cloud.imageBuilder.emulator.runSchedule((await pipelineArn('golden-linux'))!);
  const received: string[] = [];
  await eventually('the queue has a message', async () => {
    received.push(...await messages('refusals'));
    return received.length > 0;
  });
  cloud.imageBuilder.emulator.setScenario('commanded', withFindings({ HIGH: 1 }));
  const { detail } = JSON.parse(received[0]);
  expect(JSON.parse(detail.input)).toEqual({ Step: 'GATE', Image: imageArn });
  expect(detail).toMatchObject({ status: 'FAILED', error: 'ImageRefused', cause: expect.stringContaining(`refuses image ${imageArn}: critical 1 (0 allowed)`) });
  expect(received).toHaveLength(1);
});

test('a change set that is not executed builds nothing, and its execution builds once', async () => {
  const prepare = [...DEPLOY, '--method', 'prepare-change-set', '--change-set-name', 'later'];
  expect(await started(async () => succeeded(await run(prepare, NEW_RECIPE)))).toBe(0);
  expect(await started(async () => succeeded(await deploy(NEW_RECIPE)))).toBe(1);
});

test('a hotswap, as cdk watch makes it, builds nothing of a changed recipe, and the next deployment does', async () => {
  const change = { command: 'dnf install -y vim' };
  expect(await started(async () => succeeded(await run([...DEPLOY, '--hotswap'], change)))).toBe(0);
  expect(await started(async () => succeeded(await deploy(change)))).toBe(1);
});

test('cdk destroy during a build cancels the build, and leaves no stack', async () => {
  cloud.imageBuilder.emulator.setScenario('commanded', slow(1e6));
  let deploying: Promise<CdkResult> | undefined;
  const cancelled = await calls('CancelImageCreation', async () => {
    await started(async () => {
      const build = cloud.imageBuilder.emulator.calls.length;
      deploying = deploy({ command: 'dnf install -y tree' });
      await eventually('the build has started', async () => (
        cloud.imageBuilder.emulator.calls.slice(build).some(({ operation }) => operation === 'StartImagePipelineExecution')
      ));
    });
    succeeded(await destroy());
  });
  expect(cancelled).toBeGreaterThan(0);
  expect((await deploying!).exitCode).not.toBe(0);
  expect(await pipelineArn('golden-linux')).toBeUndefined();
});

test('a stack with RemovalPolicies.retain() leaves all behind when it is destroyed, and its names are taken then', async () => {
  cloud.imageBuilder.emulator.setScenario('commanded', withFindings({ HIGH: 1 }));
  succeeded(await deploy({ retain: 'yes' }));
  succeeded(await destroy({ retain: 'yes' }));
  expect(await pipelineArn('golden-linux')).toBeDefined();
  const again = await deploy({ retain: 'yes' });
  expect(again.exitCode).not.toBe(0);
  expect(again.output).toContain('AlreadyExists');
});

test('cdk import takes a pipeline that somebody made by hand into the stack, and the next deployment may run it', async () => {
  const withImport = (context: Record<string, string>) => ({ context: { stack: 'Imported', ...context } });
  succeeded(await cdk.runApp([...DEPLOY, '--method', 'direct'], APP, withImport({})));
  const { imageRecipeSummaryList: recipes = [] } = await images.send(new ListImageRecipesCommand({}));
  const { infrastructureConfigurationSummaryList: infrastructures = [] } = await images.send(new ListInfrastructureConfigurationsCommand({}));
  const { imagePipelineArn } = await images.send(new CreateImagePipelineCommand({
    name: 'imported',
    imageRecipeArn: recipes.find(({ name }) => name === 'imported')!.arn,
    infrastructureConfigurationArn: infrastructures.find(({ name }) => name === 'imported')!.arn,
  }));
  const mapping = join(folder, 'mapping.json');
  writeFileSync(mapping, JSON.stringify({ ImportedPipeline: { Arn: imagePipelineArn } }));
  succeeded(await cdk.runApp(['import', 'Imported', '--force', '--resource-mapping', mapping], APP, withImport({ pipeline: 'yes' })));
  const { outputs } = succeeded(await cdk.runApp([...DEPLOY, '--method', 'direct'], APP, withImport({ pipeline: 'yes', start: 'yes' })));
  expect(outputs.Imported).toMatchObject({ BuildImageState: 'AVAILABLE' });
  const { image } = await images.send(new GetImageCommand({ imageBuildVersionArn: JSON.stringify(outputs.Imported).match(/arn:aws:imagebuilder:[^"]*:image\/imported[^"]*/)![0] }));
  expect(image?.sourcePipelineArn).toBe(imagePipelineArn);
});
