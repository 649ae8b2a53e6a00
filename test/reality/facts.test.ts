import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

const TESTS = path.join(__dirname, '..');
const rows = readFileSync(path.join(__dirname, 'facts.md'), 'utf8').split('\n')
  .filter((line) => /^\| (?!fact )/.test(line))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));
const emulatorRecordings = readFileSync(path.join(TESTS, 'local-cloud/image-builder/recordings.test.ts'), 'utf8');

/** The mistakes in a row: it names no test, or a test or recording that does not exist. */
function mistakes(tests: string): string[] {
  const recordings = [...tests.matchAll(/`([\w-]+)\.json`/g)].map(([, name]) => name);
  const titles = [...tests.matchAll(/`([\w./-]+\.(?:test\.ts|py))` "(.*?)"(?=,|$)/g)];
  if (recordings.length + titles.length === 0) return tests.startsWith('not played: ') ? [] : [`'${tests}' names no test`];
  return [
    ...recordings.filter((name) => !existsSync(path.join(__dirname, `${name}.json`)) || !emulatorRecordings.includes(`'${name}':`))
      .map((name) => `nothing plays ${name}.json`),
    ...titles.filter(([, file, title]) => !existsSync(path.join(TESTS, file)) || !readFileSync(path.join(TESTS, file), 'utf8').includes(title))
      .map(([, file, title]) => `${file} has no "${title}"`),
  ];
}

test.each(rows)('the fact "%s" is held by the tests that it names', (_fact, tests) => {
  expect(mistakes(tests)).toEqual([]);
});

test('the list of facts has a row for each recorded situation', () => {
  const named = new Set(rows.flatMap(([, tests]) => [...tests.matchAll(/`([\w-]+)\.json`/g)].map(([, name]) => name)));
  const played = [...emulatorRecordings.matchAll(/^ {2}'([\w-]+)':/gm)].map(([, name]) => name);
  expect(played.length).toBeGreaterThan(15);
  expect(played.filter((name) => !named.has(name))).toEqual([]);
});

test('a row that names a test that is gone is a mistake', () => {
  expect(mistakes('`runtime/recordings.test.ts` "no such title"')).toEqual(['runtime/recordings.test.ts has no "no such title"']);
  expect(mistakes('`no-such-recording.json`')).toEqual(['nothing plays no-such-recording.json']);
  expect(mistakes('somewhere')).toEqual(["'somewhere' names no test"]);
});
