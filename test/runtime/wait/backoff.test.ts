import * as fc from 'fast-check';
import { nextPollDelay } from '../../../src/runtime/wait/backoff';

/** The pauses of a wait that goes on to its end. */
function pauses(seconds: number, random: () => number): number[] {
  const taken: number[] = [];
  for (let waited = 0; waited < seconds;) {
    const pause = nextPollDelay(taken.length, seconds - waited, random());
    taken.push(pause);
    waited += pause;
  }
  return taken;
}

test('each pause is of 30 to 120 whole seconds, and together they are all the time there is', () => {
  const random = fc.double({ min: 0, max: 0.999999, noNaN: true });
  fc.assert(fc.property(fc.integer({ min: 30, max: 21_600 }), fc.infiniteStream(random), (seconds, randoms) => {
    const taken = pauses(seconds, () => randoms.next().value);
    for (const pause of taken) {
      expect(Number.isInteger(pause)).toBe(true);
      expect(pause).toBeGreaterThanOrEqual(30);
      expect(pause).toBeLessThanOrEqual(120);
    }
    expect(taken.reduce((sum, pause) => sum + pause, 0)).toBe(seconds);
  }));
});

test('a wait that is shorter than a pause is waited', () => {
  expect(pauses(7, () => 0.5)).toEqual([7]);
  expect(nextPollDelay(3, 0.2, 0)).toBe(1);
});

test('they grow, so that 53 minutes are few looks', () => {
  expect(pauses(3_180, () => 0).slice(0, 9)).toEqual([30, 36, 43, 51, 62, 74, 89, 100, 100]);
  expect(pauses(3_180, () => 0).length).toBeLessThanOrEqual(36);
});

test('jitter keeps builds that begin together from being looked at together', () => {
  const third = new Set(Array.from({ length: 50 }, (_, i) => pauses(3_180, () => i / 50).slice(0, 3).reduce((sum, pause) => sum + pause, 0)));
  expect(third.size).toBeGreaterThan(15);
});
