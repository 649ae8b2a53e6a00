import * as fc from 'fast-check';
import { countsText, GateCounts } from '../../../src/runtime/image/gate-counts';
import { isOfLastRun, lastVerdictOf, lastVerdictTag } from '../../../src/runtime/image/last-verdict';
import { tagValue, verdictOf, verdictTags } from '../../../src/runtime/image/verdict';

const TOTALS = { totals: { all: 9, critical: 2, high: 5, medium: 1 } };
const COUNTS: GateCounts = {
  ceilings: [{ severity: 'critical', counted: 2, excepted: 0, maximum: 0 }, { severity: 'high', counted: 5, excepted: 1, maximum: 3 }],
  withFix: false,
  named: ['CVE-2026-10001', 'CVE-2026-10002'],
  more: 5,
  notes: [{ kind: 'expired', id: 'CVE-2024-3094' }],
};

const written = (counts: GateCounts) => ({ tags: verdictTags({ status: 'FAILED', reason: countsText(counts), counts }, TOTALS) });

test("a verdict is written to an image's tags in words, and read back as it was", () => {
  const image = written(COUNTS);
  expect(image.tags['cdk-image-builder:gate-reason'])
    .toBe('critical 2 of 0 / high 5 excepted 1 of 3 / named CVE-2026-10001 CVE-2026-10002 and 5 more / expired CVE-2024-3094');
  expect(verdictOf(image)?.reason)
    .toBe('critical 2 (0 allowed), high 5, 1 excepted (3 allowed): CVE-2026-10001, CVE-2026-10002 and 5 more; the exception for CVE-2024-3094 has expired');
});

test('any verdict that fits into a tag is read back as it was', () => {
  const id = fc.stringMatching(/^[A-Z]{2,4}-[0-9]{4}-[0-9]{1,6}$/);
  const ceiling = fc.record({
    severity: fc.constantFrom('all' as const, 'critical' as const, 'high' as const, 'medium' as const), counted: fc.nat(999), excepted: fc.nat(99), maximum: fc.nat(999),
  });
  const counts: fc.Arbitrary<GateCounts> = fc.record({
    ceilings: fc.array(ceiling, { minLength: 1, maxLength: 3 }),
    withFix: fc.boolean(),
    named: fc.array(id, { minLength: 1, maxLength: 3 }),
    more: fc.option(fc.nat(99), { nil: undefined }),
    notes: fc.array(fc.record({ kind: fc.constantFrom('expired' as const, 'unmatched' as const), id }), { maxLength: 2 }),
  });
  fc.assert(fc.property(counts, (one) => expect(verdictOf(written(one))?.reason).toBe(countsText(one))));
});

test('a verdict that is too long for a tag counts what it leaves out, and keeps each number', () => {
  const named = Array.from({ length: 10 }, (_, i) => `GHSA-abcd-efgh-${'x'.repeat(20)}${i}`);
  const image = written({ ...COUNTS, named, more: 7, notes: Array.from({ length: 30 }, (_, i) => ({ kind: 'unmatched' as const, id: `CVE-2024-${i}` })) });
  expect(image.tags['cdk-image-builder:gate-reason'].length).toBeLessThanOrEqual(256);
  expect(verdictOf(image)?.reason).toMatch(/^critical 2 \(0 allowed\), high 5, 1 excepted \(3 allowed\).*; \d+ more exceptions expired or matched nothing$/);
});

test('an id that a tag cannot hold is counted, and neither changed nor believed', () => {
  const image = written({ ...COUNTS, named: ['CVE-2026-10001', 'ELSA (2026), 1 of 0 / high'], more: 0, notes: [] });
  expect(verdictOf(image)?.reason).toBe('critical 2 (0 allowed), high 5, 1 excepted (3 allowed): CVE-2026-10001 and 1 more');
});

test('a verdict without counts is read as it stands in the tag', () => {
  const tags = verdictTags({ status: 'NOT_EVALUATED', reason: 'the scan is FAILED: no agent (i-0123), try again' }, { unknown: 'x' });
  expect(verdictOf({ tags })).toEqual({ status: 'NOT_EVALUATED', reason: 'the scan is FAILED: no agent - i-0123 - try again' });
});

test.each([[{}], [{ tags: { 'cdk-image-builder:gate-status': 'MAYBE' } }], [{ tags: { 'cdk-image-builder:gate-status': true } }]])('an image has no verdict if it is %j', (image) => {
  expect(verdictOf(image)).toBeUndefined();
});

test("a tag's value has only characters that tags allow, and at most 256 of them", () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
    expect(tagValue(text)).toMatch(/^[\p{L}\p{Zs}\p{N}_.:/=+@-]{0,256}$/u);
  }));
  expect(tagValue('x'.repeat(300))).toHaveLength(256);
  expect(tagValue(`x ${'y'.repeat(240)} arn:aws:imagebuilder:eu-west-1:123456789012:image/golden/1.0.0/1`)).toBe(`x ${'y'.repeat(240)}...`);
  expect(tagValue('the scan is ABANDONED (no findings)')).toBe('the scan is ABANDONED - no findings');
});

