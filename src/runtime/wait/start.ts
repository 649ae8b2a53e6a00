import { passOn, waitFor } from './state';
import { readImageStatus } from '../requests/read-status';
import { CloudFormationRequest, isRollback, ResourceRequest } from '../requests/request';
import { forgetResponseUrl, storeResponseUrl } from '../requests/response-url-store';
import { CallError } from '../services/call-error';
import { retryTransient } from '../services/retry-transient';
import { Services } from '../services/services';
import { hashOf } from '../values/hash';
import { asText } from '../values/json';
import { Response } from '../values/response';

/**
 * Starts to wait for an image. The response follows when the wait ends.
 *
 * @returns the response if there is one at once
 */
export async function startWait(request: CloudFormationRequest, services: Services): Promise<Response | undefined> {
  if (isRollback(request)) {
    return request.ResourceProperties?.Last === 'true' ? readImageStatus(request, services) : passOn(request);
  }
  const { parameters, stateMachine, deadline } = services;
  try {
    await retryTransient(deadline, () => storeResponseUrl(parameters, request));
    const arn = asText(request.ResourceProperties?.StateMachineArn);
    const goesOn = await retryTransient(deadline, () => stateMachine.start(arn, nameOf(request), waitFor(request)));
    // The wait has ended and responded: this is the request's second delivery.
    if (!goesOn) await forgetResponseUrl(parameters, request);
    return undefined;
  } catch (error) {
    // A wait that runs in spite of the error must not respond, too.
    await forgetResponseUrl(parameters, request);
    if (error instanceof CallError) return { success: false, reason: `The wait for the build could not be started. ${error.message}` };
    throw error;
  }
}

/** The execution's name: the request's, where it has the form that a name needs. */
function nameOf({ RequestId }: ResourceRequest): string {
  return /^[\w-]{1,80}$/.test(RequestId) ? RequestId : hashOf(RequestId);
}
