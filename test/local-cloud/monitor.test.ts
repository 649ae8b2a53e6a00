import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { GetImageCommand, ImagebuilderClient, ListImagePipelinesCommand } from '@aws-sdk/client-imagebuilder';
import { ConfirmSubscriptionCommand, SNSClient } from '@aws-sdk/client-sns';
import { eventually } from './processes';
import { LOCAL_REGION, LocalCloud, startLocalCloud } from '../../local-cloud';
import { CdkCli, CdkResult } from '../../local-cloud/cdk-cli';
import { failsInBuild, withFindings } from '../../local-cloud/image-builder';
import { LoopbackServer } from '../../local-cloud/loopback-server';
import { runCli } from '../runtime/cli/cli-process';

jest.setTimeout(240_000);

const APP = 'test/local-cloud/fixtures/monitor-app.ts';
const DAY = 24 * 60 * 60;
const CLEAN = withFindings({ HIGH: 2 });
const options = { region: LOCAL_REGION, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };

/** A message of Amazon Q Developer in chat applications, as the topic has it for all but mail. */
interface Chat {
  readonly source: string;
  readonly content: { readonly title: string; readonly description: string; readonly nextSteps?: string[] };
  readonly metadata: { readonly threadId: string; readonly eventType: string; readonly additionalContext: Record<string, string> };
}

let cloud: LocalCloud;
let cdk: CdkCli;
let images: ImagebuilderClient;
let sns: SNSClient;
let endpoint: LoopbackServer;
let outputs: Record<string, string>;
let isConfirmed = false;
/** The notices that arrived at the endpoint and in the queue. */
const posted: Chat[] = [];
const queued: Chat[] = [];

beforeAll(async () => {
  cloud = await startLocalCloud();
  cdk = cloud.cdk();
  images = new ImagebuilderClient({ ...options, endpoint: cloud.imageBuilder.url });
  sns = new SNSClient({ ...options, endpoint: cloud.endpoint });
  endpoint = await LoopbackServer.start((_request, body, response) => {
    response.end();
    void receive(JSON.parse(body.toString()));
  });
  // The pipelines are forty days old, and built nothing.
  cloud.imageBuilder.emulator.clock.advance(-40 * DAY);
  await cloud.bootstrap();
  outputs = deployed(await cdk.deploy(APP, { context: { endpoint: `${endpoint.url}/notices` } }));
  await eventually('the address has confirmed', () => isConfirmed);
});
afterAll(async () => {
  images?.destroy();
  sns?.destroy();
  await Promise.all([cloud?.stop(), endpoint?.stop()]);
});

async function receive({ Type, TopicArn, Token, Message }: Record<string, string>): Promise<void> {
  if (Type === 'SubscriptionConfirmation') {
    await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
    isConfirmed = true;
  } else if (Message.startsWith('{"version"')) {posted.push(JSON.parse(Message));}
}

function deployed({ exitCode, output, outputs: all }: CdkResult): Record<string, string> {
  if (exitCode !== 0) throw new Error(`The CDK CLI failed:\n${output}\n${cloud.log}`);
  return all.Monitored;
}

async function call(target: string, input: object): Promise<Record<string, unknown>> {
  const headers = { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0' };
  return (await fetch(cloud.endpoint, { method: 'POST', headers, body: JSON.stringify(input) })).json() as Promise<Record<string, unknown>>;
}

/** Runs the function, as its queue does for events that name these resources. */
async function poll(...named: string[]): Promise<void> {
  const body = JSON.stringify({ Records: named.map((resource) => ({ body: JSON.stringify({ resources: [resource] }) })) });
  const response = await fetch(`${cloud.endpoint}/2015-03-31/functions/${outputs.Function}/invocations`, { method: 'POST', body });
  expect([response.headers.get('x-amz-function-error'), await response.text()]).toEqual([null, 'null']);
}

async function drain(): Promise<void> {
  for (;;) {
    const { Messages } = await call('AmazonSQS.ReceiveMessage', { QueueUrl: outputs.Queue, MaxNumberOfMessages: 10 });
    if (!Array.isArray(Messages) || Messages.length === 0) return;
    for (const { Body, ReceiptHandle } of Messages) {
      const { Message } = JSON.parse(Body);
      if (Message.startsWith('{"version"')) queued.push(JSON.parse(Message));
      await call('AmazonSQS.DeleteMessage', { QueueUrl: outputs.Queue, ReceiptHandle });
    }
  }
}

const of = (list: Chat[]) => list.map(({ metadata }) => `${metadata.eventType} ${metadata.threadId}`);

/** Waits for a notice, and returns it. */
async function told(notice: string, image: string): Promise<Chat> {
  await eventually(`${notice} ${image}`, async () => {
    await drain();
    return of(queued).includes(`${notice} ${image}`) && of(posted).includes(`${notice} ${image}`);
  }).catch((error) => { throw new Error(`${error.message}; told ${of(queued).join(', ')}\n${cloud.log.slice(-4000)}`); });
  return queued.find(({ metadata }) => metadata.eventType === notice && metadata.threadId === image)!;
}

async function pipelineArn(name: string): Promise<string> {
  const { imagePipelineList = [] } = await images.send(new ListImagePipelinesCommand({}));
  return imagePipelineList.find(({ arn }) => arn!.includes(name))!.arn!;
}

async function schedule(name: string): Promise<string> {
  return cloud.imageBuilder.emulator.runSchedule(await pipelineArn(name));
}

async function alarms(name: string): Promise<string[]> {
  const client = new CloudWatchClient({ ...options, endpoint: cloud.endpoint });
  const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({}));
  client.destroy();
  return MetricAlarms.filter(({ MetricName }) => MetricName === name).map(({ Dimensions, StateValue }) => `${Dimensions![0].Value} ${StateValue}`).sort();
}

