import { AsyncLocalStorage } from 'node:async_hooks';
import { Handler } from '../../../local-cloud/conductor/in-memory/virtual-host';
import { ReleaseEvent } from '../../../src/contract/release';

const releases = new AsyncLocalStorage<boolean>();

/** A function whose calls are known as those of a release, or not. */
export function tellingReleases(handler: Handler): Handler {
  return (event, context) => releases.run(isRelease(event), () => handler(event, context));
}

/** Whether the function takes a step of a release just now. */
export function isReleasing(): boolean {
  return releases.getStore() ?? false;
}

export function isRelease(event: unknown): event is ReleaseEvent {
  return (event as { Action?: string }).Action === 'RELEASE';
}
