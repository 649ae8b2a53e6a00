import { isRunning, stateOf } from '../image/states';
import { CallError } from '../services/call-error';
import { ImageBuilder } from '../services/image-builder';
import { asText, JsonObject } from '../values/json';

/** Why an image is not released if its build has ended; undefined while it runs. */
export function endedReason(image: JsonObject): string | undefined {
  const state = stateOf(image);
  return isRunning(state) ? undefined : `Image ${asText(image.arn)} is ${state}: only an image that is being distributed can be released.`;
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
