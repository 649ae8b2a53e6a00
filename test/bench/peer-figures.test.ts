import { PeerFigures, peerTable, stackSize, withTable } from '../../bench/peer-figures';

const template = (resources: number, bytes = 0) => JSON.stringify({
  Resources: Object.fromEntries(Array.from({ length: resources }, (_, i) => [`R${i}`, i === 0 ? 'x'.repeat(bytes) : ''])),
});

describe('how many pipelines fit in a stack', () => {
  test('is limited by resources', () => {
    expect(stackSize(template(12), template(20))).toMatchObject({ resourcesOfStack: 4, resourcesOfPipeline: 8, fits: 62 });
    expect(stackSize(template(13), template(22))).toMatchObject({ resourcesOfStack: 4, resourcesOfPipeline: 9, fits: 55 });
  });

  test('is limited by the size of the template', () => {
    const one = template(1, 100_000);
    const { bytesOfPipeline, fits } = stackSize(one, template(2, 200_000));
    expect(one.length + (fits - 1) * bytesOfPipeline).toBeLessThanOrEqual(1_000_000);
    expect(one.length + fits * bytesOfPipeline).toBeGreaterThan(1_000_000);
  });

  test('is one where there is no second', () => {
    expect(stackSize(template(35))).toMatchObject({ resourcesOfPipeline: 35, resourcesOfStack: 0, fits: 1 });
  });
});

test('the table has a column for each tool', () => {
  const peer = (title: string, more: Partial<PeerFigures> = {}): PeerFigures => ({
    title, seconds: 0.8, megabytes: 98.7, size: stackSize(template(12), template(20)), bundles: [], findings: ['A', 'A'], acknowledged: [], ...more,
  });
  const rows = peerTable([peer('one'), peer('two', { bundles: [1000, 2000], findings: [], acknowledged: ['A'] })]).split('\n');
  expect(rows[0]).toBe('|  | one | two |');
  expect(rows[1]).toBe('|---|---:|---:|');
  expect(rows).toContain('| functions, and their code | none | 2, 3 KB |');
  expect(rows).toContain('| findings of cdk-nag (AwsSolutions) | 2 | 0, and 1 acknowledged |');
  expect(rows).toContain('| pipelines that fit in a stack | 62 | 62 |');
});

test('the table replaces what stands between its marks, and nothing else', () => {
  const document = 'a\n<!-- peers: begin -->\nold\n<!-- peers: end -->\nb\n';
  expect(withTable(document, 'new')).toBe('a\n<!-- peers: begin -->\nnew\n<!-- peers: end -->\nb\n');
  expect(withTable(withTable(document, 'x'), 'new')).toBe(withTable(document, 'new'));
  expect(() => withTable('a', 'new')).toThrow('lacks the lines <!-- peers: begin -->');
});
