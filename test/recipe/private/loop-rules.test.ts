import { Lazy } from 'aws-cdk-lib';
import { ComponentLoop } from '../../../src/recipe/component-loop';
import { loopProblems } from '../../../src/recipe/private/loop-rules';

test.each<[string, unknown, string]>([
  ['no kind', { name: 'each' }, 'loop: must be a map with either for or forEach'],
  ['both kinds', { for: {}, forEach: [] }, 'loop: must be a map with either for or forEach'],
  ['a text', 'each', 'loop: must be a map'],
  ['a fraction', { for: { start: 0.5, end: 2, updateBy: 1 } }, 'loop.for.start: must be a whole number, got 0.5'],
  ['no end', { for: { start: 1, updateBy: 1 } }, 'loop.for.end: must be a whole number, got none'],
  ['no progress', ComponentLoop.forRange({ start: 1, end: 2, updateBy: 0 })._render(), 'loop.for.updateBy: must not be 0'],
  ['a range that counts away from its end', ComponentLoop.forRange({ start: 10, end: 1 })._render(), 'loop.for.updateBy: must be below 0 to count from 10 to 1, got 1'],
  ['a range that counts down from its end', ComponentLoop.forRange({ start: 1, end: 10, updateBy: -1 })._render(), 'loop.for.updateBy: must be above 0 to count from 1 to 10, got -1'],
  ['a range that is a list', { for: [1, 2] }, 'loop.for: must be a map with start, end, updateBy'],
  ['no strings', ComponentLoop.forEach([])._render(), 'loop.forEach: must have at least one string'],
  ['a number', { forEach: ['1', 2] }, 'loop.forEach[1]: must be a string, got 2'],
  ['no list', { forEach: { delimiter: ',' } }, 'loop.forEach.list: must be a string, got none'],
  ['another delimiter', ComponentLoop.forEachDelimited('a|b', { delimiter: '|' })._render(), 'loop.forEach.delimiter: must be one of "." "," ";"'],
])('a component document rejects a loop with %s', (_, loop, message) => {
  expect(loopProblems('loop', loop).join()).toContain(message);
});

test.each<[string, unknown]>([
  ['a range', ComponentLoop.forRange({ start: 3, end: -3, updateBy: -1 })._render()],
  ['a range of one number', ComponentLoop.forRange({ start: 3, end: 3 })._render()],
  ['a text', ComponentLoop.forEach(['a'])._render()],
  ['parts', ComponentLoop.forEachDelimited('a\nb', { delimiter: '\n' })._render()],
  ['tokens', { for: { start: Lazy.number({ produce: () => 1 }), end: 2, updateBy: 1 } }],
  ['a token', Lazy.any({ produce: () => ({}) })],
])('a component document accepts a loop with %s', (_, loop) => {
  expect(loopProblems('loop', loop)).toEqual([]);
});
