import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFormationRequest, ResourceRequest, stackNameOf } from './request';
import { ANSWER_KEY_VARIABLE, ANSWER_PARAMETER_PATH } from '../../contract/contract';
import { ParameterStore } from '../services/parameter-store';
import { bestEffort } from '../values/best-effort';

/** A parameter that was just written may not be found everywhere yet: one that is gone stays so. */
const LOOKS = 3;
const PAUSE_MS = 1_000;

/** Keeps the address of the answer to a request until the request is answered. */
export function keepAddress(parameters: ParameterStore, request: CloudFormationRequest): Promise<void> {
  return parameters.putSecret(nameOf(request), request.ResponseURL, process.env[ANSWER_KEY_VARIABLE]);
}

/** The address of the answer, or undefined if the request has been answered. */
export async function addressOf(parameters: ParameterStore, request: ResourceRequest): Promise<string | undefined> {
  for (let look = 1; ; look++) {
    const address = await parameters.getSecret(nameOf(request));
    if (address !== undefined || look === LOOKS) return address;
    await sleep(PAUSE_MS);
  }
}

/** Forgets the address. What stays, should that fail, is worthless once CloudFormation has its answer. */
export async function forgetAddress(parameters: ParameterStore, request: ResourceRequest): Promise<void> {
  await bestEffort('delete the address of an answer', () => parameters.delete(nameOf(request)));
}

function nameOf(request: ResourceRequest): string {
  return `${ANSWER_PARAMETER_PATH}/${stackNameOf(request)}/${request.RequestId}`;
}
