import { distributionSteps, hasBegunToDistribute, isToBeAnswered } from './distribution-steps';
import { checkIsRunning } from './running-image';
import { RELEASE_TAG, ReleaseTagValue, SUPERSEDED_BY_TAG } from '../../contract/release';
import { listing, listTaggedImages } from '../image/image-report';
import { compareByAge, datedImage } from '../image/newest-first';
import { releaseTagOf } from '../image/release-tag';
import { isBeingDistributed, isRunning, stateOf } from '../image/states';
import { CallError, malformedResponse } from '../services/call-error';
import { ImageBuilder } from '../services/image-builder';
import { asText, JsonObject } from '../values/json';

/** Whose turn it is: this image's, an older image's, or nobody's because a newer image is released. */
export type Turn = { readonly isOwn: true } | { readonly waitsFor: string } | { readonly supersededBy: string };

interface ReleaseTags {
  readonly [RELEASE_TAG]: ReleaseTagValue;
  readonly [SUPERSEDED_BY_TAG]?: string;
}

/**
 * Lets one image of a pipeline be released at a time, in order of their age.
 *
 * An image tags itself before it reads the tags of the others, so of two simultaneous images at least one sees the other.
 *
 * @throws CallError if Image Builder rejects a call, or does not say when an image was created
 */
export async function takeTurn(api: ImageBuilder, image: JsonObject): Promise<Turn> {
  const arn = asText(image.arn);
  await mark(api, arn, { [RELEASE_TAG]: 'RELEASING' });
  const others = await otherImagesOf(api, image);
  for (const newer of others.filter((other) => supersedes(other, image))) {
    if (releaseTagOf(newer) === 'RELEASING' && await waitsForPerson(api, newer)) continue;
    await mark(api, arn, { [RELEASE_TAG]: 'SUPERSEDED', [SUPERSEDED_BY_TAG]: asText(newer.arn) });
    return { supersededBy: asText(newer.arn) };
  }
  for (const older of others.filter(holdsBack)) {
    if (!await waitsForPerson(api, older)) return { waitsFor: asText(older.arn) };
  }
  return { isOwn: true };
}

/**
 * Whether another image still waits for a person: then it neither supersedes an image nor holds one back. Its tag may be of an
 * earlier try, or its workflow may ask the person after the gate.
 */
async function waitsForPerson(api: ImageBuilder, other: JsonObject): Promise<boolean> {
  if (!isRunning(stateOf(other))) return false;
  try {
    const steps = await distributionSteps(api, asText(other.arn));
    return steps.some(isToBeAnswered) && !steps.some(hasBegunToDistribute);
  } catch (error) {
    // The function may read the images of the recipe's name only. If the recipe had another one, the image keeps its turn.
    if (error instanceof CallError && error.kind === 'DENIED') return false;
    throw error;
  }
}

/**
 * Tags an image with the state of its release.
 *
 * @throws CallError if its build has ended, its turn is over, or a call is rejected
 */
export async function mark(api: ImageBuilder, imageArn: string, tags: ReleaseTags): Promise<void> {
  await api.tagResource(imageArn, { ...tags }, async () => {
    const isReleased = releaseTagOf(await checkIsRunning(api, imageArn)) === 'RELEASED';
    if (isReleased && tags[RELEASE_TAG] !== 'RELEASED') await checkIsRetried(api, imageArn);
  });
}

/** Rejects the mark of a late execution for an image that has been released. A retry may mark it again. */
async function checkIsRetried(api: ImageBuilder, imageArn: string): Promise<void> {
  const steps = await distributionSteps(api, imageArn);
  if (steps.some(hasBegunToDistribute)) throw new CallError('REFUSED', `Image ${imageArn} has had its turn: it is being distributed.`);
}

/**
 * The other images of the pipeline; empty for an image without a pipeline.
 *
 * @throws CallError if they or their tags cannot be read: one of them may be newer
 */
export async function otherImagesOf(api: ImageBuilder, { arn, sourcePipelineArn }: JsonObject): Promise<JsonObject[]> {
  const pipelineArn = asText(sourcePipelineArn);
  return pipelineArn === '' ? [] : (await listTaggedImages(api, pipelineArn)).filter((other) => other.arn !== arn);
}

/**
 * Whether another image is newer and keeps this one from being released. A retired image does not.
 *
 * @throws CallError if Image Builder does not say when an image was created
 */
export function supersedes(other: JsonObject, image: JsonObject): boolean {
  const [state, tag] = [stateOf(other), releaseTagOf(other)];
  if (tag === undefined || tag === 'SUPERSEDED') return false;
  // The last step may fail after it has written the tag: users already have such an image.
  const counts = state === 'AVAILABLE' || isRunning(state) || (state === 'FAILED' && tag === 'RELEASED');
  return counts && isNewer(other, image);
}

/** Whether the other images of the pipeline have to wait for this one. */
function holdsBack(image: JsonObject): boolean {
  const tag = releaseTagOf(image);
  // If a state machine runs twice, its second execution may write the parameter of an image that has its mark once more.
  if (tag === 'RELEASED') return isBeingDistributed(stateOf(image));
  // Also a superseded image, while it runs: a state machine that runs twice may have given it its turn before.
  return isRunning(stateOf(image)) && (tag === 'RELEASING' || tag === 'SUPERSEDED');
}

function isNewer(other: JsonObject, image: JsonObject): boolean {
  const [its, own] = [datedImage(other), datedImage(image)];
  if (!its || !own) throw malformedResponse(listing(asText(image.sourcePipelineArn)), 'imageSummaryList[].dateCreated');
  return compareByAge(its, own) > 0;
}
