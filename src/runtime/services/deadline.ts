import { setTimeout as sleep } from 'node:timers/promises';

/** The minimum remaining time for a call to be worthwhile. */
export const CALL_MS = 2_000;

/** Aborts all calls at the deadline. */
export class Deadline {
  private readonly end: number;
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  public constructor(milliseconds: number) {
    this.end = Date.now() + milliseconds;
    this.timer = setTimeout(() => this.controller.abort(), milliseconds);
  }

  public get signal(): AbortSignal {
    return this.controller.signal;
  }

  public get hasPassed(): boolean {
    return this.controller.signal.aborted;
  }

  /** Milliseconds that are left. */
  public get left(): number {
    return this.hasPassed ? 0 : Math.max(0, this.end - Date.now());
  }

  /** Waits for a time, or until the deadline. */
  public async sleep(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.signal }).catch(() => undefined);
  }

  /** Aborts all calls that are still running. */
  public close(): void {
    clearTimeout(this.timer);
    this.controller.abort();
  }
}
