import { ResourceRequest } from './request';
import { Response } from '../values/response';
import { logLine } from '../values/safe-json';

/** The details in the log of a request, besides its response. */
export interface RequestLog {
  /** The image that the request waited for. */
  readonly image?: string;
  /** Seconds that the request waited for the image. */
  readonly waited?: number;
  /** How many calls the function made; after a wait, in its last poll. */
  readonly calls?: number;
  /** `TAKEN` if CloudFormation has the response. */
  readonly delivery: string;
}

/**
 * Logs a request, once, when it has its response: after a failed deployment the CDK CLI prints the last lines of this log.
 * The request itself is not logged: its response URL is a credential.
 */
export function logRequest({ RequestType, LogicalResourceId, ResourceType }: ResourceRequest, response: Response, more: RequestLog): void {
  const responseStatus = response.success ? 'SUCCESS' : 'FAILED';
  console.log(logLine({
    request: RequestType,
    resource: LogicalResourceId,
    type: ResourceType,
    status: more.delivery === 'TAKEN' ? responseStatus : 'NOT_DELIVERED',
    reason: response.reason,
    ...more,
  }));
}
