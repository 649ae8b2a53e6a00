import { readdirSync, readFileSync } from 'node:fs';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { Answer, AnswerAddress } from './answer-address';
import { FunctionProcess } from './function-process';
import { IMAGE_STATUS_RESOURCE_TYPE } from '../../src/contract/contract';

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

/** What a list holds of which nothing was recorded. */
const EMPTY = { workflowExecutions: [], steps: [], responses: [], findings: [] };

/** Image Builder as one recording has it. */
class RecordedService {
  public static async start(recording: Recording): Promise<RecordedService> {
    const service = new RecordedService(recording);
    await new Promise<void>((resolve) => service.server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  private readonly server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const operation = new URL(request.url!, 'http://localhost').pathname.slice(1);
    const recorded = operation === 'ListWorkflowStepExecutions'
      ? this.recording.responses.ListWorkflowStepExecutions?.[JSON.parse(Buffer.concat(chunks).toString()).workflowExecutionId]
      : this.recording.responses[operation];
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(recorded ?? EMPTY));
  });

  private constructor(private readonly recording: Recording) {}

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    await new Promise((resolve) => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }
}

/** The answer of the real bundle to a request that reads the recorded image. */
async function play(recording: Recording, address: AnswerAddress, OnFailure: 'REPORT' | 'FAIL_DEPLOYMENT'): Promise<Answer> {
  const { arn } = recording.responses.GetImage.image;
  const { critical, high, medium, all } = recording.gate ?? {};
  const maxima = Object.entries({ MaximumCritical: critical, MaximumHigh: high, MaximumMedium: medium, MaximumAll: all })
    .flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  const service = await RecordedService.start(recording);
  const lambda = await FunctionProcess.start(service.url, { AWS_REGION: arn.split(':')[3] });
  try {
    await lambda.invoke({
      RequestType: 'Create',
      RequestId: 'request',
      StackId: 'arn:aws:cloudformation:us-west-2:123456789012:stack/golden/1',
      LogicalResourceId: 'Status',
      ResourceType: IMAGE_STATUS_RESOURCE_TYPE,
      ResponseURL: address.url('request'),
      ResourceProperties: {
        ImageBuildVersionArn: arn,
        Trigger: '1',
        OnFailure,
        ...recording.gate && { Gate: Object.fromEntries(maxima) },
      },
    });
    return JSON.parse(address.deliveriesTo('request')[0].body.toString()) as Answer;
  } finally {
    await Promise.all([lambda.stop(), service.stop()]);
  }
}

let address: AnswerAddress;

beforeAll(async () => {
  address = await AnswerAddress.start();
});

afterAll(() => address.stop());

test.each(RECORDINGS)('the function reports the recording $file as it was: $what', async (recording) => {
  const { Status, Data } = await play(recording, address, 'REPORT');
  expect(Status).toBe('SUCCESS');
  expect(Data).toMatchObject(recording.expect);
  for (const [attribute, texts] of Object.entries(recording.expectContains ?? {})) {
    for (const text of texts) expect(Data![attribute]).toContain(text);
  }
});

describe('the reason of a failed deployment', () => {
  const reasonOf = async (file: string) => (await play(RECORDINGS.find((one) => one.file === file)!, address, 'FAIL_DEPLOYMENT')).Reason!;

  test('names phase, configuration step and each Region once where the integration failed', async () => {
    const reason = await reasonOf('ami-integration-failure.json');
    expect(reason).toContain('INTEGRATING/UPDATE_LAUNCH_TEMPLATES failed: Region eu-west-1: EC2 Client Error');
    for (const once of ['UPDATE_LAUNCH_TEMPLATES', 'Region eu-west-1', 'Region us-east-1', 'Region us-east-2']) expect(reason.split(once)).toHaveLength(2);
  });

  test('names Region and account once where the distribution failed', async () => {
    const reason = await reasonOf('ami-distribution-failure-one-region.json');
    expect(reason).toContain('DISTRIBUTING failed: Region eu-west-1, account 111122223333: AMI Copy Reported Failure');
    for (const once of ['eu-west-1', '111122223333']) expect(reason.split(once)).toHaveLength(2);
  });

  test('tells the output of a command where the service says no more than that it failed', async () => {
    expect(await reasonOf('ami-step-failure-outputs-only.json'))
      .toContain('(ExecuteComponents) failed: Download of the component manager failed: HTTP status \'000\'.');
  });

  test('tells why a scan was abandoned that a gate depends on', async () => {
    expect(await reasonOf('ami-scan-abandoned.json')).toContain('the scan is ABANDONED: The image reached a terminal state before the scan finding collection completed.');
  });
});
