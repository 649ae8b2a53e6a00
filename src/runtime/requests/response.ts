import { setTimeout as sleep } from 'node:timers/promises';
import { propertiesIdOf, ResourceRequest } from './request';
import { MAX_RESPONSE_BYTES } from '../../contract/contract';
import { CallError } from '../services/call-error';
import { Response } from '../values/response';
import { cleaned, cleanedLines, cutToJsonBytes, jsonBytes } from '../values/text';

const ATTEMPTS = 5;
const ATTEMPT_TIMEOUT_MS = 10_000;
const MIN_ATTEMPT_MS = 500;
const FIRST_PAUSE_MS = 250;
/** Statuses of a URL that will never take the response. */
const REFUSED = /^HTTP status (401|403|404)$/;

/** The body of a response: valid JSON of at most 4,096 bytes. */
export function responseBody(request: ResourceRequest, response: Response): Buffer {
  const texts = [cleanedLines(response.reason ?? ''), ...Object.values(response.attributes ?? {}).map(cleaned)];
  const longest = Math.max(...texts.map(jsonBytes));
  return largest(longest, (limit) => Buffer.from(JSON.stringify(body(request, response, limit))));
}

/** The document with the highest limit on each text that still fits: the longest texts are cut first, and evenly. */
function largest(highest: number, document: (limit: number) => Buffer): Buffer {
  let [fits, tooMuch] = [0, highest + 1];
  while (tooMuch - fits > 1) {
    const limit = Math.floor((fits + tooMuch) / 2);
    if (document(limit).length <= MAX_RESPONSE_BYTES) fits = limit;
    else tooMuch = limit;
  }
  return document(fits);
}

function body(request: ResourceRequest, response: Response, limit: number): object {
  const { RequestType, RequestId, StackId, LogicalResourceId, PhysicalResourceId } = request;
  const accepted = RequestType !== 'Delete' && (response.success || PhysicalResourceId === undefined);
  const cut = (text: string) => cutToJsonBytes(cleaned(text), limit);
  return {
    Status: response.success ? 'SUCCESS' : 'FAILED',
    ...response.reason === undefined ? {} : { Reason: cutToJsonBytes(cleanedLines(response.reason), limit) },
    PhysicalResourceId: accepted ? response.physicalId ?? propertiesIdOf(request) : PhysicalResourceId ?? LogicalResourceId,
    StackId,
    RequestId,
    LogicalResourceId,
    ...response.attributes && {
      Data: Object.fromEntries(Object.entries(response.attributes).map(([name, text]) => [name, cut(text)])),
    },
  };
}

/** The fate of a response: CloudFormation accepted it, or its URL is permanently rejected, because it expired or was used. */
export type Delivery = 'TAKEN' | 'REFUSED';

/**
 * Delivers a response, and retries failures while time remains.
 *
 * @throws an error without the URL; Lambda or the state machine then runs the request again
 */
export async function deliver(url: string, responseDocument: Buffer, remaining: () => number): Promise<Delivery> {
  let problem = '';
  let attempt = 0;
  for (; attempt < ATTEMPTS && (attempt === 0 || remaining() > MIN_ATTEMPT_MS); attempt++) {
    if (attempt > 0) await sleep(Math.min(FIRST_PAUSE_MS * 2 ** attempt, remaining() / 4));
    problem = await put(url, responseDocument, Math.min(ATTEMPT_TIMEOUT_MS, Math.max(MIN_ATTEMPT_MS, Math.floor(remaining() / 2))));
    if (problem === '') return 'TAKEN';
    if (REFUSED.test(problem)) return 'REFUSED';
  }
  throw new CallError('OTHER', `CloudFormation did not take the response in ${attempt} attempts: ${problem}`);
}

/** One attempt; returns the error, or an empty string on success. */
async function put(url: string, responseDocument: Buffer, milliseconds: number): Promise<string> {
  try {
    const response = await fetch(url, {
      method: 'PUT',
      // A presigned URL is valid for an empty content type only.
      headers: { 'content-type': '' },
      body: new Uint8Array(responseDocument),
      redirect: 'manual',
      signal: AbortSignal.timeout(milliseconds),
    });
    // The status is enough: the rest of the response does not matter, even if the connection breaks off.
    response.body?.cancel().catch(() => undefined);
    return response.ok ? '' : `HTTP status ${response.status}`;
  } catch (error) {
    // The message of the error may hold the URL; its code does not.
    const { name, cause } = error as { name?: string; cause?: { code?: string } };
    return cause?.code ?? name ?? 'unknown error';
  }
}
