import * as fc from 'fast-check';
import { earlierName, GATE_STATUS, PASSED, RELEASE, RELEASE_FAILURE, RELEASING, SCENES } from './release-scenes';
import { FunctionProcess } from '../../../local-cloud/conductor';
import { MAX_RELEASE_WAIT_SECONDS, ReleaseProperty, ReleaseState } from '../../../src/contract/release';
import { BUNDLE } from '../../bundle';
import { Fault, HostileService, imageArn, PERMANENT_FAULTS, ONLY_ARNS, Operation, TRANSIENT_FAULTS } from '../hostile-service';
import { JsonRpcService, RpcFault } from '../json-rpc-service';

// Each poll waits for most of its time: the tests wait together, and queue for the processor.
jest.setTimeout(240_000);

const SECRET_KEY = 'a-secret-access-key-that-no-log-may-hold';
const DIGEST = `sha256:${'a'.repeat(64)}`;
/** The time of a call that must succeed in spite of a transient fault. */
const PATIENT_MS = 60_000;
const HASTY_MS = 6_000;
/** The number of consecutive polls with a refused call that ends the step. */
const REFUSED_POLLS = 3;
/** The number of polls with unreadable findings that ends the gate. */
const UNREADABLE_POLLS = 6;

let service: HostileService;
let rpc: JsonRpcService;
let lambda: FunctionProcess;
let cases = 0;

beforeAll(async () => {
  service = await HostileService.start();
  rpc = await JsonRpcService.start();
  lambda = await FunctionProcess.start(BUNDLE, {
    AWS_ENDPOINT_URL_IMAGEBUILDER: service.url,
    AWS_ENDPOINT_URL_SSM: rpc.url,
    AWS_ENDPOINT_URL_ECR: rpc.url,
    AWS_SECRET_ACCESS_KEY: SECRET_KEY,
  });
});

afterAll(async () => {
  await Promise.all([service.stop(), rpc.stop(), lambda.stop()]);
});

/** All faults of an answer, and one that only hides the right image. */
const LASTING = [...PERMANENT_FAULTS, ONLY_ARNS] as const;
/** Faults that mean that the same call would be refused again. */
const REFUSALS: ReadonlyArray<Fault | RpcFault> = ['error400', 'error403', 'error404', 'denied', 'invalid'];
/** Faults that use up the time of a poll, since their calls are retried; the other faults show the effect of many polls. */
const SLOW: ReadonlyArray<Fault | RpcFault> = [
  'throttledForever', 'resetForever', 'silent', 'error500Forever', 'garbageForever', 'truncatedForever', 'endlessTokens', 'throttled', 'error500', 'reset', 'garbage',
];

const CALLS = Object.entries(SCENES).flatMap(([scene, { calls }]) => calls.map((operation) => [scene, operation] as const));

/** Lists whose entries do not say what they are. */
const UNSAID: Fault[] = ['emptyEntries', 'wrongTypes', 'nulls', 'futureValues', ONLY_ARNS];
/** Responses without a member that the function needs, and a state of another image that is as good as the true one. */
const IGNORED: Fault[] = ['empty', 'repeatedToken', 'endlessTokens', 'numericToken', ...UNSAID];

interface Case {
  readonly faults?: Partial<Record<Operation, Fault[]>>;
  readonly rpcFault?: readonly [operation: string, fault: RpcFault, times?: number];
  /** The fault that each call meets, if there is one. */
  readonly lasting?: Fault | RpcFault;
  readonly milliseconds?: number;
  /** The polls before the step times out. */
  readonly timely?: number;
}

interface End {
  readonly state: ReleaseState;
  readonly polls: number;
  readonly tags: Record<string, string>;
  /** Changes of anything but its own tags. */
  readonly changes: string[];
  /** The image that users get by the parameter. */
  readonly published?: string;
}

/** A step that still waits after this number of polls waits until it times out. */
function timelyPolls(name: string, fault?: Fault | RpcFault): number {
  if (fault && SLOW.includes(fault)) return 1;
  return hasVerdict(name) ? UNREADABLE_POLLS : REFUSED_POLLS;
}

