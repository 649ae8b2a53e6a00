import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFormationRequest, ResourceRequest, stackNameOf } from './request';
import { signedAt } from './response-url';
import { waitNameOf } from './wait-name';
import { RESPONSE_URL_KEY_VARIABLE, RESPONSE_URL_READER_VARIABLE, RESPONSE_URL_SECRET_PREFIX, RESPONSE_URL_TAG } from '../../contract/contract';
import { SecretsManager } from '../services/secrets-manager';
import { bestEffort } from '../values/best-effort';

/** A secret that was just stored may not be found everywhere yet. One that was deleted stays missing. */
const ATTEMPTS = 3;
const PAUSE_MS = 1_000;

/** Stores the response URL of a request until CloudFormation has its response. */
export function storeResponseUrl(secrets: SecretsManager, request: CloudFormationRequest): Promise<void> {
  return secrets.store({
    name: secretNameOf(request, waitNameOf(request)),
    description: `Response URL of CloudFormation for ${request.LogicalResourceId}, deleted with the response`,
    tags: { [RESPONSE_URL_TAG]: stackNameOf(request) },
    versionId: createHash('sha256').update(request.RequestId).digest('hex'),
    value: request.ResponseURL,
    readerRoleArn: process.env[RESPONSE_URL_READER_VARIABLE] ?? '',
    keyArn: process.env[RESPONSE_URL_KEY_VARIABLE],
  });
}

/** The response URL of a request, or undefined if CloudFormation has its response. */
export async function responseUrlOf(secrets: SecretsManager, request: ResourceRequest): Promise<string | undefined> {
  for (let attempt = 1; ; attempt++) {
    const url = await secrets.read(secretNameOf(request, waitNameOf(request)));
    if (url !== undefined || attempt === ATTEMPTS) return url;
    await sleep(PAUSE_MS);
  }
}

/** Whether a wait responds to a request that is newer than this one: its response URL was signed later. */
export async function isWaitOfLaterRequest(secrets: SecretsManager, request: CloudFormationRequest, waitName: string): Promise<boolean> {
  const own = signedAt(request.ResponseURL);
  if (own === undefined) return false;
  const url = await secrets.read(secretNameOf(request, waitName)).catch(() => undefined);
  return (signedAt(url ?? '') ?? own) > own;
}

/**
 * Deletes a response URL. If that fails, the URL is worthless once CloudFormation has its response.
 *
 * @param waitName the name of the wait that would respond
 */
export async function forgetResponseUrl(secrets: SecretsManager, request: ResourceRequest, waitName = waitNameOf(request)): Promise<void> {
  await bestEffort('delete the response URL', () => secrets.delete(secretNameOf(request, waitName)));
}

function secretNameOf(request: ResourceRequest, waitName: string): string {
  return `${RESPONSE_URL_SECRET_PREFIX}/${stackNameOf(request)}/${waitName}`;
}
