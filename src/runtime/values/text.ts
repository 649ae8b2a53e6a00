/** Marks a text that was cut. */
const CUT_MARK = '…';

/** An ARN, an address, a path, or an id such as `ami-0123`. */
const REFERENCE = /[:/]|-\w*\d/;

/** A text of at most so many characters, cut between code points and marked as cut. */
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
 * A text of at most so many characters, cut and marked as cut. An ARN, id or address is left out as a whole: half of
 * one leads nowhere.
 */
export function cutToWords(text: string, max: number): string {
  if (text.length <= max) return text;
  const kept = cutToCharacters(text, max);
  const start = kept.lastIndexOf(' ') + 1;
  const word = text.slice(start).split(' ', 1)[0];
  return REFERENCE.test(word) ? kept.slice(0, start) + CUT_MARK : kept;
}

/** A text that takes at most so many bytes in a JSON document, cut between code points and marked as cut. */
export function cutToJsonBytes(text: string, max: number): string {
  if (jsonBytes(text) <= max) return text;
  let kept = '';
  let bytes = jsonBytes(CUT_MARK);
  for (const character of text) {
    bytes += jsonBytes(character);
    if (bytes > max) break;
    kept += character;
  }
  return kept + CUT_MARK;
}

/** The bytes that a text takes in a JSON document, without its quotation marks. */
export function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}

/** A text in one line, and {@link cleaned}. */
export function oneLine(text: string): string {
  return cleaned(text).replace(/\s+/g, ' ').trim();
}

/**
 * A text without control characters and halves of characters, which consoles and parsers stumble over, and without
 * characters that reorder or hide text, or break lines, so that nobody is shown something else than what is there.
 */
export function cleaned(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/\p{Cf}+/gu, '')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

/** The same for a text of several lines. */
export function cleanedLines(text: string): string {
  return text.split('\n').map(cleaned).join('\n');
}
