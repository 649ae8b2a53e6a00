import * as fc from 'fast-check';
import { evaluateGate } from '../../../src/runtime/image/gate';
import { CallError } from '../../../src/runtime/services/call-error';
import { JsonObject } from '../../../src/runtime/values/json';

const NOW = new Date('2026-06-01T12:00:00Z');
/** Findings on a page. */
const PAGE = 25;

interface Finding {
  readonly id: string;
  readonly severity: string;
  readonly fix: string;
}

const raw = ({ id, severity, fix }: Finding) => ({ severity, fixAvailable: fix, packageVulnerabilityDetails: { vulnerabilityId: id } });

function totalsOf(findings: Finding[]) {
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  return { all: findings.length, critical: count('CRITICAL'), high: count('HIGH'), medium: count('MEDIUM') };
}

async function evaluate(gate: object, findings: Finding[]) {
  let lists = 0;
  const read = async (count: number) => {
    lists++;
    return findings.slice(0, count).map(raw);
  };
  const { status, reason, mayChange } = await evaluateGate(gate, totalsOf(findings), { all: () => read(Infinity), some: () => read(PAGE) }, NOW);
  return { status, reason, ...mayChange && { mayChange }, lists };
}

const same = (read: () => Promise<object[]>) => ({ all: read as () => Promise<JsonObject[]>, some: read as () => Promise<JsonObject[]> });

const high = (id: string, fix = 'YES'): Finding => ({ id, severity: 'HIGH', fix });

test("a gate's ceiling passes up to its number without a list, and names what exceeded it", async () => {
  const findings = [high('A'), high('B')];
  expect(await evaluate({ MaximumHigh: '2' }, findings)).toEqual({ status: 'PASSED', reason: 'high 2 (2 allowed)', lists: 0 });
  expect(await evaluate({ MaximumHigh: '1' }, findings)).toEqual({ status: 'FAILED', reason: 'high 2 (1 allowed): A, B', lists: 1 });
});

describe('vulnerabilities of a refused image', () => {
  const finding = (id: string, severity: string): Finding => ({ id, severity, fix: 'YES' });
  const many = Array.from({ length: 13 }, (_, i) => high(`CVE-${i}`));

  test('are those above an exceeded ceiling, the worst first, each once', async () => {
    const findings = [finding('M', 'MEDIUM'), high('H'), high('H'), finding('L', 'LOW'), finding('C', 'CRITICAL')];
    expect(await evaluate({ MaximumHigh: '1', MaximumCritical: '1' }, findings)).toMatchObject({ reason: 'high 2 (1 allowed): H' });
    expect(await evaluate({ MaximumAll: '1' }, findings)).toMatchObject({ reason: 'all 5 (1 allowed): C, H, M, L' });
  });

  test('are named up to ten, and counted beyond', async () => {
    expect(await evaluate({ MaximumHigh: '0' }, many)).toMatchObject({
      reason: 'high 13 (0 allowed): CVE-0, CVE-1, CVE-2, CVE-3, CVE-4, CVE-5, CVE-6, CVE-7, CVE-8, CVE-9 and 3 more',
    });
    expect(await evaluate({ MaximumHigh: '0' }, many.slice(0, 10))).toMatchObject({ reason: expect.stringMatching(/CVE-9$/) });
  });

  test('leave out those that do not count', async () => {
    const gate = { MaximumHigh: '0', FixAvailableOnly: 'true', Except: [{ VulnerabilityId: 'A', Reason: 'x' }] };
    expect(await evaluate(gate, [high('A'), high('B', 'NO'), high('C')])).toMatchObject({ reason: 'high with a fix 1, 1 excepted (0 allowed): C' });
  });

  test('are named from the first page only, where the totals decide', async () => {
    const findings = Array.from({ length: 60 }, (_, i) => high(`CVE-${i}`));
    const { reason, lists } = await evaluate({ MaximumHigh: '0' }, findings);
    expect(reason).toBe('high 60 (0 allowed): CVE-0, CVE-1, CVE-2, CVE-3, CVE-4, CVE-5, CVE-6, CVE-7, CVE-8, CVE-9 and more');
    expect(lists).toBe(1);
  });

  test('stay unnamed, and the image refused, if the list cannot be read', async () => {
    const refuse = () => Promise.reject(new CallError('DENIED', 'no'));
    expect(await evaluateGate({ MaximumHigh: '0' }, totalsOf([high('A')]), same(refuse), NOW)).toMatchObject({ status: 'FAILED', reason: 'high 1 (0 allowed)' });
  });
});

