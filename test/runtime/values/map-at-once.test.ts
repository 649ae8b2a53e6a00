import { setTimeout as sleep } from 'node:timers/promises';
import { mapAtOnce } from '../../../src/runtime/values/map-at-once';

test('items are mapped in their order, and never more of them at once than allowed', async () => {
  let [running, most] = [0, 0];
  const results = await mapAtOnce(2, [30, 5, 1, 20, 1], async (milliseconds) => {
    most = Math.max(most, ++running);
    await sleep(milliseconds);
    running--;
    return milliseconds * 10;
  });
  expect(results).toEqual([300, 50, 10, 200, 10]);
  expect(most).toBe(2);
});

test('no items give no results', async () => {
  await expect(mapAtOnce(2, [], () => Promise.reject(new Error('There is nothing to map.')))).resolves.toEqual([]);
});

test('the error of an item is thrown', async () => {
  await expect(mapAtOnce(2, ['good', 'bad'], (item) => (item === 'bad' ? Promise.reject(new Error(item)) : Promise.resolve(item)))).rejects.toThrow('bad');
});
