import { randomUUID } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { LoopbackServer, RequestHandler } from '../../local-cloud/loopback-server';
import { TRIGGER_TAG } from '../../src/contract/contract';
import { RELEASE_TAG } from '../../src/contract/release';

/** The calls of a status. */
export const STATUS_OPERATIONS = [
  'ListImagePipelineImages', 'GetImage', 'ListWorkflowExecutions', 'ListImageScanFindingAggregations', 'ListWorkflowStepExecutions', 'ListImageScanFindings',
] as const;
export type StatusOperation = typeof STATUS_OPERATIONS[number];
export type Operation = StatusOperation | 'GetImagePipeline' | 'StartImagePipelineExecution' | 'CancelImageCreation' | 'TagResource' | 'UntagResource';
type Json = Record<string, unknown>;

/** Faults from which a call recovers when it is tried again. */
export const TRANSIENT_FAULTS = ['throttled', 'reset', 'error500', 'error503', 'truncated', 'garbage', 'html'] as const;
/** Faults of an answer that arrives; each call meets it. */
export const PERMANENT_FAULTS = [
  'throttledForever', 'resetForever', 'silent', 'error400', 'error403', 'error404', 'error500Forever', 'garbageForever', 'truncatedForever',
  'empty', 'emptyEntries', 'wrongTypes', 'nulls', 'futureValues', 'repeatedToken', 'endlessTokens', 'numericToken',
] as const;
/** Faults of a start. */
const START_FAULTS = ['quota', 'disabled', 'inUse'] as const;
/** Each value has a wrong type, except ARNs: the answer is about the right image, and says nothing else. */
export const ONLY_ARNS = 'onlyArns';
export type Fault = typeof TRANSIENT_FAULTS[number] | typeof PERMANENT_FAULTS[number] | typeof START_FAULTS[number] | typeof ONLY_ARNS | 'denied';
/** Faults of a request that never took effect. */
const REFUSALS: ReadonlyArray<Fault | undefined> = ['throttled', 'throttledForever', 'error400', 'error403', 'error404', 'error500', 'error500Forever', 'error503', 'denied'];

/** The time in which a list without an end gives a page, like a real one; at once, it would take the processor from the other cases. */
const PAGE_MILLISECONDS = 500;

const LIST_MEMBER: Partial<Record<Operation, string>> = {
  ListImagePipelineImages: 'imageSummaryList',
  ListWorkflowExecutions: 'workflowExecutions',
  ListImageScanFindingAggregations: 'responses',
  ListWorkflowStepExecutions: 'steps',
  ListImageScanFindings: 'findings',
};

export const FUTURE = 'FROM_THE_FUTURE';
/** The beginning of the name of a case whose image is being built. */
export const RUNNING = 'running-';
const ACCOUNT = 'arn:aws:imagebuilder:eu-west-1:123456789012';

export const pipelineArn = (key: string) => `${ACCOUNT}:image-pipeline/${key}`;
export const imageArn = (key: string) => `${ACCOUNT}:image/${key}/1.0.0/1`;
/** The image that a start makes. */
export const startedArn = (key: string) => `${ACCOUNT}:image/${key}/1.0.0/2`;
const workflowId = (key: string) => `wf-${key}`;

/** An image as a list shows it. */
export interface ListedImage {
  readonly arn: string;
  readonly dateCreated: string;
  readonly state: { readonly status: string };
  readonly tags?: Record<string, string>;
}

/** An image that is being distributed. */
interface Distributed {
  readonly tags: Record<string, string>;
  readonly others: readonly ListedImage[];
  /** Status of the step that waits for a person, in the distribution that runs now; `NONE`: it has no such step. */
  readonly approval: string;
  /** Status of the step that distributes the image. */
  readonly distribution: string;
}

/**
 * A service that answers rightly unless a case says otherwise. A case is named by the image that it asks for;
 * the image of a case whose name begins so is being built, and was started by the resource `golden/Build`.
 */
