import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFormationRequest, ResourceRequest, stackNameOf } from './request';
import { RESPONSE_URL_KEY_VARIABLE, RESPONSE_URL_PARAMETER_PATH } from '../../contract/contract';
import { ParameterStore } from '../services/parameter-store';
import { bestEffort } from '../values/best-effort';

/** A parameter that was just written may not be found everywhere yet. One that was deleted stays missing. */
const ATTEMPTS = 3;
const PAUSE_MS = 1_000;

/** Stores the response URL of a request until CloudFormation has its response. */
export function storeResponseUrl(parameters: ParameterStore, request: CloudFormationRequest): Promise<void> {
  return parameters.putSecret(nameOf(request), request.ResponseURL, process.env[RESPONSE_URL_KEY_VARIABLE]);
}

/** The response URL of a request, or undefined if CloudFormation has its response. */
export async function responseUrlOf(parameters: ParameterStore, request: ResourceRequest): Promise<string | undefined> {
  for (let attempt = 1; ; attempt++) {
    const url = await parameters.getSecret(nameOf(request));
    if (url !== undefined || attempt === ATTEMPTS) return url;
    await sleep(PAUSE_MS);
  }
}

/** Forgets a response URL. If that fails, what remains is worthless once CloudFormation has its response. */
export async function forgetResponseUrl(parameters: ParameterStore, request: ResourceRequest): Promise<void> {
  await bestEffort('delete the response URL', () => parameters.delete(nameOf(request)));
}

function nameOf(request: ResourceRequest): string {
  return `${RESPONSE_URL_PARAMETER_PATH}/${stackNameOf(request)}/${request.RequestId}`;
}
