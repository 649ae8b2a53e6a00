import { Columns } from './style';

/** How much is drawn. Less makes a smaller page. */
export interface Detail {
  /** Steps of the newest build that have a row of their own. */
  readonly rows: number;
  /** Parts of the strip of an earlier build. */
  readonly parts: number;
  /** Characters of a message. */
  readonly message: number;
}

/** From most to least. */
export const DETAILS: readonly Detail[] = [
  { rows: 48, parts: 60, message: 1_000 },
  { rows: 24, parts: 40, message: 500 },
  { rows: 12, parts: 20, message: 250 },
  { rows: 4, parts: 8, message: 120 },
];

export const LEAST_DETAIL: Detail = { rows: 0, parts: 1, message: 120 };

/** The columns of a widget of a given width. */
export interface Layout extends Columns {
  /** About the width of the timeline in pixels. */
  readonly track: number;
  /** Whether there is no room for words next to durations. */
  readonly isNarrow: boolean;
}

/** Padding and gaps. */
const AROUND = 32;

export function layoutFor(width: number): Layout {
  const isNarrow = width < 600;
  const label = isNarrow ? Math.round(width * 0.34) : 240;
  const value = isNarrow ? 76 : 136;
  return { label, value, isNarrow, track: Math.max(40, width - label - value - AROUND) };
}
