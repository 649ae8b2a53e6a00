import { RELEASE_TAG } from '../../contract/release';
import { listTaggedImages } from '../image/image-report';
import { newestFirst } from '../image/newest-first';
import { isBuilt, stateOf } from '../image/states';
import { ImageBuilder } from '../services/image-builder';
import { asObject, asText, JsonObject } from '../values/json';

/**
 * Tags the newest image of a pipeline as the released one. Without a release workflow, no step has tagged it, but users have it,
 * and a lifecycle policy spares only the tagged image. Other images keep their tags until the next release.
 *
 * @throws CallError if a call is rejected
 */
export async function markImageInUse(api: ImageBuilder, pipelineArn: string): Promise<void> {
  const images = await listTaggedImages(api, pipelineArn);
  // A release tags its image before the image is AVAILABLE.
  const [newest] = newestFirst(images.filter((image) => isBuilt(stateOf(image)) || isReleased(image)));
  if (newest && !isReleased(newest)) await api.tagResource(asText(newest.arn), { [RELEASE_TAG]: 'RELEASED' });
}

function isReleased({ tags }: JsonObject): boolean {
  return asObject(tags)[RELEASE_TAG] === 'RELEASED';
}
