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

test.each([
  ['a password', "unable to access 'https://build:ghp_0123@github.com/acme/agent.git/'", "unable to access 'https://xxxxx@github.com/acme/agent.git/'"],
  ['a password with a sign that ends it elsewhere', 'https://build:p@ss@example.com/a', 'https://xxxxx@example.com/a'],
  ['a token', 'looking in http://token@index.example.com/simple and https://example.org/simple', 'looking in http://xxxxx@index.example.com/simple and https://example.org/simple'],
  [
    'a signature', 'GET https://acme.s3.amazonaws.com/agent.rpm?X-Amz-Date=20261201T000000Z&X-Amz-Security-Token=IQo%3D&X-Amz-Signature=0123 failed',
    'GET https://acme.s3.amazonaws.com/agent.rpm?X-Amz-Date=20261201T000000Z&X-Amz-Security-Token=xxxxx&X-Amz-Signature=xxxxx failed',
  ],
  ['a signature in JSON', '{"url":"https://acme.s3.amazonaws.com/a?X-Amz-Date=1\\u0026X-Amz-Signature=0123"}', '{"url":"https://acme.s3.amazonaws.com/a?X-Amz-Date=1\\u0026X-Amz-Signature=xxxxx"}'],
  ['a signature of another cloud', 'https://acme.blob.core.windows.net/a?sv=1&sig=0%2B1&se=2', 'https://acme.blob.core.windows.net/a?sv=1&sig=xxxxx&se=2'],
  ['a token in a query', 'https://gitlab.example.com/api?private_token=glpat-0123#here', 'https://gitlab.example.com/api?private_token=xxxxx#here'],
])('a text never shows %s of an address', (_what, text, expected) => {
  expect(cleaned(text)).toBe(expected);
  expect(cleaned(expected)).toBe(expected);
});

test.each([
  '123456789012.dkr.ecr.eu-west-1.amazonaws.com/golden@sha256:0123',
  'https://example.com/@acme/agent and https://example.com?to=root@example.com',
  'https://eu-west-1.console.aws.amazon.com/imagebuilder/home?region=eu-west-1#/images/arn:aws:imagebuilder:eu-west-1:123456789012:image/golden/1.0.0/1',
  'the token=0123 of the command, and git@github.com:acme/agent.git',
])('an address that gives no access is left as it is: %s', (text) => expect(cleaned(text)).toBe(text));

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