/** Whether a step comes to the findings. */
function hasVerdict(name: string): boolean {
  return SCENES[name].calls.includes('ListImageScanFindings');
}

/** The polls of a step that fails: what would be refused again ends it early; load, and faults of the service, only at the end of its time. */
function expectedPolls(name: string, fault: Fault | RpcFault): number {
  return REFUSALS.includes(fault) ? REFUSED_POLLS : timelyPolls(name, fault) + 1;
}

/** Polls as the state machine does, without the waits. An error that the function throws fails the test. */
async function run(name: string, { faults = {}, rpcFault, lasting, milliseconds = HASTY_MS, ...more }: Case): Promise<End> {
  const { step, maximumHigh = '3', tags = {}, others = () => [], approval, distribution = step === 'RELEASE' ? 'COMPLETED' : 'PENDING', isAmi, hasNoGate } = SCENES[name];
  const key = `release-${cases++}`;
  service.setFaults(key, faults);
  service.setFaults(earlierName(key), { ListWorkflowExecutions: ['error403'] });
  service.setDistributing(key, tags, others(key), approval ?? 'COMPLETED', distribution);
  rpc.digests.set(`golden/${key}:${key}-1.0.0-1`, DIGEST);
  if (rpcFault) rpc.setFault(rpcFault[0], `golden/${key}"`, rpcFault[1], rpcFault[2]);
  const Parameter = { Name: `/golden/${key}`, RepositoryUri: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/golden/${key}` };
  const Gate = { MaximumHigh: maximumHigh, Except: [{ VulnerabilityId: 'CVE-1', Reason: 'not reachable' }] };
  const Releases = [{ ImageName: key, PipelineName: key, ...!hasNoGate && { Gate }, Approval: approval && 'true', ...!isAmi && { Parameter } }] as ReleaseProperty[];

  let state: ReleaseState | undefined;
  const { timely = timelyPolls(name, lasting) } = more;
  const first = { UnreadableFindings: timely === 1 ? UNREADABLE_POLLS - 2 : 0 };
  for (let polls = 1; polls <= timely + 1; polls++) {
    const age = polls <= timely ? 0 : MAX_RELEASE_WAIT_SECONDS + 1;
    const StartedAt = new Date(Date.now() - age * 1_000).toISOString();
    const event = { Action: 'RELEASE', Release: { Step: step, Image: imageArn(key) }, Releases, State: state ?? first, StartedAt };
    state = await lambda.invoke(event, milliseconds) as ReleaseState;
    if (state.Done) {
      return { state, polls, tags: service.tagsOf(key), changes: service.changesOf(key).filter((change) => change !== `TagResource /tags/${imageArn(key)}`), published: rpc.parameters.get(Parameter.Name)?.Value };
    }
    expect(state.Seconds).toBeGreaterThan(0);
  }
  throw new Error(`${name} does not end with ${JSON.stringify({ faults, rpcFault })}.`);
}

function isPassed({ Refused, Superseded, Failed }: ReleaseState): boolean {
  return Refused === undefined && Superseded === undefined && Failed === undefined;
}

/** The step ended as it does without faults, or it says why not; it never passes an image that it does not pass without faults. */
function expectNoLie(name: string, { state, tags }: End): void {
  const { truth, tagsAfter } = SCENES[name];
  if (isPassed(state)) {
    expect(state).toEqual(truth);
    expect(tags).toMatchObject(tagsAfter);
  } else {
    expect(state.Refused ?? state.Superseded ?? state.Failed).toMatch(/\S+ \S+ \S+/);
  }
  if (tagsAfter[GATE_STATUS] !== 'PASSED') expect(tags[GATE_STATUS]).not.toBe('PASSED');
  if (tagsAfter[RELEASE] !== 'RELEASED') expect(tags[RELEASE]).not.toBe('RELEASED');
}

function expectTruth(name: string, end: End, label: object): void {
  const { step, truth, tagsAfter, isAmi } = SCENES[name];
  expect({ ...label, state: end.state }).toEqual({ ...label, state: truth });
  expect({ ...label, ...end.tags }).toMatchObject({ ...label, ...tagsAfter });
  expect({ ...label, published: end.published !== undefined }).toEqual({ ...label, published: step === 'RELEASE' && tagsAfter[RELEASE] === 'RELEASED' && !isAmi });
}

test.concurrent.each(Object.keys(SCENES))('%s: without faults it ends with the truth', async (name) => {
  const end = await run(name, { milliseconds: PATIENT_MS });
  expectTruth(name, end, {});
});

test.concurrent.each(CALLS)('%s: a fault of %s that passes changes nothing', async (name, operation) => {
  await Promise.all(TRANSIENT_FAULTS.map(async (fault) => {
    const end = await run(name, { faults: { [operation]: [fault] }, milliseconds: PATIENT_MS });
    expectTruth(name, end, { fault });
  }));
});

/** Whether a response with a fault says all that the step needs to know. */
function saysEnough(name: string, operation: Operation, fault: Fault): boolean {
  switch (operation) {
    case 'TagResource': return IGNORED.includes(fault);
    // The mark of an older image is removed as far as possible.
    case 'UntagResource': return true;
    case 'GetImage': return ['repeatedToken', 'endlessTokens', 'numericToken'].includes(fault) || (fault === 'futureValues' && !hasVerdict(name));
    case 'ListImagePipelineImages': return fault === 'futureValues';
    // Only a step that is listed as pending or running holds the mark back.
    case 'ListWorkflowStepExecutions': return SCENES[name].approval === undefined && UNSAID.includes(fault);
    case 'ListImageScanFindingAggregations': return fault === 'futureValues';
    default: return false;
  }
}

test.concurrent.each(CALLS)('%s: a fault of %s that lasts ends in a failure that says why', async (name, operation) => {
  await Promise.all(LASTING.map(async (fault) => {
    const isEnough = saysEnough(name, operation, fault);
    const end = await run(name, { faults: { [operation]: [fault] }, lasting: fault, milliseconds: isEnough ? 2 * HASTY_MS : HASTY_MS });
    expectNoLie(name, end);
    if (isEnough) return expectTruth(name, end, { fault });
    const { Failed, Refused } = end.state;
    expect({ fault, isPassed: isPassed(end.state) }).toEqual({ fault, isPassed: false });
    if (operation.startsWith('ListImageScan')) {
      // The findings are to blame, and not the next call, for which no time was left.
      const says = expect.stringMatching(/^(?!.*TagResource).*(ListImageScan|Image Builder|does not exist)/);
      expect({ fault, polls: end.polls, says: Refused ?? Failed }).toEqual({ fault, polls: SLOW.includes(fault) ? 2 : UNREADABLE_POLLS, says });
    } else if (operation === 'GetImage' && fault === 'futureValues') {
      expect(Refused).toContain('the scan is FROM_THE_FUTURE');
    } else if (operation.startsWith('ListWorkflow')) {
      // A list that does not say who has approved the image says that nobody has.
      const says = expect.stringMatching(/ListWorkflow|nobody has approved it|does not exist|its distribution is not over/);
      expect({ fault, polls: end.polls, says: Failed }).toEqual({ fault, polls: Failed!.includes('nobody') ? REFUSED_POLLS : expectedPolls(name, fault), says });
    } else {
      const says = fault === 'error404' ? 'does not exist' : operation;
      const failed = { ...PASSED, Failed: expect.stringContaining(says) };
      expect({ fault, polls: end.polls, state: end.state }).toEqual({ fault, polls: expectedPolls(name, fault), state: failed });
    }
  }));
});

describe('the parameter of a released image', () => {
  const CALLS_OF_PARAMETER = ['DescribeImages', 'PutParameter'] as const;
  const TRANSIENT_RPC_FAULTS: RpcFault[] = ['throttled', 'error500', 'reset', 'lost'];
  const PERMANENT_RPC_FAULTS: RpcFault[] = ['denied', 'throttled', 'error500', 'invalid', 'reset', 'silent', 'garbage'];
  const NAME = 'the release of an image';

  test.concurrent.each(CALLS_OF_PARAMETER)('is written in spite of faults of %s that pass', async (operation) => {
    await Promise.all(TRANSIENT_RPC_FAULTS.map(async (fault) => {
      const end = await run(NAME, { rpcFault: [operation, fault, 1], milliseconds: PATIENT_MS });
      expectTruth(NAME, end, { fault });
      expect(end.published).toMatch(new RegExp(`@${DIGEST}$`));
    }));
  });

  test.concurrent.each(CALLS_OF_PARAMETER)('that cannot be written because of %s leaves the image unreleased', async (operation) => {
    await Promise.all(PERMANENT_RPC_FAULTS.map(async (fault) => {
      const { state, polls, tags: { [RELEASE_FAILURE]: why, ...tags }, changes } = await run(NAME, { rpcFault: [operation, fault], lasting: fault });
      expect({ fault, state, polls, tags, changes }).toEqual({
        fault, state: { ...PASSED, Failed: expect.stringContaining(operation) }, polls: expectedPolls(NAME, fault), tags: RELEASING, changes: [],
      });
      // A call that was tried again and again may have left no time.
      if (!SLOW.includes(fault)) expect({ fault, why }).toEqual({ fault, why: expect.stringContaining(operation) });
    }));
  });
});

test.concurrent('findings that cannot be read are to blame for the end of a gate, even if no time is left for its tags', async () => {
  const { state: { Failed } } = await run('the gate of an image that it passes', { faults: { ListImageScanFindings: ['error500Forever'], TagResource: ['silent'] }, timely: 1 });
  expect(Failed).toMatch(/ListImageScanFinding/);
});

test.concurrent('ten polls in a row without a usable response end a step', async () => {
  const end = await run('the turn of an image', { faults: { ListImagePipelineImages: ['empty'] }, timely: 20, milliseconds: PATIENT_MS });
  expect(end).toMatchObject({ polls: 10, state: { Failed: expect.stringContaining('Retry the image; build a container image again.') } });
});

test.concurrent('an image whose pipeline cannot be read is not released', async () => {
  await Promise.all(LASTING.filter((fault) => fault !== 'futureValues').map(async (fault) => {
    const { tags, changes, published } = await run('the release of an image', { faults: { ListImagePipelineImages: [fault] } });
    expect({ fault, release: tags[RELEASE], changes, published }).toEqual({ fault, release: 'RELEASING', changes: [], published: undefined });
  }));
});

test.concurrent.each(['first', 'second'])('a random sequence of faults for each of 40 steps passes no image wrongly, the %s batch', async () => {
  const fault = fc.constantFrom<Fault>(...TRANSIENT_FAULTS, ...LASTING);
  const operations = [...new Set(CALLS.map(([, operation]) => operation))];
  const faults = fc.record(Object.fromEntries(operations.map((operation) => [operation, fc.array(fault, { maxLength: 3 })])), { requiredKeys: [] });
  const sequences = fc.array(fc.tuple(fc.constantFrom(...Object.keys(SCENES)), faults), { minLength: 40, maxLength: 40 });
  await fc.assert(fc.asyncProperty(sequences, async (batch) => {
    await Promise.all(batch.map(async ([name, some]) => expectNoLie(name, await run(name, { faults: some as Case['faults'] }))));
  }), { numRuns: 1, endOnFailure: true });
});

// It runs when all of them have ended.
describe('log of the releases', () => {
  test('holds each end, no credential and no stack trace', () => {
    expect(lambda.output).toContain('"status":"PASSED"');
    expect(lambda.output).toContain('"status":"REFUSED"');
    expect(lambda.output).toContain('"status":"FAILED"');
    expect(lambda.output).not.toMatch(/AWS4-HMAC|Signature=|X-Amz/i);
    expect(lambda.output).not.toContain(SECRET_KEY);
    expect(lambda.output).not.toMatch(/\n\s+at |\\n\s+at /);
  });
});
