import { createHash } from 'node:crypto';
import { MAX_RESPONSE_BYTES } from '../../src/contract/contract';
import { RequestHandler } from '../loopback-server';

/**
 * How the endpoint behaves at one attempt to put a response: the connection breaks, S3 has an error, refuses it or says that
 * the URL has expired, or the response arrives and the receipt is lost.
 */
export type ResponseFault = 'reset' | 'error' | 'refused' | 'expired' | 'lost';

/** The response of a custom resource. */
export interface CustomResourceResponse {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly Data?: Readonly<Record<string, string>>;
}

/** The members of a request that its response must repeat. */
export interface PendingRequest {
  readonly RequestType: string;
  readonly RequestId: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
}

/** The responses to one request. */
export interface ReceivedResponses {
  readonly request: PendingRequest;
  /** The documents that arrived, in their order, and when. */
  readonly documents: { readonly text: string; readonly at: number }[];
  /** Attempts, also those that broke off. */
  attempts: number;
}

export interface ResponseEndpointOptions {
  readonly time: { now(): number };
  /**
   * The function's own clock, by which a URL says when it was signed.
   * @default - the time
   */
  readonly now?: () => number;
  /** Gives the base of all response URLs, once the server that serves them has started. */
  readonly baseUrl: () => string;
  /** Says how the endpoint behaves at an attempt, counted from 1. */
  readonly fault?: (requestId: string, attempt: number) => ResponseFault | undefined;
}

/** The part of a response URL that makes it a credential: it must stand nowhere but in the request. */
const SIGNATURE = 'X-Amz-Signature=';

/**
 * The presigned URLs to which custom resources put their responses, and CloudFormation's rules for these.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
 */
export class ResponseEndpoint {
  public readonly received = new Map<string, ReceivedResponses>();
  /** The defects of the responses so far. */
  public readonly violations: string[] = [];
  private readonly waiting = new Map<string, (response: CustomResourceResponse) => void>();

  public constructor(private readonly options: ResponseEndpointOptions) {}

  /** Opens the response URL of one request; the response is the first one that arrives. */
  public open(request: PendingRequest): { readonly url: string; readonly response: Promise<CustomResourceResponse> } {
    this.received.set(request.RequestId, { request, documents: [], attempts: 0 });
    const response = new Promise<CustomResourceResponse>((resolve) => this.waiting.set(request.RequestId, resolve));
    const signed = signingDate(this.options.now?.() ?? this.options.time.now());
    const query = `X-Amz-Date=${signed}&X-Amz-Expires=7200&${SIGNATURE}${signatureOf(request.RequestId)}`;
    return { url: `${this.options.baseUrl()}/responses/${request.RequestId}?${query}`, response };
  }

  /** Whether a text holds what must stand in no log, no error and no history: the signature of a response URL. */
  public leaks(text: string): boolean {
    return text.includes(SIGNATURE) || [...this.received.keys()].some((requestId) => text.includes(signatureOf(requestId)));
  }

  /** Takes what is put to a response URL over HTTP. */
  public readonly handle: RequestHandler = (request, body, response) => {
    const status = this.put(request.url!, request.headers['content-type'], body);
    if (status === 'reset') request.socket.destroy();
    else response.writeHead(status).end();
  };

  /** Takes what is put to a response URL; the HTTP status, or the fault that keeps it from being told. */
  public put(url: string, contentType: string | undefined, body: Buffer): number | 'reset' {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const requestId = pathname.split('/').pop()!;
    const received = this.received.get(requestId);
    if (!received || searchParams.get('X-Amz-Signature') !== signatureOf(requestId)) return this.refuse(`a response to ${pathname}, which was not opened`);
    if (contentType) return this.refuse(`the content type ${contentType}, which is not signed`);
    received.attempts++;
    const fault = this.options.fault?.(requestId, received.attempts);
    if (fault === 'reset') return 'reset';
    if (fault === 'error') return 503;
    if (fault === 'refused') return 400;
    if (fault === 'expired') return 403;
    const text = body.toString('utf8');
    received.documents.push({ text, at: this.options.time.now() });
    const response = this.read(received.request, text, body.length);
    this.waiting.get(requestId)?.(response);
    this.waiting.delete(requestId);
    return fault === 'lost' ? 'reset' : 200;
  }

  private refuse(violation: string): number {
    this.violations.push(violation);
    return 403;
  }

  /** The response as CloudFormation takes it: one that breaks a rule is a failure. */
  private read(request: PendingRequest, document: string, bytes: number): CustomResourceResponse {
    const { RequestId, StackId, LogicalResourceId } = request;
    const failed = (why: string): CustomResourceResponse => {
      this.violations.push(`${request.RequestType} ${LogicalResourceId}: ${why}`);
      return { Status: 'FAILED', Reason: why, PhysicalResourceId: request.PhysicalResourceId ?? '', StackId, RequestId, LogicalResourceId };
    };
    if (bytes > MAX_RESPONSE_BYTES) return failed(`Response object is too long: ${bytes} bytes.`);
    let response: CustomResourceResponse;
    try {
      response = JSON.parse(document);
    } catch {
      return failed('Response is not valid JSON.');
    }
    const problem = problemOf(response, request);
    return problem === undefined ? response : failed(problem);
  }
}

function problemOf(response: CustomResourceResponse, request: PendingRequest): string | undefined {
  for (const member of ['RequestId', 'StackId', 'LogicalResourceId'] as const) {
    if (response[member] !== request[member]) return `${member} is ${response[member]} instead of ${request[member]}.`;
  }
  const { Status, Reason, PhysicalResourceId, Data } = response;
  if (Status !== 'SUCCESS' && Status !== 'FAILED') return `Status is ${String(Status)}.`;
  if (Status === 'FAILED' && !Reason) return 'A failure needs a reason.';
  if (typeof PhysicalResourceId !== 'string' || PhysicalResourceId === '') return 'Invalid PhysicalResourceId.';
  if (Buffer.byteLength(PhysicalResourceId) > 1024) return 'PhysicalResourceId has more than 1 KB.';
  const mayChange = request.RequestType === 'Create' || (request.RequestType === 'Update' && Status === 'SUCCESS');
  if (!mayChange && PhysicalResourceId !== request.PhysicalResourceId) return `PhysicalResourceId changed to ${PhysicalResourceId}.`;
  if (Data && (request.RequestType === 'Delete' || Object.values(Data).some((value) => typeof value !== 'string'))) return 'Data is not a map of texts.';
  return undefined;
}

/** Such as `20260131T120000Z`. */
function signingDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/[-:]|\.\d+/g, '');
}

function signatureOf(requestId: string): string {
  return createHash('sha256').update(`signature of ${requestId}`).digest('hex').slice(0, 32);
}
