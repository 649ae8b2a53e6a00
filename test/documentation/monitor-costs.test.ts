import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { imageAlarmCosts, MONITOR_COSTS_PART, monitorCosts, monitorCostsTable, MONITORING_PAGE } from '../../packaging/monitor-costs';
import { withPart } from '../../packaging/page-part';

const PAGE = readFileSync(path.join(__dirname, '..', '..', MONITORING_PAGE), 'utf8');

test('the costs on the page about monitoring are computed from the list prices', () => {
  expect(withPart(PAGE, MONITOR_COSTS_PART, monitorCostsTable())).toBe(PAGE);
});

test('the costs of a monitor are those of a calculation by hand', () => {
  const costs = Object.fromEntries(monitorCosts(5).map(({ what, usd }) => [what, usd]));
  // Two metrics of each image all year at 0.30 a month; 6 with data in 52 hours of the year; 0.01 for 1,000 calls.
  expect(costs.metrics).toBeCloseTo(5 * 2 * 12 * 0.3 + 5 * 6 * 52 / 730 * 0.3 + (8_760 + 520 + 260) * 0.00001, 2);
  expect(costs['the alarm of the monitor']).toBeCloseTo(1.2);
  expect(imageAlarmCosts(75)).toBeCloseTo(90);
});
