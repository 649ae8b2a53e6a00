import { isPastBuilding } from '../image/states';

const SHORTEST_SECONDS = 30;
const LONGEST_SECONDS = 120;
const GROWTH = 1.2;
/** Jitter only lengthens a delay; it keeps many builds from polling at the same moment. */
const JITTER = 0.2;

/** Errors that may be transient end the wait only after this many in a row. */
export const MAX_CONSECUTIVE_ERRORS = 3;

/** The maximum number of polls of a finished image whose findings cannot be read yet. */
export const MAX_UNREADABLE_FINDINGS = 5;

/** The progress of a wait. */
export interface Progress {
  /** Number of polls so far. */
  readonly polls: number;
  /** Seconds that the wait has left. */
  readonly left: number;
  /** State of the image, or an empty text if the poll could not read it. */
  readonly state: string;
}

/**
 * Whole seconds until the next poll: from 30 to 120 while the image is built, 30 once the build is over.
 * If less time is left, the delay is the remaining time.
 *
 * @param random from 0 to 1
 */
export function nextPollDelay({ polls, left, state }: Progress, random: number): number {
  // The end is minutes away once the image is tested.
  const delay = isPastBuilding(state) ? SHORTEST_SECONDS : growingDelay(polls, random);
  const all = Math.ceil(left);
  if (all - delay >= SHORTEST_SECONDS) return delay;
  // The last delay must not be shorter than the others: this one leaves enough time for it, or takes all the time.
  const shared = all - SHORTEST_SECONDS;
  return shared >= SHORTEST_SECONDS && all > delay ? shared : all;
}

function growingDelay(polls: number, random: number): number {
  const base = Math.min(LONGEST_SECONDS / (1 + JITTER), SHORTEST_SECONDS * GROWTH ** polls);
  return Math.floor(base * (1 + JITTER * random));
}
