import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { exportedNames, lazyIndex } from '../../packaging/lazy-index';

const STAR = (file: string) => `__exportStar(require("${file}"), exports);`;

let folder: string;
let index: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lazy-index-'));
  mkdirSync(path.join(folder, 'steps'));
  index = write('index.js', ['"use strict";', STAR('./image'), STAR('./steps/index')].join('\n'));
  write('steps/index.js', STAR('./reboot'));
  write('image.js', 'exports.Image = class Image {}; exports.Kind = { AMI: "ami" };');
  write('steps/reboot.js', 'globalThis.loaded = (globalThis.loaded ?? 0) + 1; exports.RebootStep = class RebootStep {};');
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** The output of a script in a process of its own. */
function run(script: string, ...options: string[]): string {
  return execFileSync(process.execPath, [...options, '-e', script, lazy], { cwd: folder, encoding: 'utf8' }).trim();
}

let lazy: string;
beforeAll(() => { lazy = write('lazy.js', lazyIndex(index)); });

test('a lazy index maps each name to its file, through the indexes of folders', () => {
  expect([...exportedNames(index)].map(([name, file]) => [name, path.relative(folder, file)]))
    .toEqual([['Image', 'image.js'], ['Kind', 'image.js'], ['RebootStep', 'steps/reboot.js']]);
});

test('a lazy index loads a file once, when a name in it is used', () => {
  expect(run(`
    const library = require('./lazy');
    console.log(Object.keys(library), globalThis.loaded, library.Kind.AMI, globalThis.loaded);
    console.log(library.RebootStep === library.RebootStep, new library.RebootStep().constructor.name, globalThis.loaded);
  `)).toBe("[ 'Image', 'Kind', 'RebootStep' ] undefined ami undefined\ntrue RebootStep 1");
});
