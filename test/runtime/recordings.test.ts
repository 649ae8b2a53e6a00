import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { ResponseServer } from './response-server';
import { CustomResourceResponse, FunctionProcess } from '../../local-cloud/conductor';
import { LoopbackServer } from '../../local-cloud/loopback-server';
import { IMAGE_STATUS_RESOURCE_TYPE, ImageCopyProperty, STATUS_ATTRIBUTES } from '../../src/contract/contract';
import { BUNDLE } from '../bundle';

const FOLDER = path.join(__dirname, '..', 'reality');

interface Recording {
  readonly what: string;
  readonly gate?: { readonly critical?: number; readonly high?: number; readonly medium?: number; readonly all?: number };
  readonly responses: {
    readonly GetImage: { readonly image: { readonly arn: string } };
    readonly ListWorkflowStepExecutions?: Readonly<Record<string, object>>;
    readonly [operation: string]: unknown;
  };
  readonly expect: Readonly<Record<string, string>>;
  readonly expectContains?: Readonly<Record<string, readonly string[]>>;
}

const RECORDINGS = readdirSync(FOLDER).filter((file) => file.endsWith('.json'))
  .map((file) => ({ file, ...JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as Recording }));

/** The answer of each list for which nothing was recorded. */
const EMPTY = { workflowExecutions: [], steps: [], responses: [], findings: [] };

/** Image Builder as one recording has it. */
function serve({ responses }: Recording): Promise<LoopbackServer> {
  return LoopbackServer.start((request, body, response) => {
    const operation = new URL(request.url!, 'http://localhost').pathname.slice(1);
    const recorded = operation === 'ListWorkflowStepExecutions'
      ? responses.ListWorkflowStepExecutions?.[JSON.parse(body.toString()).workflowExecutionId]
      : responses[operation];
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(recorded ?? EMPTY));
  });
}

/** The answer of the real bundle to a request that reads the recorded image. */
async function play(recording: Recording, server: ResponseServer, OnFailure: 'REPORT' | 'FAIL_DEPLOYMENT', Copies?: ImageCopyProperty[]): Promise<CustomResourceResponse> {
  const { arn } = recording.responses.GetImage.image;
  const { critical, high, medium, all } = recording.gate ?? {};
  const maxima = Object.entries({ MaximumCritical: critical, MaximumHigh: high, MaximumMedium: medium, MaximumAll: all })
    .flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  const service = await serve(recording);
  const lambda = await FunctionProcess.start(BUNDLE, { AWS_ENDPOINT_URL_IMAGEBUILDER: service.url, AWS_REGION: arn.split(':')[3] });
  const request = {
    RequestType: 'Create',
    RequestId: 'request',
    StackId: 'arn:aws:cloudformation:us-west-2:123456789012:stack/golden/1',
    LogicalResourceId: 'Status',
  };
  try {
    await lambda.invoke({
      ...request,
      ResourceType: IMAGE_STATUS_RESOURCE_TYPE,
      ResponseURL: server.open(request),
      ResourceProperties: {
        ImageBuildVersionArn: arn,
        Trigger: '1',
        OnFailure,
        Copies,
        ...recording.gate && { Gate: Object.fromEntries(maxima) },
      },
    });
    return JSON.parse(server.documents('request')[0]) as CustomResourceResponse;
  } finally {
    await Promise.all([lambda.stop(), service.stop()]);
  }
}

let responses: ResponseServer;

beforeAll(async () => {
  responses = await ResponseServer.start();
});

afterAll(() => responses.stop());

test.each(RECORDINGS)('the function reports the recording $file as it was: $what', async (recording) => {
  const { Status, Data } = await play(recording, responses, 'REPORT');
  expect(Status).toBe('SUCCESS');
  expect(Data).toMatchObject(recording.expect);
  for (const [attribute, texts] of Object.entries(recording.expectContains ?? {})) {
    for (const text of texts) expect(Data![attribute]).toContain(text);
  }
});

const recorded = (file: string) => RECORDINGS.find((one) => one.file === file)!;

test('the function returns the copies that a template asks for, empty where there is none, and nothing else', async () => {
  const copy = (Attribute: string, Region: string, Account?: string) => ({ Attribute, Of: 'AMI' as const, Region, Account });
  const { Data } = await play(recorded('ami-cross-account-available.json'), responses, 'REPORT', [
    copy('ImageIdInUsWest2', 'us-west-2'),
    copy('ImageIdInUsWest2Of111122223333', 'us-west-2', '111122223333'),
    copy('ImageIdInUsEast2Of444455556666', 'us-east-2', '444455556666'),
    copy('ImageIdInUsEast2', 'us-east-2'),
    { Attribute: 'ImageUriInUsWest2', Of: 'CONTAINER', Region: 'us-west-2' },
  ]);
  const copies = Object.entries(Data!).filter(([name]) => !(STATUS_ATTRIBUTES as readonly string[]).includes(name));
  expect(Object.fromEntries(copies)).toEqual({
    ImageIdInUsWest2: 'ami-1234567890abcdef0',
    ImageIdInUsWest2Of111122223333: 'ami-1234567890abcdef1',
    ImageIdInUsEast2Of444455556666: 'ami-1234567890abcdef4',
    ImageIdInUsEast2: '',
    ImageUriInUsWest2: '',
  });
  expect(Object.keys(Data!)).toHaveLength(27 + 5);
});

test('the function returns the URI of a container image in a Region', async () => {
  const { Data } = await play(recorded('container-available.json'), responses, 'REPORT', ['us-west-2', 'us-east-1'].map((Region, index) => ({
    Attribute: `Copy${index}`, Of: 'CONTAINER', Region,
  })));
  expect(Data).toMatchObject({ Copy0: '123456789012.dkr.ecr.us-west-2.amazonaws.com/my-example-repository:1.0.0-1', Copy1: '' });
});

describe('reason of a failed deployment', () => {
  const reasonOf = async (file: string) => (await play(recorded(file), responses, 'FAIL_DEPLOYMENT')).Reason!;

  test('names phase, configuration step and each Region once if the integration failed', async () => {
    const reason = await reasonOf('ami-integration-failure.json');
    expect(reason).toContain('INTEGRATING/UPDATE_LAUNCH_TEMPLATES failed: Region eu-west-1: EC2 Client Error');
    for (const once of ['UPDATE_LAUNCH_TEMPLATES', 'Region eu-west-1', 'Region us-east-1', 'Region us-east-2']) expect(reason.split(once)).toHaveLength(2);
  });

  test('names Region and account once if the distribution failed', async () => {
    const reason = await reasonOf('ami-distribution-failure-one-region.json');
    expect(reason).toContain('DISTRIBUTING failed: Region eu-west-1, account 111122223333: AMI Copy Reported Failure');
    for (const once of ['eu-west-1', '111122223333']) expect(reason.split(once)).toHaveLength(2);
  });

  test('includes the output of a command if the service says only that it failed', async () => {
    expect(await reasonOf('ami-step-failure-outputs-only.json'))
      .toContain('(ExecuteComponents) failed: Download of the component manager failed: HTTP status \'000\'.');
  });

  test('says why a scan that a gate depends on was abandoned', async () => {
    expect(await reasonOf('ami-scan-abandoned.json')).toContain('the scan is ABANDONED: The image reached a terminal state before the scan finding collection completed.');
  });
});
