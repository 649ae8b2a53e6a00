import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, Stack, Token } from 'aws-cdk-lib';
import { parse } from 'yaml';
import { MAX_FINGERPRINT_LENGTH, withFingerprint } from '../../../src/private/documents/fingerprint';

const CORPUS = path.join(__dirname, '../../documents/corpus/passing.txt');
const stack = new Stack(new App(), 'Stack');

function marked(text: string, kmsKeyId?: string): string {
  return stack.resolve(withFingerprint(stack, text, () => ({ description: 'a', kmsKeyId })));
}

const shapes: Array<[string, string]> = [
  ['JSON', '{"phases":[]}'],
  ['a list', 'a:\n  - b'],
  ['a text in several lines', 'a: |\n  one\n  two'],
  ['a text that keeps its line breaks', 'a: |+\n  one\n\n'],
  ['a folded text', 'a: >-\n  one\n  two\n'],
  ['a comment', 'a: b # c'],
  ['a quoted text', 'a: "one\n  two"'],
  ['Windows line breaks', 'a: |\r\n  one\r\nb: c\r\n'],
  ['the end of the document', 'a: b\n...\n'],
];

test.each(shapes)('a document that ends in %s means the same with its fingerprint', (_, text) => {
  expect(marked(text)).toMatch(/\n# cdk-image-builder: [0-9a-f]{8}$/);
  expect(parse(marked(text))).toEqual(parse(text));
});

test('each document of the corpus means the same with its fingerprint', () => {
  const texts = readFileSync(CORPUS, 'utf8').split(/^=== .*\n/m).slice(1);
  expect(texts.length).toBeGreaterThan(60);
  for (const text of texts) expect(parse(marked(text))).toEqual(parse(text));
});

test('the line with the fingerprint has room for the ARN of any key', () => {
  const arn = `arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/mrk-${'a'.repeat(32)}`;
  const written = marked('a: b', Token.asString({ Ref: 'Key' })) as unknown as { 'Fn::Join': [string, string[]] };
  const [literal, reference] = written['Fn::Join'][1];
  expect(reference).toEqual({ Ref: 'Key' });
  expect(`${literal}${arn}`.length - 'a: b'.length).toBeLessThanOrEqual(MAX_FINGERPRINT_LENGTH);
});
