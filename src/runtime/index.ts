import { answerTo, deliver } from './answer';
import { ImageBuilder } from './image-builder';
import { readImageStatus } from './image-status';
import { CloudFormationRequest, Outcome } from './request';
import { oneLine } from './text';
import { IMAGE_STATUS_RESOURCE_TYPE } from '../status/contract';

/** The part of Lambda's context that is used. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** What is kept of the function's time to deliver the answer, also to an address that stumbles. */
const ANSWER_SHARE = 0.25;
const MAX_ANSWER_MS = 30_000;

/** Answers a request of CloudFormation: exactly once, whatever happens. */
export async function handler(request: CloudFormationRequest, context: LambdaContext): Promise<void> {
  const started = Date.now();
  const api = new ImageBuilder(readingTime(context));
  const outcome = await outcomeOf(request, api);
  api.close();

  // The request itself is not logged: it holds the address of the answer, which is a credential.
  console.log(JSON.stringify({
    request: request.RequestType,
    resource: request.LogicalResourceId,
    type: request.ResourceType,
    status: outcome.success ? 'SUCCESS' : 'FAILED',
    reason: outcome.reason,
    calls: api.calls,
    milliseconds: Date.now() - started,
  }));
  await deliver(request.ResponseURL, answerTo(request, outcome), () => context.getRemainingTimeInMillis());
}

/** Milliseconds that may pass before the answer has to go out. */
function readingTime(context: LambdaContext): number {
  const remaining = context.getRemainingTimeInMillis();
  return Math.max(0, Math.floor(remaining - Math.min(MAX_ANSWER_MS, remaining * ANSWER_SHARE)));
}

async function outcomeOf(request: CloudFormationRequest, api: ImageBuilder): Promise<Outcome> {
  // There is nothing to undo: a status made nothing. So a delete succeeds, also of what was never created.
  if (request.RequestType === 'Delete') return { success: true };
  try {
    if (request.ResourceType === IMAGE_STATUS_RESOURCE_TYPE) {
      return await readImageStatus(request, api, process.env.AWS_REGION ?? '', new Date());
    }
    return { success: false, reason: `This function does not know the resource type ${request.ResourceType}: the template is newer than the function.` };
  } catch (error) {
    const { name, message } = error as Error;
    return { success: false, reason: oneLine(`The status function failed, which is a defect of cdk-image-builder. ${name}: ${message}`) };
  }
}
