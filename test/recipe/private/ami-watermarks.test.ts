import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { renderWatermarks } from '../../../src/recipe/private/ami-watermarks';

const stack = new Stack(new App(), 'Stack');

test('an AMI without watermarks, or with an empty list, renders none', () => {
  expect(renderWatermarks(stack, undefined)).toBeUndefined();
  expect(renderWatermarks(stack, [])).toBeUndefined();
});

test('an AMI accepts 5 watermarks and rejects 6', () => {
  const some = (count: number) => Array.from({ length: count }, (_, index) => `mark-${index}`);
  expect(renderWatermarks(stack, some(5))).toEqual(some(5));
  expect(() => renderWatermarks(stack, some(6))).toThrow('There may be at most 5 watermarks on an AMI, got 6');
});

test.each(['abc', 'a'.repeat(128), 'CIS level 1', "(it's) [a/b]@c_d-e."])('an AMI accepts the watermark %p', (name) => {
  expect(renderWatermarks(stack, [name])).toEqual([name]);
});

test.each([['ab', '3 to 128'], ['a'.repeat(129), '3 to 128'], [' abc', 'begin or end with a space'], ['abc ', 'begin or end'], ['a:b', 'letters, digits']])('an AMI rejects the watermark %p', (name, reason) => {
  expect(() => renderWatermarks(stack, [name])).toThrow(reason);
});

test('a watermark may be a token', () => {
  expect(renderWatermarks(stack, [new CfnParameter(stack, 'Mark').valueAsString])).toHaveLength(1);
});
