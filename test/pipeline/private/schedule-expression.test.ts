import { parseCron, parseExpression } from '../../../src/pipeline/private/schedule-expression';

/** Cases that follow from https://docs.aws.amazon.com/imagebuilder/latest/userguide/cron-expressions.html */
const VALID = [
  ['cron(0 10 * * ? *)', 'doc example'],
  ['cron(15 12 * * ? *)', 'doc example'],
  ['cron(0 0 * * ? *)', 'doc example'],
  ['cron(0 10 ? * 2-6 *)', 'doc example, Mon-Fri'],
  ['cron(0 18 ? * mon-fri *)', 'doc example, names'],
  ['cron(0 8 1 * ? *)', 'doc example'],
  ['cron(30 22 ? * tue#2 *)', 'doc example, nth weekday'],
  ['cron(* * * * ? *)', 'every minute, the fastest allowed'],
  ['cron(59 23 31 12 ? 2199)', 'upper bounds'],
  ['cron(0 0 1 1 ? 1970)', 'lower bounds'],
  ['cron(0 6 */2 * ? *)', 'step in day (doc text)'],
  ['cron(*/15 * * * ? *)', 'step in minute'],
  ['cron(0 */6 * * ? *)', 'step in hour'],
  ['cron(0 0 L * ? *)', 'last day of month'],
  ['cron(0 0 ? * L *)', 'last day of week'],
  ['cron(0 0 3W * ? *)', 'nearest weekday (doc text)'],
  ['cron(0 0 ? * fri#2 *)', 'doc text'],
  ['cron(0 0 ? * 1 *)', 'Sunday'],
  ['cron(0 0 ? * 7 *)', 'Saturday'],
  ['cron(0 0 ? * sun,sat *)', 'list of names'],
  ['cron(0 0 1 jan,feb,mar ? *)', 'month list (doc text)'],
  ['cron(0 0 1,15 * ? *)', 'day list'],
  ['cron(0 0 1-15 * ? *)', 'day range (doc text)'],
  ['cron(0 0 1 jan-jun ? *)', 'month range'],
  ['cron(0 0 1 */3 ? *)', 'step in month'],
  ['cron(0 0 1 1 ? 2026-2030)', 'year range'],
  ['cron(0,30 8-17 ? * mon-fri *)', 'list + ranges'],
  ['cron(0 0 ? * * *)', '* in day of week, ? in day'],
  ['rate(1 minute)', 'singular'],
  ['rate(5 minutes)', 'plural'],
  ['rate(1 hour)', 'doc example'],
  ['rate(12 hours)', 'plural'],
  ['rate(1 day)', 'singular'],
  ['rate(90 days)', 'plural'],
];

const INVALID = [
  ['0 10 * * ? *', 'no cron(...) wrapper (console form)'],
  ['cron(0 10 * * ?)', 'five fields'],
  ['cron(0 10 * * ? * *)', 'seven fields'],
  ['cron()', 'empty'],
  ['cron( 0 10 * * ? *)', 'leading space'],
  ['cron(0 10 * * ? * )', 'trailing space'],
  ['cron(0  10 * * ? *)', 'two spaces (derived from "a space")'],
  ['cron(0 10 * * * *)', 'both day fields *, no ?'],
  ['cron(0 10 ? * ? *)', 'both ? (derived: one must be set)'],
  ['cron(0 10 1 * mon *)', 'both day fields set'],
  ['cron(0 10 1 * * *)', 'value + *, no ?'],
  ['cron(60 10 * * ? *)', 'minute > 59'],
  ['cron(0 24 * * ? *)', 'hour > 23'],
  ['cron(0 10 0 * ? *)', 'day 0'],
  ['cron(0 10 32 * ? *)', 'day 32'],
  ['cron(0 10 1 0 ? *)', 'month 0'],
  ['cron(0 10 1 13 ? *)', 'month 13'],
  ['cron(0 10 ? * 0 *)', 'day of week 0 (Unix habit)'],
  ['cron(0 10 ? * 8 *)', 'day of week 8'],
  ['cron(0 10 * * ? 1969)', 'year too small'],
  ['cron(0 10 * * ? 2200)', 'year too large'],
  ['cron(? 10 * * ? *)', '? in minute'],
  ['cron(0 10 ? ? mon *)', '? in month'],
  ['cron(0 10 ? * fri#6 *)', '# above 5'],
  ['cron(0 10 ? * fri#0 *)', '# below 1'],
  ['cron(0 10 1#2 * ? *)', '# in day of month'],
  ['cron(0 L * * ? *)', 'L in hour'],
  ['cron(0 10 ? * 3W *)', 'W in day of week'],
  ['cron(0 10 ? * */2 *)', '/ not listed for day of week'],
  ['cron(0 10 * foo ? *)', 'unknown month name'],
  ['cron(-1 10 * * ? *)', 'negative'],
  ['cron(0 10 * * ? 26)', 'two-digit year'],
  ['rate(0 minutes)', 'not positive'],
  ['rate(-1 days)', 'not positive'],
  ['rate(1 hours)', 'plural with 1 (doc)'],
  ['rate(5 hour)', 'singular with 5 (doc)'],
  ['rate(5 seconds)', 'unit'],
  ['rate(2 weeks)', 'unit'],
  ['rate(1.5 hours)', 'not an integer (derived)'],
  ['rate(hours)', 'missing value'],
  ['at(2026-01-01T00:00:00)', 'EventBridge Scheduler form, not listed'],
];

