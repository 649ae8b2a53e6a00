import { Token } from 'aws-cdk-lib';
import { combine, CRON_FIELDS, doubt, Doubt, readField, Reading } from './cron-field';

const MAX_LENGTH = 1024;
/** What is due more often, in minutes, is due again before a build has ended. */
const MIN_INTERVAL = 15;

/**
 * Reads a schedule expression as Image Builder does.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/cron-expressions.html
 */
export function readExpression(text: string): Reading {
  if (text.length > MAX_LENGTH) return refuse(`it has ${text.length} characters, and at most ${MAX_LENGTH} are allowed`);
  const cron = /^cron\((.*)\)$/s.exec(text);
  if (cron) {
    const fields = splitCron(cron[1]);
    return fields.includes('')
      ? refuse('cron has six fields, each separated by one space, with no space before the first or after the last')
      : readCron(fields);
  }
  const rate = /^rate\((.*)\)$/s.exec(text);
  if (rate) return readRate(rate[1]);
  if (/^\S+( \S+){5}$/.test(text)) return refuse(`the six fields alone are the form of the console: write cron(${text})`);
  return refuse('it is neither cron(...) nor rate(...)');
}

/** Reads the six fields of a cron expression; a field that is a token passes, since its value is not known yet. */
export function readCron(fields: string[]): Reading {
  if (fields.length !== CRON_FIELDS.length) {
    return refuse(`cron has six fields (${CRON_FIELDS.map((field) => field.name).join(', ')}), got ${fields.length}`);
  }
  const readings = CRON_FIELDS.map((field, i) => Token.isUnresolved(fields[i]) ? { doubts: [] } : readField(field, fields[i]));
  const [minute, , day, month] = readings;
  return combine(...readings, readDays(fields[2], fields[4]), {
    doubts: [...tooOften(shortestInterval(fields[0], minute.values)), ...neverRuns(day.values, month.values)],
  });
}

/** One of the two day fields says which days, the other one is `?`. */
function readDays(day: string, weekDay: string): Reading {
  if (Token.isUnresolved(day) || Token.isUnresolved(weekDay)) return { doubts: [] };
  if (day === '?' && weekDay === '?') return refuse("day of month and day of week are both '?': one of them must say which days");
  if (day === '?' || weekDay === '?') return { doubts: [] };
  if (day === '*' && weekDay !== '*') {
    return { doubts: [doubt('BothDays', `day of month is '*' and day of week is '${weekDay}': by the guide, day of month must be '?' then`)] };
  }
  return refuse(`day of month is '${day}' and day of week is '${weekDay}': where one says which days, the other must be '?'`);
}

/** The fewest minutes between two times of an hour. */
function shortestInterval(minute: string, values: number[] = []): number {
  if (minute === '*') return 1;
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  return Math.min(...sorted.slice(1).map((value, i) => value - sorted[i]));
}

function tooOften(minutes: number): Doubt[] {
  if (minutes >= MIN_INTERVAL) return [];
  return [doubt('TooOften', `it is due every ${minutes === 1 ? 'minute' : `${minutes} minutes`}, and most builds take longer than that`)];
}

function neverRuns(days?: number[], months?: number[]): Doubt[] {
  if (!days || !months || days.length === 0 || months.length === 0) return [];
  const longest = Math.max(...months.map((month) => new Date(Date.UTC(2000, month, 0)).getUTCDate()));
  return Math.min(...days) > longest ? [doubt('NeverRuns', 'none of its months has such a day, so it never runs')] : [];
}

function readRate(text: string): Reading {
  const parts = /^(\s*)(\S+)(\s+)(\S+)(\s*)$/.exec(text);
  if (!parts) return refuse('rate takes a value and a unit');
  const [, before, value, between, unit, after] = parts;
  if (!/^\d+$/.test(value) || Number(value) === 0) return refuse(`the value of a rate is a positive whole number, got '${value}'`);
  const singular = /^(minute|hour|day)s?$/i.exec(unit)?.[1].toLowerCase();
  if (!singular) return refuse(`the unit of a rate is minute, minutes, hour, hours, day or days, got '${unit}'`);
  const expected = Number(value) === 1 ? singular : `${singular}s`;
  if (unit.toLowerCase() !== expected) {
    return refuse(`the unit is singular with 1 and plural with any other value: write rate(${value} ${expected})`);
  }
  const doubts = singular === 'minute' ? tooOften(Number(value)) : [];
  if (before + between + after !== ' ') doubts.push(doubt('WhiteSpace', `write rate(${value} ${unit}), with one space`));
  if (unit !== expected) doubts.push(doubt('UpperCase', `'${unit}' is written '${expected}' in the guide`));
  if (value.startsWith('0')) doubts.push(doubt('LeadingZero', `'${value}' has a leading zero`));
  return { doubts };
}

/** A last weekday of the month may hold a space, as in `fri L`. */
function splitCron(text: string): string[] {
  const fields = text.split(' ');
  return fields.length === 7 && fields[5] === 'L' && /^[a-z]{3}$/i.test(fields[4])
    ? [...fields.slice(0, 4), `${fields[4]} L`, fields[6]]
    : fields;
}

function refuse(error: string): Reading {
  return { error, doubts: [] };
}
