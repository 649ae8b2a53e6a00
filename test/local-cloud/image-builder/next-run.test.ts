import { nextRun } from '../../../local-cloud/image-builder/next-run';

const next = (scheduleExpression: string, now: string, timezone?: string, since = now) => {
  const time = nextRun({ scheduleExpression, timezone }, Date.parse(since), Date.parse(now));
  return time === undefined ? undefined : new Date(time).toISOString();
};

test.each([
  ['cron(0 10 * * ? *)', '2026-11-28T10:00:00Z', '2026-11-29T10:00:00.000Z'],
  ['cron(0 10 * * ? *)', '2026-11-28T09:59:59Z', '2026-11-28T10:00:00.000Z'],
  ['cron(*/15 8-9 ? * mon-fri *)', '2026-11-28T08:00:00Z', '2026-11-30T08:00:00.000Z'],
  ['cron(*/15 8-9 ? * mon-fri *)', '2026-11-30T08:00:00Z', '2026-11-30T08:15:00.000Z'],
  ['cron(0,30 0 1 jan,jul ? *)', '2026-11-28T00:00:00Z', '2027-01-01T00:00:00.000Z'],
  ['cron(0 0 L * ? *)', '2028-02-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ['cron(0 0 1W * ? *)', '2026-07-31T12:00:00Z', '2026-08-03T00:00:00.000Z'],
  ['cron(0 0 31W * ? *)', '2026-05-01T00:00:00Z', '2026-05-29T00:00:00.000Z'],
  ['cron(0 0 ? * L *)', '2026-11-28T00:00:00Z', '2026-12-05T00:00:00.000Z'],
  ['cron(0 0 ? * fri#2 *)', '2026-11-28T00:00:00Z', '2026-12-11T00:00:00.000Z'],
  ['cron(0 0 ? * 1 *)', '2026-11-28T00:00:00Z', '2026-11-29T00:00:00.000Z'],
  ['cron(59 23 31 12 ? 2030)', '2026-11-28T00:00:00Z', '2030-12-31T23:59:00.000Z'],
])('next run › %s is due after %s at %s', (expression, now, expected) => {
  expect(next(expression, now)).toBe(expected);
});

test('next run › of the recorded expression, the second Monday at 22:00, is a Monday', () => {
  const due = next('cron(0 22 ? * 2#2 *)', '2025-10-20T00:00:00Z')!;
  expect(due).toBe('2025-11-10T22:00:00.000Z');
  expect(new Date(due).getUTCDay()).toBe(1);
});

test.each([
  ['2026-07-01T00:00:00Z', '2026-07-01T01:00:00.000Z'],
  ['2026-12-01T00:00:00Z', '2026-12-01T02:00:00.000Z'],
])('next run › follows summer time in its time zone: 03:00 in Berlin after %s is %s', (now, expected) => {
  expect(next('cron(0 3 * * ? *)', now, 'Europe/Berlin')).toBe(expected);
});

test('next run › of a rate counts from the creation of the pipeline', () => {
  expect(next('rate(12 hours)', '2026-11-28T13:00:00Z', undefined, '2026-11-28T00:30:00Z')).toBe('2026-11-29T00:30:00.000Z');
});

test('next run › is unknown for a day that does not exist', () => {
  expect(next('cron(0 0 31 2 ? *)', '2026-11-28T00:00:00Z')).toBeUndefined();
});
