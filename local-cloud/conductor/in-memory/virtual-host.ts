import { FunctionError, FunctionHost } from '../functions';
import { VirtualTime } from '../virtual-time';

export type Handler = (event: unknown, context: { getRemainingTimeInMillis(): number }) => Promise<unknown>;

/** A run of the function. */
export interface Run {
  readonly event: unknown;
  /** Number of calls that it has made. */
  calls: number;
  /** It has ended, or died: what it still does has no effect. */
  over: boolean;
  /** Lets it die, as when its memory is used up. */
  die(): void;
}

/**
 * Runs the function in this process, by the virtual time.
 *
 * Each run begins in a turn of its own, and all that it does follows from timers that it has set, so the turn says whose code runs.
 * Node 20's `AsyncLocalStorage` would say so, too, but slows down every promise.
 */
export class VirtualHost implements FunctionHost {
  public constructor(private readonly time: VirtualTime, private readonly handler: () => Handler) {}

  /** The run that the code which asks belongs to. */
  public readonly currentRun = (): Run | undefined => this.time.actor as Run | undefined;

  public async invoke(event: unknown, timeoutMilliseconds: number): Promise<unknown> {
    const deadline = this.time.now() + timeoutMilliseconds;
    let cancel = () => {};
    let die = () => {};
    const death = new Promise<never>((_resolve, reject) => {
      die = () => reject(new FunctionError('Runtime.ExitError', 'RequestId: Error: Runtime exited with error: signal: killed'));
      cancel = this.time.after(timeoutMilliseconds, () => reject(new FunctionError('Sandbox.Timedout', `Task timed out after ${timeoutMilliseconds / 1000} seconds`)));
    });
    const run: Run = { event, calls: 0, over: false, die };
    const work = this.startTurn(run).then(() => this.handler()(event, { getRemainingTimeInMillis: () => deadline - this.time.now() }));
    try {
      return await Promise.race([work, death]);
    } finally {
      run.over = true;
      cancel();
    }
  }

  private startTurn(run: Run): Promise<void> {
    return new Promise((resolve) => this.time.after(0, () => {
      this.time.actor = run;
      resolve();
    }));
  }
}
