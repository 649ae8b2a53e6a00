import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { checkNode } from '../../local-cloud/node-version';

test.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('Node.js %s runs the tests', (version) => {
  expect(() => checkNode(version)).not.toThrow();
});

test.each(['18.20.8', '20.18.3', '16.0.0'])('Node.js %s is refused in one line that says what to do', (version) => {
  expect(() => checkNode(version)).toThrow(`needs Node.js 20.19 or newer, but node is ${version}: put a newer one first on the PATH, then run "npm ci" again.`);
});

test('no package that is installed asks for a newer major version of Node.js', () => {
  const file = path.join(__dirname, '..', '..', 'package-lock.json');
  const { packages } = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, { engines?: { node?: string } }> };
  const newer = Object.entries(packages).filter(([, { engines }]) => Number(/^>=?\s*(\d+)/.exec(engines?.node ?? '')?.[1] ?? 0) > 20);
  expect(newer.map(([name]) => name)).toEqual([]);
});
