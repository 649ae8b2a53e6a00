import { CallError } from './call-error';
import { CALL_MS, Deadline } from './deadline';

/** A minute in all: new permissions take some seconds to be known everywhere. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000];

/**
 * Retries a call after a transient error: the role of the function may be too new, a pipeline may be changing, the request
 * may have been delivered twice, or so many stacks may be deploying that the SDK gave up.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
export async function retryTransient<T>(deadline: Deadline, call: () => Promise<T>): Promise<T> {
  for (const pause of PAUSES_MS) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof CallError && error.isTransient) || deadline.left < pause + CALL_MS) throw error;
      await deadline.sleep(pause);
    }
  }
  return call();
}
