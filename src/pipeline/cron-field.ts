import { Warning } from '../private/checks/warnings';

/** The meaning of a part of a schedule expression. */
export interface ParsedField {
  /** Why the part is invalid. */
  readonly error?: string;
  /** Forms that the guide neither allows nor forbids. */
  readonly warnings: Warning[];
  /** All values that the part matches, if they can be listed. */
  readonly values?: number[];
}

/** One of the six fields of a cron expression. */
export interface CronField {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Names of the values, from `min` on. */
  readonly names?: string[];
  readonly wildcards: string[];
}

export const MONTH_NAMES = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
export const WEEK_DAY_NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/**
 * The fields in their order.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/cron-expressions.html
 */
export const CRON_FIELDS: CronField[] = [
  { name: 'minute', min: 0, max: 59, wildcards: [',', '-', '*', '/'] },
  { name: 'hour', min: 0, max: 23, wildcards: [',', '-', '*', '/'] },
  { name: 'day of month', min: 1, max: 31, wildcards: [',', '-', '*', '?', '/', 'L', 'W'] },
  { name: 'month', min: 1, max: 12, names: MONTH_NAMES, wildcards: [',', '-', '*', '/'] },
  { name: 'day of week', min: 1, max: 7, names: WEEK_DAY_NAMES, wildcards: [',', '-', '*', '?', 'L', '#'] },
  { name: 'year', min: 1970, max: 2199, wildcards: [',', '-', '*', '/'] },
];

/** One way to write an item of a field. */
interface Form {
  readonly pattern: RegExp;
  readonly wildcard?: string;
  /** Receives the groups of the match. */
  readonly parse: (field: CronField, groups: string[]) => ParsedField;
}

const FORMS: Form[] = [
  { pattern: /^\*$/, wildcard: '*', parse: ({ min, max }) => ({ warnings: [], values: range(min, max) }) },
  { pattern: /^\?$/, wildcard: '?', parse: ({ min, max }) => ({ warnings: [], values: range(min, max) }) },
  { pattern: /^L$/, wildcard: 'L', parse: () => ({ warnings: [] }) },
  { pattern: /^(LW|L-\d+)$/, wildcard: 'L', parse: (_, [form]) => lastDay(form) },
  { pattern: /^(\d+|[a-z]{3}) ?L$/i, wildcard: 'L', parse: (field, [day]) => combine(parseValue(field, day), lastDay(`${day}L`)) },
  { pattern: /^(\d+)W$/, wildcard: 'W', parse: (field, [day]) => parseValue(field, day) },
  { pattern: /^(\d+|[a-z]+)#(\d+)$/i, wildcard: '#', parse: parseNthWeekDay },
  { pattern: /^\*\/(\d+)$/, wildcard: '/', parse: (field, [step]) => parseStep(field, field.min, field.max, step) },
  { pattern: /^(\d+|[a-z]+)(?:-(\d+|[a-z]+))?\/(\d+)$/i, wildcard: '/', parse: parseStartStep },
  { pattern: /^(\d+|[a-z]+)-(\d+|[a-z]+)$/i, wildcard: '-', parse: parseRange },
  { pattern: /^(\d+|[a-z]+)$/i, parse: (field, [value]) => parseValue(field, value) },
];

/** Parses one field of a cron expression. */
export function parseField(field: CronField, text: string): ParsedField {
  return combine(...text.split(',').map((item) => parseItem(field, item)));
}

/** The allowed values of a field, in words. */
function describe(field: CronField): string {
  const names = field.names ? ` or ${field.names[0]}-${field.names[field.names.length - 1]}` : '';
  const sunday = field.names === WEEK_DAY_NAMES ? ' (1 is Sunday)' : '';
  return `${field.min}-${field.max}${names}${sunday} and the wildcards ${field.wildcards.join(' ')}`;
}

/** The first error, all warnings, and all values if every part has known values. */
export function combine(...parts: ParsedField[]): ParsedField {
  return {
    error: parts.find(({ error }) => error !== undefined)?.error,
    warnings: parts.flatMap(({ warnings }) => warnings),
    values: parts.every(({ values }) => values) ? parts.flatMap(({ values }) => values!) : undefined,
  };
}

function parseItem(field: CronField, item: string): ParsedField {
  for (const form of FORMS) {
    const match = form.pattern.exec(item);
    if (!match) continue;
    if (form.wildcard && !field.wildcards.includes(form.wildcard)) {
      return refuse(field, item, `'${form.wildcard}' has no meaning there`);
    }
    return form.parse(field, match.slice(1));
  }
  return refuse(field, item, 'it cannot be read');
}

function parseValue(field: CronField, text: string): ParsedField {
  if (/^\d+$/.test(text)) {
    const value = Number(text);
    if (value < field.min || value > field.max) return refuse(field, text, 'it is out of range');
    return { warnings: [], values: [value] };
  }
  const index = field.names?.indexOf(text.toLowerCase()) ?? -1;
  if (index < 0) return refuse(field, text, field.names ? `it is not one of the names ${field.names[0]} to ${field.names[field.names.length - 1]}` : 'it is not a number');
  return { warnings: [], values: [field.min + index] };
}

function parseRange(field: CronField, [from, to]: string[]): ParsedField {
  const bounds = combine(parseValue(field, from), parseValue(field, to));
  if (bounds.error) return bounds;
  const [first, last] = bounds.values!;
  if (first <= last) return { ...bounds, values: range(first, last) };
  return { warnings: [{ id: 'scheduleReversedRange', message: `${field.name}: the range '${from}-${to}' runs backwards, which the guide does not show, so Image Builder may reject it` }] };
}

function parseStep(field: CronField, from: number, to: number, step: string): ParsedField {
  const every = Number(step);
  if (every === 0) return refuse(field, `/${step}`, 'a step must be at least 1');
  const warnings: Warning[] = every > field.max - field.min
    ? [{ id: 'scheduleStep', message: `${field.name}: a step of ${step} is longer than the field, so it has no effect` }]
    : [];
  return { warnings, values: range(from, to).filter((value) => (value - from) % every === 0) };
}

function parseStartStep(field: CronField, [from, to, step]: string[]): ParsedField {
  const bounds = to === undefined ? parseValue(field, from) : parseRange(field, [from, to]);
  if (bounds.error || !bounds.values) return bounds;
  const last = to === undefined ? field.max : bounds.values[bounds.values.length - 1];
  const steps = parseStep(field, bounds.values[0], last, step);
  const text = to === undefined ? `${from}/${step}` : `${from}-${to}/${step}`;
  const started: Warning = { id: 'scheduleStep', message: `${field.name}: '${text}' has a start before its step, but the guide shows only '*/${step}', so Image Builder may reject it` };
  return { ...steps, warnings: [...steps.warnings, started] };
}

function parseNthWeekDay(field: CronField, [day, nth]: string[]): ParsedField {
  const weekDay = parseValue(field, day);
  if (weekDay.error) return weekDay;
  if (Number(nth) < 1 || Number(nth) > 5) return refuse(field, `${day}#${nth}`, 'a day of the week occurs at most five times in a month, so # takes 1 to 5');
  return { warnings: [] };
}

function lastDay(form: string): ParsedField {
  return { warnings: [{ id: 'scheduleLastDay', message: `'${form}' is not in the guide, which shows only 'L' alone, so Image Builder may reject it` }] };
}

function refuse(field: CronField, text: string, why: string): ParsedField {
  return { error: `'${text}' is not allowed in ${field.name}: ${why}. ${capitalize(field.name)} takes ${describe(field)}`, warnings: [] };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
