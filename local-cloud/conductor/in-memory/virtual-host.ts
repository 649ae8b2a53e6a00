import { AsyncLocalStorage } from 'node:async_hooks';
import { FunctionError, FunctionHost } from '../functions';
import { VirtualTime } from '../virtual-time';

export type Handler = (event: unknown, context: { getRemainingTimeInMillis(): number }) => Promise<unknown>;

/** A run of the function. */
export interface Run {
  /** Number of calls that it has made. */
  calls: number;
  /** It has ended, or died: what it still does has no effect. */
  over: boolean;
  /** Lets it die, as when its memory is used up. */
  die(): void;
}

/** One for all hosts: each further one would slow down every promise. */
const runs = new AsyncLocalStorage<Run>();

/** Runs the function in this process, by the virtual time. */
export class VirtualHost implements FunctionHost {
  public constructor(private readonly time: VirtualTime, private readonly handler: () => Handler) {}

  /** The run that the code which asks belongs to. */
  public readonly currentRun = (): Run | undefined => runs.getStore();

  public async invoke(event: unknown, timeoutMilliseconds: number): Promise<unknown> {
    const deadline = this.time.now() + timeoutMilliseconds;
    let cancel = () => {};
    let die = () => {};
    const death = new Promise<never>((_resolve, reject) => {
      die = () => reject(new FunctionError('Runtime.ExitError', 'RequestId: Error: Runtime exited with error: signal: killed'));
      cancel = this.time.after(timeoutMilliseconds, () => reject(new FunctionError('Sandbox.Timedout', `Task timed out after ${timeoutMilliseconds / 1000} seconds`)));
    });
    const run: Run = { calls: 0, over: false, die };
    const work = runs.run(run, () => this.handler()(event, { getRemainingTimeInMillis: () => deadline - this.time.now() }));
    try {
      return await Promise.race([work, death]);
    } finally {
      run.over = true;
      cancel();
    }
  }
}
