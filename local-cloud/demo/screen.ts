/** Where the demo tells its story: in few lines, with progress at every moment. */
export class Screen {
  private readonly began = Date.now();
  private timer?: NodeJS.Timeout;

  /** @param isVerbose shows everything that the tools print, instead of the progress */
  public constructor(public readonly isVerbose: boolean) {}

  public get seconds(): string {
    return secondsSince(this.began);
  }

  public chapter(title: string): void {
    this.line(`\n${title}`);
  }

  public line(text = ''): void {
    process.stdout.write(`${text}\n`);
  }

  /** The output of tools. */
  public detail(text: string): void {
    if (this.isVerbose) process.stdout.write(text);
  }

  /**
   * Shows how some work goes on in one line: the stages that it reaches, and a dot for each second in between.
   *
   * @param stageOf the present stage
   */
  public async progress<T>(what: string, work: Promise<T>, stageOf: () => string = () => ''): Promise<T> {
    const start = Date.now();
    let [stage, dots] = ['', 0];
    this.write(`  ${what}:`);
    this.timer = setInterval(() => {
      const now = stageOf();
      if (now !== stage && now !== '') this.write(` ${stage = now}`);
      const seconds = Math.floor((Date.now() - start) / 1_000);
      if (seconds > dots) this.write('.'.repeat(seconds - dots));
      dots = seconds;
    }, 50);
    try {
      return await work;
    } finally {
      this.stop();
      this.write(` (${secondsSince(start)})\n`);
    }
  }

  /** Ends the progress of work that is given up. */
  public stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Beside everything that the tools print, the progress has no place. */
  private write(text: string): void {
    if (this.isVerbose && this.timer) return;
    process.stdout.write(text);
  }
}

function secondsSince(start: number): string {
  return `${((Date.now() - start) / 1_000).toFixed(1)} s`;
}
