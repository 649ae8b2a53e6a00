import { hasDistributed, isCompleted } from './distribution-steps';
import { APPROVAL_STEP } from '../../contract/release';
import { JsonObject } from '../values/json';

/**
 * The approval of an image. `GIVEN`: a person approved it; `TO_COME`: nobody has yet; `NEVER_ASKED`: its workflow is older
 * than the approval, asks nobody, and has distributed the image.
 */
export type Approval = 'GIVEN' | 'TO_COME' | 'NEVER_ASKED';

/** The approval in the steps of a distribution; undefined if they have none. An approval before a retry does not count. */
export function approvalIn(steps: JsonObject[]): Approval | undefined {
  const approval = steps.find(({ name }) => name === APPROVAL_STEP);
  if (approval) return isCompleted(approval) ? 'GIVEN' : 'TO_COME';
  return steps.some(hasDistributed) ? 'NEVER_ASKED' : undefined;
}
