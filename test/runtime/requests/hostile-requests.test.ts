import * as fc from 'fast-check';
import { CustomResourceResponse, FunctionProcess, ResponseFault } from '../../../local-cloud/conductor';
import { IMAGE_BUILD_RESOURCE_TYPE, IMAGE_WAIT_RESOURCE_TYPE } from '../../../src/contract/contract';
import { hashOf } from '../../../src/runtime/values/hash';
import { BUNDLE } from '../../bundle';
import { executionNameOf } from '../execution-name';
import { Fault, HostileService, imageArn, PERMANENT_FAULTS, Operation, TRANSIENT_FAULTS, pipelineArn, RUNNING, startedArn } from '../hostile-service';
import { expectNoLie, truth } from '../hostile-truth';
import { JsonRpcService, RpcFault } from '../json-rpc-service';
import { ResponseServer } from '../response-server';

// Each request waits for most of its time: the tests of a group wait together, and queue for the processor.
jest.setTimeout(240_000);

let service: HostileService;
let rpc: JsonRpcService;
let responses: ResponseServer;
let lambda: FunctionProcess;
let cases = 0;

beforeAll(async () => {
  service = await HostileService.start();
  rpc = await JsonRpcService.start();
  responses = await ResponseServer.start();
  lambda = await FunctionProcess.start(BUNDLE, {
    AWS_ENDPOINT_URL_IMAGEBUILDER: service.url,
    AWS_ENDPOINT_URL_SSM: rpc.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: rpc.url,
    AWS_ENDPOINT_URL_SFN: rpc.url,
  });
});

afterAll(async () => {
  await Promise.all([service.stop(), rpc.stop(), responses.stop(), lambda.stop()]);
});

/** Faults of Systems Manager and Step Functions: a retry recovers from some, the others stay. */
const TRANSIENT_RPC_FAULTS: RpcFault[] = ['throttled', 'error500', 'reset', 'lost'];
const PERMANENT_RPC_FAULTS: RpcFault[] = ['denied', 'throttled', 'error500', 'invalid', 'reset', 'silent', 'garbage'];
/** The time of a call that must succeed in spite of a transient fault. */
const PATIENT_MS = 20_000;
const HASTY_MS = 6_000;

interface Case {
  readonly key?: string;
  readonly faults?: Partial<Record<Operation, Fault[]>>;
  readonly responseFaults?: ResponseFault[];
  readonly milliseconds?: number;
}

interface Sent extends Required<Case> {
  readonly key: string;
  readonly id: string;
}

function newCase({ key = `case-${cases++}`, faults = {}, responseFaults = [], milliseconds = HASTY_MS }: Case): Sent {
  service.setFaults(key, faults);
  return { key, faults, responseFaults, milliseconds, id: `request-${key}` };
}

interface Request {
  readonly LogicalResourceId: string;
  readonly RequestType?: string;
  readonly PhysicalResourceId?: string;
  readonly [property: string]: unknown;
}

