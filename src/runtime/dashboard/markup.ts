import { cleaned } from '../values/text';

/** HTML whose texts are escaped. Only {@link html} makes it. */
export class Markup {
  public constructor(public readonly text: string) {}

  /** The size on the wire. */
  public get bytes(): number {
    return Buffer.byteLength(this.text);
  }
}

/** Makes HTML of a template literal. All values in it are escaped, except markup. */
export function html(parts: TemplateStringsArray, ...values: Array<string | number | Markup | readonly Markup[]>): Markup {
  return new Markup(parts.map((part, i) => part + (i < values.length ? rendered(values[i]) : '')).join(''));
}

/** No HTML at all. */
export const NOTHING = new Markup('');

function rendered(value: string | number | Markup | readonly Markup[]): string {
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return escaped(String(value));
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A text that the browser shows unchanged, in an element or in a quoted attribute. */
function escaped(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** Removes characters without width, and piles of accents, which would cover the lines above and below. */
function visible(text: string): string {
  return cleaned(text).replace(/\p{Default_Ignorable_Code_Point}/gu, '').replace(/\u2800/g, ' ').replace(/(\p{M}{2})\p{M}+/gu, '$1');
}
