/** What the guide leaves open: allowed here, with a warning. */
export interface Doubt {
  /** Camel-case end of the warning's id. */
  readonly id: string;
  readonly message: string;
}

/** What a part of a schedule expression says. */
export interface Reading {
  /** Why it is refused. */
  readonly error?: string;
  readonly doubts: Doubt[];
  /** All values that the part matches, where they are some and can be enumerated. */
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
  /** Receives what the pattern's groups matched. */
  readonly read: (field: CronField, groups: string[]) => Reading;
}

const FORMS: Form[] = [
  { pattern: /^\*$/, wildcard: '*', read: () => ({ doubts: [] }) },
  { pattern: /^\?$/, wildcard: '?', read: () => ({ doubts: [] }) },
  { pattern: /^L$/, wildcard: 'L', read: () => ({ doubts: [] }) },
  { pattern: /^(LW|L-\d+)$/, wildcard: 'L', read: (_, [form]) => lastDay(form) },
  { pattern: /^(\d+|[a-z]{3}) ?L$/i, wildcard: 'L', read: (field, [day]) => combine(readValue(field, day), lastDay(`${day}L`)) },
  { pattern: /^(\d+)W$/, wildcard: 'W', read: (field, [day]) => readValue(field, day) },
  { pattern: /^(\d+|[a-z]+)#(\d+)$/i, wildcard: '#', read: readNthWeekDay },
  { pattern: /^\*\/(\d+)$/, wildcard: '/', read: (field, [step]) => readStep(field, field.min, field.max, step) },
  { pattern: /^(\d+|[a-z]+)(?:-(\d+|[a-z]+))?\/(\d+)$/i, wildcard: '/', read: readStartStep },
  { pattern: /^(\d+|[a-z]+)-(\d+|[a-z]+)$/i, wildcard: '-', read: readRange },
  { pattern: /^(\d+|[a-z]+)$/i, read: (field, [value]) => readValue(field, value) },
];

/** Reads one field of a cron expression. */
export function readField(field: CronField, text: string): Reading {
  const items = text.split(',');
  const readings = items.map((item) => readItem(field, item));
  const unusual = items.length > 1 ? items.filter((item) => !/^\w+$/.test(item) || /^L$|\dW$/.test(item)) : [];
  if (unusual.length > 0) {
    readings.push({ doubts: [doubt('List', `${field.name}: a list with '${unusual[0]}' in it: the guide shows lists of plain values only`)], values: [] });
  }
  return combine(...readings);
}

/** What a field may hold, in words. */
export function describe(field: CronField): string {
  const names = field.names ? ` or ${field.names[0]}-${field.names[field.names.length - 1]}` : '';
  const sunday = field.names === WEEK_DAY_NAMES ? ' (1 is Sunday)' : '';
  return `${field.min}-${field.max}${names}${sunday} and the wildcards ${field.wildcards.join(' ')}`;
}

export function doubt(id: string, message: string): Doubt {
  return { id, message };
}

/** The first error, all doubts, and the values of both if both are known. */
export function combine(...readings: Reading[]): Reading {
  return {
    error: readings.find((reading) => reading.error !== undefined)?.error,
    doubts: readings.flatMap((reading) => reading.doubts),
    values: readings.every((reading) => reading.values) ? readings.flatMap((reading) => reading.values!) : undefined,
  };
}

function readItem(field: CronField, item: string): Reading {
  for (const form of FORMS) {
    const match = form.pattern.exec(item);
    if (!match) continue;
    if (form.wildcard && !field.wildcards.includes(form.wildcard)) {
      return refuse(field, item, `'${form.wildcard}' has no meaning there`);
    }
    return form.read(field, match.slice(1));
  }
  return refuse(field, item, 'it cannot be read');
}

function readValue(field: CronField, text: string): Reading {
  if (/^\d+$/.test(text)) {
    const value = Number(text);
    if (value < field.min || value > field.max) return refuse(field, text, 'it is out of range');
    const doubts = /^0\d/.test(text) ? [doubt('LeadingZero', `${field.name}: '${text}' has a leading zero`)] : [];
    return { doubts, values: [value] };
  }
  const index = field.names?.indexOf(text.toLowerCase()) ?? -1;
  if (index < 0) return refuse(field, text, field.names ? `it is none of the names ${field.names[0]} to ${field.names[field.names.length - 1]}` : 'it is no number');
  const doubts = text === text.toLowerCase() ? [] : [doubt('UpperCase', `${field.name}: '${text}' is written '${text.toLowerCase()}' in the guide`)];
  return { doubts, values: [field.min + index] };
}

function readRange(field: CronField, [from, to]: string[]): Reading {
  const bounds = combine(readValue(field, from), readValue(field, to));
  if (bounds.error) return bounds;
  const [first, last] = bounds.values!;
  if (first <= last) return { ...bounds, values: range(first, last) };
  return { doubts: [...bounds.doubts, doubt('ReversedRange', `${field.name}: the range '${from}-${to}' runs backwards`)] };
}

function readStep(field: CronField, from: number, to: number, step: string): Reading {
  const every = Number(step);
  if (every === 0) return refuse(field, `/${step}`, 'a step is at least 1');
  const doubts = every > field.max - field.min
    ? [doubt('Step', `${field.name}: a step of ${step} is longer than the field`)]
    : [];
  return { doubts, values: range(from, to).filter((value) => (value - from) % every === 0) };
}

function readStartStep(field: CronField, [from, to, step]: string[]): Reading {
  const bounds = to === undefined ? readValue(field, from) : readRange(field, [from, to]);
  if (bounds.error || !bounds.values) return bounds;
  const last = to === undefined ? field.max : bounds.values[bounds.values.length - 1];
  const steps = readStep(field, bounds.values[0], last, step);
  const text = to === undefined ? `${from}/${step}` : `${from}-${to}/${step}`;
  const shown = doubt('Step', `${field.name}: '${text}' gives a step a start: the guide shows only '*/${step}'`);
  return { ...steps, doubts: [...bounds.doubts, ...steps.doubts, shown] };
}

function readNthWeekDay(field: CronField, [day, nth]: string[]): Reading {
  const reading = readValue(field, day);
  if (reading.error) return reading;
  if (Number(nth) < 1 || Number(nth) > 5) return refuse(field, `${day}#${nth}`, 'a month has a first to a fifth of each day of the week, so # takes 1 to 5');
  return { doubts: reading.doubts };
}

function lastDay(form: string): Reading {
  return { doubts: [doubt('LastDay', `'${form}': the guide shows only a lone 'L'`)] };
}

function refuse(field: CronField, text: string, why: string): Reading {
  return { error: `'${text}' is not allowed in ${field.name}: ${why}. ${capitalize(field.name)} takes ${describe(field)}`, doubts: [] };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