/** Forms that the guide neither allows nor forbids, and the warning that each gets. */
const OPEN = [
  ['cron(0 0 * * SUN *)', 'scheduleBothDays'],
  ['cron(0 0 * * sun *)', 'scheduleBothDays'],
  ['cron(0/15 * * * ? *)', 'scheduleStep'],
  ['cron(5-59/10 * * * ? *)', 'scheduleStep'],
  ['cron(0 */24 * * ? *)', 'scheduleStep'],
  ['cron(0 0 ? * 6L *)', 'scheduleLastDay'],
  ['cron(0 0 ? * friL *)', 'scheduleLastDay'],
  ['cron(0 0 ? * fri L *)', 'scheduleLastDay'],
  ['cron(0 0 LW * ? *)', 'scheduleLastDay'],
  ['cron(0 0 L-3 * ? *)', 'scheduleLastDay'],
  ['cron(50-10 * * * ? *)', 'scheduleReversedRange'],
  ['cron(0 0 ? * fri-mon *)', 'scheduleReversedRange'],
  ['cron(0 0 31 2 ? *)', 'scheduleNeverRuns'],
  ['cron(0 0 30,31 feb ? *)', 'scheduleNeverRuns'],
  ['cron(0 0 31 4,6,9,11 ? *)', 'scheduleNeverRuns'],
  ['cron(*,30 * * * ? *)', 'scheduleTooOften'],
];

/** Expressions that only just get no warning and no error. */
const JUST_SHORT = [
  'cron(0 0 29 2 ? *)',
  'cron(0 0 28-31 2 ? *)',
  'cron(0 0 31 2,3 ? *)',
  'cron(0 */23 * * ? *)',
  'cron(0 0 31W * ? *)',
  'cron(0 0 ? * 7#5 *)',
  'cron(10-10 0 * * ? *)',
  'cron(0 0 * jul ? *)',
  'cron(0 0 ? * wed *)',
  'cron(0 0 ? * MON *)',
  'cron(05 0 1 JAN ? *)',
  'cron(0 0 1,15W * ? *)',
  'cron(0 0 ? * sat#2,4 *)',
  'rate(1 DAY)',
  'rate( 015  minutes )',
];

/** The valid expressions that are due again before a build has ended. */
const TOO_OFTEN = ['cron(* * * * ? *)', 'rate(1 minute)', 'rate(5 minutes)'];

test.each(VALID)('the schedule expression %s is valid (%s)', (expression) => {
  const { error, warnings } = parseExpression(expression);
  expect({ error, ids: warnings.map(({ id }) => id) }).toEqual({ error: undefined, ids: TOO_OFTEN.includes(expression) ? ['scheduleTooOften'] : [] });
});

test.each(INVALID)('the schedule expression %s is refused (%s)', (expression) => {
  expect(parseExpression(expression).error).toEqual(expect.any(String));
});

test('the tables of schedule expressions are complete', () => {
  expect([VALID.length, INVALID.length]).toEqual([34, 41]);
});

test.each(OPEN)('the schedule expression %s gives the warning %s and no error', (expression, id) => {
  const { error, warnings } = parseExpression(expression);
  expect({ error, ids: warnings.map((warning) => warning.id) }).toEqual({ error: undefined, ids: expect.arrayContaining([id]) });
});

test.each(JUST_SHORT)('the schedule expression %s gives neither a warning nor an error', (expression) => {
  const { error, warnings } = parseExpression(expression);
  expect({ error, warnings }).toEqual({ error: undefined, warnings: [] });
});

test('the refusal of a schedule expression says what was given, in which field, and what is allowed there', () => {
  expect(parseExpression('cron(0 10 ? * 0 *)').error).toBe(
    "'0' is not allowed in day of week: it is out of range. Day of week takes 1-7 or sun-sat (1 is Sunday) and the wildcards , - * ? L #",
  );
});

test.each([
  ['0 10 * * ? *', 'write cron(0 10 * * ? *)'],
  ['cron(0 10 * * ?)', 'got 5'],
  ['cron(0 10 * * ? * *)', 'got 7'],
  ['cron(0  10 * * ? *)', 'one space'],
  ['cron(0 10 1 * mon *)', "set one of them to '?'"],
  ['cron(0 10 ? * ? *)', "both '?'"],
  ['cron(0 10 ? * */2 *)', "'/' has no meaning"],
  ['cron(*/0 10 * * ? *)', 'at least 1'],
  ['cron(0 10 1W2 * ? *)', 'cannot be read'],
  ['cron(0 10 ? * monday *)', 'not one of the names sun to sat'],
  ['cron(ten 10 * * ? *)', 'not a number'],
  ['cron(0 10 * 1-13 ? *)', "'13' is not allowed in month"],
  ['cron(0 10 40/2 * ? *)', "'40' is not allowed in day of month"],
  ['cron(0 10 ? * 8#2 *)', "'8' is not allowed in day of week"],
  ['rate(1 hours)', 'write rate(1 hour)'],
  ['rate(5 hour)', 'write rate(5 hours)'],
  ['rate(5 seconds)', "got 'seconds'"],
  [`cron(${'0,'.repeat(600)}0 10 * * ? *)`, 'at most 1024'],
  ['', 'neither cron(...) nor rate(...)'],
])('the schedule expression %s is rejected with the reason %s', (expression, why) => {
  expect(parseExpression(expression).error).toContain(why);
});

test('a token in one field of a cron expression is accepted, and the other fields are still checked', () => {
  const token = '${Token[TOKEN.1]}';
  expect(parseCron(['0', '10', token, '*', '?', '*']).error).toBeUndefined();
  expect(parseCron(['0', '10', '1', '*', token, '*']).error).toBeUndefined();
  expect(parseCron([token, '24', '*', '*', '?', '*']).error).toContain('hour');
});
