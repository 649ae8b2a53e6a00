import { Deadline } from '../services/deadline';

/** How long the call of a request that CloudFormation gave up on may still be on its way to the service. */
const IN_FLIGHT_MS = 10_000;

/**
 * Stops what the request that is rolled back has started. That request got no response, and may only be about to start it: if there is
 * nothing to stop, and time is left, this looks once more.
 *
 * @param stop returns how much it stopped
 */
export async function stopInFlight(deadline: Deadline, stop: () => Promise<number>): Promise<void> {
  if (await stop() > 0 || deadline.left < 2 * IN_FLIGHT_MS) return;
  await deadline.sleep(IN_FLIGHT_MS);
  await stop();
}
