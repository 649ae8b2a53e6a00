import { sizeOf } from '../../bench/function-load';
import { FUNCTIONS } from '../../bench/functions';

test.each(FUNCTIONS)('the bundle of $what is no larger than it may be', (measured) => {
  const { value, bound } = sizeOf(measured);
  expect(value).toBeGreaterThan(10_000);
  expect(value).toBeLessThanOrEqual(bound!);
});
