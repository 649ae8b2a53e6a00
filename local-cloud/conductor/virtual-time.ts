import { Clock } from '../image-builder';

type Callback = () => void;

interface Timer {
  readonly at: number;
  /** Timers of the same instant go off in the order in which they were set. */
  readonly number: number;
  /** The actor that set it. */
  readonly actor: unknown;
  callback?: Callback;
}

const nextTurn = setImmediate;

/**
 * Time that passes only when nothing is left to do: three hours of waiting take as long as the work in them.
 * The emulator's builds go by it, too.
 *
 * `@sinonjs/fake-timers` also keeps the order of equal instants, but it plays Node's timers with their limits: one of
 * more than 24.8 days, such as the time-out of a state machine, goes off after 1 ms, and one of 0 ms after 1 ms.
 */
export class VirtualTime extends Clock {
  /** The actor of this turn. A timer goes off as the actor that set it. */
  public actor: unknown;
  private instant: number;
  private readonly heap: Timer[] = [];
  private timers = 0;
  private working = 0;
  private workEnds?: Callback;

  public constructor(start: number = Date.now()) {
    super({ manual: true, start });
    this.instant = start;
  }

  public now(): number {
    return this.instant;
  }

  public advance(seconds: number): void {
    this.instant += seconds * 1000;
  }

  /** Calls back after a number of milliseconds; the result cancels it. */
  public after(milliseconds: number, callback: Callback): Callback {
    const timer: Timer = { at: this.instant + Math.max(0, milliseconds), number: this.timers++, actor: this.actor, callback };
    this.push(timer);
    return () => { timer.callback = undefined; };
  }

  public sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve));
  }

  /** Time stands still while something happens that does not go by it, such as a call of another process. */
  public async during<T>(work: Promise<T>): Promise<T> {
    this.working++;
    try {
      return await work;
    } finally {
      this.working--;
      this.workEnds?.();
    }
  }

  /**
   * Lets time pass until the work is done.
   *
   * @throws an error if it cannot end, since nothing is left that could happen
   */
  public async run<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const ends = () => {
      done = true;
      this.workEnds?.();
    };
    work.then(ends, ends);
    for (;;) {
      await new Promise((resolve) => nextTurn(resolve));
      if (done) return work;
      if (this.working > 0) await new Promise<void>((resolve) => { this.workEnds = resolve; });
      else this.next();
    }
  }

  private next(): void {
    for (;;) {
      const timer = this.pop();
      if (!timer) throw new Error('Nothing is left that could happen, and the work is not done.');
      if (!timer.callback) continue;
      this.instant = Math.max(this.instant, timer.at);
      this.actor = timer.actor;
      return timer.callback();
    }
  }

  private push(timer: Timer): void {
    let index = this.heap.push(timer) - 1;
    while (index > 0) {
      const parent = Math.floor((index - 1) / 2);
      if (!isBefore(timer, this.heap[parent])) break;
      this.heap[index] = this.heap[parent];
      index = parent;
    }
    this.heap[index] = timer;
  }

  private pop(): Timer | undefined {
    const first = this.heap[0];
    const last = this.heap.pop();
    if (!last || this.heap.length === 0) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= this.heap.length) break;
      if (child + 1 < this.heap.length && isBefore(this.heap[child + 1], this.heap[child])) child++;
      if (!isBefore(this.heap[child], last)) break;
      this.heap[index] = this.heap[child];
      index = child;
    }
    this.heap[index] = last;
    return first;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.number < b.number);
}
