import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateDistributionConfigurationCommand, CreateImagePipelineCommand, CreateImageRecipeCommand, CreateInfrastructureConfigurationCommand,
  DeleteImageRecipeCommand, DeleteInfrastructureConfigurationCommand, GetImagePipelineCommand, ImagebuilderClient, ImagePipeline,
  ListImagePipelinesCommand,
} from '@aws-sdk/client-imagebuilder';
import { eventually } from './processes';
import { LOCAL_ACCOUNT, LOCAL_REGION, LocalCloud, startLocalCloud } from '../../local-cloud';
import { appCommand } from '../../local-cloud/apps/command';
import { CdkCli, CdkResult } from '../../local-cloud/cdk-cli';
import { failsInBuild, slow, withFindings } from '../../local-cloud/image-builder';
import { blocksOf, ROOT, textOf } from '../documentation/pages';

jest.setTimeout(180_000);

const APP = 'test/local-cloud/fixtures/commands-app.ts';
const DEPLOY = ['deploy', '--all', '--require-approval', 'never', '--progress', 'events'];
const NEW_RECIPE = { command: 'dnf install -y git' };
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

let cloud: LocalCloud;
let cdk: CdkCli;
let images: ImagebuilderClient;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cdk-commands-'));
  cloud = await startLocalCloud();
  cdk = cloud.cdk();
  images = new ImagebuilderClient({ region: LOCAL_REGION, endpoint: cloud.imageBuilder.url, credentials });
  cloud.imageBuilder.emulator.setScenario('commanded', withFindings({ HIGH: 1 }));
  await cloud.bootstrap();
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

/** The messages of a queue; messages that were read are hidden for a while. */
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

/** A deployment of cdk watch takes seconds, and more on a machine with other work. */
const WATCH_MILLISECONDS = 60_000;

describe('cdk watch', () => {
  let project: string;

  /** A project whose app reads the command of the component from a file, which is what changes. */
  beforeAll(async () => {
    project = mkdtempSync(join(tmpdir(), 'cdk-watch-'));
    const context = [
      "const command = require('node:fs').readFileSync('command.txt', 'utf8');",
      "process.env.CDK_CONTEXT_JSON = JSON.stringify({ ...JSON.parse(process.env.CDK_CONTEXT_JSON ?? '{}'), stack: 'Golden', command });",
    ];
    writeFileSync(join(project, 'context.js'), context.join('\n'));
    const cdkJson = { app: `NODE_OPTIONS='--require ./context.js' ${await appCommand(APP)}`, watch: { include: ['command.txt'] } };
    writeFileSync(join(project, 'cdk.json'), JSON.stringify(cdkJson));
  });
  afterAll(() => rmSync(project, { recursive: true }));

  /** Starts cdk watch with the first command, then changes it, and counts the builds that the change starts. */
  async function watched(args: string[], first: string, second: string): Promise<number> {
    const change = (command: string) => writeFileSync(join(project, 'command.txt'), command);
    change(first);
    const watching = cdk.watch(project, args);
    const deployments = () => watching.output().match(/Deployment time: /g)?.length ?? 0;
    try {
      await eventually('cdk watch has deployed at its start', async () => deployments() > 0, WATCH_MILLISECONDS);
      const count = deployments();
      const builds = await started(async () => {
        change(second);
        await eventually('cdk watch has deployed the change', async () => deployments() > count, WATCH_MILLISECONDS);
      });
      expect(watching.output()).toContain("Detected change to 'command.txt'");
      return builds;
    } catch (error) {
      throw new Error(`${String(error)}\n${watching.output()}`);
    } finally {
      await watching.stop();
    }
  }

  test('builds a changed recipe with --hotswap-fallback, and not without', async () => {
    expect(await watched(['--hotswap-fallback'], 'dnf install -y nano', 'dnf install -y less')).toBe(1);
    expect(await watched([], 'dnf install -y less', 'dnf install -y make')).toBe(0);
  });
});

