import { Output } from './output';
import { cut, render, Text } from './text';

/** The alternate screen: leaving it restores what the terminal showed before, even if its size has changed. */
const OPEN = '\u001b[?1049h\u001b[?25l';
const CLOSE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const CLEAR_LINE = '\u001b[K';
const CLEAR_TO_END = '\u001b[J';

/** A screen that is redrawn, and disappears when it is closed. */
export class LiveView {
  private isOpen = false;

  public constructor(private readonly output: Output) {}

  /** Draws lines, each in one row; there should be no more lines than rows. */
  public draw(lines: readonly Text[]): void {
    const { columns, rows, hasColors } = this.output;
    const text = lines.slice(0, rows).map((line) => render(cut(line, columns), hasColors)).join(`${CLEAR_LINE}\r\n`);
    this.output.control(`${this.isOpen ? '' : OPEN}${HOME}${text}${CLEAR_LINE}${CLEAR_TO_END}`);
    this.isOpen = true;
  }

  public close(): void {
    if (this.isOpen) this.output.control(CLOSE);
    this.isOpen = false;
  }
}