test("the gate's ceiling for all counts every severity, and each exceeded ceiling is reported", async () => {
  const findings = [high('A'), { id: 'B', severity: 'LOW', fix: 'NO' }, { id: 'C', severity: 'UNTRIAGED', fix: 'NO' }];
  expect(await evaluate({ MaximumAll: '2', MaximumHigh: '0', MaximumCritical: '0' }, findings)).toMatchObject({ status: 'FAILED', reason: 'high 1 (0 allowed), all 3 (2 allowed): A, B, C' });
});

describe('exceptions of a gate', () => {
  const gate = (...Except: object[]) => ({ MaximumHigh: '0', Except });
  const except = (VulnerabilityId: string, Expires?: string) => ({ VulnerabilityId, Reason: 'not reachable', ...Expires && { Expires } });

  test('are subtracted and reported', async () => {
    expect(await evaluate(gate(except('A')), [high('A'), high('A')])).toEqual({ status: 'PASSED', reason: 'high 0, 2 excepted (0 allowed)', lists: 1 });
    expect(await evaluate(gate(except('A')), [high('A'), high('B')])).toMatchObject({ status: 'FAILED', reason: 'high 1, 1 excepted (0 allowed): B' });
  });

  test('give a warning if they match nothing', async () => {
    expect(await evaluate({ ...gate(except('A'), except('Z')) }, [high('A')])).toMatchObject({ status: 'PASSED', reason: 'high 0, 1 excepted (0 allowed); the exception for Z matched no finding' });
  });

  test('are named up to ten if they have no effect, and counted beyond, so that the reason fits into a message', async () => {
    const shared = Array.from({ length: 3_000 }, (_, i) => except(`CVE-2026-${10_000 + i}`));
    const { status, reason } = await evaluate(gate(except('A'), ...shared), [high('A')]);
    expect(status).toBe('PASSED');
    expect(reason).toMatch(/^high 0, 1 excepted \(0 allowed\); the exception for CVE-2026-10000 matched no finding; .*; 2990 more exceptions expired or matched nothing$/);
    expect(reason.length).toBeLessThan(1_000);
  });

  test.each([['2026-06-01T12:00:00Z'], ['2026-01-01T00:00:00Z'], ['not a date']])('do not count if they expired at %s', async (expires) => {
    expect(await evaluate(gate(except('A', expires)), [high('A')])).toMatchObject({ status: 'FAILED', reason: 'high 1 (0 allowed): A; the exception for A has expired' });
  });

  test('are reported once they have expired, even if the totals decide', async () => {
    const expired = { ...gate(except('A', '2026-01-01T00:00:00Z'), except('B')), MaximumHigh: '1' };
    expect(await evaluate(expired, [high('A')])).toEqual({ status: 'PASSED', reason: 'high 1 (1 allowed); the exception for A has expired', lists: 0 });
  });

  test('are not called unused if their finding does not count anyway', async () => {
    const result = await evaluate({ ...gate(except('A')), FixAvailableOnly: 'true' }, [high('A', 'NO'), high('B', 'NO')]);
    expect(result).toEqual({ status: 'PASSED', reason: 'high with a fix 0 (0 allowed)', lists: 1 });
  });

  test('count until they expire', async () => {
    expect(await evaluate(gate(except('A', '2026-06-01T12:00:01Z')), [high('A')])).toMatchObject({ status: 'PASSED' });
  });
});

