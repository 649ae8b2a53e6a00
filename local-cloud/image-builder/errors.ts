import { shapeOf } from './model';

/** An error as the service answers it: its name, HTTP status (from the service's model) and message. */
export class ServiceError extends Error {
  public readonly status: number;

  public constructor(public readonly code: string, message: string, status?: number) {
    super(message);
    this.status = status ?? shapeOf(code).error!.httpStatusCode;
  }
}

export function invalidValue(parameter: string, why: string): ServiceError {
  return new ServiceError('InvalidParameterValueException', `The value supplied for parameter '${parameter}' is not valid. ${why}`);
}

export function invalidRequest(message: string): ServiceError {
  return new ServiceError('InvalidRequestException', message);
}

export function invalidCombination(message: string): ServiceError {
  return new ServiceError('InvalidParameterCombinationException', message);
}

export function notFound(arn: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', `The resource '${arn}' does not exist.`);
}

export function dependedOn(arn: string): ServiceError {
  return new ServiceError(
    'ResourceDependencyException',
    `Resource dependency error: The resource ARN '${arn}' has other resources depended on it.`,
  );
}
