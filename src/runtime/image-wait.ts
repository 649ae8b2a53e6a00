import { forgetAddress, keepAddress } from './answers';
import { CallError } from './call-error';
import { readImageStatus } from './image-status';
import { asText } from './json';
import { hashOf } from './physical-id';
import { CloudFormationRequest, isReturn, Outcome, ResourceRequest } from './request';
import { Services } from './services';
import { waitFor } from './wait';
import { whenReady } from './when-ready';

/**
 * Starts to wait for an image. The answer comes when the wait ends.
 *
 * @returns the answer where there is one at once, otherwise undefined
 */
export async function startWait(request: CloudFormationRequest, services: Services): Promise<Outcome | undefined> {
  if (isReturn(request)) {
    return request.ResourceProperties?.Last === 'true' ? readImageStatus(request, services) : passOn(request);
  }
  const { parameters, stateMachine, deadline } = services;
  try {
    await whenReady(deadline, () => keepAddress(parameters, request));
    const arn = asText(request.ResourceProperties?.StateMachineArn);
    const goesOn = await whenReady(deadline, () => stateMachine.start(arn, nameOf(request), waitFor(request)));
    // A wait that has ended has been answered: this is the request's second delivery.
    if (!goesOn) await forgetAddress(parameters, request);
    return undefined;
  } catch (error) {
    // Whatever goes on in spite of the error does not answer as well.
    await forgetAddress(parameters, request);
    if (error instanceof CallError) return { success: false, reason: `The wait for the build could not be started. ${error.message}` };
    throw error;
  }
}

/** The answer of a wait that another one follows: the image, and no judgement. */
export function passOn({ ResourceProperties }: ResourceRequest): Outcome {
  return { success: true, attributes: { ImageBuildVersionArn: asText(ResourceProperties?.ImageBuildVersionArn) } };
}

/** The execution's name: the request's, where it has the form that a name needs. */
function nameOf({ RequestId }: ResourceRequest): string {
  return /^[\w-]{1,80}$/.test(RequestId) ? RequestId : hashOf(RequestId);
}
