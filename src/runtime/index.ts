import { advanceRelease } from './release/step';
import { buildImage, deleteBuild } from './requests/build';
import { respondForLogGroup } from './requests/log-group';
import { readImageStatus } from './requests/read-status';
import { CloudFormationRequest } from './requests/request';
import { logRequest } from './requests/request-log';
import { deliver, responseBody } from './requests/response';
import { isOverdue, isResponseUrl } from './requests/response-url';
import { Deadline } from './services/deadline';
import { Services } from './services/services';
import { LambdaContext } from './values/lambda-context';
import { Response } from './values/response';
import { oneLine } from './values/text';
import { responseOfDeleted } from './wait/deleted';
import { startWait } from './wait/start';
import { advanceWait } from './wait/step';
import { stopWaits } from './wait/stop';
import { IMAGE_BUILD_RESOURCE_TYPE, IMAGE_STATUS_RESOURCE_TYPE, IMAGE_WAIT_RESOURCE_TYPE, INSPECTOR_ACTIVATION_RESOURCE_TYPE, LOG_GROUP_RESOURCE_TYPE, WaitEvent, WaitState } from '../contract/contract';
import { ReleaseEvent, ReleaseState } from '../contract/release';

/** The resources to which the state machine responds. */
const WAITING_TYPES = [IMAGE_WAIT_RESOURCE_TYPE, INSPECTOR_ACTIVATION_RESOURCE_TYPE];

/** The share of the function's time that is kept for the delivery of the response, also to a URL that fails at first. */
const RESPONSE_SHARE = 0.25;
const MAX_RESPONSE_MS = 30_000;
/** A slow poll of a release ends after this time, and the next one continues: it may hold the only reserved execution, which deployments need. */
const MAX_RELEASE_POLL_MS = 30_000;

/** Responds to a request of CloudFormation, or advances a wait or a release for the state machine. */
export async function handler(
  event: CloudFormationRequest | WaitEvent | ReleaseEvent,
  context: LambdaContext,
): Promise<WaitState | ReleaseState | void> {
  const services = new Services(new Deadline(callingTime(context, event)), process.env.AWS_REGION ?? '');
  const remaining = () => context.getRemainingTimeInMillis();
  try {
    return 'Action' in event ? await advance(event, services, remaining) : await respond(event, services, remaining);
  } finally {
    services.close();
  }
}

/** Advances what the state machine runs. */
function advance(event: WaitEvent | ReleaseEvent, services: Services, remaining: () => number): Promise<WaitState | ReleaseState> {
  return event.Action === 'RELEASE' ? advanceRelease(event, services) : advanceWait(event, services, remaining);
}

/** Responds to a request exactly once, whatever happens. */
async function respond(request: CloudFormationRequest, services: Services, remaining: () => number): Promise<void> {
  if (!isResponseUrl(request.ResponseURL, services.region)) {
    logRequest(request, { success: false, reason: 'The response URL does not belong to CloudFormation, so the function did nothing.' }, { delivery: 'REFUSED' });
    return;
  }
  const response = await responseOf(request, services);
  services.close();
  // A wait is logged when it ends.
  if (!response) return;
  const delivery = await deliver(request.ResponseURL, responseBody(request, response), remaining);
  logRequest(request, response, { calls: services.calls, delivery });
}

/** Ends the running builds and waits of a resource. A delete succeeds, even of a resource that was never created. */
async function deleteResource(request: CloudFormationRequest, services: Services): Promise<Response> {
  if (request.ResourceType === IMAGE_BUILD_RESOURCE_TYPE) await deleteBuild(request, services);
  if (WAITING_TYPES.includes(request.ResourceType)) await stopWaits(request, services);
  return { success: true };
}

/** Milliseconds that calls may take before the response has to go out. */
function callingTime(context: LambdaContext, event: object): number {
  const remaining = context.getRemainingTimeInMillis();
  if ('Action' in event && event.Action === 'RELEASE') return Math.min(MAX_RELEASE_POLL_MS, remaining);
  return Math.max(0, Math.floor(remaining - Math.min(MAX_RESPONSE_MS, remaining * RESPONSE_SHARE)));
}

/** The response, or undefined if the state machine will give it. */
async function responseOf(request: CloudFormationRequest, services: Services): Promise<Response | undefined> {
  const { RequestType, ResourceType } = request;
  try {
    if (isOverdue(request, request.ResponseURL, new Date())) {
      return { success: RequestType === 'Delete', reason: 'The request reached the function after its time-out, so the function did nothing.' };
    }
    if (RequestType === 'Delete') return await deleteResource(request, services);
    switch (ResourceType) {
      case IMAGE_STATUS_RESOURCE_TYPE: return await responseOfDeleted(request, services.images) ?? await readImageStatus(request, services);
      case IMAGE_BUILD_RESOURCE_TYPE: return await buildImage(request, services);
      case IMAGE_WAIT_RESOURCE_TYPE:
      case INSPECTOR_ACTIVATION_RESOURCE_TYPE: return await startWait(request, services);
      case LOG_GROUP_RESOURCE_TYPE: return await respondForLogGroup(request, services);
      default: return { success: false, reason: `This function does not know the resource type ${ResourceType}: the template is newer than the function.` };
    }
  } catch (error) {
    const { name, message } = error as Error;
    return { success: false, reason: oneLine(`The function failed, which is a defect of cdk-image-builder. ${name}: ${message}`) };
  }
}
