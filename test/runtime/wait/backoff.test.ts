import * as fc from 'fast-check';
import { nextPollDelay } from '../../../src/runtime/wait/backoff';

/** The delays of a wait that lasts as long as it may. */
function delays(seconds: number, random: () => number, state = 'BUILDING'): number[] {
  const taken: number[] = [];
  for (let waited = 0; waited < seconds;) {
    const delay = nextPollDelay({ polls: taken.length, left: seconds - waited, state }, random());
    taken.push(delay);
    waited += delay;
  }
  return taken;
}

test('delays are 30 to 120 whole seconds each, and add up to the whole wait', () => {
  const random = fc.double({ min: 0, max: 0.999999, noNaN: true });
  fc.assert(fc.property(fc.integer({ min: 30, max: 21_600 }), fc.infiniteStream(random), fc.constantFrom('BUILDING', 'TESTING', ''), (seconds, randoms, state) => {
    const taken = delays(seconds, () => randoms.next().value, state);
    for (const delay of taken) {
      expect(Number.isInteger(delay)).toBe(true);
      expect(delay).toBeGreaterThanOrEqual(30);
      expect(delay).toBeLessThanOrEqual(120);
    }
    expect(taken.reduce((sum, delay) => sum + delay, 0)).toBe(seconds);
  }));
});

test('a wait that is shorter than a delay takes one delay of that length', () => {
  expect(delays(7, () => 0.5)).toEqual([7]);
  expect(nextPollDelay({ polls: 3, left: 0.2, state: 'BUILDING' }, 0)).toBe(1);
});

test('delays grow while the image is built, so that 53 minutes need at most 36 polls', () => {
  expect(delays(3_180, () => 0).slice(0, 9)).toEqual([30, 36, 43, 51, 62, 74, 89, 100, 100]);
  expect(delays(3_180, () => 0).length).toBeLessThanOrEqual(36);
});

test('jitter keeps builds that begin together from being polled together', () => {
  const third = new Set(Array.from({ length: 50 }, (_, i) => delays(3_180, () => i / 50).slice(0, 3).reduce((sum, delay) => sum + delay, 0)));
  expect(third.size).toBeGreaterThan(15);
});

test.each(['TESTING', 'DISTRIBUTING', 'INTEGRATING'])('an image that is %s is polled every 30 seconds, however long the wait has lasted', (state) => {
  expect(delays(3_180, () => 0.9, state)).toEqual(Array.from({ length: 106 }, () => 30));
});

test.each(['BUILDING', 'PENDING', 'AVAILABLE', 'FROM_THE_FUTURE', ''])('an image whose state is %j is polled ever less often', (state) => {
  expect(nextPollDelay({ polls: 20, left: 3_000, state }, 0)).toBe(100);
});
