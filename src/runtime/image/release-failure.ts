import { releaseTagOf } from './release-tag';
import { verdictOf } from './verdict';
import { FailedStep } from './workflows';
import { RELEASE_FAILED, RELEASE_FAILURE_TAG, SUPERSEDED_BY_TAG } from '../../contract/release';
import { asObject, asText, JsonObject } from '../values/json';

const GATE = /The vulnerability gate (refuses|could not be evaluated for) image .+/;

/**
 * A failed step of a release, with the reason from the tags of the image. Image Builder may only report that the state
 * machine of the step failed.
 */
export function asReleaseFailure(image: JsonObject, failed: FailedStep): FailedStep {
  if (failed.action !== 'ExecuteStateMachine') return failed;
  // Where Image Builder hands the cause of the execution on, that is the whole text.
  const own = asText(asObject(image.tags)[RELEASE_FAILURE_TAG]);
  if (own !== '') return failed.message.includes(RELEASE_FAILED) ? failed : { ...failed, message: own };
  // The gate stands before the turn: if it refuses a retried image, a newer image was the reason of an earlier try.
  const message = GATE.exec(failed.message)?.[0] ?? gateMessage(image) ?? supersededMessage(image);
  return message === undefined ? failed : { ...failed, message, isMessageComplete: true };
}

/**
 * Why a gate refuses an image.
 *
 * @param state the state of the image, which a release leaves out: it only evaluates an image that is being distributed
 */
export function rejection(imageArn: string, { status, reason }: { readonly status: string; readonly reason: string }, state = ''): string {
  return status === 'FAILED'
    ? `The vulnerability gate refuses image ${imageArn}: ${reason}.`
    : `The vulnerability gate could not be evaluated for image ${imageArn}${state && ` (${state})`}: ${reason}.`;
}

function gateMessage(image: JsonObject): string | undefined {
  const verdict = verdictOf(image);
  return verdict && verdict.status !== 'PASSED' ? rejection(asText(image.arn), verdict) : undefined;
}

function supersededMessage(image: JsonObject): string | undefined {
  const newer = asObject(image.tags)[SUPERSEDED_BY_TAG];
  return releaseTagOf(image) === 'SUPERSEDED' ? superseded(asText(image.arn), asText(newer)) : undefined;
}

/** Why an image is not released if a newer one is. */
export function superseded(imageArn: string, newerArn: string): string {
  return `Image ${imageArn} is not released: ${newerArn || 'another image'} is newer.`;
}
