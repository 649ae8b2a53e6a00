import { cleaned, cleanedLines, cutInside, cutToWords, oneLine } from '../../../src/runtime/values/text';

test.each([
  ['reordered', 'a\u202eb\u2066c\u2069d', 'abcd'],
  ['invisible', 'exit\u200b\u200d\ufeff\u00ad 1', 'exit 1'],
  ['broken at line and paragraph separators', 'one\u2028two\u2029three', 'one two three'],
  ['controlled', 'a\u001b7b', 'a 7b'],
  ['coloured', '\u001b[1;31ma\u001b[0m\u001b[Kb\u009b32m[1]', 'ab[1]'],
  ['whose colours end as tput ends them', '\u001b[31ma\u001b(B\u001b[mb', 'ab'],
  ['told in tags of characters', 'a\u{e0041}b', 'ab'],
])('a text of the service is cleaned before it is shown: it is never %s', (_what, text, expected) => {
  expect(cleaned(text)).toBe(expected);
  expect(oneLine(text)).toBe(expected);
});

test('a text keeps its lines, and loses characters that hide something', () => {
  expect(cleanedLines('one\u202e\ntwo\u2028three')).toBe('one\ntwo three');
});

test.each([
  ['the image ami-0123456789abcdef0 is gone', 20, 'the image …'],
  ['see\nhttps://example.com/a/b for more', 16, 'see\n…'],
  ['{"code":"x","arn":"arn:aws:imagebuilder:eu-west-1:123456789012:image/golden"}', 40, '{"code":"x","arn":"…'],
  ['the image that is no longer there', 12, 'the image t…'],
])('an ARN, id or URL at the end of a text that is cut is left out as a whole: %j', (text, max, expected) => {
  expect(cutToWords(text, max)).toBe(expected);
});

test.each([
  ['short enough', 12, 'short enough'],
  ['the first words and the last words', 20, 'the first wor… words'],
  ['one two three four five ami-0123456789abcdef0 end', 20, 'one two three… end'],
  ['https://example.com/a/b one two three four five six', 20, '…ve six'],
  ['one two three four five 😀😀😀😀😀😀', 20, 'one two three…😀😀😀'],
  ['one two three four five 😀😀😀😀😀6', 20, 'one two three…😀😀6'],
])('a text that is cut inside keeps both ends, and no part of an ARN, id or URL: %j', (text, max, expected) => {
  expect(cutInside(text, max)).toBe(expected);
});
