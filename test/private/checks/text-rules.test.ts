import { App, Lazy, Stack } from 'aws-cdk-lib';
import { checkInteger, checkText } from '../../../src/private/checks/text-rules';

const stack = new Stack(new App(), 'Stack');
const see = 'https://example.com';

test.each([
  [{ minLength: 1 }, '', 'The label must have at least 1 character, got 0'],
  [{ minLength: 2 }, 'a', "The label must have at least 2 characters, got 1: 'a'"],
  [{ minLength: 0, maxLength: 2 }, 'abc', 'The label must have at most 2 characters, got 3'],
  [{ maxLength: 2 }, 'abc', 'The label must have 1 to 2 characters, got 3'],
  [{ pattern: /^[a-z]+$/, allowed: 'lower-case letters' }, 'A', "The label may hold only lower-case letters, got 'A'. See https://example.com [at Stack]"],
  [{ pattern: /^[0-9]{2}$/, form: 'exactly 2 digits' }, '1', "The label must be exactly 2 digits, got '1'"],
])('an error names the rule that a text breaks: %j', (rule, text, message) => {
  expect(() => checkText(stack, text, { what: 'the label', see, ...rule })).toThrow(message);
});

test.each([
  ['the count', 1, 10, 11, 'The count must be an integer from 1 to 10, got 11'],
  ['maxCount', 1, 10, 0, 'maxCount must be an integer from 1 to 10, got 0'],
  ['the count', 1, Number.MAX_SAFE_INTEGER, 0, 'The count must be an integer of at least 1, got 0'],
  ['the count', 1, 10, '5', "The count must be an integer from 1 to 10, got the string '5'"],
])('checkInteger() of %s from %d to %d rejects %s', (what, min, max, value, message) => {
  expect(() => checkInteger(stack, value as number, what, min, max, see)).toThrow(message);
});

test('the error of a text without a construct names no construct', () => {
  expect(() => checkInteger(undefined, 0, 'the count', 1, 2, see)).toThrow(/got 0\. See https:\/\/example\.com$/);
});

test('an object in a text is rejected, except in a document, whose parts are checked one by one', () => {
  const python = '/golden/<aws_cdk.Stack object at 0x7f21c83cbfd0>';
  const go = '/golden/0x2d5ffee10910/ami';
  for (const text of [python, go]) {
    expect(() => checkText(stack, text, { what: 'the label', see })).toThrow(/^The label holds '\S.*', which is an object instead of a string: in (Python|Go) /);
    expect(() => checkText(stack, text, { what: 'the label', see, isDocument: true })).not.toThrow();
  }
});

test('checkText() accepts valid texts, tokens and undefined', () => {
  for (const text of ['ab', undefined, Lazy.string({ produce: () => '' })]) checkText(stack, text, { what: 'the label', minLength: 2, see });
  for (const value of [1, 10, undefined, Lazy.number({ produce: () => 0 })]) checkInteger(stack, value, 'the count', 1, 10, see);
});
