import { asObject, asText } from '../values/json';
import { cutToWords, oneLine } from '../values/text';

/**
 * `REFUSED`: the call, or what it is for, would be rejected again. `BUSY`: throttling, a lock, a service error, or no time left.
 * `OTHER`: no response, or an unusable one.
 */
export type CallErrorKind = 'NOT_FOUND' | 'DENIED' | 'REFUSED' | 'BUSY' | 'OTHER';

/** Whether an error would come again. Other errors are due to load, or to the service itself. */
export function isPermanent(kind: CallErrorKind): boolean {
  return kind !== 'BUSY' && kind !== 'OTHER';
}

/** A service of AWS that the function calls. */
export interface Service {
  readonly name: string;
  /** The prefix of its actions in policies. */
  readonly prefix: string;
}

export const IMAGE_BUILDER: Service = { name: 'EC2 Image Builder', prefix: 'imagebuilder' };
export const PARAMETER_STORE: Service = { name: 'Systems Manager', prefix: 'ssm' };
export const ELASTIC_CONTAINER_REGISTRY: Service = { name: 'Elastic Container Registry', prefix: 'ecr' };
export const CLOUDWATCH_LOGS: Service = { name: 'CloudWatch Logs', prefix: 'logs' };
export const SECRETS_MANAGER: Service = { name: 'Secrets Manager', prefix: 'secretsmanager' };
export const CLOUDWATCH: Service = { name: 'CloudWatch', prefix: 'cloudwatch' };
export const SIMPLE_NOTIFICATION_SERVICE: Service = { name: 'Simple Notification Service', prefix: 'sns' };
export const INSPECTOR: Service = { name: 'Amazon Inspector', prefix: 'inspector2' };
export const CLOUDFORMATION: Service = { name: 'CloudFormation', prefix: 'cloudformation' };
export const STEP_FUNCTIONS: Service = { name: 'Step Functions', prefix: 'states' };

/** A call of a service, and its subject. */
export interface Call {
  readonly service: Service;
  readonly operation: string;
  readonly resource: string;
  /** Who calls, as the subject of a sentence. Default: `The function`. */
  readonly caller?: string;
}

const MAX_SERVICE_MESSAGE = 400;
/** Request time-out, and too many requests. */
const PASSING_STATUS = [408, 429];

const THROTTLING = /RateLimitExceeded|Throttl|TooManyRequests/;
/** Codes which mean that another call holds a lock, such as a second delivery of the same request. */
const LOCKED = /TooManyUpdates|ResourceInUse|Conflict|OperationAborted/;

/** A failed call of a service, explained for the person who deploys. */
export class CallError extends Error {
  /** @param call what failed, if it was a single call */
  public constructor(public readonly kind: CallErrorKind, message: string, public readonly code = '', public readonly call?: Call) {
    super(message);
    this.name = 'CallError';
    // It is expected, and Lambda would log a stack trace that says nothing about the call.
    this.stack = `${this.name}: ${message}`;
  }

  /** Whether the same call may succeed in some seconds. New permissions take that long to be known everywhere. */
  public get isTransient(): boolean {
    return this.kind === 'DENIED' || this.isThrottling || LOCKED.test(this.code);
  }

  public get isThrottling(): boolean {
    return THROTTLING.test(this.code);
  }
}

/** An error that will pass, whatever its code means elsewhere. */
export class TransientError extends CallError {
  public get isTransient(): boolean {
    return true;
  }
}

/** Explains an error of the SDK. */
export function callErrorOf(error: unknown, call: Call, deadlinePassed: boolean): CallError {
  if (error instanceof CallError) return error;
  const { service, operation, resource, caller = 'The function' } = call;
  const { name, message, $metadata } = asObject(error instanceof Error ? { ...error, name: error.name, message: error.message } : error);
  const code = asText(name) || 'Error';
  const status = asObject($metadata).httpStatusCode;
  const said = `${code}: ${cutToWords(oneLine(asText(message)), MAX_SERVICE_MESSAGE)}`;
  if (deadlinePassed) {
    return new CallError('BUSY', `${service.name} did not answer ${operation} in time for ${resource}. Try again.`);
  }
  if (/^(AccessDenied|Forbidden|UnauthorizedOperation)/.test(code)) {
    return new CallError('DENIED', `${caller} may not call ${service.prefix}:${operation} on ${resource}: allow that action, also in service control policies and permissions boundaries. ${said}`, code, call);
  }
  if (status === 404 || code === 'ResourceNotFoundException') {
    return new CallError('NOT_FOUND', `${resource} does not exist, or not in this account and Region. ${said}`, code, call);
  }
  // Without a status, the service did not answer: its address cannot be reached, or the connection broke.
  if (typeof status !== 'number') return new CallError('OTHER', `${service.name} gave no usable answer to ${operation} for ${resource}. ${said}`, code, call);
  const isRefusal = status >= 400 && status < 500 && !PASSING_STATUS.includes(status) && !THROTTLING.test(code) && !LOCKED.test(code);
  return new CallError(isRefusal ? 'REFUSED' : 'BUSY', `${service.name} refused ${operation} for ${resource}. ${said}`, code, call);
}

/** Returns a failed call as a value; throws any other error. */
export function asCallError(error: unknown): CallError {
  if (error instanceof CallError) return error;
  throw error;
}

/** Returns undefined for a resource that does not exist; throws any other error. */
export function undefinedIfNotFound(error: unknown): undefined {
  if (!(error instanceof CallError && error.kind === 'NOT_FOUND')) throw error;
}

/** A response without a required member. */
export function malformedResponse({ service, operation, resource }: Call, member: string): CallError {
  return new CallError('OTHER', `${service.name} answered ${operation} for ${resource} without a valid '${member}'. Try again.`);
}
