import { isRunning } from '../image/states';
import { CallError } from '../services/call-error';
import { ImageBuilder } from '../services/image-builder';
import { asObject, asText, JsonObject } from '../values/json';

/** Whether the distribution workflow of an image has not begun. */
export function isBeforeDistribution({ state }: JsonObject): boolean {
  return ['PENDING', 'CREATING', 'BUILDING', 'TESTING'].includes(asText(asObject(state).status));
}

/** Whether an image is in its distribution workflow. */
export function isBeingDistributed({ state }: JsonObject): boolean {
  return ['DISTRIBUTING', 'INTEGRATING'].includes(asText(asObject(state).status));
}

/** Why an image is not released if its build has ended; undefined while it runs. */
export function endedReason({ arn, state }: JsonObject): string | undefined {
  const status = asText(asObject(state).status);
  return isRunning(status) ? undefined : `Image ${asText(arn)} is ${status}: only an image that is being distributed can be released.`;
}

/**
 * Keeps a late execution of the state machine from changing what has been released since: if a step is started twice, one
 * execution may end it while the other waits for a response. No newer image has its turn until this one has ended.
 *
 * @returns the image as it is now
 * @throws CallError if the build of the image has ended, or the image cannot be read
 */
export async function checkIsRunning(api: ImageBuilder, imageArn: string): Promise<JsonObject> {
  const image = await api.getImage(imageArn);
  const ended = endedReason(image);
  if (ended !== undefined) throw new CallError('REFUSED', ended);
  return image;
}