export class HostileService {
  public static async start(): Promise<HostileService> {
    const service = new HostileService();
    service.server = await LoopbackServer.start(service.answer);
    return service;
  }

  private server!: LoopbackServer;
  /** The faults of the calls of a case, in their order; a permanent fault hits all later calls. */
  private readonly faults = new Map<string, Partial<Record<Operation, Fault[]>>>();
  /** The changes of a case that arrived, with what they asked for. */
  private readonly changes = new Map<string, string[]>();
  private readonly distributed = new Map<string, Distributed>();

  public get url(): string {
    return this.server.url;
  }

  public setFaults(key: string, faults: Partial<Record<Operation, Fault[]>>): void {
    this.faults.set(key, structuredClone(faults));
  }

  /** The changes that a case asked for: the operation, and what it was told. */
  public changesOf(key: string): string[] {
    return this.changes.get(key) ?? [];
  }

  /** The image of a case is scanned, and being distributed; its pipeline has built others, too. */
  public setDistributing(key: string, tags: Record<string, string>, others: readonly ListedImage[], approval: string, distribution: string): void {
    this.distributed.set(key, { tags: { ...tags }, others, approval, distribution });
  }

  /** The tags of an image that is being distributed. */
  public tagsOf(key: string): Record<string, string> {
    return this.distributed.get(key)!.tags;
  }

  public async stop(): Promise<void> {
    await this.server.stop();
  }

  private readonly answer: RequestHandler = (request, content, response) => {
    const url = new URL(request.url!, 'http://localhost');
    const body = content.toString();
    const isTag = url.pathname.startsWith('/tags/');
    const asked = isTag ? decodeURIComponent(url.pathname) : url.searchParams.get('imageBuildVersionArn') ?? url.searchParams.get('imagePipelineArn') ?? body;
    const key = /(?:image|image-pipeline)\/([a-z0-9-]+)|wf-([a-z0-9-]+)/.exec(asked)!.slice(1).find(Boolean)!;
    const tagging = request.method === 'DELETE' ? 'UntagResource' : 'TagResource';
    const operation = isTag ? tagging : url.pathname.slice(1) as Operation;
    if (!/^(Get|List)/.test(operation)) this.changes.set(key, [...this.changesOf(key), `${operation} ${isTag ? asked : body}`]);
    const queue = this.faults.get(key)?.[operation] ?? [];
    const fault = [...PERMANENT_FAULTS, ...START_FAULTS, ONLY_ARNS].includes(queue[0] as never) ? queue[0] : queue.shift();
    const distributed = this.distributed.get(key);
    if (distributed && operation === 'TagResource' && asked.endsWith(imageArn(key)) && !REFUSALS.includes(fault)) {
      Object.assign(distributed.tags, (JSON.parse(body) as Pick<Distributed, 'tags'>).tags);
    }
    const answer = answerOf(operation, key, this.changesOf(key).some((change) => change.startsWith('CancelImageCreation')));
    sendAnswer(request, response, fault, LIST_MEMBER[operation], distributed ? whileDistributed(operation, key, answer, distributed) : answer);
  };
}

/**
 * Sends an answer, or what a fault makes of it.
 *
 * @param list the member of a list with its entries
 */
