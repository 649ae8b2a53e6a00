import { cleaned } from '../../values/text';

/** The meaning of a part of a text; a terminal shows it as a colour. */
export type Tone = 'good' | 'bad' | 'attention' | 'faint' | 'strong';

/** A part of a text with a meaning. */
export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

/** One line: what services and users wrote in it is cleaned when it is shown. */
export type Text = string | Span | readonly Text[];

export const good = (text: string): Span => ({ text, tone: 'good' });
export const bad = (text: string): Span => ({ text, tone: 'bad' });
export const attention = (text: string): Span => ({ text, tone: 'attention' });
export const faint = (text: string): Span => ({ text, tone: 'faint' });
export const strong = (text: string): Span => ({ text, tone: 'strong' });

/** Select Graphic Rendition of each tone; the 16 colours that every theme has. */
const CODES: Record<Tone, number> = { good: 32, bad: 31, attention: 33, faint: 2, strong: 1 };
const RESET = '\u001b[0m';

/** Characters that take two columns of a terminal. */
const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;
/** Characters that take none. */
const COMBINING = /[\p{Mn}\p{Me}]/u;
const CUT_MARK = '…';

/** The spans of a text in their order, each without anything that a terminal would obey. */
function spansOf(text: Text): Array<{ readonly text: string; readonly tone?: Tone }> {
  if (typeof text === 'string') return [{ text: cleaned(text) }];
  if ('tone' in text) return [{ text: cleaned(text.text), tone: text.tone }];
  return text.flatMap(spansOf);
}

/** The number of columns that a text takes. */
export function widthOf(text: Text): number {
  return spansOf(text).reduce((sum, span) => sum + [...span.text].reduce((width, character) => width + columnsOf(character), 0), 0);
}

/** A text as a terminal or a file gets it. */
export function render(text: Text, colors: boolean): string {
  return spansOf(text).map((span) => toned(span.text, colors ? span.tone : undefined)).join('');
}

/** A text in at most so many columns; the cut is marked. */
export function cut(text: Text, width: number): Text {
  if (widthOf(text) <= width) return text;
  if (typeof text === 'string') return cutCharacters(cleaned(text), width);
  if ('tone' in text) return { ...text, text: cutCharacters(cleaned(text.text), width) };
  const parts: Text[] = [];
  let left = width;
  for (const part of text) {
    if (left <= 0) break;
    parts.push(cut(part, left));
    left -= widthOf(part);
  }
  return parts;
}

function cutCharacters(text: string, width: number): string {
  let kept = '';
  let left = width - 1;
  for (const character of text) {
    left -= columnsOf(character);
    if (left < 0) break;
    kept += character;
  }
  return kept + CUT_MARK;
}

function toned(text: string, tone?: Tone): string {
  return tone === undefined || text === '' ? text : `\u001b[${CODES[tone]}m${text}${RESET}`;
}

function columnsOf(character: string): number {
  if (COMBINING.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
