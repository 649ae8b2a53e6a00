import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { checkNode } from '../../local-cloud/node-version';

const { satisfies } = jest.requireActual<{ satisfies(version: string, range: string): boolean }>('semver');
const REFUSED = ['16.0.0', '18.20.8', '20.18.3', '21.7.3', '22.0.0', '22.12.0', '23.11.0'];
const ACCEPTED = ['20.19.0', '20.20.2', '22.13.0', '22.20.0', '24.0.0', '24.1.0', '25.0.0', '26.1.0'];

/** The versions of Node that each locked package asks for. */
function ranges(): string[] {
  const file = path.join(__dirname, '..', '..', 'package-lock.json');
  const { packages } = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, { engines?: { node?: string } }> };
  return [...new Set(Object.values(packages).flatMap(({ engines }) => engines?.node ?? []))];
}

test.each(ACCEPTED)('Node.js %s runs the tests, as each locked package says', (version) => {
  expect(() => checkNode(version)).not.toThrow();
  expect(ranges().filter((range) => !satisfies(version, range))).toEqual([]);
});

test.each(REFUSED)('Node.js %s is refused in one line that says what to do, because a locked package refuses it', (version) => {
  expect(() => checkNode(version)).toThrow(`needs Node.js 20.19+, 22.13+ or 24+, but node is ${version}: put one of these first on the PATH, then run "npm ci" again.`);
  expect(ranges().filter((range) => !satisfies(version, range))).not.toEqual([]);
});
