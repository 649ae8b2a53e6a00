import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { bundledPackages, licenses } from '../../packaging/third-party-licenses';

let folder: string;

beforeEach(() => folder = mkdtempSync(path.join(tmpdir(), 'licenses-')));
afterEach(() => rmSync(folder, { recursive: true }));

function addPackage(name: string, files: Record<string, string>, license = 'MIT'): string {
  const root = path.join(folder, name);
  mkdirSync(root, { recursive: true });
  writeFileSync(path.join(root, 'package.json'), JSON.stringify({ name, version: '1.0.0', license }));
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(root, file), text);
  return root;
}

test('bundled packages are found by their remaining code, also nested and scoped ones', () => {
  const inputs = {
    'src/runtime/index.ts': { bytesInOutput: 1 },
    'node_modules/@smithy/core/dist/a.js': { bytesInOutput: 1 },
    'node_modules/@smithy/core/dist/b.js': { bytesInOutput: 1 },
    'node_modules/a/node_modules/b/c.js': { bytesInOutput: 1 },
    'node_modules/shaken/off.js': { bytesInOutput: 0 },
  };
  expect(bundledPackages({ outputs: { 'index.js': { inputs } } })).toEqual(['node_modules/@smithy/core', 'node_modules/a/node_modules/b']);
});

test('packages with the same licence share its text, and notices stand beside it', () => {
  const folders = [addPackage('a', { LICENSE: 'Free' }), addPackage('b', { 'LICENSE.md': 'Other', 'NOTICE': 'Noted' }), addPackage('c', { LICENSE: 'Free\n' })];
  expect(licenses(folders)).toBe(`a 1.0.0 (MIT)\nc 1.0.0 (MIT)\n\nFree\n\n${'-'.repeat(80)}\n\nb 1.0.0 (MIT)\n\nOther\n\nNoted\n`);
});

test("a package that only names this project's licence gets its text", () => {
  expect(licenses([addPackage('a', {}, 'Apache-2.0')])).toMatch(/^a 1.0.0 \(Apache-2.0\)\n\n\s*Apache License/);
});

test('a bundled package without a licence file is rejected', () => {
  expect(() => licenses([addPackage('a', { 'index.js': '' })])).toThrow(/a 1.0.0 \(MIT\) is bundled and has no licence file.*add its licence here/);
});
