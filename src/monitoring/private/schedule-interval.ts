import { Token } from 'aws-cdk-lib';
import { CRON_FIELDS, CronField, parseField } from '../../pipeline/cron-field';

const HOURS: Record<string, number> = { minute: 1 / 60, hour: 1, day: 24 };
const DAY = 86_400_000;
/** Long enough to meet each month twice. */
const SEARCHED_DAYS = 3 * 366;

/**
 * The longest time between two runs of a schedule, in hours of its clock. Undefined if it is not known at synthesis, or if the expression has
 * forms such as `L`, `W` or `#`.
 */
export function longestInterval(expression: string): number | undefined {
  if (Token.isUnresolved(expression)) return undefined;
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/i.exec(expression);
  if (rate) return Number(rate[1]) * HOURS[rate[2].toLowerCase()];
  const fields = /^cron\((.*)\)$/.exec(expression)?.[1].split(' ') ?? [];
  if (fields.length !== CRON_FIELDS.length) return undefined;
  const [minutes, hours, days, months, weekDays] = CRON_FIELDS.map((field, i) => valuesOf(field, fields[i]));
  if (!minutes || !hours || !days || !months || !weekDays) return undefined;
  const gap = longestGapOfDays(days, months, weekDays);
  if (gap === undefined) return undefined;
  const times = [...hours].flatMap((hour) => [...minutes].map((minute) => hour * 60 + minute)).sort((a, b) => a - b);
  const overnight = gap * 24 * 60 - (times[times.length - 1] - times[0]);
  return Math.max(overnight, ...times.slice(1).map((time, i) => time - times[i])) / 60;
}

/**
 * The hours by which the clocks of a time zone are set back once a year: one interval of the schedule is that much longer. 0 for a rate, which
 * does not follow a clock, without daylight saving time, and if the zone is not known at synthesis or to Node.js.
 */
export function clockChangeOf(expression: string, timeZone = 'UTC'): number {
  if (!expression.startsWith('cron(') || Token.isUnresolved(timeZone)) return 0;
  try {
    const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
    const offsets = Array.from({ length: 52 }, (_, week) => offsetAt(format, Date.UTC(2026, 0, 1) + week * 7 * DAY));
    return Math.max(...offsets) - Math.min(...offsets);
  } catch {
    return 0; // A zone that Node.js does not know has a warning of its own.
  }
}

/** The hours by which local time is ahead of UTC. */
function offsetAt(format: Intl.DateTimeFormat, time: number): number {
  const name = format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = '0', minutes = '0'] = /([+-])(\d+):(\d+)/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) + Number(minutes) / 60);
}

/** The most days between two on which a cron expression is due. */
function longestGapOfDays(days: Set<number>, months: Set<number>, weekDays: Set<number>): number | undefined {
  let last: number | undefined;
  let longest = 0;
  for (let number = 0; number < SEARCHED_DAYS; number++) {
    const date = new Date(Date.UTC(2024, 0, 1) + number * DAY);
    if (!days.has(date.getUTCDate()) || !months.has(date.getUTCMonth() + 1) || !weekDays.has(date.getUTCDay() + 1)) continue;
    longest = Math.max(longest, number - (last ?? number));
    last = number;
  }
  return longest === 0 ? undefined : longest;
}

/** The values of a field; undefined if they cannot be listed. `15W` is the weekday that is nearest to the 15th. */
function valuesOf(field: CronField, text: string): Set<number> | undefined {
  const { values } = parseField(field, text);
  return values && !/\dW/.test(text) ? new Set(values) : undefined;
}
