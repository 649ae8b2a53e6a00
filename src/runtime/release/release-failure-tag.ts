import { checkIsRunning } from './running-image';
import { RELEASE_FAILURE_TAG } from '../../contract/release';
import { tagValue } from '../image/verdict';
import { ImageBuilder } from '../services/image-builder';
import { bestEffort } from '../values/best-effort';
import { asObject, asText, JsonObject } from '../values/json';

/** Writes why a step of a release fails to the tags of its image: Image Builder only reports that the state machine failed. */
export async function keepFailure(api: ImageBuilder, imageArn: string, reason: string): Promise<void> {
  await bestEffort(`tag ${imageArn}`, () =>
    api.tagResource(imageArn, { [RELEASE_FAILURE_TAG]: tagValue(reason) }, async () => void await checkIsRunning(api, imageArn)));
}

/** Removes the failure of an earlier try, so that it does not explain the next one. */
export async function forgetFailure(api: ImageBuilder, { arn, tags }: JsonObject): Promise<void> {
  if (asObject(tags)[RELEASE_FAILURE_TAG] === undefined) return;
  const imageArn = asText(arn);
  await bestEffort(`untag ${imageArn}`, () => api.untagResource(imageArn, [RELEASE_FAILURE_TAG]));
}
