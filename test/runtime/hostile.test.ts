import * as fc from 'fast-check';
import { Fault, HostileService, PERMANENT_FAULTS, TRANSIENT_FAULTS, pipelineArn, StatusOperation as Operation, STATUS_OPERATIONS as OPERATIONS } from './hostile-service';
import { expectNoLie, truth } from './hostile-truth';
import { ResponseServer } from './response-server';
import { CustomResourceResponse, FunctionProcess, ResponseFault } from '../../local-cloud/conductor';
import { IMAGE_STATUS_RESOURCE_TYPE } from '../../src/contract/contract';
import { BUNDLE } from '../bundle';

// Each request waits for most of its time: the tests of a group wait together, and queue for the processor.
jest.setTimeout(240_000);

let service: HostileService;
let responses: ResponseServer;
let lambda: FunctionProcess;
let cases = 0;

beforeAll(async () => {
  service = await HostileService.start();
  responses = await ResponseServer.start();
  lambda = await FunctionProcess.start(BUNDLE, { AWS_ENDPOINT_URL_IMAGEBUILDER: service.url });
});

afterAll(async () => {
  await Promise.all([service.stop(), responses.stop(), lambda.stop()]);
});

type Faults = Partial<Record<Operation, Fault[]>>;

interface Run {
  readonly key: string;
  readonly answer: CustomResourceResponse;
}

/** Runs one request against the faults and checks what must hold for each. */
async function run(faults: Faults, onFailure = 'FAIL_DEPLOYMENT', responseFaults: ResponseFault[] = [], milliseconds = 5_000): Promise<Run> {
  const key = `case-${cases++}`;
  service.setFaults(key, faults);
  const request = {
    RequestType: 'Create',
    RequestId: `request-${key}`,
    StackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/golden/1',
    LogicalResourceId: 'Status',
  };
  await lambda.invoke({
    ...request,
    ResourceType: IMAGE_STATUS_RESOURCE_TYPE,
    ResponseURL: responses.open(request, responseFaults),
    ResourceProperties: {
      ServiceToken: 'arn',
      ImagePipelineArn: pipelineArn(key),
      Trigger: '1',
      OnFailure: onFailure,
      Gate: { MaximumHigh: '3', Except: [{ VulnerabilityId: 'CVE-1', Reason: 'not reachable' }] },
    },
  }, milliseconds);

  const documents = responses.documents(request.RequestId);
  // A response whose receipt was lost, or came too late, is sent again, and is the same.
  const expected = 1 + responseFaults.filter((fault) => fault === 'lost').length;
  expect(documents.length).toBeGreaterThanOrEqual(expected);
  expect(documents.length).toBeLessThanOrEqual(expected + lambda.lateReceipts.filter((url) => url.includes(`/${request.RequestId}?`)).length);
  expect(new Set(documents).size).toBe(1);
  expect(responses.endpoint.violations).toEqual([]);
  const answer = JSON.parse(documents[0]) as CustomResourceResponse;
  expect(answer.PhysicalResourceId).toMatch(/^Status-[0-9a-f]{16}$/);
  expectNoLie(key, answer, onFailure);
  return { key, answer };
}

test('a status without faults reports the truth', async () => {
  const { key, answer } = await run({});
  expect(answer).toMatchObject({ Status: 'SUCCESS', Data: truth(key) });
});

test('the status suite has enough distinct faults', () => {
  expect(OPERATIONS.length * (TRANSIENT_FAULTS.length + PERMANENT_FAULTS.length)).toBeGreaterThanOrEqual(40);
});

describe('calls of a status', () => {
  test.concurrent.each(OPERATIONS)('%s: a temporary fault changes nothing', async (operation) => {
    await Promise.all(TRANSIENT_FAULTS.map(async (fault) => {
      const { key, answer } = await run({ [operation]: [fault] }, 'FAIL_DEPLOYMENT', [], 20_000);
      expect({ fault, ...answer }).toMatchObject({ fault, Status: 'SUCCESS', Data: truth(key) });
    }));
  });

  test.concurrent.each(OPERATIONS)('%s: a lasting fault ends in one clear response', async (operation) => {
    await Promise.all(PERMANENT_FAULTS.flatMap((fault) => ['FAIL_DEPLOYMENT', 'REPORT'].map(async (onFailure) => {
      await run({ [operation]: [fault] }, onFailure);
    })));
  });

  test.concurrent.each(['first', 'second', 'third', 'fourth'])('random faults in 40 requests each end in one response, the %s batch', async () => {
    const fault = fc.constantFrom<Fault>(...TRANSIENT_FAULTS, ...PERMANENT_FAULTS);
    const faults = fc.record(Object.fromEntries(OPERATIONS.map((operation) => [operation, fc.array(fault, { maxLength: 3 })])), { requiredKeys: [] });
    const responseFaults = fc.array(fc.constantFrom<ResponseFault>('reset', 'error', 'refused', 'lost'), { maxLength: 2 });
    const sequences = fc.array(fc.tuple(faults, fc.constantFrom('FAIL_DEPLOYMENT', 'REPORT'), responseFaults), { minLength: 40, maxLength: 40 });
    await fc.assert(fc.asyncProperty(sequences, async (batch) => {
      await Promise.all(batch.map(([some, onFailure, stumbles]) => run(some as Faults, onFailure, stumbles, 6_000)));
    }), { numRuns: 1, endOnFailure: true });
  });
});

