import { medianRatio } from '../../bench/alternation';
import { isOver, table } from '../../bench/measurement';

test('the median of the ratios of pairs, without those that warm up, whichever run is first', async () => {
  const order: string[] = [];
  const times = { a: [100, 2, 30, 4], b: [1, 1, 10, 4] };
  const run = (name: 'a' | 'b') => () => {
    order.push(name);
    return times[name].shift()!;
  };

  expect(await medianRatio(run('a'), run('b'), { warmUp: 1, measured: 3 })).toBe(2);
  expect(order.join('')).toBe('baabbaab');
});

test('a number is over its bound only above it, and without a bound never', () => {
  expect([{ value: 5, bound: 5 }, { value: 6, bound: 5 }, { value: 6 }].map((one) => isOver({ what: 'x', ...one }))).toEqual([false, true, false]);
});

test('the table marks a number that is over its bound', () => {
  expect(table([{ what: 'size', value: 6, bound: 5 }, { what: 'calls', value: 4, shown: '3 + 1' }]).split('\n')).toEqual([
    '       measured  bound      ',
    'size          6      5  OVER',
    'calls     3 + 1      -      ',
  ]);
});