export function sendAnswer(
  request: IncomingMessage, response: ServerResponse, fault: Fault | undefined, list: string | undefined, answer: Json,
): void {
  const json = (body: unknown, status = 200, type?: string) => {
    response.writeHead(status, { 'content-type': 'application/json', ...type && { 'x-amzn-ErrorType': type } });
    response.end(JSON.stringify(body));
  };
  switch (fault) {
    case 'throttled': case 'throttledForever': return json({ message: 'Rate exceeded' }, 429, 'CallRateLimitExceededException');
    case 'reset': case 'resetForever': return void request.socket.destroy();
    case 'silent': return;
    case 'error400': return json({ message: 'The request is invalid' }, 400, 'InvalidRequestException');
    case 'quota': return json({ message: 'The quota of concurrent builds is reached' }, 402, 'ServiceQuotaExceededException');
    case 'disabled': return json({ message: 'The pipeline is disabled' }, 400, 'InvalidRequestException');
    case 'inUse': return json({ message: 'The resource is in use' }, 400, 'ResourceInUseException');
    case 'denied': case 'error403': return json({ message: 'User is not authorized' }, 403, 'AccessDeniedException');
    case 'error404': return json({ message: 'The resource cannot be found' }, 404, 'ResourceNotFoundException');
    case 'error500': case 'error500Forever': return json({ message: 'Internal error' }, 500, 'ServiceException');
    case 'error503': return json({ message: 'Unavailable' }, 503, 'ServiceUnavailableException');
    case 'truncated': case 'truncatedForever': {
      const text = JSON.stringify(answer);
      response.writeHead(200, { 'content-length': text.length });
      return void response.write(text.slice(0, -20), () => request.socket.destroy());
    }
    case 'garbage': case 'garbageForever': return void response.writeHead(200).end('{"image": {"arn": ');
    case 'html': return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Proxy</html>');
    case 'empty': return json({});
    case 'emptyEntries': return json(list ? { [list]: [{}, {}] } : { image: {} });
    case 'wrongTypes': return json(wrong(answer));
    case 'onlyArns': return json(wrong(answer, isArn));
    case 'nulls': return json(list ? { [list]: [null], nextToken: null } : { image: null });
    case 'futureValues': return json(future(answer));
    case 'repeatedToken': return json({ ...answer, nextToken: 'again' });
    case 'endlessTokens': return void setTimeout(() => json({ ...answer, nextToken: `token-${randomUUID()}` }), PAGE_MILLISECONDS);
    case 'numericToken': return json({ ...answer, nextToken: 7 });
    default: return json(answer);
  }
}

/** An image that is available and scanned; its test workflow failed, and an exception lets it through the gate. */
function answerOf(operation: Operation, key: string, isCancelled: boolean): Json {
  const arn = imageArn(key);
  const isRunning = key.startsWith(RUNNING);
  const runningState = isCancelled ? 'CANCELLED' : 'BUILDING';
  const state = { status: isRunning ? runningState : 'AVAILABLE' };
  switch (operation) {
    case 'StartImagePipelineExecution': return { imageBuildVersionArn: startedArn(key) };
    case 'GetImagePipeline': return { imagePipeline: { arn: pipelineArn(key), imageTags: { Team: 'platform' } } };
    case 'CancelImageCreation': return { imageBuildVersionArn: arn };
    case 'TagResource': case 'UntagResource': return {};
    case 'ListImagePipelineImages': return {
      imageSummaryList: [
        {
          arn: arn.replace('1.0.0/1', '0.9.0/1'),
          dateCreated: '2026-01-01T00:00:00Z',
          state: { status: 'AVAILABLE' },
          tags: { [RELEASE_TAG]: 'RELEASED' },
        },
        { arn, dateCreated: '2026-02-01T00:00:00Z', state, ...isRunning && { tags: { [TRIGGER_TAG]: 'golden/1/Build/0123456789abcdef' } } },
      ],
    };
    case 'GetImage': return {
      image: {
        arn,
        state,
        sourcePipelineArn: pipelineArn(key),
        dateCreated: '2026-02-01T00:00:00Z',
        scanState: { status: 'COMPLETED' },
        outputResources: { amis: [{ region: 'us-east-1', image: 'ami-0' }, { region: 'eu-west-1', image: 'ami-1' }] },
      },
    };
    case 'ListWorkflowExecutions': return {
      workflowExecutions: [
        execution(`build-${key}`, 'BUILD', 'COMPLETED', [6, 6, 0, 0], 0),
        execution(workflowId(key), 'TEST', 'FAILED', [4, 2, 1, 1], 30),
        execution(`distribution-${key}`, 'DISTRIBUTION', 'COMPLETED', [2, 2, 0, 0], 45),
      ],
    };
    case 'ListImageScanFindingAggregations': return {
      aggregationType: 'imageBuildVersionArn',
      responses: [{ imageAggregation: { imageBuildVersionArn: arn, severityCounts: { all: 7, critical: 0, high: 5, medium: 1 } } }],
    };
    case 'ListWorkflowStepExecutions': return {
      steps: [
        { stepExecutionId: 's1', name: 'LaunchTestInstance', action: 'LaunchInstance', status: 'COMPLETED' },
        { stepExecutionId: 's2', name: 'ApplyTestComponents', action: 'ExecuteComponents', status: 'FAILED', message: 'exit status 1' },
      ],
    };
    case 'ListImageScanFindings': return {
      findings: ['CVE-1', 'CVE-1', 'CVE-2', 'CVE-3', 'CVE-4'].map((id) => finding(id, 'HIGH')).concat([finding('CVE-5', 'MEDIUM'), finding('CVE-6', 'LOW')]),
    };
  }
}

