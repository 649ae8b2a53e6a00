/** Where middleware of the SDK runs at each attempt at a call. */
export const EACH_ATTEMPT = { step: 'finalizeRequest', priority: 'low' } as const;

/** Middleware that checks something before each attempt, because a retry may come half a minute after the first one. If it throws, nothing is sent. */
export function beforeEachAttempt(check: () => Promise<void>) {
  return <Attempt, Result>(next: (attempt: Attempt) => Promise<Result>) => async (attempt: Attempt): Promise<Result> => {
    await check();
    return next(attempt);
  };
}
