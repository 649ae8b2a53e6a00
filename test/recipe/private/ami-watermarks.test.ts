import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { renderWatermarks } from '../../../src/recipe/private/ami-watermarks';

const stack = new Stack(new App(), 'Stack');

test('none and an empty list are none', () => {
  expect(renderWatermarks(stack, undefined)).toBeUndefined();
  expect(renderWatermarks(stack, [])).toBeUndefined();
});

test('5 are allowed, 6 are not', () => {
  const some = (count: number) => Array.from({ length: count }, (_, index) => `mark-${index}`);
  expect(renderWatermarks(stack, some(5))).toEqual(some(5));
  expect(() => renderWatermarks(stack, some(6))).toThrow('There may be at most 5 watermarks on an AMI, got 6');
});

test.each(['abc', 'a'.repeat(128), 'CIS level 1', "(it's) [a/b]@c_d-e."])('%p is a watermark', (name) => {
  expect(renderWatermarks(stack, [name])).toEqual([name]);
});

test.each([['ab', '3 to 128'], ['a'.repeat(129), '3 to 128'], [' abc', 'begin or end with a space'], ['abc ', 'begin or end'], ['a:b', 'letters, digits']])('%p is none', (name, reason) => {
  expect(() => renderWatermarks(stack, [name])).toThrow(reason);
});

test('a token passes', () => {
  expect(renderWatermarks(stack, [new CfnParameter(stack, 'Mark').valueAsString])).toHaveLength(1);
});