describe('the last verdict of a pipeline', () => {
  const image = { arn: 'arn:aws:imagebuilder:eu-west-1:123456789012:image/golden/1.0.13/207', dateCreated: '2026-11-28T02:00:05.123Z' };

  test('is read back from its tag with build, time and counts', () => {
    const tags = lastVerdictTag(image, { status: 'FAILED', reason: countsText(COUNTS), counts: COUNTS });
    expect(lastVerdictOf({ tags })).toMatchObject({ build: '1.0.13/207', created: Date.parse(image.dateCreated), gate: { status: 'FAILED', reason: countsText(COUNTS), counts: COUNTS } });
  });

  test('fits into one tag, however long its reason is, and keeps the counts', () => {
    const counts = { ...COUNTS, named: Array.from({ length: 60 }, (_, i) => `CVE-2026-${10_000 + i}`) };
    const [[, value], ...more] = Object.entries(lastVerdictTag(image, { status: 'FAILED', reason: countsText(counts), counts }));
    expect(more).toEqual([]);
    expect(value).toMatch(/^[\p{L}\p{Zs}\p{N}_.:/=+@-]{200,256}$/u);
    expect(lastVerdictOf({ tags: { 'cdk-image-builder:last-verdict': value } })?.gate.reason).toMatch(/^critical 2 \(0 allowed\), high 5, 1 excepted \(3 allowed\): CVE-2026-10000, .* and \d+ more/);
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (reason) => {
      const tags = lastVerdictTag(image, { status: 'NOT_EVALUATED', reason });
      expect(tags['cdk-image-builder:last-verdict']).toMatch(/^[\p{L}\p{Zs}\p{N}_.:/=+@-]{1,256}$/u);
      expect(lastVerdictOf({ tags })).toMatchObject({ build: '1.0.13/207', gate: { status: 'NOT_EVALUATED' } });
    }));
  });

  test.each([
    ['2026-11-28T02:00:05.123Z', true], ['2026-11-28T02:00:01Z', true], ['2026-11-28T02:00:40Z', true],
    ['2026-11-28T02:09:00Z', false], ['', false],
  ])('is of the last run if its image was created then: %s', (lastRun, expected) => {
    expect(isOfLastRun(lastVerdictOf({ tags: lastVerdictTag(image, { status: 'PASSED', reason: '' }) })!, lastRun)).toBe(expected);
  });
});

test('the reason names only the exceeded ceilings, and the tag keeps them all', () => {
  const counts: GateCounts = {
    ...COUNTS, ceilings: [...COUNTS.ceilings, { severity: 'medium', counted: 1, excepted: 0, maximum: 9 }], named: [], notes: [],
  };
  const image = written(counts);
  expect(image.tags['cdk-image-builder:gate-reason']).toBe('critical 2 of 0 / high 5 excepted 1 of 3 / medium 1 of 9');
  expect(verdictOf(image)?.reason).toBe('critical 2 (0 allowed), high 5, 1 excepted (3 allowed)');
});

test('any exceptions are read back from their tag as they were, or counted', () => {
  const exception = fc.record({
    id: fc.stringMatching(/^[A-Z]{2,4}-[0-9]{4}-[0-9]{1,12}$/), expires: fc.constantFrom('', '2026-12-31T00:00:00Z', '2026-12-31T08:30:00Z'),
  });
  fc.assert(fc.property(fc.array(exception, { maxLength: 30 }), (exceptions) => {
    const image = written({ ...COUNTS, exceptions });
    expect(image.tags['cdk-image-builder:gate-exceptions'].length).toBeLessThanOrEqual(256);
    const { exceptions: read = [], moreExceptions } = verdictOf(image)!.counts!;
    expect(read).toEqual(exceptions.slice(0, read.length).map(({ id, expires }) => ({ id, expires: expires.replace('T00:00:00Z', '') })));
    expect(read.length + moreExceptions!).toBe(exceptions.length);
    expect(read.length).toBeGreaterThanOrEqual(Math.min(exceptions.length, 4));
  }));
});

test('an exception whose id a tag cannot hold is counted, and nothing is known of exceptions without a tag', () => {
  const image = written({ ...COUNTS, exceptions: [{ id: 'ELSA (2026), 1', expires: '' }, { id: 'CVE-2026-10001', expires: '' }] });
  expect(image.tags['cdk-image-builder:gate-exceptions']).toBe('CVE-2026-10001 / 1 more');
  const { 'cdk-image-builder:gate-exceptions': _removed, ...tags } = image.tags;
  expect(verdictOf({ tags })?.counts?.exceptions).toBeUndefined();
});
