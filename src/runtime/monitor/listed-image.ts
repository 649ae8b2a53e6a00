import { BuildResult, ImageNoticeState, parseImageTag, shortId, wholeSeconds } from './notice-state';
import { RELEASE_FAILURE_TAG } from '../../contract/release';
import { listing } from '../image/image-report';
import { compareByAge } from '../image/newest-first';
import { releaseTagOf } from '../image/release-tag';
import { isBuilt, isDeleted, isRetired, isRunning } from '../image/states';
import { verdictOf } from '../image/verdict';
import { tagsOf } from '../monitoring/fleet';
import { malformedResponse } from '../services/call-error';
import { asObject, asText, JsonObject } from '../values/json';
import { timeOf } from '../values/time';

/** An image in the list of a pipeline's images. */
export interface ListedImage {
  readonly arn: string;
  /** In milliseconds since 1970, in whole seconds. */
  readonly created: number;
  readonly isRunning: boolean;
  /** Whether the image is released and not retired, unless a newer one is. */
  readonly isReleased: boolean;
  /** How the build ended, judging by its tags, which may be those of an earlier try. */
  readonly result: BuildResult;
  /** A hash of how the build ended, which changes if a retry ends differently. */
  readonly end: string;
  readonly noticeState?: ImageNoticeState;
}

/** The images of a pipeline that are not deleted, the oldest first. */
export function listedImages(images: readonly JsonObject[], pipelineArn: string, tagKey: string): ListedImage[] {
  return images
    .filter((image) => !isDeleted(image))
    .map((image) => listedImage(image, pipelineArn, tagKey))
    .sort(compareByAge);
}

function listedImage(image: JsonObject, pipelineArn: string, tagKey: string): ListedImage {
  const created = timeOf(asText(image.dateCreated));
  if (created === undefined) throw malformedResponse(listing(pipelineArn), 'imageSummaryList[].dateCreated');
  const { status, reason } = asObject(image.state);
  const state = asText(status);
  const result = resultOf(image, state);
  return {
    arn: asText(image.arn),
    created: wholeSeconds(created),
    isRunning: isRunning(state),
    // A retired image keeps its tag until the next release.
    isReleased: state === 'AVAILABLE' || (releaseTagOf(image) === 'RELEASED' && !isRetired(state)),
    result,
    // An image that is retired later ended the same way.
    end: shortId(result === 'AVAILABLE' ? result : `${result} ${asText(reason)} ${verdictOf(image)?.reason ?? ''}`),
    noticeState: parseImageTag(tagsOf(image)[tagKey]),
  };
}

/** How a build ended, judging by the tags of its image. */
export function resultOf(image: JsonObject, state: string): BuildResult {
  if (isBuilt(state)) return 'AVAILABLE';
  if (state !== 'FAILED') return 'OTHER';
  const verdict = verdictOf(image);
  if (verdict && verdict.status !== 'PASSED') return 'REFUSED';
  // Before a retry that was refused or failed, a newer image may have been released.
  return releaseTagOf(image) === 'SUPERSEDED' && tagsOf(image)[RELEASE_FAILURE_TAG] === undefined ? 'OTHER' : 'FAILED';
}
