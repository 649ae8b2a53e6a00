import { render, Text } from './text';
import { safeJson } from '../../values/safe-json';

/** Where a command writes: a terminal as wide as it is, or a pipe or file that gets plain text. */
export class Output {
  public constructor(
    private readonly stdout: NodeJS.WriteStream,
    private readonly stderr: NodeJS.WriteStream,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  public get isTerminal(): boolean {
    return this.stdout.isTTY === true && this.environment.TERM !== 'dumb';
  }

  /** The columns of the terminal; unlimited for a pipe. */
  public get columns(): number {
    return this.stdout.isTTY ? this.stdout.columns || 80 : Infinity;
  }

  public get rows(): number {
    return this.stdout.rows || 24;
  }

  public get hasColors(): boolean {
    return hasColors(this.stdout, this.environment);
  }

  public line(text: Text = ''): void {
    this.stdout.write(`${render(text, this.hasColors)}\n`);
  }

  public lines(texts: readonly Text[]): void {
    texts.forEach((text) => this.line(text));
  }

  /** Writes text unchanged: control sequences, and text that {@link render} made. */
  public control(text: string): void {
    this.stdout.write(text);
  }

  /** A JSON document, which a terminal may show as it is. */
  public json(value: unknown): void {
    this.stdout.write(`${safeJson(value)}\n`);
  }

  /** A JSON document in one line, for a reader that reads line by line. */
  public jsonLine(value: unknown): void {
    this.stdout.write(`${safeJson(value, 0)}\n`);
  }

  /** Writes a message that is not part of the result. */
  public error(text: Text): void {
    this.stderr.write(`${render(text, hasColors(this.stderr, this.environment))}\n`);
  }

  /** Calls a listener when the terminal is resized; the returned function removes it. */
  public onResize(listener: () => void): () => void {
    this.stdout.on('resize', listener);
    return () => this.stdout.off('resize', listener);
  }
}

/** @see https://no-color.org */
function hasColors(stream: NodeJS.WriteStream, { NO_COLOR = '', FORCE_COLOR = '', TERM }: NodeJS.ProcessEnv): boolean {
  if (NO_COLOR !== '') return false;
  if (FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return stream.isTTY === true && TERM !== 'dumb';
}