async function send(sent: Sent, more: Request): Promise<void> {
  const request = { RequestType: 'Create', RequestId: sent.id, StackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/golden/1', ...more };
  await lambda.invoke({ ...request, ResponseURL: responses.open(request, sent.responseFaults) }, sent.milliseconds);
}

/** The answer: one, however often its receipt was lost or came too late. */
function answerTo({ id, responseFaults }: Sent): CustomResourceResponse | undefined {
  const documents = responses.documents(id);
  expect(responses.endpoint.violations).toEqual([]);
  if (documents.length === 0) return undefined;
  const late = lambda.lateReceipts.filter((url) => url.includes(`/${id}?`)).length;
  expect(documents.length).toBeLessThanOrEqual(1 + responseFaults.filter((fault) => fault === 'lost').length + late);
  expect(new Set(documents).size).toBe(1);
  return JSON.parse(documents[0]) as CustomResourceResponse;
}

describe('a build that is requested among faults', () => {
  async function build(given: Case, request: object = {}) {
    const sent = newCase(given);
    await send(sent, {
      LogicalResourceId: 'Build',
      ResourceType: IMAGE_BUILD_RESOURCE_TYPE,
      ResourceProperties: { ServiceToken: 'arn', ImagePipelineArn: pipelineArn(sent.key), Trigger: '1' },
      ...request,
    });
    const answer = answerTo(sent)!;
    // The mark of a build that is being cancelled comes before each cancellation.
    const changes = service.changesOf(sent.key).filter((change) => !change.startsWith('TagResource'));
    // A repeated request has the same token, so it is the same build.
    expect(new Set(changes).size).toBeLessThanOrEqual(1);
    if (answer.Status === 'FAILED') expect(answer.Reason).toMatch(/\S{3}/);
    return { ...sent, answer, changes };
  }

  const OPERATIONS = ['ListImagePipelineImages', 'StartImagePipelineExecution'] as const;

  test.concurrent.each(OPERATIONS)('%s: a fault that passes changes nothing', async (operation) => {
    await Promise.all(TRANSIENT_FAULTS.map(async (fault) => {
      const { key, answer } = await build({ faults: { [operation]: [fault] }, milliseconds: PATIENT_MS });
      expect({ fault, ...answer }).toMatchObject({ fault, Status: 'SUCCESS', Data: { ImageBuildVersionArn: startedArn(key) } });
    }));
  });

  test.concurrent.each(OPERATIONS)('%s: a fault that lasts ends in one answer, a success only for a build that there is', async (operation) => {
    await Promise.all(PERMANENT_FAULTS.map(async (fault) => {
      const { key, answer, changes } = await build({ faults: { [operation]: [fault] } });
      if (answer.Status === 'FAILED') return;
      expect(changes).toHaveLength(1);
      expect({ fault, arn: answer.Data!.ImageBuildVersionArn }).toEqual({ fault, arn: startedArn(key) });
    }));
  });

  test.concurrent('images that cannot be read may hide the build that there is: nothing is started', async () => {
    for (const fault of ['emptyEntries', 'wrongTypes', 'nulls', 'repeatedToken', 'numericToken', 'truncatedForever', 'error403'] as const) {
      const { answer, changes } = await build({ faults: { ListImagePipelineImages: [fault] } });
      expect({ fault, Status: answer.Status, changes }).toEqual({ fault, Status: 'FAILED', changes: [] });
    }
  });

  test.concurrent('permissions that are not known everywhere yet are waited for', async () => {
    const { answer } = await build({ faults: { ListImagePipelineImages: ['denied'], StartImagePipelineExecution: ['denied'] }, milliseconds: PATIENT_MS });
    expect(answer.Status).toBe('SUCCESS');
  });

  test.concurrent('tells the person who deploys what happened and what to do', async () => {
    const reasonOf = async (operation: Operation, fault: Fault) => (await build({ faults: { [operation]: [fault] } })).answer.Reason;
    expect(await reasonOf('StartImagePipelineExecution', 'error403')).toMatch(/may not call imagebuilder:StartImagePipelineExecution on arn:\S+image-pipeline/);
    expect(await reasonOf('StartImagePipelineExecution', 'quota')).toMatch(/reached its quota of concurrent builds/);
    expect(await reasonOf('StartImagePipelineExecution', 'disabled')).toMatch(/pipeline is disabled.*Enable the pipeline/);
    expect(await reasonOf('StartImagePipelineExecution', 'inUse')).toMatch(/in use\. The pipeline or one of its images is being changed\. Deploy again in a minute\./);
    expect(await reasonOf('StartImagePipelineExecution', 'silent')).toMatch(/did not answer StartImagePipelineExecution in time/);
  });

  const deletes: Array<[string, Operation[], string]> = [
    ['by its id', ['GetImage', 'CancelImageCreation'], 'named'], ['by an id that CloudFormation invented', ['ListImagePipelineImages', 'CancelImageCreation'], 'invented'],
  ];
  test.concurrent.each(deletes)('is cancelled %s, and the delete succeeds whatever happens', async (_what, operations, kind) => {
    await Promise.all(operations.flatMap((operation) => [...TRANSIENT_FAULTS, ...PERMANENT_FAULTS].map(async (fault) => {
      const key = `${RUNNING}${kind}-${cases++}`;
      const PhysicalResourceId = kind === 'named' ? `${imageArn(key)}|0123456789abcdef` : 'golden-Build-1ABCDEFG';
      const { answer, changes } = await build({ key, faults: { [operation]: [fault] }, milliseconds: 10_000 }, { RequestType: 'Delete', PhysicalResourceId });
      expect({ fault, ...answer }).toMatchObject({ fault, Status: 'SUCCESS', PhysicalResourceId });
      if (TRANSIENT_FAULTS.some((passing) => passing === fault)) expect([...new Set(changes)]).toEqual([expect.stringContaining(`CancelImageCreation {"imageBuildVersionArn":"${imageArn(key)}"`)]);
    })));
  });

  test.concurrent('that is finished is never cancelled', async () => {
    await Promise.all([...TRANSIENT_FAULTS, ...PERMANENT_FAULTS].map(async (fault) => {
      const key = `case-${cases++}`;
      const { changes } = await build({ key, faults: { GetImage: [fault] } }, { RequestType: 'Delete', PhysicalResourceId: `${imageArn(key)}|0123456789abcdef` });
      // A state that is not known yet may be one in which it still runs; the service refuses to cancel what does not.
      if (fault !== 'futureValues') expect({ fault, changes }).toEqual({ fault, changes: [] });
    }));
  });

  test.concurrent('the rollback of an update succeeds whatever happens', async () => {
    await Promise.all(['ListImagePipelineImages', 'CancelImageCreation'].flatMap((operation) => PERMANENT_FAULTS.map(async (fault) => {
      const key = `${RUNNING}rollback-${cases++}`;
      const accepted = `${startedArn(key)}|${hashOf([pipelineArn(key), '1'])}`;
      const { answer } = await build({ key, faults: { [operation]: [fault] } }, { RequestType: 'Update', PhysicalResourceId: accepted });
      expect({ fault, ...answer }).toMatchObject({ fault, Status: 'SUCCESS', PhysicalResourceId: accepted, Data: { ImageBuildVersionArn: startedArn(key) } });
    })));
  });
});

describe('a wait that is requested among faults', () => {
  async function startWait(sent: Sent, onFailure = 'FAIL_DEPLOYMENT') {
    await send(sent, {
      LogicalResourceId: 'Status',
      ResourceType: IMAGE_WAIT_RESOURCE_TYPE,
      ResourceProperties: {
        ServiceToken: 'arn',
        ImageBuildVersionArn: imageArn(sent.key),
        StateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:waits',
        WaitSeconds: '30',
        Last: 'true',
        OnFailure: onFailure,
        Gate: { MaximumHigh: '3', Except: [{ VulnerabilityId: 'CVE-1', Reason: 'not reachable' }] },
      },
    });
  }

  /** Does what the state machine does: checks, tries again what failed, and gives up in the end. True if that failed, too. */
  async function runMachine({ id, milliseconds }: Sent): Promise<boolean> {
    let Wait: unknown = JSON.parse(rpc.executionOf(id)!.input);
    for (let failures = 0; failures < 3;) {
      const returned = await lambda.invoke({ Action: 'CHECK', Wait, Execution: executionNameOf(Wait), StartedAt: new Date().toISOString() }, milliseconds).catch((error: Error) => error);
      failures = returned instanceof Error ? failures + 1 : 0;
      if (returned instanceof Error) expect(returned.stack).not.toContain('X-Amz');
      else Wait = returned;
      if ((Wait as { Done?: boolean }).Done) return false;
    }
    return lambda.invoke({ Action: 'GIVE_UP', Wait, Execution: executionNameOf(Wait), StartedAt: new Date().toISOString() }, milliseconds).then(() => false, () => true);
  }

  async function wait(given: Case, onFailure = 'FAIL_DEPLOYMENT') {
    const sent = newCase(given);
    await startWait(sent, onFailure);
    expect(answerTo(sent)).toBeUndefined();
    expect(await runMachine(sent)).toBe(false);
    const answer = answerTo(sent)!;
    expectNoLie(sent.key, answer, onFailure);
    expect(service.changesOf(sent.key)).toEqual([]);
    return { ...sent, answer };
  }

  const OPERATIONS: Operation[] = ['GetImage', 'ListWorkflowExecutions', 'ListImageScanFindingAggregations', 'ListWorkflowStepExecutions', 'ListImageScanFindings'];

  test.concurrent('without faults the answer is the truth', async () => {
    const { key, answer } = await wait({});
    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: truth(key) });
  });

  test.concurrent.each(OPERATIONS)('%s: a fault that passes changes nothing', async (operation) => {
    await Promise.all(TRANSIENT_FAULTS.map(async (fault) => {
      const { key, answer } = await wait({ faults: { [operation]: [fault] }, milliseconds: PATIENT_MS });
      expect({ fault, ...answer }).toMatchObject({ fault, Status: 'SUCCESS', Data: truth(key) });
    }));
  });

  test.concurrent.each(OPERATIONS)('%s: a fault that lasts ends in one answer', async (operation) => {
    await Promise.all(PERMANENT_FAULTS.flatMap((fault) => ['FAIL_DEPLOYMENT', 'REPORT'].map(async (onFailure) => {
      await wait({ faults: { [operation]: [fault] } }, onFailure);
    })));
  });

  test.concurrent.each(['CreateSecret', 'PutResourcePolicy', 'PutSecretValue', 'GetSecretValue', 'DeleteSecret'])('%s: a fault that passes changes nothing', async (operation) => {
    await Promise.all(TRANSIENT_RPC_FAULTS.map(async (fault) => {
      const key = `case-${cases++}`;
      rpc.setFault(operation, `request-${key}"`, fault, 1);
      const { answer } = await wait({ key, milliseconds: PATIENT_MS });
      expect({ fault, ...answer }).toMatchObject({ fault, Status: 'SUCCESS', Data: truth(key) });
      expect(rpc.secrets.all.filter(({ name }) => name.endsWith(`-request-${key}`))).toEqual([]);
    }));
  });

  test.concurrent('an address that cannot be forgotten keeps no answer', async () => {
    await Promise.all(PERMANENT_RPC_FAULTS.map(async (fault) => {
      const key = `case-${cases++}`;
      rpc.setFault('DeleteSecret', `request-${key}"`, fault);
      expect((await wait({ key })).answer.Status).toBe('SUCCESS');
    }));
  });

  test.concurrent('an address that cannot be read is an error, in each try of the state machine', async () => {
    await Promise.all(PERMANENT_RPC_FAULTS.map(async (fault) => {
      const sent = newCase({});
      rpc.setFault('GetSecretValue', `${sent.id}"`, fault);
      await startWait(sent);
      expect({ fault, failed: await runMachine(sent) }).toEqual({ fault, failed: true });
      expect(answerTo(sent)).toBeUndefined();
    }));
  });

  test.concurrent.each(['CreateSecret', 'PutResourcePolicy', 'PutSecretValue', 'StartExecution'])('that cannot be started because of %s fails the deployment, and one that started in spite of it answers no more', async (operation) => {
    await Promise.all(PERMANENT_RPC_FAULTS.map(async (fault) => {
      const sent = newCase({});
      rpc.setFault(operation, sent.id, fault);
      await startWait(sent);
      expect({ fault, ...answerTo(sent) }).toMatchObject({ fault, Status: 'FAILED', Reason: expect.stringContaining(operation) });
      if (rpc.executionOf(sent.id)) await runMachine(sent);
      expect(responses.documents(sent.id)).toHaveLength(1);
    }));
  });

  test.concurrent.each(['CreateSecret', 'PutResourcePolicy', 'PutSecretValue', 'StartExecution'])('is started once, in spite of faults of %s that pass', async (operation) => {
    await Promise.all(TRANSIENT_RPC_FAULTS.map(async (fault) => {
      const key = `case-${cases++}`;
      rpc.setFault(operation, `request-${key}`, fault, 1);
      const { answer } = await wait({ key, milliseconds: PATIENT_MS });
      expect({ fault, ...answer }).toMatchObject({ fault, Status: 'SUCCESS', Data: truth(key) });
    }));
  });

  test.concurrent.each([[['reset']], [['lost']], [['error', 'refused']], [['lost', 'lost']]] as ResponseFault[][][])('an address that stumbles: %p', async (responseFaults) => {
    expect((await wait({ responseFaults, milliseconds: PATIENT_MS })).answer.Status).toBe('SUCCESS');
  });

  test.concurrent.each(['first', 'second', 'third'])('a random sequence of faults for each of 40 requests, the %s batch', async () => {
    const fault = fc.constantFrom<Fault>(...TRANSIENT_FAULTS, ...PERMANENT_FAULTS);
    const faults = fc.record(Object.fromEntries(OPERATIONS.map((operation) => [operation, fc.array(fault, { maxLength: 2 })])), { requiredKeys: [] });
    const responseFaults = fc.array(fc.constantFrom<ResponseFault>('reset', 'error'), { maxLength: 2 });
    const sequences = fc.array(fc.tuple(faults, fc.constantFrom('FAIL_DEPLOYMENT', 'REPORT'), responseFaults), { minLength: 40, maxLength: 40 });
    await fc.assert(fc.asyncProperty(sequences, async (batch) => {
      await Promise.all(batch.map(([some, onFailure, stumbles]) => wait({ faults: some as Case['faults'], responseFaults: stumbles }, onFailure)));
    }), { numRuns: 1, endOnFailure: true });
  });
});

test('the address of an answer is never written, nor given to another service than the one that keeps it', () => {
  expect(lambda.output).toContain('"status":"FAILED"');
  expect(lambda.output).not.toContain('X-Amz');
  const told = rpc.calls.filter(({ operation, input }) => JSON.stringify(input).includes('X-Amz') && operation !== 'PutSecretValue');
  expect(told).toEqual([]);
});
