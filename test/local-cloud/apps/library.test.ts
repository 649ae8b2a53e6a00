import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { compileLibrary } from '../../../local-cloud/apps/library';

let folder: string;
let sources: string;
let library: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'library-'));
  sources = path.join(folder, 'src');
  library = path.join(folder, 'library.js');
  mkdirSync(path.join(sources, 'inner'), { recursive: true });
  writeFileSync(path.join(sources, 'index.ts'), "export { value } from './inner/value';");
});
afterEach(() => rmSync(folder, { recursive: true }));

const change = (value: string) => writeFileSync(path.join(sources, 'inner', 'value.ts'), `export const value: string = ${value};`);

/** Compiles and loads the library. Returns the inode of its file: another one if it was compiled again. */
async function load(): Promise<{ value: string; instance: number }> {
  await compileLibrary(sources, library);
  jest.resetModules();
  return { value: jest.requireActual<{ value: string }>(library).value, instance: statSync(library).ino };
}

test('the library is compiled again when one of its sources has changed, and only then', async () => {
  change('"one"');
  const one = await load();
  expect(one.value).toBe('one');
  expect(await load()).toEqual(one);
  change('"two"');
  const two = await load();
  expect(two.value).toBe('two');
  change('__dirname');
  expect((await load()).value).toBe(path.join(sources, 'inner'));
});