describe('error that a person sees', () => {
  test.concurrent.each([
    ['ListImagePipelineImages', 'error403', /may not call imagebuilder:ListImagePipelineImages on arn:.*image-pipeline/],
    ['GetImage', 'error403', /may not call imagebuilder:GetImage on arn:.*:image\//],
    ['ListWorkflowExecutions', 'error403', /may not call imagebuilder:ListWorkflowExecutions/],
    ['ListImageScanFindingAggregations', 'error403', /gate could not be evaluated.*may not call imagebuilder:ListImageScanFindingAggregations/],
    ['ListImageScanFindings', 'error403', /gate could not be evaluated.*may not call imagebuilder:ListImageScanFindings /],
    ['GetImage', 'error404', /does not exist, or not in this account and Region/],
    ['GetImage', 'throttledForever', /GetImage.*(in time|CallRateLimitExceeded)/],
    ['GetImage', 'silent', /GetImage.*(in time|Timeout)/],
    ['ListWorkflowExecutions', 'repeatedToken', /repeats a page of ListWorkflowExecutions/],
    ['ListWorkflowExecutions', 'endlessTokens', /ListWorkflowExecutions/],
    ['GetImage', 'garbageForever', /GetImage/],
    ['GetImage', 'empty', /without a valid 'image.arn'/],
    ['GetImage', 'futureValues', /gate could not be evaluated.*FROM_THE_FUTURE/],
    ['ListImagePipelineImages', 'nulls', /without a valid 'imageSummaryList\[\]\.arn'/],
    ['ListImageScanFindings', 'wrongTypes', /lists other findings than its totals say/],
  ] as const)('names the cause after %s %s', async (operation, fault, reason) => {
    const { answer } = await run({ [operation]: [fault] });
    expect(answer.Status).toBe('FAILED');
    expect(answer.Reason).toMatch(reason);
  });

  test.concurrent('a status whose steps cannot be read reports the rest, and names them', async () => {
    const { key, answer } = await run({ ListWorkflowStepExecutions: ['error403'] });
    const message = expect.stringMatching(/failed step is not known: .*may not call imagebuilder:ListWorkflowStepExecutions/);
    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { ...truth(key), FailedStep: '', FailedStepMessage: message } });
  });

  test.concurrent('findings that cannot be read do not fail a deployment without a gate', async () => {
    const { answer } = await run({ ListImageScanFindingAggregations: ['error403'] }, 'REPORT');
    expect(answer).toMatchObject({
      Status: 'SUCCESS',
      Data: {
        FindingsAll: '',
        FindingsHigh: '',
        GateStatus: 'NOT_EVALUATED',
        ScanStateReason: expect.stringContaining('imagebuilder:ListImageScanFindingAggregations'),
      },
    });
  });
});

describe('delivery of a response', () => {
  test.concurrent.each([
    [['reset']], [['error']], [['refused']], [['lost']], [['reset', 'error', 'refused', 'reset']], [['lost', 'lost']],
  ] as ResponseFault[][][])('survives a temporary fault: %p', async (faults) => {
    const { answer } = await run({}, 'FAIL_DEPLOYMENT', faults);
    expect(answer.Status).toBe('SUCCESS');
  });

  test.concurrent('throws if it fails, so that Lambda tries the request again', async () => {
    const invoked = lambda.invoke({
      RequestType: 'Delete',
      RequestId: 'r',
      StackId: 's',
      LogicalResourceId: 'l',
      PhysicalResourceId: 'p',
      ResourceType: IMAGE_STATUS_RESOURCE_TYPE,
      ResponseURL: 'http://127.0.0.1:1/lost?X-Amz-Signature=5ec2e7',
      ResourceProperties: {},
    });
    await expect(invoked).rejects.toThrow(/did not take the response in 5 attempts: /);
    const { stack } = await invoked.catch((error: Error) => error) as Error;
    expect(stack).not.toContain('X-Amz');
    expect(stack).not.toContain('5ec2e7');
  });
});

test('the URL of a response is never logged', () => {
  expect(lambda.output).toContain('"status":"FAILED"');
  expect(responses.endpoint.leaks(lambda.output)).toBe(false);
  expect(lambda.output).not.toContain('X-Amz');
});
