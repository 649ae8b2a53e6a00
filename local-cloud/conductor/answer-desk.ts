import { createHash } from 'node:crypto';
import { VirtualTime } from './virtual-time';
import { MAX_RESPONSE_BYTES } from '../../src/contract/contract';

/** How the address behaves at one attempt to put an answer: the connection breaks, S3 stumbles, or it takes the answer and does not say so. */
export type AnswerFault = 'reset' | 'error' | 'lost';

export interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly Data?: Readonly<Record<string, string>>;
}

/** What of a request its answer must repeat. */
export interface AnsweredRequest {
  readonly RequestType: string;
  readonly RequestId: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
}

/** What arrived for one request. */
export interface Mail {
  readonly request: AnsweredRequest;
  /** The documents that arrived, in their order, and when. */
  readonly documents: { readonly text: string; readonly at: number }[];
  /** Attempts, also those that broke off. */
  attempts: number;
}

export interface AnswerDeskOptions {
  readonly time: VirtualTime;
  /** Gives where the addresses are, once the server that serves them has started. */
  readonly baseUrl: () => string;
  /** Says how the address behaves at an attempt, counted from 1. */
  readonly fault?: (requestId: string, attempt: number) => AnswerFault | undefined;
}

/** The part of an address that lets one answer: it must stand nowhere but in the request. */
const SIGNATURE = 'X-Amz-Signature=';

/**
 * The presigned addresses to which custom resources put their answers, and CloudFormation's rules for these.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
 */
export class AnswerDesk {
  public readonly mail = new Map<string, Mail>();
  /** What is wrong with the answers so far. */
  public readonly violations: string[] = [];
  private readonly waiting = new Map<string, (answer: Answer) => void>();

  public constructor(private readonly options: AnswerDeskOptions) {}

  /** Opens an address for one request; the answer is the first one that arrives. */
  public open(request: AnsweredRequest): { readonly url: string; readonly answer: Promise<Answer> } {
    this.mail.set(request.RequestId, { request, documents: [], attempts: 0 });
    const answer = new Promise<Answer>((resolve) => this.waiting.set(request.RequestId, resolve));
    return { url: `${this.options.baseUrl()}/answers/${request.RequestId}?X-Amz-Expires=7200&${SIGNATURE}${signatureOf(request.RequestId)}`, answer };
  }

  /** What must stand in no log, no error and no history: the signatures of all addresses. */
  public leaks(text: string): boolean {
    return text.includes(SIGNATURE) || [...this.mail.keys()].some((requestId) => text.includes(signatureOf(requestId)));
  }

  /** Takes what is put to an address; the HTTP status, or the fault that keeps it from being told. */
  public put(url: string, contentType: string | undefined, body: Buffer): number | 'reset' {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const requestId = pathname.split('/').pop()!;
    const mail = this.mail.get(requestId);
    if (!mail || searchParams.get('X-Amz-Signature') !== signatureOf(requestId)) return this.refuse(403, `an answer to the address ${pathname}, which was not opened`);
    if (contentType) return this.refuse(403, `the content type ${contentType}, which is not signed`);
    mail.attempts++;
    const fault = this.options.fault?.(requestId, mail.attempts);
    if (fault === 'reset') return 'reset';
    if (fault === 'error') return 503;
    const text = body.toString('utf8');
    mail.documents.push({ text, at: this.options.time.now() });
    const answer = this.read(mail.request, text, body.length);
    this.waiting.get(requestId)?.(answer);
    this.waiting.delete(requestId);
    return fault === 'lost' ? 'reset' : 200;
  }

  private refuse(status: number, violation: string): number {
    this.violations.push(violation);
    return status;
  }

  /** The answer as CloudFormation takes it: one that breaks a rule is a failure. */
  private read(request: AnsweredRequest, document: string, bytes: number): Answer {
    const { RequestId, StackId, LogicalResourceId } = request;
    const failed = (why: string): Answer => {
      this.violations.push(`${request.RequestType} ${LogicalResourceId}: ${why}`);
      return { Status: 'FAILED', Reason: why, PhysicalResourceId: request.PhysicalResourceId ?? '', StackId, RequestId, LogicalResourceId };
    };
    if (bytes > MAX_RESPONSE_BYTES) return failed(`Response object is too long: ${bytes} bytes.`);
    let answer: Answer;
    try {
      answer = JSON.parse(document);
    } catch {
      return failed('Response is not valid JSON.');
    }
    const problem = problemOf(answer, request);
    return problem === undefined ? answer : failed(problem);
  }
}

function problemOf(answer: Answer, request: AnsweredRequest): string | undefined {
  for (const member of ['RequestId', 'StackId', 'LogicalResourceId'] as const) {
    if (answer[member] !== request[member]) return `${member} is ${answer[member]} instead of ${request[member]}.`;
  }
  const { Status, Reason, PhysicalResourceId, Data } = answer;
  if (Status !== 'SUCCESS' && Status !== 'FAILED') return `Status is ${String(Status)}.`;
  if (Status === 'FAILED' && !Reason) return 'A failure needs a reason.';
  if (typeof PhysicalResourceId !== 'string' || PhysicalResourceId === '') return 'Invalid PhysicalResourceId.';
  if (Buffer.byteLength(PhysicalResourceId) > 1024) return 'PhysicalResourceId has more than 1 KB.';
  const mayChange = request.RequestType === 'Create' || (request.RequestType === 'Update' && Status === 'SUCCESS');
  if (!mayChange && PhysicalResourceId !== request.PhysicalResourceId) return `PhysicalResourceId changed to ${PhysicalResourceId}.`;
  if (Data && (request.RequestType === 'Delete' || Object.values(Data).some((value) => typeof value !== 'string'))) return 'Data is not a map of texts.';
  return undefined;
}

function signatureOf(requestId: string): string {
  return createHash('sha256').update(`signature of ${requestId}`).digest('hex').slice(0, 32);
}
