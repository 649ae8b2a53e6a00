import { ResourceRequest } from './request';
import { hashOf } from '../values/hash';

/** The prefix of the names of all waits of a resource, for every request. */
export function waitNamePrefixOf({ StackId, LogicalResourceId }: ResourceRequest): string {
  return `${hashOf([StackId, LogicalResourceId])}-`;
}

/** The name of the wait that responds to a request: of its execution, and of the secret with its response URL. */
export function waitNameOf(request: ResourceRequest): string {
  const { RequestId } = request;
  return waitNamePrefixOf(request) + (/^[\w-]{1,60}$/.test(RequestId) ? RequestId : hashOf(RequestId));
}
