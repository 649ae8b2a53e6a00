import { html, Markup, NOTHING } from './markup';
import { Tone } from './tone';

/** The smallest bar that can be seen. */
const MIN_BAR = 3;

/** Converts times to places in a track. */
export class Scale {
  private readonly span: number;

  /** @param pixels about the width of the track */
  public constructor(public readonly start: number, public readonly end: number, public readonly pixels: number) {
    this.span = Math.max(1, end - start);
  }

  /** The place of a time, in percent. */
  public percent(time: number): number {
    return Math.min(100, Math.max(0, (time - this.start) / this.span * 100));
  }

  /** A bar that is always wide enough to be seen. */
  public bar(start: number, end: number, tone: Tone, title = ''): Markup {
    const least = Math.min(100, MIN_BAR / this.pixels * 100);
    const width = Math.max(least, this.percent(end) - this.percent(start));
    const left = Math.min(this.percent(start), 100 - width);
    const hover = title === '' ? NOTHING : html` title="${title}"`;
    return html`<span class="bar ${tone}" style="left:${rounded(left)}%;width:${rounded(width)}%"${hover}></span>`;
  }
}

export function rounded(percent: number): string {
  return String(Math.round(percent * 100) / 100);
}
