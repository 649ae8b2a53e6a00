import { Token } from 'aws-cdk-lib';

const HOURS: Record<string, number> = { minute: 1 / 60, hour: 1, day: 24 };
const WEEK_DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAY = 86_400_000;
/** Long enough to meet each month twice. */
const SEARCHED_DAYS = 3 * 366;

/**
 * The longest time between two runs of a schedule, in hours. Undefined if it is not known at synthesis, or if the expression has
 * forms such as `L`, `W` or `#`.
 */
export function longestInterval(expression: string): number | undefined {
  if (Token.isUnresolved(expression)) return undefined;
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/i.exec(expression);
  if (rate) return Number(rate[1]) * HOURS[rate[2].toLowerCase()];
  const fields = /^cron\((.*)\)$/.exec(expression)?.[1].split(' ') ?? [];
  if (fields.length !== 6) return undefined;
  const [days, times] = [longestGapOfDays(fields[2], fields[3], fields[4]), timesOfDay(fields[0], fields[1])];
  if (!days || !times) return undefined;
  const overnight = days * 24 * 60 - (times[times.length - 1] - times[0]);
  return Math.max(overnight, ...times.slice(1).map((time, i) => time - times[i])) / 60;
}

/** The times of a day at which a cron expression is due, in minutes, in their order. */
function timesOfDay(minute: string, hour: string): number[] | undefined {
  const [minutes, hours] = [valuesOf(minute, 0, 59, []), valuesOf(hour, 0, 23, [])];
  if (!minutes || !hours) return undefined;
  return [...hours].flatMap((one) => [...minutes].map((each) => one * 60 + each)).sort((a, b) => a - b);
}

/** The most days between two on which a cron expression is due. */
function longestGapOfDays(day: string, month: string, weekDay: string): number | undefined {
  const [days, months, weekDays] = [valuesOf(day, 1, 31, []), valuesOf(month, 1, 12, MONTHS), valuesOf(weekDay, 1, 7, WEEK_DAYS)];
  if (!days || !months || !weekDays) return undefined;
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

/** The values of a field; undefined for a form that is not understood. */
function valuesOf(field: string, min: number, max: number, names: readonly string[]): Set<number> | undefined {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const match = /^(\*|\?|([A-Za-z]{3}|\d+)(?:-([A-Za-z]{3}|\d+))?)(?:\/(\d+))?$/.exec(part);
    if (!match) return undefined;
    const [, , from, to, step] = match;
    const start = from === undefined ? min : numberOf(from, names);
    const end = to === undefined ? (from === undefined || step !== undefined ? max : start) : numberOf(to, names);
    if (start === undefined || end === undefined || start > end) return undefined;
    for (let value = start; value <= end; value += Number(step ?? 1) || max) values.add(value);
  }
  return values;
}

function numberOf(text: string, names: readonly string[]): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const index = names.indexOf(text.toUpperCase());
  return index < 0 ? undefined : index + 1;
}
