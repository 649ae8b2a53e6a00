const CONNECTION_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 10_000;

/** What each client of the SDK is made with. One client a request: the adaptive retry of one does not slow down the next. */
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
