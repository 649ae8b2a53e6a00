import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..');

/** How the ids of warnings stand in the sources; those of schedules and documents begin with what they doubt. */
const IDS = [
  { pattern: /addWarningV2\('cdk-image-builder:(\w+)'/g, prefix: '' },
  { pattern: /\bwarn\(scope, '([a-z]\w+)'/g, prefix: '' },
  { pattern: /\bid: '([a-z]\w+)', message:/g, prefix: '' },
  { pattern: /\b(?:doubt\(|warn\(scope, )'([A-Z]\w+)'/g, prefix: 'schedule' },
];

test('the documentation lists each warning, and no other', () => {
  const sources = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(path.join(ROOT, 'src', file), 'utf8'));
  const ids = new Set(sources.flatMap((source) => IDS.flatMap(({ pattern, prefix }) => [...source.matchAll(pattern)].map(([, id]) => prefix + id))));
  expect(ids.size).toBeGreaterThan(40);

  const [, chapter] = readFileSync(path.join(ROOT, 'docs', 'operations.md'), 'utf8').split('## Warnings');
  const [, table] = chapter.split('\n## ')[0].split('|---|---|\n');
  const listed = table.split('\n').flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, id]) => id));
  expect(listed.sort()).toEqual([...ids].sort());
});