describe('a build that fails in a deployment with --no-rollback', () => {
  // A changed recipe is a replacement, which neither the CDK CLI nor CloudFormation makes without rollback; a trigger is none.
  const recipe = { command: 'dnf install -y strace' };
  const keeping = async (trigger: string, ...method: string[]) => run([...DEPLOY, '--no-rollback', ...method], { ...recipe, trigger });

  /** Fails a build whose cause is gone afterwards. */
  async function fail(trigger: string): Promise<void> {
    cloud.imageBuilder.emulator.setScenario('commanded', failsInBuild());
    expect((await keeping(trigger)).output).toContain('is FAILED: BUILD/');
    cloud.imageBuilder.emulator.setScenario('commanded', withFindings({ HIGH: 1 }));
  }

  test('is not repeated by the next one, which says what to do, and another trigger builds', async () => {
    succeeded(await deploy(recipe));
    await fail('first');
    for (const method of ['change-set', 'direct']) {
      let again: CdkResult | undefined;
      expect(await started(async () => { again = await keeping('first', '--method', method); })).toBe(0);
      expect(again!.exitCode).not.toBe(0);
      expect(again!.output).toContain("After --no-rollback nothing is built again: run cdk rollback and deploy, or give another 'trigger'.");
    }
    expect(await started(async () => succeeded(await keeping('second', '--method', 'direct')))).toBe(1);
  });

  // After the first failure: MiniStack rolls a second one back to the first, and not to the last stack that was complete.
  test('is built again by a deployment after cdk rollback', async () => {
    await fail('third');
    succeeded(await run(['rollback', 'Golden', '--force']));
    expect(await started(async () => succeeded(await deploy({ ...recipe, trigger: 'third' })))).toBe(1);
  });
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

describe('the page about migrating: cdk import of a pipeline as Terraform makes it', () => {
  const PAGE = 'docs/migrating.md';
  const FOLDER = join(ROOT, 'examples', '.migrating');
  const OLD_PARTS = /ImageRecipe\.fromImageRecipeArn\(.*\),\n.*InfrastructureConfiguration\.fromInfrastructureConfigurationName\(.*\)/;
  let pipeline: string;
  let before: ImagePipeline;

  const inLocalAccount = (text: string) => text.replace(/123456789012/g, LOCAL_ACCOUNT);
  const program = inLocalAccount(blocksOf(PAGE, 'ts').find((code) => code.includes("'OldRecipe'"))!);
  const settings = async () => (await images.send(new GetImagePipelineCommand({ imagePipelineArn: pipeline }))).imagePipeline!;
  /** Everything but the two parts that the stack replaces, and dates. */
  const keptSettings = ({
    description, distributionConfigurationArn, enhancedImageMetadataEnabled, imageTestsConfiguration, schedule, status, tags,
  }: ImagePipeline) => ({ description, distributionConfigurationArn, enhancedImageMetadataEnabled, imageTestsConfiguration, schedule, status, tags });

  async function runProgram(args: string[], code: string): Promise<CdkResult> {
    const app = join(FOLDER, 'images.ts');
    writeFileSync(app, code);
    return succeeded(await cdk.runApp(args, app));
  }
  const deployProgram = async (code: string) => runProgram([...DEPLOY, '--method', 'direct'], code);

  beforeAll(async () => {
    mkdirSync(FOLDER, { recursive: true });
    // Each call with what the AWS provider of Terraform sends: also its defaults, and the default_tags of a configuration.
    const tags = { Team: 'platform' };
    const { imageRecipeArn } = await images.send(new CreateImageRecipeCommand({
      name: 'linux',
      semanticVersion: '1.0.0',
      parentImage: `arn:aws:imagebuilder:${LOCAL_REGION}:aws:image/amazon-linux-2023-x86/x.x.x`,
      components: [{ componentArn: `arn:aws:imagebuilder:${LOCAL_REGION}:aws:component/update-linux/x.x.x` }],
      tags,
    }));
    const { infrastructureConfigurationArn } = await images.send(new CreateInfrastructureConfigurationCommand({
      name: 'linux', instanceProfileName: 'linux', terminateInstanceOnFailure: true, tags,
    }));
    const { distributionConfigurationArn } = await images.send(new CreateDistributionConfigurationCommand({
      name: 'linux', distributions: [{ region: LOCAL_REGION, amiDistributionConfiguration: { name: 'linux-{{ imagebuilder:buildDate }}' } }], tags,
    }));
    pipeline = (await images.send(new CreateImagePipelineCommand({
      name: 'linux',
      description: 'The images of the platform team',
      imageRecipeArn,
      infrastructureConfigurationArn,
      distributionConfigurationArn,
      enhancedImageMetadataEnabled: true,
      imageTestsConfiguration: { imageTestsEnabled: true, timeoutMinutes: 90 },
      schedule: {
        scheduleExpression: 'cron(0 3 ? * sun *)',
        timezone: 'Europe/Berlin',
        pipelineExecutionStartCondition: 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE',
      },
      status: 'ENABLED',
      tags,
    }))).imagePipelineArn!;
    before = await settings();
    const mapping = join(folder, 'mapping.json');
    const [, content] = /echo '(.*)' > mapping\.json/.exec(textOf(PAGE))!;
    writeFileSync(mapping, inLocalAccount(content));
    await runProgram(['import', 'Images', '--force', '--resource-mapping', mapping], program);
  });
  afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

  test('cdk diff shows nothing of the pipeline but the DeletionPolicy that the import has added', async () => {
    const { output } = await runProgram(['diff', 'Images', '--method', 'template'], program);
    expect(output.split('\n').filter((line) => /\[[-+~]\]/.test(line)).map((line) => line.trim())).toEqual([
      expect.stringContaining('Parameter BootstrapVersion'),
      '[~] AWS::ImageBuilder::ImagePipeline Pipeline PipelineC660917D',
      '└─ [-] DeletionPolicy',
    ]);
  });

  test('deployments give the pipeline the recipe and the infrastructure of the stack, keep each other setting, and build', async () => {
    await deployProgram(program);
    expect(await settings()).toEqual(before);

    expect(program).toMatch(OLD_PARTS);
    const replaced = `import { BaseImage } from 'cdk-image-builder';\n${program.replace(OLD_PARTS, [
      "new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.amazonLinux2023() }),",
      "infrastructureConfiguration: new InfrastructureConfiguration(stack, 'Infrastructure')",
    ].join('\n'))}`;
    await deployProgram(replaced);
    const after = await settings();
    expect(after).toMatchObject({
      arn: pipeline,
      imageRecipeArn: expect.stringContaining('images-recipe'),
      infrastructureConfigurationArn: expect.stringContaining('images-infrastructure'),
    });
    expect(keptSettings(after)).toEqual(keptSettings(before));
    await images.send(new DeleteImageRecipeCommand({ imageRecipeArn: before.imageRecipeArn }));
    await images.send(new DeleteInfrastructureConfigurationCommand({ infrastructureConfigurationArn: before.infrastructureConfigurationArn }));

    const { outputs } = await deployProgram(replaced.replace('app.synth();', "pipeline.start('Build').addOutputs();\napp.synth();"));
    expect(outputs.Images).toMatchObject({ BuildImageState: 'AVAILABLE', BuildConsoleUrl: expect.stringContaining('image/images-recipe') });
  });
});
