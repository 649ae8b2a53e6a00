import { setTimeout as sleep } from 'node:timers/promises';
import { CallError } from './call-error';
import { Deadline } from './deadline';

/** A minute in all: new permissions take some seconds to be known everywhere. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000];
/** What a call must have left of the time for it to be worth a pause. */
const CALL_MS = 2_000;

/**
 * Repeats a call whose error is transient: the function's role may be as new as the request, a pipeline may be in the
 * middle of a change, the request may be delivered twice at once, and so many stacks may be deployed that the SDK gives up.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
export async function retryTransient<T>(deadline: Deadline, call: () => Promise<T>): Promise<T> {
  for (const pause of PAUSES_MS) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof CallError && error.isTransient) || deadline.left < pause + CALL_MS) throw error;
      await sleep(pause, undefined, { signal: deadline.signal }).catch(() => undefined);
    }
  }
  return call();
}
