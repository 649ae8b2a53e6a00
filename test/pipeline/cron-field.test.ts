import * as fc from 'fast-check';
import { CRON_FIELDS, CronField, parseField } from '../../src/pipeline/cron-field';
import { parseCron } from '../../src/pipeline/private/schedule-expression';

const DAY = 2;
const WEEK_DAY = 4;

const value = (field: CronField) => fc.integer({ min: field.min, max: field.max }).chain((number) => {
  const name = field.names?.[number - field.min];
  return fc.constantFrom(...name ? [String(number), name] : [String(number)]);
});
const range = (field: CronField) => fc.tuple(fc.integer({ min: field.min, max: field.max }), fc.integer({ min: field.min, max: field.max }))
  .map(([one, other]) => `${Math.min(one, other)}-${Math.max(one, other)}`);

/** Everything that the guide allows in a field. */
function valid(field: CronField): fc.Arbitrary<string> {
  const forms = [fc.constant('*'), value(field), range(field), fc.array(value(field), { minLength: 2, maxLength: 5 }).map((list) => list.join(','))];
  if (field.wildcards.includes('/')) forms.push(fc.integer({ min: 1, max: field.max - field.min }).map((step) => `*/${step}`));
  if (field.wildcards.includes('L')) forms.push(fc.constant('L'));
  if (field.wildcards.includes('W')) forms.push(fc.integer({ min: 1, max: 31 }).map((day) => `${day}W`));
  if (field.wildcards.includes('#')) forms.push(fc.tuple(value(field), fc.integer({ min: 1, max: 5 })).map(([day, nth]) => `${day}#${nth}`));
  return fc.oneof(...forms);
}

const cron = fc.tuple(fc.tuple(...CRON_FIELDS.map(valid)), fc.constantFrom(DAY, WEEK_DAY))
  .map(([fields, unset]) => fields.map((field, i) => i === unset ? '?' : field));

/** A value that a field does not have, alone or within a form that the field allows. */
function outOfRange(field: CronField): fc.Arbitrary<string> {
  const tooLarge = fc.integer({ min: field.max + 1, max: 99_999 }).map(String);
  const tooSmall = field.min === 0 ? fc.integer({ min: -99, max: -1 }).map(String) : fc.integer({ min: 0, max: field.min - 1 }).map(String);
  return fc.oneof(tooLarge, tooSmall, tooLarge.map((to) => `${field.min}-${to}`), tooLarge.map((item) => `${field.min},${item}`));
}

test('whatever the guide allows in a cron field is accepted without a warning, but for days that never come and minutes that come too often', () => {
  fc.assert(fc.property(cron, (fields) => {
    const { error, warnings } = parseCron(fields);
    expect(error).toBeUndefined();
    expect(warnings.filter(({ id }) => !['scheduleNeverRuns', 'scheduleTooOften'].includes(id))).toEqual([]);
  }), { numRuns: 1000 });
});

test.each(CRON_FIELDS.map((field, i) => [field.name, i] as const))('a cron value out of range in %s is refused, and the field is named', (name, i) => {
  fc.assert(fc.property(cron, outOfRange(CRON_FIELDS[i]), (fields, bad) => {
    expect(parseCron(fields.map((field, j) => i === j ? bad : field)).error).toContain(`not allowed in ${name}`);
  }), { numRuns: 300 });
});

test.each(CRON_FIELDS.map((field) => [field.name, field] as const))('the cron field %s takes no wildcard that the guide does not list for it', (_, field) => {
  const forms: Record<string, string> = { '?': '?', '/': '*/2', 'L': 'L', 'W': '3W', '#': '3#2' };
  for (const [wildcard, form] of Object.entries(forms)) {
    expect([wildcard, parseField(field, form).error === undefined]).toEqual([wildcard, field.wildcards.includes(wildcard)]);
  }
});

test('any text is read as a cron expression or refused, quickly', () => {
  const letters = fc.string({ unit: fc.constantFrom('0', '9', '*', '?', '/', 'L', 'W', '#', ',', '-', ' ', 'mon', 'JAN'), maxLength: 300 });
  fc.assert(fc.property(letters, fc.constantFrom(...CRON_FIELDS), (text, field) => {
    expect(Array.isArray(parseField(field, text).warnings)).toBe(true);
  }), { numRuns: 500 });
});