/** Switches the rules for events on or off; events in between are lost. */
async function events(operation: 'EnableRule' | 'DisableRule'): Promise<void> {
  const { Rules } = await call('AWSEvents.ListRules', {}) as { Rules: Array<{ Name: string; EventPattern?: string }> };
  for (const { Name, EventPattern } of Rules) if (EventPattern) await call(`AWSEvents.${operation}`, { Name });
}

test('people are told of images that are too old, and the alarms on their age go off', async () => {
  await poll();
  const { content } = await told('OVERDUE', 'monitored-linux');
  expect(content.description).toMatch(/^No image is available, and the pipeline was created (39|40) days ago\. An image should be at most 30 days old\.\n\nThe pipeline has not run yet\./);
  await told('OVERDUE', 'monitored-windows');
  await eventually('the alarms go off', async () => (await alarms('ImageAgeHours')).join() === 'monitored-linux ALARM,monitored-windows ALARM');
});

test('a refused image is told with its vulnerabilities, once, also where its events come again', async () => {
  cloud.imageBuilder.emulator.clock.advance(41 * DAY);
  cloud.imageBuilder.emulator.setScenario('monitored-', withFindings({ CRITICAL: 1 }));
  const arn = await schedule('monitored-linux');
  const { source, content } = await told('REFUSED', 'monitored-linux');
  expect(source).toBe('custom');
  expect(content.title).toBe('monitored-linux: build 1.0.0/1 was refused');
  expect(content.description).toMatch(/The vulnerability gate refuses image \S+monitored-linux\/1\.0\.0\/1: critical 1 \(0 allowed\): CVE-2026-10001\. The image reached nobody\./);
  expect(content.description).toContain('No image of monitored-linux is available.');
  await poll(arn, arn);
  await poll(arn);
});

test('a step that waits is told with the commands that answer it, and the answer with a recovery', async () => {
  cloud.imageBuilder.emulator.setScenario('monitored-', CLEAN);
  await schedule('monitored-windows');
  const { content, metadata } = await told('WAITING', 'monitored-windows');
  expect(content.description).toMatch(/If nobody answers by \d{4}-\d\d-\d\d \d\d:\d\d UTC \(in .+\), the build fails\./);
  const [approve, reject] = content.nextSteps!;
  const [, image] = /^To approve it:\nnpx cdk-image-builder approve (\S+)$/.exec(approve)!;
  expect(reject).toBe(`To reject it:\nnpx cdk-image-builder reject ${image}`);
  expect(metadata.additionalContext).toMatchObject({ ImageBuildVersionArn: image, StepExecutionId: expect.any(String) });
  const { clock } = cloud.imageBuilder.emulator;
  const time = { EMULATOR_URL: cloud.imageBuilder.url, EMULATOR_TIME: String(clock.now()), EMULATOR_RATE: String(clock.rate) };
  // The command of the notice, as a person runs it.
  const { stdout, stderr } = await runCli(['approve', image, '--yes', '--reason', 'seen'], { ...cloud.environment, ...time });
  expect({ stdout, stderr }).toEqual({ stdout: expect.stringContaining('is approved'), stderr: '' });
  expect((await told('RECOVERED', 'monitored-windows')).content.title).toBe('monitored-windows: build 1.0.0/1 is available');
});

test('an event that was lost is made up for by the next poll', async () => {
  await events('DisableRule');
  const arn = await schedule('monitored-linux');
  await eventually('the image is available', async () => {
    const { image } = await images.send(new GetImageCommand({ imageBuildVersionArn: arn }));
    return image!.state!.status === 'AVAILABLE';
  });
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await drain();
  expect(of(queued)).not.toContain('RECOVERED monitored-linux');
  await events('EnableRule');
  await poll();
  expect((await told('RECOVERED', 'monitored-linux')).content.description).toMatch(/Image \S+ is available\. Build 1\.0\.0\/1 had been refused on /);
  await eventually('the alarms are quiet', async () => (await alarms('ImageAgeHours')).join() === 'monitored-linux OK,monitored-windows OK');
});

test('failed builds are told in the words of a deployment, and that their pipeline is disabled', async () => {
  cloud.imageBuilder.emulator.setScenario('monitored-', failsInBuild());
  const arn = await schedule('monitored-linux');
  const { content } = await told('FAILED', 'monitored-linux');
  expect(content.description).toMatch(/^Image \S+ is FAILED: BUILD\/ApplyBuildComponents \(ExecuteComponents\) failed: .*exit status 1/);
  expect(content.description).toContain('Log group: /aws/imagebuilder/monitored-linux');
  expect(content.description).toContain(`#/images/${arn}`);
  expect(content.description).toMatch(/Meanwhile the newest available image is build 1\.0\.0\/2, which is .+ old\./);
  await schedule('monitored-linux');
  expect((await told('DISABLED', 'monitored-linux')).content.description).toMatch(/is disabled after \d failed scheduled builds in a row, so its schedule \(cron\(0 3 \? \* sun \*\)\) starts no more builds\./);
});

test('each thing was told once, at the address and in the queue', async () => {
  await poll();
  await poll();
  await drain();
  const all = [
    'DISABLED monitored-linux', 'FAILED monitored-linux', 'FAILED monitored-linux', 'OVERDUE monitored-linux', 'OVERDUE monitored-windows',
    'RECOVERED monitored-linux', 'RECOVERED monitored-windows', 'REFUSED monitored-linux', 'WAITING monitored-windows',
  ];
  expect(of(queued).sort()).toEqual(all);
  await eventually('the address has the same', () => posted.length === all.length);
  expect(of(posted).sort()).toEqual(all);
});
