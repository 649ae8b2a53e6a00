import { asObject, asText } from './json';
import { cutToCharacters, oneLine } from './text';

export type ReadErrorKind = 'NOT_FOUND' | 'DENIED' | 'OTHER';

const MAX_SERVICE_MESSAGE = 400;

/** A call of the service that gave nothing to report on, in words for the person who deploys. */
export class ReadError extends Error {
  constructor(readonly kind: ReadErrorKind, message: string) {
    super(message);
    this.name = 'ReadError';
  }
}

/** Says what an error of the SDK means. */
export function readErrorOf(error: unknown, operation: string, resource: string, deadlinePassed: boolean): ReadError {
  if (error instanceof ReadError) return error;
  const { name, message, $metadata } = asObject(error instanceof Error ? { ...error, name: error.name, message: error.message } : error);
  const code = asText(name) || 'Error';
  const status = asObject($metadata).httpStatusCode;
  const said = cutToCharacters(oneLine(asText(message)), MAX_SERVICE_MESSAGE);
  if (deadlinePassed) {
    return new ReadError('OTHER', `EC2 Image Builder did not answer ${operation} in time for ${resource}. Deploy again to read it again.`);
  }
  if (/^(AccessDenied|Forbidden|UnauthorizedOperation)/.test(code)) {
    return new ReadError('DENIED', `The status function may not call imagebuilder:${operation} on ${resource}: allow that action, also in service control policies and permissions boundaries. ${code}: ${said}`);
  }
  if (status === 404 || code === 'ResourceNotFoundException') {
    return new ReadError('NOT_FOUND', `${resource} does not exist, or not in this account and Region. ${code}: ${said}`);
  }
  return new ReadError('OTHER', `EC2 Image Builder refused ${operation} for ${resource}. ${code}: ${said}`);
}

/** An answer that lacks what it must have. */
export function malformed(operation: string, resource: string, member: string): ReadError {
  return new ReadError('OTHER', `EC2 Image Builder answered ${operation} for ${resource} without a valid '${member}'. Deploy again to read it again.`);
}
