import { MAX_WAIT_SECONDS } from '../../contract/contract';
import { CloudFormationRequest, ResourceRequest } from '../requests/request';
import { signedAt } from '../requests/response-url';
import { asCount, asObject, asText } from '../values/json';
import { Response } from '../values/response';

/** The image of a wait, and the action at its end. */
export interface WaitTarget {
  readonly imageArn: string;
  readonly gate: unknown;
  readonly waitsForScan: boolean;
  /** Maximum seconds to wait. */
  readonly seconds: number;
  /** Whether a built image is evaluated at the end. Otherwise another wait follows. */
  readonly isLast: boolean;
  readonly mayFail: boolean;
  /** The copies of the image that the template refers to. */
  readonly copies: unknown;
}

/** A wait between two polls, as the state machine keeps it. */
export interface Wait {
  /** The request to respond to at the end. */
  readonly Request: ResourceRequest;
  /** When CloudFormation sent the request, in milliseconds since 1970, if its URL says so. */
  readonly SentAt?: number;
  /** The second build, if the wait continues with it. */
  readonly SecondImage?: string;
  /** Seconds waited so far. */
  readonly Waited: number;
  readonly Polls: number;
  /** Number of polls in a row that failed for good. */
  readonly ConsecutiveErrors: number;
  /** Number of polls that found a finished image whose findings could not be read. */
  readonly UnreadableFindings: number;
}

/** The wait of a new request. It only depends on the request, so a second delivery gets the same wait. */
export function waitFor(request: CloudFormationRequest): Wait {
  const { RequestType, RequestId, StackId, LogicalResourceId, ResourceType, PhysicalResourceId, ResourceProperties } = request;
  return {
    Request: { RequestType, RequestId, StackId, LogicalResourceId, ResourceType, PhysicalResourceId, ResourceProperties },
    SentAt: signedAt(request.ResponseURL),
    Waited: 0,
    Polls: 0,
    ConsecutiveErrors: 0,
    UnreadableFindings: 0,
  };
}

/** @throws an error if the value is not the state of a wait */
export function waitOf(state: unknown): Wait {
  const { Request, SentAt, SecondImage, Waited, Polls, ConsecutiveErrors, UnreadableFindings } = asObject(state);
  if (asText(asObject(Request).RequestId) === '') throw new Error('The state of the wait names no request to answer.');
  return {
    Request: Request as ResourceRequest,
    SentAt: asCount(SentAt),
    ...asText(SecondImage) === '' ? {} : { SecondImage: asText(SecondImage) },
    Waited: asCount(Waited) ?? 0,
    Polls: asCount(Polls) ?? 0,
    ConsecutiveErrors: asCount(ConsecutiveErrors) ?? 0,
    UnreadableFindings: asCount(UnreadableFindings) ?? 0,
  };
}

export function waitTargetOf({ Request, SecondImage }: Wait): WaitTarget {
  const properties = Request.ResourceProperties ?? {};
  const { Gate, Copies } = properties;
  return {
    imageArn: SecondImage ?? asText(properties.ImageBuildVersionArn),
    gate: Gate,
    waitsForScan: Gate !== undefined || properties.WaitForScan === 'true',
    seconds: secondsOf(properties.WaitSeconds),
    isLast: properties.Last === 'true',
    mayFail: properties.OnFailure !== 'REPORT',
    copies: Copies,
  };
}

/** The response of a wait that another wait follows: the image, without an evaluation. */
export function intermediateResponse({ ResourceProperties }: ResourceRequest): Response {
  return { success: true, attributes: { ImageBuildVersionArn: asText(ResourceProperties?.ImageBuildVersionArn) } };
}

function secondsOf(text: unknown): number {
  const seconds = /^\d+$/.test(asText(text)) ? Number(text) : MAX_WAIT_SECONDS;
  return Math.min(seconds, MAX_WAIT_SECONDS);
}
