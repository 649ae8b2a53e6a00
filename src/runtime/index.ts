import { advanceRelease } from './release/step';
import { buildImage, deleteBuild } from './requests/build';
import { readImageStatus } from './requests/read-status';
import { CloudFormationRequest } from './requests/request';
import { answerTo, deliver } from './requests/response';
import { Deadline } from './services/deadline';
import { Services } from './services/services';
import { Response } from './values/response';
import { oneLine } from './values/text';
import { startWait } from './wait/start';
import { advanceWait } from './wait/step';
import { IMAGE_BUILD_RESOURCE_TYPE, IMAGE_STATUS_RESOURCE_TYPE, IMAGE_WAIT_RESOURCE_TYPE, WaitEvent, WaitState } from '../contract/contract';
import { ReleaseEvent, ReleaseState } from '../contract/release';

/** The part of Lambda's context that is used. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** What is kept of the function's time to deliver the answer, also to an address that stumbles. */
const ANSWER_SHARE = 0.25;
const MAX_ANSWER_MS = 30_000;

/** Answers a request of CloudFormation, or looks at a build for the state machine. */
export async function handler(
  event: CloudFormationRequest | WaitEvent | ReleaseEvent,
  context: LambdaContext,
): Promise<WaitState | ReleaseState | void> {
  const services = new Services(new Deadline(callingTime(context)), process.env.AWS_REGION ?? '');
  const remaining = () => context.getRemainingTimeInMillis();
  try {
    return 'Action' in event ? await advance(event, services, remaining) : await answer(event, services, remaining);
  } finally {
    services.close();
  }
}

/** Advances what the state machine runs. */
function advance(event: WaitEvent | ReleaseEvent, services: Services, remaining: () => number): Promise<WaitState | ReleaseState> {
  return event.Action === 'RELEASE' ? advanceRelease(event, services) : advanceWait(event, services, remaining);
}

/** Answers a request: exactly once, whatever happens. */
async function answer(request: CloudFormationRequest, services: Services, remaining: () => number): Promise<void> {
  const started = Date.now();
  const response = await responseOf(request, services);
  services.close();

  // The request itself is not logged: it holds the address of the answer, which is a credential.
  console.log(JSON.stringify({
    request: request.RequestType,
    resource: request.LogicalResourceId,
    type: request.ResourceType,
    status: response ? status(response) : 'WAITING',
    reason: response?.reason,
    calls: services.calls,
    milliseconds: Date.now() - started,
  }));
  if (response) await deliver(request.ResponseURL, answerTo(request, response), remaining);
}

function status({ success }: Response): string {
  return success ? 'SUCCESS' : 'FAILED';
}

/** Milliseconds that may pass before the answer has to go out. */
function callingTime(context: LambdaContext): number {
  const remaining = context.getRemainingTimeInMillis();
  return Math.max(0, Math.floor(remaining - Math.min(MAX_ANSWER_MS, remaining * ANSWER_SHARE)));
}

/** The answer, or undefined if the state machine gives it. */
async function responseOf(request: CloudFormationRequest, services: Services): Promise<Response | undefined> {
  const { RequestType, ResourceType } = request;
  try {
    // Only a build leaves something to undo. So any other delete succeeds, also of what was never created.
    if (RequestType === 'Delete') return ResourceType === IMAGE_BUILD_RESOURCE_TYPE ? await deleteBuild(request, services) : { success: true };
    switch (ResourceType) {
      case IMAGE_STATUS_RESOURCE_TYPE: return await readImageStatus(request, services);
      case IMAGE_BUILD_RESOURCE_TYPE: return await buildImage(request, services);
      case IMAGE_WAIT_RESOURCE_TYPE: return await startWait(request, services);
      default: return { success: false, reason: `This function does not know the resource type ${ResourceType}: the template is newer than the function.` };
    }
  } catch (error) {
    const { name, message } = error as Error;
    return { success: false, reason: oneLine(`The status function failed, which is a defect of cdk-image-builder. ${name}: ${message}`) };
  }
}
