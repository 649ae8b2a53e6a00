import { ComponentLoop } from '../../src/recipe/component-loop';

test('a loop over a range renders start, end and increment', () => {
  expect(ComponentLoop.forRange({ start: 1, end: 3 })._render()).toEqual({ for: { start: 1, end: 3, updateBy: 1 } });
  expect(ComponentLoop.forRange({ start: 3, end: 1, updateBy: -1, name: 'down' })._render()).toEqual({ name: 'down', for: { start: 3, end: 1, updateBy: -1 } });
});

test('a loop over texts renders its list', () => {
  expect(ComponentLoop.forEach(['a', 'b'])._render()).toEqual({ forEach: ['a', 'b'] });
});

test('a loop over parts of a text renders text and delimiters', () => {
  expect(ComponentLoop.forEachDelimited('{{ Names }}')._render()).toEqual({ forEach: { list: '{{ Names }}', delimiter: ',' } });
  expect(ComponentLoop.forEachDelimited('a;b', { delimiter: ';', name: 'each' })._render()).toEqual({ name: 'each', forEach: { list: 'a;b', delimiter: ';' } });
});

test("a loop's value and index are named after the loop if it has a name", () => {
  const named = ComponentLoop.forEach(['a'], { name: 'each' });
  const plain = ComponentLoop.forEach(['a']);
  expect([named.value, named.index, plain.value, plain.index]).toEqual(['{{ each.value }}', '{{ each.index }}', '{{ loop.value }}', '{{ loop.index }}']);
});
