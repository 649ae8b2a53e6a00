/** Marks a text that was cut. */
const CUT_MARK = '…';

/** An ARN, an address, a path, or an id such as `ami-0123`. */
const REFERENCE = /[:/]|-\w*\d/;

/** No ARN, id or URL contains these characters, so one in a JSON document is a word of its own. */
const BOUNDARY = /[ \n"<>{}]/;

/** The share of the end in a text that is cut inside. */
const END_SHARE = 0.3;

/** Cuts a text to a number of characters, between code points, and marks the cut. */
export function cutToCharacters(text: string, max: number): string {
  if (text.length <= max) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > max - CUT_MARK.length) break;
    kept += character;
  }
  return kept + CUT_MARK;
}

/**
 * Cuts a text to a number of characters and marks the cut. An ARN, id or URL is dropped as a whole, since half of one is
 * useless.
 */
export function cutToWords(text: string, max: number): string {
  return text.length <= max ? text : cutAt(text, cutToCharacters(text, max).length - CUT_MARK.length);
}

/** Cuts a text like {@link cutToWords}, but keeps its end as well: most commands write their error last. */
export function cutInside(text: string, max: number): string {
  if (text.length <= max) return text;
  const place = text.length - Math.floor(max * END_SHARE);
  const { start, word } = wordAt(text, place);
  const end = REFERENCE.test(word) ? start + word.length : place;
  // Half of a character is none.
  return cutToWords(text, max - (text.length - place)) + text.slice(/[\udc00-\udfff]/.test(text[end] ?? '') ? end + 1 : end);
}

/** Cuts a text like {@link cutToWords}, but to a number of bytes in a JSON document. */
export function cutToJsonBytes(text: string, max: number): string {
  if (jsonBytes(text) <= max) return text;
  let kept = '';
  let bytes = jsonBytes(CUT_MARK);
  for (const character of text) {
    bytes += jsonBytes(character);
    if (bytes > max) break;
    kept += character;
  }
  return cutAt(text, kept.length);
}

/** Cuts a text at a place, or before the ARN, id or URL there. */
function cutAt(text: string, place: number): string {
  const { start, word } = wordAt(text, place);
  return text.slice(0, REFERENCE.test(word) ? start : place) + CUT_MARK;
}

/** The word at a place, and where it starts. */
function wordAt(text: string, place: number): { readonly start: number; readonly word: string } {
  const start = place - text.slice(0, place).split(BOUNDARY).pop()!.length;
  return { start, word: text.slice(start).split(BOUNDARY, 1)[0] };
}

/** The bytes that a text takes in a JSON document, without its quotation marks. */
export function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}

/** A control sequence of a terminal, such as a colour or a character set. Without its first character, the rest would be text. */
const CONTROL_SEQUENCE = /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b[ -/]+[0-~]/g;

/** The user and the password, or the token, in an address. */
const USER = /(\bhttps?:\/\/)[^\s/?#"'<>]+@/gi;

/** A signature or a token in the query of an address. */
const SIGNATURE = /(X-(?:Amz|Goog)-(?:Signature|Security-Token)=|[?&](?:signature|sig|(?:access_|private_)?token)=)[^\s&#"'<>]+/gi;

/** Stands for what gives access. */
const HIDDEN = 'xxxxx';

/** A text in one line, and {@link cleaned}. */
export function oneLine(text: string): string {
  return cleaned(text).replace(/\s+/g, ' ').trim();
}

/**
 * Removes control sequences, control characters and lone surrogates, which break consoles and parsers, and characters that reorder
 * text, hide text or break lines, so that a text cannot look different from its content. Hides what gives access in addresses: many
 * more people read mails, chats and the events of stacks than the log of a build.
 */
export function cleaned(text: string): string {
  return text
    .replace(CONTROL_SEQUENCE, '')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/\p{Cf}+/gu, '')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .replace(USER, `$1${HIDDEN}@`)
    .replace(SIGNATURE, `$1${HIDDEN}`);
}

/** A text of several lines, each of them {@link cleaned}. */
export function cleanedLines(text: string): string {
  return text.split('\n').map(cleaned).join('\n');
}
