import { Token } from 'aws-cdk-lib';
import { Warning } from '../../private/checks/warnings';
import { combine, CRON_FIELDS, ParsedField, parseField } from '../cron-field';

const MAX_LENGTH = 1024;
/** In minutes. A schedule with a shorter interval is due again before most builds have ended. */
const MIN_INTERVAL = 15;

/**
 * Parses a schedule expression as Image Builder does.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/cron-expressions.html
 */
export function parseExpression(text: string): ParsedField {
  if (text.length > MAX_LENGTH) return refuse(`it has ${text.length} characters, and at most ${MAX_LENGTH} are allowed`);
  const cron = /^cron\((.*)\)$/s.exec(text);
  if (cron) {
    const fields = splitCron(cron[1]);
    return fields.includes('')
      ? refuse('cron has six fields, each separated by one space, with no space before the first or after the last')
      : parseCron(fields);
  }
  const rate = /^rate\((.*)\)$/s.exec(text);
  if (rate) return parseRate(rate[1]);
  if (/^\S+( \S+){5}$/.test(text)) return refuse(`the six fields alone are the form of the console: write cron(${text})`);
  return refuse('it is neither cron(...) nor rate(...)');
}

/** Parses the six fields of a cron expression. Tokens pass: their values are not known yet. */
export function parseCron(fields: string[]): ParsedField {
  if (fields.length !== CRON_FIELDS.length) {
    return refuse(`cron has six fields (${CRON_FIELDS.map((field) => field.name).join(', ')}), got ${fields.length}`);
  }
  const parsed = CRON_FIELDS.map((field, i) => Token.isUnresolved(fields[i]) ? { warnings: [] } : parseField(field, fields[i]));
  const [minute, , day, month] = parsed;
  return combine(...parsed, parseDays(fields[2], fields[4]), {
    warnings: [...tooOften(shortestInterval(minute.values)), ...neverRuns(day.values, month.values)],
  });
}

/** One of the two day fields must be `?`; the other one says which days. */
function parseDays(day: string, weekDay: string): ParsedField {
  if (Token.isUnresolved(day) || Token.isUnresolved(weekDay)) return { warnings: [] };
  if (day === '?' && weekDay === '?') return refuse("day of month and day of week are both '?': one of them must say which days");
  if (day === '?' || weekDay === '?') return { warnings: [] };
  if (day === '*' && weekDay !== '*') {
    return { warnings: [{ id: 'scheduleBothDays', message: `day of month is '*' and day of week is '${weekDay}', but the guide requires '?' for day of month, so Image Builder may reject it` }] };
  }
  return refuse(`day of month is '${day}' and day of week is '${weekDay}': set one of them to '?'`);
}

/** The fewest minutes between two times of an hour. */
function shortestInterval(values: number[] = []): number {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  return Math.min(...sorted.slice(1).map((value, i) => value - sorted[i]));
}

function tooOften(minutes: number): Warning[] {
  if (minutes >= MIN_INTERVAL) return [];
  return [{ id: 'scheduleTooOften', message: `it is due every ${minutes === 1 ? 'minute' : `${minutes} minutes`}, and most builds take longer than that` }];
}

function neverRuns(days?: number[], months?: number[]): Warning[] {
  if (!days || !months || days.length === 0 || months.length === 0) return [];
  const longest = Math.max(...months.map((month) => new Date(Date.UTC(2000, month, 0)).getUTCDate()));
  return Math.min(...days) > longest ? [{ id: 'scheduleNeverRuns', message: 'none of its months has that day, so it never runs' }] : [];
}

function parseRate(text: string): ParsedField {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== 2) return refuse('rate takes a value and a unit');
  const [value, unit] = parts;
  if (!/^\d+$/.test(value) || Number(value) === 0) return refuse(`the value of a rate is a positive whole number, got '${value}'`);
  const singular = /^(minute|hour|day)s?$/i.exec(unit)?.[1].toLowerCase();
  if (!singular) return refuse(`the unit of a rate is minute, minutes, hour, hours, day or days, got '${unit}'`);
  const expected = Number(value) === 1 ? singular : `${singular}s`;
  if (unit.toLowerCase() !== expected) {
    return refuse(`the unit is singular with 1 and plural with any other value: write rate(${value} ${expected})`);
  }
  return { warnings: singular === 'minute' ? tooOften(Number(value)) : [] };
}

/** A last weekday of the month may hold a space, as in `fri L`. */
function splitCron(text: string): string[] {
  const fields = text.split(' ');
  return fields.length === 7 && fields[5] === 'L' && /^[a-z]{3}$/i.test(fields[4])
    ? [...fields.slice(0, 4), `${fields[4]} L`, fields[6]]
    : fields;
}

function refuse(error: string): ParsedField {
  return { error, warnings: [] };
}
