import { html, Markup } from './markup';
import { Tone } from './tone';

const CIRCLE = 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1';
const SHAPES: Record<Tone, string> = {
  good: `${CIRCLE}M5 8l2 3 4-5`,
  bad: `${CIRCLE}M5.5 5.5l5 5M10.5 5.5l-5 5`,
  running: `${CIRCLE}M4.5 8h1M7.5 8h1M10.5 8h1`,
  waiting: `${CIRCLE}M8 4v4l3 2`,
  idle: `${CIRCLE}M5 8h6`,
};

/** The icon of a state. The words beside it say the same. */
export function icon(tone: Tone): Markup {
  return html`<svg class="icon ${tone}" viewBox="0 0 16 16"><path d="${SHAPES[tone]}"></path></svg>`;
}
