import { CallErrorKind } from '../services/call-error';

const SHORTEST_SECONDS = 30;
const LONGEST_SECONDS = 120;
const GROWTH = 1.2;
/** Upwards only, so that many builds do not fall into step. */
const JITTER = 0.2;

/** A refusal that a later look may not meet is not believed before it was met so often in a row. */
export const MAX_CONSECUTIVE_ERRORS = 3;

/** So often an image that is ready, but cannot be judged, is looked at again: its findings may not be there yet. */
export const MAX_UNREADABLE_FINDINGS = 5;

/** Is a refusal one that stays, once it is believed? The others are of the service's load, or its own errors. */
export function isPermanent(kind: CallErrorKind): boolean {
  return kind !== 'OTHER';
}

/**
 * Whole seconds until the next look, from 30 to 120; less only where there is less left to wait.
 *
 * @param looks how often was looked before
 * @param left seconds that may still be waited
 * @param random from 0 to 1
 */
export function nextPollDelay(looks: number, left: number, random: number): number {
  const base = Math.min(LONGEST_SECONDS / (1 + JITTER), SHORTEST_SECONDS * GROWTH ** looks);
  const pause = Math.floor(base * (1 + JITTER * random));
  const rest = Math.ceil(left) - pause;
  if (rest >= SHORTEST_SECONDS) return pause;
  // The last pause must not be shorter than the others: this one gives it some of its time, or takes all.
  const shared = Math.ceil(left) - SHORTEST_SECONDS;
  return shared >= SHORTEST_SECONDS && rest > 0 ? shared : Math.ceil(left);
}
