import { ResourceRequest } from '../../src/runtime/requests/request';
import { waitNameOf } from '../../src/runtime/requests/wait-name';

/** The name of the execution that runs a wait, which the state machine passes on. */
export function executionNameOf(wait: unknown): string {
  const { Request } = (wait ?? {}) as { readonly Request?: ResourceRequest };
  return Request ? waitNameOf(Request) : 'none';
}
