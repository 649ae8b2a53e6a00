import { isToBeApproved } from './approval';
import { RELEASE_TAG, ReleaseTagValue, SUPERSEDED_BY_TAG } from '../../contract/release';
import { listing, listTaggedImages } from '../image/image-report';
import { isRunning } from '../image/states';
import { malformedResponse } from '../services/call-error';
import { ImageBuilder } from '../services/image-builder';
import { asObject, asText, JsonObject } from '../values/json';
import { timeOf } from '../values/time';

/** Whose turn it is: this image's, an older image's, or nobody's because a newer image is released. */
export type Turn = { readonly isOwn: true } | { readonly waitsFor: string } | { readonly supersededBy: string };

/**
 * Lets one image of a pipeline be released at a time, in order of their age.
 *
 * An image tags itself before it reads the tags of the others, so of two simultaneous images at least one sees the other.
 *
 * @param hasApproval whether a person approves an image before its turn
 * @throws CallError if Image Builder rejects a call, or does not say when an image was created
 */
export async function takeTurn(api: ImageBuilder, image: JsonObject, hasApproval: boolean): Promise<Turn> {
  const arn = asText(image.arn);
  await mark(api, arn, 'RELEASING');
  const others = await otherImagesOf(api, image);
  // The tag of an image may be of an earlier try: while it waits for a person again, it neither supersedes an image nor holds one back.
  const waitsForPerson = async (other: JsonObject) => hasApproval && isRunning(stateOf(other)) && await isToBeApproved(api, asText(other.arn));
  for (const newer of others.filter((other) => isAlive(other) && isReleasedOrInTurn(other) && isNewer(other, image))) {
    if (releaseTagOf(newer) === 'RELEASING' && await waitsForPerson(newer)) continue;
    await api.tagResource(arn, { [RELEASE_TAG]: 'SUPERSEDED' satisfies ReleaseTagValue, [SUPERSEDED_BY_TAG]: asText(newer.arn) });
    return { supersededBy: asText(newer.arn) };
  }
  for (const older of others.filter((other) => isRunning(stateOf(other)) && isInTurn(other))) {
    if (!await waitsForPerson(older)) return { waitsFor: asText(older.arn) };
  }
  return { isOwn: true };
}

/** Tags an image with the state of its release. */
export async function mark(api: ImageBuilder, imageArn: string, value: ReleaseTagValue): Promise<void> {
  await api.tagResource(imageArn, { [RELEASE_TAG]: value });
}

/** The state of the release of an image; undefined if it has not started. */
export function releaseTagOf({ tags }: JsonObject): string | undefined {
  const value = asObject(tags)[RELEASE_TAG];
  return typeof value === 'string' ? value : undefined;
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

function isReleasedOrInTurn(image: JsonObject): boolean {
  const tag = releaseTagOf(image);
  return tag !== undefined && tag !== 'SUPERSEDED';
}

/** Also a superseded image, while it runs: a state machine that runs twice may have given it its turn before. */
function isInTurn(image: JsonObject): boolean {
  const tag = releaseTagOf(image);
  return tag === 'RELEASING' || tag === 'SUPERSEDED';
}

/** Whether an image may still reach users, or already has. A retired image does not hold back an older one. */
function isAlive(image: JsonObject): boolean {
  const state = stateOf(image);
  // The last step may fail after it has written the tag: users already have such an image.
  return state === 'AVAILABLE' || isRunning(state) || (state === 'FAILED' && releaseTagOf(image) === 'RELEASED');
}

function stateOf({ state }: JsonObject): string {
  return asText(asObject(state).status);
}

function isNewer(other: JsonObject, image: JsonObject): boolean {
  const [its, own] = [other, image].map(({ dateCreated }) => timeOf(asText(dateCreated)));
  if (its === undefined || own === undefined) throw malformedResponse(listing(asText(image.sourcePipelineArn)), 'imageSummaryList[].dateCreated');
  return its === own ? asText(other.arn).localeCompare(asText(image.arn), 'en', { numeric: true }) > 0 : its > own;
}
