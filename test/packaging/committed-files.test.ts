import { execFileSync } from 'node:child_process';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');

/** The hosts of package registries, in parts: this file is committed too. */
const HOSTS = [
  ['registry', 'npmjs'], ['npmjs', 'com'], ['yarnpkg', 'com'], ['pypi', 'org'], ['pythonhosted', 'org'],
  ['repo', 'maven'], ['sonatype', 'org'], ['sonatype', 'com'], ['nuget', 'org'], ['proxy', 'golang'], ['sum', 'golang'],
].map((parts) => parts.join('.'));

test('no committed file names the host of a package registry', () => {
  expect(filesThatName(HOSTS)).toEqual([]);
});

test("the search for a registry's host finds one that is committed", () => {
  expect(filesThatName(['"lockfileVersion"'])).toContain('package-lock.json');
});

function filesThatName(texts: string[]): string[] {
  const patterns = texts.flatMap((text) => ['-e', text]);
  try {
    const found = execFileSync('git', ['grep', '--ignore-case', '--fixed-strings', '--files-with-matches', ...patterns], { cwd: ROOT, encoding: 'utf8' });
    return found.trim().split('\n');
  } catch (error) {
    if ((error as { status?: number }).status === 1) return []; // git found none
    throw error;
  }
}
