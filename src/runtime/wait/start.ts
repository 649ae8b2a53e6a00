import { isActivation } from './activation';
import { responseOfDeleted } from './deleted';
import { intermediateResponse, waitFor } from './state';
import { readImageStatus } from '../requests/read-status';
import { CloudFormationRequest, isRollback } from '../requests/request';
import { forgetResponseUrl, storeResponseUrl } from '../requests/response-url-store';
import { waitNameOf } from '../requests/wait-name';
import { CallError } from '../services/call-error';
import { retryTransient } from '../services/retry-transient';
import { Services } from '../services/services';
import { asText } from '../values/json';
import { Response } from '../values/response';

/**
 * Starts to wait for an image or an activation. The response follows when the wait ends.
 *
 * @returns the response if there is one at once
 */
export async function startWait(request: CloudFormationRequest, services: Services): Promise<Response | undefined> {
  if (isRollback(request)) {
    if (isActivation(request)) return { success: true };
    return request.ResourceProperties?.Last === 'true' ? readImageStatus(request, services) : intermediateResponse(request);
  }
  const deleted = await responseOfDeleted(request, services.images);
  if (deleted) return deleted;
  const { secrets, stateMachine, deadline } = services;
  try {
    await retryTransient(deadline, () => storeResponseUrl(secrets, request));
    const arn = asText(request.ResourceProperties?.StateMachineArn);
    const goesOn = await retryTransient(deadline, () => stateMachine.start(arn, waitNameOf(request), waitFor(request)));
    // The wait has ended and responded: this is the request's second delivery.
    if (!goesOn) await forgetResponseUrl(secrets, request);
    return undefined;
  } catch (error) {
    // If the wait runs in spite of the error, it must not respond as well.
    await forgetResponseUrl(secrets, request);
    if (error instanceof CallError) return { success: false, reason: `The wait for the ${isActivation(request) ? 'activation' : 'build'} could not be started. ${error.message}` };
    throw error;
  }
}
