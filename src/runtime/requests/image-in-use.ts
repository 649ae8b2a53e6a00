import { RELEASE_TAG } from '../../contract/release';
import { listTaggedImages } from '../image/image-report';
import { newestFirst } from '../image/newest-first';
import { releaseTagOf } from '../image/release-tag';
import { isBuilt, isDeleted, stateOf } from '../image/states';
import { ImageBuilder } from '../services/image-builder';
import { arnParts } from '../values/arn';
import { asText, JsonObject } from '../values/json';

/**
 * Tags the newest image of a pipeline as the released one. Without a release workflow, no step has tagged it, but users have it,
 * and a lifecycle policy spares only the tagged image. Other images keep their tags until the next release.
 *
 * The policy selects images by the name of the pipeline's recipe, and so does the policy of the function. An image of an earlier name
 * stays as it is.
 *
 * @throws CallError if a call is rejected
 */
export async function markImageInUse(api: ImageBuilder, pipelineArn: string): Promise<void> {
  const images = (await listTaggedImages(api, pipelineArn)).filter((image) => !isDeleted(image));
  // A release tags its image before the image is AVAILABLE.
  const [newest] = newestFirst(images.filter((image) => isBuilt(stateOf(image)) || isReleased(image)));
  if (!newest || isReleased(newest)) return;
  const arn = asText(newest.arn);
  const { imageRecipeArn } = await api.getImagePipeline(pipelineArn);
  const { name } = arnParts(asText(imageRecipeArn));
  // If the name is not known, the image must not be left to the policy.
  if (name === '' || name === arnParts(arn).name) await api.tagResource(arn, { [RELEASE_TAG]: 'RELEASED' });
}

function isReleased(image: JsonObject): boolean {
  return releaseTagOf(image) === 'RELEASED';
}
