import { StatesError } from './states-language';
import { VirtualTime } from './virtual-time';

/** Runs the code of a function. */
export interface FunctionHost {
  /**
   * Runs the handler for one event.
   *
   * @throws what the handler threw, or a `FunctionError` where it ended otherwise
   */
  invoke(event: unknown, timeoutMilliseconds: number): Promise<unknown>;
}

/** A run of a function that did not return. */
export class FunctionError extends StatesError {}

/** How a run of the function goes that does not go well: it cannot be started, or dies on its way. */
export interface FunctionsOptions {
  readonly time: VirtualTime;
  readonly host: FunctionHost;
  /** @default 120 */
  readonly timeoutSeconds?: number;
  /**
   * Runs at the same time, as reserved concurrency limits them.
   * @default - as many as there are events
   */
  readonly concurrency?: number;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const RETRY_SECONDS = [60, 120];

/** The time for which Lambda tries an event that finds no free execution: first after a second, and last every 5 minutes. */
const QUEUE_SECONDS = 6 * 3600;
const LONGEST_PAUSE_SECONDS = 300;
const BUSY = 'Lambda.TooManyRequestsException';

/** AWS Lambda with one function. */
export class Functions {
  /** Runs so far, with the error of each that failed. */
  public readonly runs: { readonly event: unknown; readonly error?: string }[] = [];

  private running = 0;

  public constructor(private readonly options: FunctionsOptions) {}

  /** Runs the function and waits for what it returns. */
  public async invoke(event: unknown): Promise<unknown> {
    const { host, timeoutSeconds = 120, concurrency = Infinity } = this.options;
    if (this.running >= concurrency) throw new FunctionError(BUSY, 'Rate Exceeded.');
    this.running++;
    try {
      const result = await host.invoke(JSON.parse(JSON.stringify(event)), timeoutSeconds * 1000);
      this.runs.push({ event });
      return result === undefined ? null : JSON.parse(JSON.stringify(result));
    } catch (error) {
      const { name, message } = error as Error;
      this.runs.push({ event, error: `${name}: ${message}` });
      throw new FunctionError(name, message);
    } finally {
      this.running--;
    }
  }

  /** Takes an event and runs the function for it later, as often as it takes, but at most three times. */
  public async deliver(event: unknown): Promise<void> {
    for (const seconds of [...RETRY_SECONDS, undefined]) {
      try {
        await this.invokeFromQueue(event);
        return;
      } catch {
        if (seconds === undefined) return;
        await this.options.time.sleep(seconds * 1000);
      }
    }
  }

  private async invokeFromQueue(event: unknown): Promise<void> {
    const { time } = this.options;
    const end = time.now() + QUEUE_SECONDS * 1000;
    for (let pause = 1; ; pause = Math.min(2 * pause, LONGEST_PAUSE_SECONDS)) {
      try {
        await this.invoke(event);
        return;
      } catch (error) {
        if (!(error instanceof FunctionError && error.name === BUSY) || time.now() > end) throw error;
        await time.sleep(pause * 1000);
      }
    }
  }
}
