const CONNECTION_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 10_000;

/** Options of every SDK client. Each request has its own client, so that adaptive retries of one do not slow down the next. */
export const CLIENT_OPTIONS = {
  retryMode: 'adaptive',
  maxAttempts: 8,
  requestHandler: {
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    socketTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
  },
};

/** Where and as whom a service is called; by default as the environment says. */
export interface CallerOptions {
  readonly region?: string;
  /** A profile of the AWS configuration files. */
  readonly profile?: string;
  /** Who calls, as the subject of an error. */
  readonly caller?: string;
}
