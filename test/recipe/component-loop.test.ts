import { ComponentLoop } from '../../src/recipe/component-loop';

test('a range', () => {
  expect(ComponentLoop.forRange({ start: 1, end: 3 })._render()).toEqual({ for: { start: 1, end: 3, updateBy: 1 } });
  expect(ComponentLoop.forRange({ start: 3, end: 1, updateBy: -1, name: 'down' })._render()).toEqual({ name: 'down', for: { start: 3, end: 1, updateBy: -1 } });
});

test('texts', () => {
  expect(ComponentLoop.forEach(['a', 'b'])._render()).toEqual({ forEach: ['a', 'b'] });
});

test('parts of a text', () => {
  expect(ComponentLoop.forEachDelimited('{{ Names }}')._render()).toEqual({ forEach: { list: '{{ Names }}', delimiter: ',' } });
  expect(ComponentLoop.forEachDelimited('a;b', { delimiter: ';', name: 'each' })._render()).toEqual({ name: 'each', forEach: { list: 'a;b', delimiter: ';' } });
});

test('value and index go by the name of the loop, if it has one', () => {
  const named = ComponentLoop.forEach(['a'], { name: 'each' });
  const plain = ComponentLoop.forEach(['a']);
  expect([named.value, named.index, plain.value, plain.index]).toEqual(['{{ each.value }}', '{{ each.index }}', '{{ loop.value }}', '{{ loop.index }}']);
});
