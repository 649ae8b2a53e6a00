import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import { commandSize } from '../../bench/command';
import { sizeOf } from '../../bench/function-load';
import { FUNCTIONS } from '../../bench/functions';

test.each([...FUNCTIONS.map(sizeOf), commandSize()])('no larger than it may be: $what', ({ value, bound }) => {
  expect(value).toBeGreaterThan(10_000);
  expect(value).toBeLessThanOrEqual(bound!);
});

test('each bundle of a function has a bound', () => {
  const bundles = readdirSync(path.join(__dirname, '..', '..', 'assets')).filter((name) => name !== 'cli');
  expect(FUNCTIONS.map(({ bundle }) => bundle).sort()).toEqual(bundles.sort());
});
