import { constants } from 'node:os';

/** Stops in order when the user or the system asks for it, then exits as the signal demands. */
export function stopOnSignal(stop: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      void stop().finally(() => process.exit(128 + constants.signals[signal]));
    });
  }
}
