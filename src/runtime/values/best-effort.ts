import { logLine } from './safe-json';

/** Runs an optional action: an error is only logged. */
export async function bestEffort(what: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    console.warn(logLine({ could_not: what, because: (error as Error).message }));
  }
}
