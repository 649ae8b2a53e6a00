import { setTimeout as sleep } from 'node:timers/promises';
import { propertiesIdOf, ResourceRequest } from './request';
import { MAX_RESPONSE_BYTES } from '../../contract/contract';
import { Response } from '../values/response';
import { cleaned, cleanedLines, cutToJsonBytes, jsonBytes } from '../values/text';

const ATTEMPTS = 5;
const ATTEMPT_TIMEOUT_MS = 10_000;
const MIN_ATTEMPT_MS = 500;
const FIRST_PAUSE_MS = 250;

/** The document that answers a request: valid JSON of at most 4,096 bytes. */
export function answerTo(request: ResourceRequest, response: Response): Buffer {
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

/**
 * Delivers an answer, trying again when its address stumbles, as long as there is time.
 *
 * @throws an error that does not hold the address; Lambda then runs the request again
 */
export async function deliver(address: string, answer: Buffer, remaining: () => number): Promise<void> {
  let problem = '';
  let attempt = 0;
  for (; attempt < ATTEMPTS && (attempt === 0 || remaining() > MIN_ATTEMPT_MS); attempt++) {
    if (attempt > 0) await sleep(Math.min(FIRST_PAUSE_MS * 2 ** attempt, remaining() / 4));
    problem = await put(address, answer, Math.min(ATTEMPT_TIMEOUT_MS, Math.max(MIN_ATTEMPT_MS, Math.floor(remaining() / 2))));
    if (problem === '') return;
  }
  throw new Error(`CloudFormation did not take the answer in ${attempt} attempts: ${problem}`);
}

/** One attempt: what went wrong, or an empty text. */
async function put(address: string, answer: Buffer, milliseconds: number): Promise<string> {
  try {
    const response = await fetch(address, {
      method: 'PUT',
      // A presigned address is valid for an empty content type only.
      headers: { 'content-type': '' },
      body: new Uint8Array(answer),
      redirect: 'manual',
      signal: AbortSignal.timeout(milliseconds),
    });
    // Whether the answer was taken is known; what else is said, or breaks off, changes nothing.
    response.body?.cancel().catch(() => undefined);
    return response.ok ? '' : `HTTP status ${response.status}`;
  } catch (error) {
    // The message of the error may hold the address; its code does not.
    const { name, cause } = error as { name?: string; cause?: { code?: string } };
    return cause?.code ?? name ?? 'unknown error';
  }
}
