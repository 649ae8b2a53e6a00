import { ImagebuilderClient, ListImagePipelinesCommand, ListTagsForResourceCommand, StartImagePipelineExecutionCommand } from '@aws-sdk/client-imagebuilder';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { LOCAL_ACCOUNT, LOCAL_REGION, LocalCloud, startLocalCloud } from '../../local-cloud';
import { withFindings } from '../../local-cloud/image-builder';
import { RELEASE_TAG } from '../../src/contract/release';

jest.setTimeout(120_000);

const PARAMETER = '/golden-images/golden-linux';

interface Target {
  readonly Arn: string;
  readonly RoleArn: string;
  readonly InputTransformer: { readonly InputPathsMap: object; readonly InputTemplate: string };
}

let cloud: LocalCloud;
let images: ImagebuilderClient;
let parameters: SSMClient;
let machines: SFNClient;

beforeAll(async () => {
  cloud = await startLocalCloud();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  images = new ImagebuilderClient({ region: LOCAL_REGION, endpoint: cloud.imageBuilder.url, credentials });
  parameters = new SSMClient({ region: LOCAL_REGION, endpoint: cloud.endpoint, credentials });
  machines = new SFNClient({ region: LOCAL_REGION, endpoint: cloud.endpoint, credentials });
});
afterAll(async () => {
  [images, parameters, machines].forEach((client) => client.destroy());
  await cloud.stop();
});

async function published(): Promise<string | undefined> {
  return (await parameters.send(new GetParameterCommand({ Name: PARAMETER }))).Parameter?.Value;
}

async function isTagged(imageArn: string): Promise<boolean> {
  const { tags } = await images.send(new ListTagsForResourceCommand({ resourceArn: imageArn }));
  return tags?.[RELEASE_TAG] === 'RELEASED';
}

/** Builds the image as a schedule does, and returns it. */
async function build(): Promise<string> {
  const [{ arn }] = (await images.send(new ListImagePipelinesCommand({}))).imagePipelineList!;
  const { imageBuildVersionArn } = await images.send(new StartImagePipelineExecutionCommand({ imagePipelineArn: arn }));
  cloud.imageBuilder.emulator.clock.advance(4 * 3600);
  return imageBuildVersionArn!;
}

/** What the deployed rule starts; MiniStack takes no events of AWS from outside. */
async function target(): Promise<Target> {
  const ask = async (operation: string, body: object) => (await fetch(cloud.endpoint, {
    method: 'POST',
    headers: { 'X-Amz-Target': `AWSEvents.${operation}`, 'Content-Type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(body),
  })).json();
  const { Rules: [{ Name: Rule }] } = await ask('ListRules', {}) as { Rules: Array<{ Name: string }> };
  return (await ask('ListTargetsByRule', { Rule }) as { Targets: Target[] }).Targets[0];
}

/** Does what EventBridge does when the image is available, and waits for the end of it. */
async function announce(imageArn: string): Promise<{ status?: string; error?: string; cause?: string }> {
  const { Arn, InputTransformer: { InputTemplate } } = await target();
  const input = InputTemplate.replace('<image>', JSON.stringify(imageArn));
  const { executionArn } = await machines.send(new StartExecutionCommand({ stateMachineArn: Arn, input }));
  for (;;) {
    const { status, error, cause } = await machines.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING') return { status, error, cause };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test('the parameter names the newest image that the gate accepts, whoever has it built', async () => {
  const cdk = cloud.cdk();
  await cdk.bootstrap(LOCAL_ACCOUNT, LOCAL_REGION);
  const { exitCode, outputs: { Golden: outputs } } = await cdk.deploy('test/local-cloud/fixtures/golden-image-app.ts');
  expect(exitCode).toBe(0);
  expect(outputs).toMatchObject({ LinuxGateStatus: 'PASSED', LinuxParameterName: PARAMETER });
  const first = outputs.LinuxImageBuildVersionArn;
  expect(await published()).toBe(outputs.LinuxImageId);
  expect(await isTagged(first)).toBe(true);

  // An image that is refused is not published, and the good one stays marked.
  cloud.imageBuilder.emulator.setScenario('golden-linux', withFindings({ CRITICAL: 3 }));
  const refused = await build();
  expect(await announce(refused)).toEqual({ status: 'FAILED', error: 'NotPublished', cause: expect.stringContaining(`The vulnerability gate refuses image ${refused}: critical 3 (`) });
  expect(await published()).toBe(outputs.LinuxImageId);
  expect(await isTagged(first)).toBe(true);
  expect(await isTagged(refused)).toBe(false);

  // The next good one is, by the event that the service sends, and however often that comes.
  cloud.imageBuilder.emulator.setScenario('golden-linux', withFindings({ CRITICAL: 0 }));
  const third = await build();
  while (!await isTagged(third)) await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await announce(third)).toMatchObject({ status: 'SUCCEEDED' });
  const newest = await published();
  expect(newest).toMatch(/^ami-/);
  expect(newest).not.toBe(outputs.LinuxImageId);
  expect(await isTagged(third)).toBe(true);
  expect(await isTagged(first)).toBe(false);

  // The event of an older one comes late.
  expect(await announce(first)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await published()).toBe(newest);
});
