import { dashboardSize } from '../../bench/dashboard-function';

test('the bundle of the dashboard is no larger than it may be', () => {
  const { value, bound } = dashboardSize();
  expect(value).toBeGreaterThan(10_000);
  expect(value).toBeLessThanOrEqual(bound!);
});
