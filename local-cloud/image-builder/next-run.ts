/** The schedule of a pipeline. */
export interface Schedule {
  readonly scheduleExpression?: string;
  readonly timezone?: string;
  readonly autoDisablePolicy?: { readonly failureCount: number };
}

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** How many days a time is looked for: an expression such as `31 2` has none. */
const HORIZON_DAYS = 366 * 8;
const UNITS: Record<string, number> = { minute: MINUTE, hour: 60 * MINUTE, day: DAY };
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** A day of the calendar: the year, the month from 1, and the day of the month. */
type CalendarDay = readonly [year: number, month: number, day: number];

/**
 * When a schedule is due next. A rate counts from the pipeline's creation or last update; it is not recorded from when.
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/cron-expressions.html
 */
export function nextRun({ scheduleExpression = '', timezone = 'UTC' }: Schedule, since: number, now: number): number | undefined {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(scheduleExpression);
  if (rate) {
    const period = Number(rate[1]) * UNITS[rate[2]];
    return since + (Math.floor((now - since) / period) + 1) * period;
  }
  const cron = /^cron\((.*)\)$/.exec(scheduleExpression);
  return cron ? nextMatch(cron[1].split(' '), timezone, now) : undefined;
}

function nextMatch([minutes, hours, ...day]: string[], timezone: string, now: number): number | undefined {
  const today = Math.floor(wallClock(now, timezone) / DAY) * DAY;
  for (let date = today; date < today + HORIZON_DAYS * DAY; date += DAY) {
    if (!isDue(date, day)) continue;
    for (const hour of valuesOf(hours, 0, 23)) {
      for (const minute of valuesOf(minutes, 0, 59)) {
        const time = instantAt(date + (hour * 60 + minute) * MINUTE, timezone);
        if (time > now) return time;
      }
    }
  }
  return undefined;
}

function isDue(date: number, [days, months, weekdays, years]: string[]): boolean {
  const at = new Date(date);
  const calendar: CalendarDay = [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()];
  return valuesOf(years, 1970, 2199).includes(calendar[0]) && valuesOf(months, 1, 12, MONTHS).includes(calendar[1])
    && isDayOfMonth(days, calendar) && isDayOfWeek(weekdays, at.getUTCDay() + 1, calendar);
}

function isDayOfMonth(field: string, [year, month, day]: CalendarDay): boolean {
  const last = lastDayOf(year, month);
  if (field === '?') return true;
  if (field === 'L') return day === last;
  const nearest = /^(\d+)W$/.exec(field);
  return nearest ? day === weekdayNearest(year, month, Math.min(Number(nearest[1]), last)) : valuesOf(field, 1, 31).includes(day);
}

/** Sunday is 1, and the last day of the week is a Saturday. */
function isDayOfWeek(field: string, weekday: number, [, , day]: CalendarDay): boolean {
  if (field === '?') return true;
  if (field === 'L') return weekday === 7;
  const [name, nth] = field.split('#');
  if (nth === undefined) return valuesOf(field, 1, 7, WEEKDAYS).includes(weekday);
  return numberOf(name, 1, WEEKDAYS) === weekday && Math.ceil(day / 7) === Number(nth);
}

/** The weekday nearest to a day, in the same month. */
function weekdayNearest(year: number, month: number, day: number): number {
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  if (weekday === 6) return day === 1 ? day + 2 : day - 1;
  if (weekday === 0) return day === lastDayOf(year, month) ? day - 2 : day + 1;
  return day;
}

function lastDayOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The values of a field with lists, ranges and steps. */
function valuesOf(field: string, first: number, last: number, names: string[] = []): number[] {
  return field.split(',').flatMap((part) => {
    const [range, step = '1'] = part.split('/');
    const [from, to] = range === '*' ? [first, last] : range.split('-').map((text) => numberOf(text, first, names));
    const end = to ?? (part.includes('/') ? last : from);
    return Array.from({ length: Math.floor((end - from) / Number(step)) + 1 }, (_, index) => from + index * Number(step));
  });
}

function numberOf(text: string, first: number, names: string[]): number {
  const index = names.indexOf(text.toLowerCase());
  return index < 0 ? Number(text) : index + first;
}

/** The local time in the time zone, as if it were UTC. */
function wallClock(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  }).formatToParts(instant);
  const [year, month, day, hour, minute, second] = ['year', 'month', 'day', 'hour', 'minute', 'second']
    .map((type) => Number(parts.find((part) => part.type === type)!.value));
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** When a clock in the time zone shows a time; what summer time leaves out is an hour later. */
function instantAt(shown: number, timeZone: string): number {
  const guess = shown - (wallClock(shown, timeZone) - shown);
  return guess + (shown - wallClock(guess, timeZone));
}