test('a gate can count only findings with a fix, and those whose fix is unknown', async () => {
  const findings = [high('A', 'NO'), high('B', 'PARTIAL'), high('C', 'LATER')];
  expect(await evaluate({ MaximumHigh: '2', FixAvailableOnly: 'true' }, findings)).toMatchObject({ status: 'PASSED', reason: 'high with a fix 2 (2 allowed)', lists: 1 });
  expect(await evaluate({ MaximumHigh: '1', FixAvailableOnly: 'true' }, findings)).toMatchObject({ status: 'FAILED' });
});

test('findings that were not listed are not said to have a fix', async () => {
  const result = await evaluate({ MaximumHigh: '2', FixAvailableOnly: 'true' }, [high('A', 'NO'), high('B', 'NO')]);
  expect(result).toEqual({ status: 'PASSED', reason: 'high 2 (2 allowed)', lists: 0 });
});

test('a list with more findings than the totals makes the gate undecided', async () => {
  const gate = { MaximumHigh: '0', Except: [{ VulnerabilityId: 'A', Reason: 'x' }] };
  const result = await evaluateGate(gate, totalsOf([high('A'), high('B')]), same(async () => [raw(high('A')), raw(high('A')), raw(high('A'))]), NOW);
  expect(result).toMatchObject({ status: 'NOT_EVALUATED' });
});

test('a list with fewer findings than the totals makes the gate undecided', async () => {
  const result = await evaluateGate({ MaximumHigh: '0', Except: [{ VulnerabilityId: 'A', Reason: 'x' }] }, totalsOf([high('A'), high('B')]), same(async () => [raw(high('A'))]), NOW);
  expect(result).toEqual({
    status: 'NOT_EVALUATED', reason: 'Image Builder lists other findings than its totals say: 1 of 2 all, 1 of 2 high', mayChange: true,
  });
});

test.each([[{}], ['x'], [{ MaximumHigh: 'many' }], [{ MaximumHigh: '' }], [{ MaximumHigh: '1.5' }], [{ MaximumHigh: 3 }],
  [{ MaximumHigh: '0x10' }], [{ MaximumHigh: '-1' }], [{ MaximumHigh: '0', Except: [{ VulnerabilityId: '', Reason: 'x' }] }]])('a gate that cannot be parsed (%j) passes nothing', async (gate) => {
  expect(await evaluateGate(gate, totalsOf([]), same(async () => []), NOW)).toMatchObject({ status: 'NOT_EVALUATED' });
});

test('a gate decides as counting by hand does, for any gate and any findings', async () => {
  const finding = fc.record({
    id: fc.constantFrom('A', 'B', 'C', 'D'),
    severity: fc.constantFrom('CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL', 'UNTRIAGED'),
    fix: fc.constantFrom('YES', 'NO', 'PARTIAL'),
  });
  const ceilings = fc.record({ critical: fc.nat(4), high: fc.nat(4), medium: fc.nat(4), all: fc.nat(9) }, { requiredKeys: ['high'] });
  await fc.assert(fc.asyncProperty(fc.array(finding), ceilings, fc.uniqueArray(fc.constantFrom<string>('A', 'B', 'Z')), fc.boolean(), async (findings, allowed, except, fixOnly) => {
    const counted = findings.filter(({ id, fix }) => !except.includes(id) && !(fixOnly && fix === 'NO'));
    const expected = Object.entries(allowed).every(([severity, maximum]) => totalsOf(counted)[severity as keyof typeof allowed] <= maximum);
    const { status, lists } = await evaluate({
      ...Object.fromEntries(Object.entries(allowed).map(([name, maximum]) => [`Maximum${name[0].toUpperCase()}${name.slice(1)}`, String(maximum)])),
      Except: except.map((VulnerabilityId) => ({ VulnerabilityId, Reason: 'x' })),
      ...fixOnly && { FixAvailableOnly: 'true' },
    }, findings);
    expect(status).toBe(expected ? 'PASSED' : 'FAILED');
    if (except.length === 0 && !fixOnly) expect(lists).toBe(expected ? 0 : 1);
  }), { numRuns: 500 });
});
