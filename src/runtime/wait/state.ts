import { MAX_WAIT_SECONDS } from '../../contract/contract';
import { ResourceRequest } from '../requests/request';
import { asCount, asObject, asText } from '../values/json';
import { Response } from '../values/response';

/** What is waited for, and what for. */
export interface WaitTarget {
  readonly imageArn: string;
  readonly gate: unknown;
  readonly waitsForScan: boolean;
  /** Seconds that may be waited. */
  readonly seconds: number;
  /** Does the image get judged in the end? Otherwise another wait follows. */
  readonly isLast: boolean;
  readonly mayFail: boolean;
}

/** A wait between two looks, as the state machine keeps it. */
export interface Wait {
  /** The request to answer in the end. */
  readonly Request: ResourceRequest;
  /** Seconds that were waited. */
  readonly Waited: number;
  readonly Polls: number;
  /** How many looks in a row were refused. */
  readonly ConsecutiveErrors: number;
  /** How many looks found an image that is ready to be judged, but could not judge it. */
  readonly UnreadableFindings: number;
}

/** The wait of a request that has just come in. It holds nothing but what the request says, so that its second delivery has the same. */
export function waitFor(request: ResourceRequest): Wait {
  const { RequestType, RequestId, StackId, LogicalResourceId, ResourceType, PhysicalResourceId, ResourceProperties } = request;
  return {
    Request: { RequestType, RequestId, StackId, LogicalResourceId, ResourceType, PhysicalResourceId, ResourceProperties },
    Waited: 0,
    Polls: 0,
    ConsecutiveErrors: 0,
    UnreadableFindings: 0,
  };
}

/** @throws an error if it is no state of a wait */
export function waitOf(state: unknown): Wait {
  const { Request, Waited, Polls, ConsecutiveErrors, UnreadableFindings } = asObject(state);
  if (asText(asObject(Request).RequestId) === '') throw new Error('The state of the wait names no request to answer.');
  return {
    Request: Request as ResourceRequest,
    Waited: asCount(Waited) ?? 0,
    Polls: asCount(Polls) ?? 0,
    ConsecutiveErrors: asCount(ConsecutiveErrors) ?? 0,
    UnreadableFindings: asCount(UnreadableFindings) ?? 0,
  };
}

export function waitTargetOf({ Request }: Wait): WaitTarget {
  const properties = Request.ResourceProperties ?? {};
  const { Gate } = properties;
  return {
    imageArn: asText(properties.ImageBuildVersionArn),
    gate: Gate,
    waitsForScan: Gate !== undefined || properties.WaitForScan === 'true',
    seconds: secondsOf(properties.WaitSeconds),
    isLast: properties.Last === 'true',
    mayFail: properties.OnFailure !== 'REPORT',
  };
}

/** The response of a wait that another wait follows: the image, without an evaluation. */
export function passOn({ ResourceProperties }: ResourceRequest): Response {
  return { success: true, attributes: { ImageBuildVersionArn: asText(ResourceProperties?.ImageBuildVersionArn) } };
}

function secondsOf(text: unknown): number {
  const seconds = /^\d+$/.test(asText(text)) ? Number(text) : MAX_WAIT_SECONDS;
  return Math.min(seconds, MAX_WAIT_SECONDS);
}
