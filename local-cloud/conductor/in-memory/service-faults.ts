/** The faults between the function and a service. */
export type ServiceFault =
  /** The service refuses the call for its load. */
  | 'throttled'
  /** An error of the service's own. */
  | 'broken'
  /** The service refuses the call for lack of permission. */
  | 'denied'
  /** The connection breaks before the call arrives. */
  | 'reset'
  /** The call arrives and works, but its answer does not come back. */
  | 'lost'
  /** The call does not arrive, and nobody says so. */
  | 'silence'
  /** The function dies before the call. */
  | 'dies before'
  /** The function dies after the call has worked. */
  | 'dies after';

/** A call that may go wrong. */
export interface ServiceCall {
  readonly service: 'imagebuilder' | 'logs' | 'ssm' | 'secretsmanager' | 'ecr' | 'states' | 'answer';
  readonly operation: string;
  /** Path and query. */
  readonly path: string;
  readonly body: string;
}

/** A refusal of a call, as a service sends it. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
}

export const REFUSALS: Partial<Record<ServiceFault, Readonly<Record<ServiceCall['service'], Refusal>>>> = {
  throttled: {
    imagebuilder: { status: 429, code: 'CallRateLimitExceededException' },
    logs: { status: 400, code: 'ThrottlingException' },
    ssm: { status: 400, code: 'ThrottlingException' },
    secretsmanager: { status: 400, code: 'ThrottlingException' },
    ecr: { status: 400, code: 'ThrottlingException' },
    states: { status: 400, code: 'ThrottlingException' },
    answer: { status: 503, code: 'SlowDown' },
  },
  broken: {
    imagebuilder: { status: 500, code: 'ServiceException' },
    logs: { status: 500, code: 'ServiceUnavailableException' },
    ssm: { status: 500, code: 'InternalServerError' },
    secretsmanager: { status: 500, code: 'InternalServiceError' },
    ecr: { status: 500, code: 'ServerException' },
    states: { status: 500, code: 'InternalServerError' },
    answer: { status: 500, code: 'InternalError' },
  },
  denied: {
    imagebuilder: { status: 403, code: 'AccessDeniedException' },
    logs: { status: 400, code: 'AccessDeniedException' },
    ssm: { status: 400, code: 'AccessDeniedException' },
    secretsmanager: { status: 400, code: 'AccessDeniedException' },
    ecr: { status: 400, code: 'AccessDeniedException' },
    states: { status: 400, code: 'AccessDeniedException' },
    answer: { status: 503, code: 'SlowDown' },
  },
};
