import { Run } from '../../../local-cloud/conductor/in-memory/virtual-host';
import { ReleaseEvent } from '../../../src/contract/release';

/** Whether a run of the function takes a step of a release. */
export function isReleasing(run?: Run): boolean {
  return isRelease(run?.event);
}

export function isRelease(event: unknown): event is ReleaseEvent {
  return (event as { Action?: string } | undefined)?.Action === 'RELEASE';
}
