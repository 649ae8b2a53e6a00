export interface ClockOptions {
  /**
   * Emulated seconds for each real second.
   * @default 1
   */
  readonly speed?: number;
  /**
   * Whether only `advance` moves the clock.
   * @default false
   */
  readonly manual?: boolean;
  /**
   * The first instant, in milliseconds since the epoch.
   * @default - now
   */
  readonly start?: number;
}

/** The emulator's time: builds that take half an hour pass in seconds, or when a test says so. */
export class Clock {
  /** Emulated seconds for each real second; none where only `advance` moves the clock. */
  public readonly rate: number;
  private readonly start: number;
  private readonly realStart = Date.now();
  private advanced = 0;

  public constructor(options: ClockOptions = {}) {
    this.rate = options.manual ? 0 : options.speed ?? 1;
    this.start = options.start ?? this.realStart;
  }

  /** The emulated instant, in milliseconds since the epoch. */
  public now(): number {
    return Math.round(this.start + this.advanced + (Date.now() - this.realStart) * this.rate);
  }

  public advance(seconds: number): void {
    this.advanced += seconds * 1000;
  }
}
