import { agoText, durationInWords, durationText } from '../../../src/runtime/values/duration';

test.each([
  [-5_000, '0 s'], [0, '0 s'], [999, '1 s'], [59_400, '59 s'], [60_000, '1 min'], [185_000, '3 min 5 s'], [599_499, '9 min 59 s'],
  [599_500, '10 min'], [850_000, '14 min'], [3_569_999, '59 min'], [3_570_000, '1 h'], [7_860_000, '2 h 11 min'], [86_400_000, '24 h'],
  [47 * 3_600_000, '47 h'], [2 * 86_400_000 - 1, '2 d'], [4 * 86_400_000 - 60_000, '3 d'],
])('a duration of %d ms is shown as %s', (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text);
});

test('a time in the future, by a clock that is wrong, is now', () => {
  expect(agoText(-60_000)).toBe('now');
});

test.each([
  [59 * 60_000, 'less than an hour'],
  [3_600_000, '1 hour'],
  [47 * 3_600_000, '47 hours'],
  [48 * 3_600_000, '2 days'],
])('a duration of %d ms is written in a sentence as %s', (milliseconds, text) => {
  expect(durationInWords(milliseconds)).toBe(text);
});
