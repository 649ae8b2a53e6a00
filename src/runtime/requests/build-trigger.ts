import { createHash } from 'node:crypto';
import { CloudFormationRequest, ResourceRequest, stackOf } from './request';
import { signedAt } from './response-url';
import {
  CANCELLED_TAG, REQUEST_TAG, REQUEST_TYPE_TAG, REQUESTED_AT_TAG, REUSED_BY_TAG, SECOND_BUILD_TAG, TRIGGER_TAG,
} from '../../contract/contract';
import { newestFirst } from '../image/newest-first';
import { hasNoImage, isRetired, isRunning, stateOf } from '../image/states';
import { hashOf } from '../values/hash';
import { asObject, asText, JsonObject } from '../values/json';
import { timeOf } from '../values/time';

/** A tag holds at most 256 characters: this part, the name of a stack (at most 128), its GUID (36), a hash (16) and three slashes. */
const MAX_LOGICAL_ID_CHARACTERS = 70;

/** The trigger of a build: the resource, its request, and the key that distinguishes the build from the last one. */
export interface BuildTrigger {
  /** The resource: `<stack>/<GUID of the stack>/<logical id>`, or a hash in place of a long id. */
  readonly owner: string;
  /** Hash of the pipeline and the trigger. */
  readonly key: string;
  readonly requestId: string;
  readonly requestType: ResourceRequest['RequestType'];
  /** When CloudFormation made the request, in milliseconds since 1970; undefined if it does not say. */
  readonly requestedAt?: number;
}

export function buildTriggerOf(request: CloudFormationRequest): BuildTrigger {
  const { ImagePipelineArn, Trigger, SparesReleased } = request.ResourceProperties ?? {};
  const { LogicalResourceId: id } = request;
  return {
    // The policy of the function recognizes the images of its stack by the beginning of the tag.
    owner: `${stackOf(request)}/${id.length <= MAX_LOGICAL_ID_CHARACTERS ? id : hashOf(id)}`,
    // With another key, a new build follows: the image before has no tag that spares it, nor has one that is being built.
    key: hashOf([ImagePipelineArn, Trigger, ...SparesReleased === undefined ? [] : [{ SparesReleased }]]),
    requestId: request.RequestId,
    requestType: request.RequestType,
    requestedAt: signedAt(request.ResponseURL),
  };
}

/** The tag that names the resource that an image is built for, and the key of the build. */
export function triggerTagOf({ owner, key }: BuildTrigger): string {
  return `${owner}/${key}`;
}

/** The tags of an image that is built for a trigger. */
export function tagsOf(trigger: BuildTrigger): Record<string, string> {
  const { requestId, requestType } = trigger;
  return { [TRIGGER_TAG]: triggerTagOf(trigger), [REQUEST_TAG]: requestId, [REQUEST_TYPE_TAG]: requestType, ...requestedAtTag(trigger) };
}

/** The tags of an image that a request reuses. */
export function reuseTagsOf(trigger: BuildTrigger): Record<string, string> {
  return { [REUSED_BY_TAG]: trigger.requestId, ...requestedAtTag(trigger) };
}

/** The tags of the image that replaces another one. */
export function secondBuildTagsOf(first: JsonObject, requestId: string): Record<string, string> {
  const [requestedAt, requestType] = [tagOf(first, REQUESTED_AT_TAG), tagOf(first, REQUEST_TYPE_TAG)];
  return {
    [TRIGGER_TAG]: triggerOfImage(first),
    [REQUEST_TAG]: requestId,
    [SECOND_BUILD_TAG]: asText(first.arn),
    ...requestedAt === '' ? {} : { [REQUESTED_AT_TAG]: requestedAt },
    ...requestType === '' ? {} : { [REQUEST_TYPE_TAG]: requestType },
  };
}

function requestedAtTag({ requestedAt }: BuildTrigger): Record<string, string> {
  return requestedAt === undefined ? {} : { [REQUESTED_AT_TAG]: new Date(requestedAt).toISOString() };
}

/** The trigger tag of an image, or an empty text if no deployment started it. */
export function triggerOfImage(image: JsonObject): string {
  return tagOf(image, TRIGGER_TAG);
}

/** Whether a new resource started the build of an image, as in the first deployment of a stack. */
export function isOfNewResource(image: JsonObject): boolean {
  return tagOf(image, REQUEST_TYPE_TAG) === 'Create';
}

/** The ARN of the failed image that an image replaces, or an empty text. */
export function replacedImageOf(image: JsonObject): string {
  return tagOf(image, SECOND_BUILD_TAG);
}

/** The token that makes two starts for a trigger one build, unless an image in between is unusable. */
export function clientTokenOf(triggerTag: string, salt: string): string {
  return createHash('sha256').update(JSON.stringify([triggerTag, salt])).digest('hex');
}

/** The builds of a pipeline for a trigger. */
export interface EarlierBuilds {
  /** The image that needs no new build. */
  readonly imageArn?: string;
  /** Whether the request itself started the build, or has reused it before. */
  readonly isOfRequest: boolean;
  /** Number of builds that ended without an image or are being cancelled, or whose image was deprecated or disabled since. */
  readonly unusable: number;
}

/** Looks for the build of the same request, in any state, or one for the same trigger that is running or usable. */
export function earlierBuildsOf(trigger: BuildTrigger, images: JsonObject[]): EarlierBuilds {
  const { owner, requestId } = trigger;
  const ofRequest = images.find((image) => ownerOf(image) === owner && [REQUEST_TAG, REUSED_BY_TAG].some((tag) => tagOf(image, tag) === requestId));
  const ofTrigger = images.filter((image) => triggerOfImage(image) === triggerTagOf(trigger));
  const usable = ofTrigger.filter((image) => !isUnusable(stateOf(image)) && !isBeingCancelled(image));
  const image = ofRequest ?? newestFirst(usable)[0];
  return { imageArn: image && asText(image.arn), isOfRequest: ofRequest !== undefined, unusable: ofTrigger.length - usable.length };
}

/** Whether a build is still ending. One that finished before it could be cancelled may be used. */
function isBeingCancelled(image: JsonObject): boolean {
  return tagOf(image, CANCELLED_TAG) !== '' && isRunning(stateOf(image));
}

function isUnusable(state: string): boolean {
  return hasNoImage(state) || isRetired(state);
}

/** Builds that go on: those of a key, including the second one that replaces a failed first one. */
export interface SparedBuilds {
  readonly exceptKey?: string;
}

/**
 * The images that a resource is building. A request that rolls them back may be delivered twice, and late, so builds that a
 * later request started are left out.
 */
export function runningBuildsOf({ owner, requestedAt }: BuildTrigger, images: JsonObject[], { exceptKey }: SparedBuilds = {}): string[] {
  return images
    .filter((image) => ownerOf(image) === owner && isRunning(stateOf(image)) && !isRequestedLater(image, requestedAt))
    .filter((image) => triggerOfImage(image) !== `${owner}/${exceptKey}`)
    .map(({ arn }) => asText(arn)).filter(Boolean);
}

/** Whether a request started or reused a build that was made after another one, if both say when they were made. */
export function isRequestedLater(image: JsonObject, requestedAt = Infinity): boolean {
  return (timeOf(tagOf(image, REQUESTED_AT_TAG)) ?? 0) > requestedAt;
}

function ownerOf(image: JsonObject): string {
  return triggerOfImage(image).replace(/\/[^/]*$/, '');
}

function tagOf(image: JsonObject, name: string): string {
  return asText(asObject(image.tags)[name]);
}