/** The answer while the image is being distributed. */
function whileDistributed(operation: Operation, key: string, answer: Json, { tags, others, approval, distribution }: Distributed): Json {
  const state = { status: 'DISTRIBUTING' };
  if (operation === 'GetImage') {
    const imageScanningConfiguration = { imageScanningEnabled: true };
    return { image: { ...answer.image as Json, state, tags, imageScanningConfiguration, outputResources: {} } };
  }
  if (operation === 'ListWorkflowExecutions') {
    // In the distribution before the retry, somebody approved the image.
    return {
      workflowExecutions: [
        { ...execution(`${workflowId(key)}-before`, 'DISTRIBUTION', 'FAILED', [5, 3, 1, 0], 30), retried: true },
        { ...execution(workflowId(key), 'DISTRIBUTION', 'RUNNING', [5, 2, 0, 0], 60), retried: false },
      ],
    };
  }
  if (operation === 'ListWorkflowStepExecutions') {
    const gate = { name: 'Gate', action: 'ExecuteStateMachine', status: 'COMPLETED' };
    const approve = { name: 'Approve', action: 'WaitForAction', status: approval };
    const distribute = { name: 'DistributeImage', action: 'DistributeImage', status: distribution };
    return { steps: [gate, ...approval === 'NONE' ? [] : [approve], distribute] };
  }
  if (operation !== 'ListImagePipelineImages') return answer;
  const [, own] = answer.imageSummaryList as Json[];
  return { imageSummaryList: [...others, { ...own, state, tags }] };
}

function execution(id: string, type: string, status: string, [steps, succeeded, failed, skipped]: number[], minute: number): Json {
  return {
    workflowExecutionId: id,
    type,
    status,
    totalStepCount: steps,
    totalStepsSucceeded: succeeded,
    totalStepsFailed: failed,
    totalStepsSkipped: skipped,
    startTime: new Date(Date.UTC(2026, 1, 1, 0, minute)).toISOString(),
    endTime: new Date(Date.UTC(2026, 1, 1, 0, minute + 15)).toISOString(),
  };
}

function finding(vulnerabilityId: string, severity: string): Json {
  return { severity, fixAvailable: 'YES', packageVulnerabilityDetails: { vulnerabilityId } };
}

/** Each value with another type, except for the kept ones. */
function wrong(value: unknown, isKept: (value: unknown) => boolean = () => false): unknown {
  if (Array.isArray(value)) return value.map((member) => wrong(member, isKept));
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, wrong(member, isKept)]));
  if (isKept(value)) return value;
  return typeof value === 'number' ? String(value) : 42;
}

function isArn(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith(ACCOUNT);
}

/** Each state replaced by one that does not exist yet. */
function future(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(future);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) =>
    [name, ['status', 'severity', 'type', 'fixAvailable'].includes(name) ? FUTURE : future(member)]));
}
