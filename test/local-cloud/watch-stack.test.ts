import { ImagebuilderClient, StartImagePipelineExecutionCommand } from '@aws-sdk/client-imagebuilder';
import { eventually } from './processes';
import { LOCAL_REGION, LocalCloud, startLocalCloud } from '../../local-cloud';
import { CdkCli } from '../../local-cloud/cdk-cli';
import { failsInBuild } from '../../local-cloud/image-builder';
import { CliTerminal } from '../runtime/cli/cli-terminal';

jest.setTimeout(180_000);

let cloud: LocalCloud;
let cdk: CdkCli;
let imagePipelineArn: string;
let terminal: CliTerminal | undefined;

beforeAll(async () => {
  cloud = await startLocalCloud({ waitScale: 0.01 });
  cdk = cloud.cdk();
  await cloud.bootstrap();
  const { exitCode, output, outputs } = await cdk.deploy('test/local-cloud/fixtures/stack-app.ts');
  if (exitCode !== 0) throw new Error(`The CDK CLI failed:\n${output}\n${cloud.log}`);
  imagePipelineArn = outputs.CompanyImages.Pipeline;
});
afterEach(async () => terminal?.stop());
afterAll(async () => cloud?.stop());

function watch(stack: string): CliTerminal {
  const time = { EMULATOR_TIME: String(cloud.imageBuilder.emulator.clock.now()), EMULATOR_RATE: '1000' };
  return terminal = CliTerminal.start(['watch', stack], { ...cloud.environment, ...time });
}

async function start(): Promise<void> {
  const images = new ImagebuilderClient({ region: LOCAL_REGION, endpoint: cloud.imageBuilder.url, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  await images.send(new StartImagePipelineExecutionCommand({ imagePipelineArn }));
  images.destroy();
}

test('watch follows the build of a deployed stack, whose pipelines have other names, one in a nested stack', async () => {
  cloud.imageBuilder.emulator.setScenario('base-', { ...failsInBuild(), pace: 10 });
  await start();
  watch('CompanyImages');
  await terminal!.shows(/^base-windows\/1\.0\.0\/1 {2}BUILDING[^]*▸ BUILD RUNNING/);
  expect(await terminal!.end).toEqual({ exitCode: 1, isClean: true });
  expect(terminal!.screen).toMatch(/^base-windows\/1\.0\.0\/1 {2}FAILED/);
});

test('watch of a deployed stack of several pipelines names them if none builds', async () => {
  watch('CompanyImages');
  expect((await terminal!.end).exitCode).toBe(2);
  expect(terminal!.screen).toMatch(/^"CompanyImages" matches 2 names: give one of base-windows, companyimages-linux-\S+\.$/);
});

test.each([
  ['without pipelines', 'Nothing', /^The stack "Nothing" in us-east-1 has neither a pipeline nor an image: if its deployment has just begun, try again in a minute; otherwise run npx cdk-image-builder pipelines/],
  ['that does not exist', 'Missing', /^No image, pipeline or stack in us-east-1 is called "Missing": run npx cdk-image-builder pipelines/],
])('watch explains why it cannot show a stack %s', async (_what, stack, message) => {
  watch(stack);
  expect((await terminal!.end).exitCode).toBe(2);
  expect(terminal!.screen.replace(/\n/g, '')).toMatch(message);
});

test('watch follows the build of a first deployment that runs a pipeline of another stack', async () => {
  const { emulator } = cloud.imageBuilder;
  emulator.setScenario('base-', { ...failsInBuild(), pace: 10 });
  const builds = emulator.builds.length;
  const deployment = cdk.deploy('test/local-cloud/fixtures/importing-app.ts');
  await eventually('the deployment has started a build', () => emulator.builds.length > builds, 100_000);
  watch('Importing');
  await terminal!.shows(/^base-windows\/1\.0\.0\/\d {2}BUILDING[^]*▸ BUILD RUNNING/);
  expect((await terminal!.end).exitCode).toBe(1);
  expect((await deployment).output).toContain('is FAILED: BUILD/ApplyBuildComponents');
});
