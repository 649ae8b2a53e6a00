import { ParameterStore } from './parameter-store';
import { CloudFormationRequest, ResourceRequest, stackNameOf } from './request';
import { ANSWER_KEY_ID, ANSWER_PARAMETER_PATH } from '../status/contract';

/** Keeps the address of the answer to a request until the request is answered. */
export function keepAddress(parameters: ParameterStore, request: CloudFormationRequest): Promise<void> {
  return parameters.putSecret(nameOf(request), request.ResponseURL, process.env[ANSWER_KEY_ID]);
}

/** The address of the answer, or undefined if the request has been answered. */
export function addressOf(parameters: ParameterStore, request: ResourceRequest): Promise<string | undefined> {
  return parameters.getSecret(nameOf(request));
}

export function forgetAddress(parameters: ParameterStore, request: ResourceRequest): Promise<void> {
  return parameters.delete(nameOf(request));
}

function nameOf(request: ResourceRequest): string {
  return `${ANSWER_PARAMETER_PATH}/${stackNameOf(request)}/${request.RequestId}`;
}
