import * as fc from 'fast-check';
import { Answer, AnswerAddress, AnswerFault } from './answer-address';
import { FunctionProcess } from './function-process';
import { Fault, HostileService, LASTING_FAULTS, PASSING_FAULTS, pipelineArn, StatusOperation as Operation, STATUS_OPERATIONS as OPERATIONS } from './hostile-service';
import { expectNoLie, truth } from './hostile-truth';
import { IMAGE_STATUS_RESOURCE_TYPE, MAX_RESPONSE_BYTES } from '../../src/contract/contract';

let service: HostileService;
let address: AnswerAddress;
let lambda: FunctionProcess;
let cases = 0;

beforeAll(async () => {
  service = await HostileService.start();
  address = await AnswerAddress.start();
  lambda = await FunctionProcess.start(service.url);
});

afterAll(async () => {
  await Promise.all([service.stop(), address.stop(), lambda.stop()]);
});

type Faults = Partial<Record<Operation, Fault[]>>;

interface Run {
  readonly key: string;
  readonly answer: Answer;
}

/** Runs one request against the faults and checks what must hold for each. */
async function run(faults: Faults, onFailure = 'FAIL_DEPLOYMENT', answerFaults: AnswerFault[] = [], milliseconds = 5_000): Promise<Run> {
  const key = `case-${cases++}`;
  service.setFaults(key, faults);
  const error = await lambda.invoke({
    RequestType: 'Create',
    RequestId: `request-${key}`,
    StackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/golden/1',
    LogicalResourceId: 'Status',
    ResourceType: IMAGE_STATUS_RESOURCE_TYPE,
    ResponseURL: address.url(key, answerFaults),
    ResourceProperties: {
      ServiceToken: 'arn',
      ImagePipelineArn: pipelineArn(key),
      Trigger: '1',
      OnFailure: onFailure,
      Gate: { MaximumHigh: '3', Except: [{ VulnerabilityId: 'CVE-1', Reason: 'not reachable' }] },
    },
  }, milliseconds);

  expect(error).toBeUndefined();
  const deliveries = address.deliveriesTo(key);
  // An answer whose receipt was lost is sent again, and is the same.
  expect(deliveries.length).toBe(1 + answerFaults.filter((fault) => fault === 'lost').length);
  expect(new Set(deliveries.map(({ body }) => body.toString())).size).toBe(1);
  for (const { body, contentType } of deliveries) {
    expect(body.length).toBeLessThanOrEqual(MAX_RESPONSE_BYTES);
    expect(contentType ?? '').toBe('');
  }
  const answer = JSON.parse(deliveries[0].body.toString()) as Answer;
  expect(answer).toMatchObject({ RequestId: `request-${key}`, LogicalResourceId: 'Status', PhysicalResourceId: expect.stringMatching(/^Status-[0-9a-f]{16}$/) });
  expectNoLie(key, answer, onFailure);
  return { key, answer };
}

test('without faults the answer is the truth', async () => {
  const { key, answer } = await run({});
  expect(answer).toMatchObject({ Status: 'SUCCESS', Data: truth(key) });
});

test('there are enough distinct faults', () => {
  expect(OPERATIONS.length * (PASSING_FAULTS.length + LASTING_FAULTS.length)).toBeGreaterThanOrEqual(40);
});

describe.each(OPERATIONS)('%s', (operation) => {
  test('a fault that passes changes nothing', async () => {
    await Promise.all(PASSING_FAULTS.map(async (fault) => {
      const { key, answer } = await run({ [operation]: [fault] }, 'FAIL_DEPLOYMENT', [], 20_000);
      expect({ fault, ...answer }).toMatchObject({ fault, Status: 'SUCCESS', Data: truth(key) });
    }));
  }, 60_000);

  test('a fault that lasts ends in one clear answer', async () => {
    await Promise.all(LASTING_FAULTS.flatMap((fault) => ['FAIL_DEPLOYMENT', 'REPORT'].map(async (onFailure) => {
      await run({ [operation]: [fault] }, onFailure);
    })));
  }, 60_000);
});

describe('what the person who deploys reads', () => {
  test.each([
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
  ] as const)('%s %s', async (operation, fault, reason) => {
    const { answer } = await run({ [operation]: [fault] });
    expect(answer.Status).toBe('FAILED');
    expect(answer.Reason).toMatch(reason);
  }, 30_000);

  test('steps that cannot be read leave the rest of the answer as it is, and are named', async () => {
    const { key, answer } = await run({ ListWorkflowStepExecutions: ['error403'] });
    const message = expect.stringMatching(/failed step is not known: .*may not call imagebuilder:ListWorkflowStepExecutions/);
    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { ...truth(key), FailedStep: '', FailedStepMessage: message } });
  });

  test('findings that cannot be read are no reason to fail where no gate fails the deployment', async () => {
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

describe('the address of the answer', () => {
  test.each([
    [['reset']], [['error']], [['refused']], [['lost']], [['reset', 'error', 'refused', 'reset']], [['lost', 'lost']],
  ] as AnswerFault[][][])('stumbles: %p', async (faults) => {
    const { answer } = await run({}, 'FAIL_DEPLOYMENT', faults);
    expect(answer.Status).toBe('SUCCESS');
  }, 30_000);

  test('an answer that cannot be delivered is an error, so that Lambda tries the request again', async () => {
    const error = await lambda.invoke({
      RequestType: 'Delete',
      RequestId: 'r',
      StackId: 's',
      LogicalResourceId: 'l',
      PhysicalResourceId: 'p',
      ResourceType: IMAGE_STATUS_RESOURCE_TYPE,
      ResponseURL: `http://127.0.0.1:1/lost?${AnswerAddress.SECRET}`,
      ResourceProperties: {},
    });
    expect(error).toMatch(/did not take the answer in 5 attempts: /);
    expect(error).not.toContain(AnswerAddress.SECRET);
  }, 30_000);
});

test('random sequences of faults', async () => {
  const fault = fc.constantFrom<Fault>(...PASSING_FAULTS, ...LASTING_FAULTS);
  const faults = fc.record(Object.fromEntries(OPERATIONS.map((operation) => [operation, fc.array(fault, { maxLength: 3 })])), { requiredKeys: [] });
  const answerFaults = fc.array(fc.constantFrom<AnswerFault>('reset', 'error', 'refused', 'lost'), { maxLength: 2 });
  const sequences = fc.array(fc.tuple(faults, fc.constantFrom('FAIL_DEPLOYMENT', 'REPORT'), answerFaults), { minLength: 40, maxLength: 40 });
  await fc.assert(fc.asyncProperty(sequences, async (batch) => {
    await Promise.all(batch.map(([some, onFailure, stumbles]) => run(some as Faults, onFailure, stumbles, 4_000)));
  }), { numRuns: 4, endOnFailure: true });
}, 120_000);

test('the address of an answer is never written', () => {
  expect(lambda.output).toContain('"status":"FAILED"');
  expect(lambda.output).not.toContain(AnswerAddress.SECRET);
  expect(lambda.output).not.toContain('X-Amz');
});
