import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';

const PRELOAD = path.join(__dirname, '..', '..', 'local-cloud', 'code-cache.cjs');
const CLI = path.join(path.dirname(require.resolve('aws-cdk/package.json')), 'bin', 'cdk');

let folder: string;
let cache: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'code-cache-'));
  cache = path.join(folder, 'cache');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a program with the cache, and returns its output. */
async function run(program: string, args: string[] = []): Promise<string> {
  const child = spawn(process.execPath, ['--require', PRELOAD, program, ...args], { env: { ...process.env, CODE_CACHE: cache } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => output += text);
  const exitCode = await new Promise((resolve) => child.once('close', resolve));
  return exitCode === 0 ? output : `${output}\nexit code ${exitCode}`;
}

/** A program that prints the exports of another file. */
function programWith(library: string): string {
  writeFileSync(path.join(folder, 'library.js'), library);
  const program = path.join(folder, 'program.js');
  writeFileSync(program, "Promise.resolve(require('./library')).then((value) => console.log(value));");
  return program;
}

/** Adds the numbers to 999; each comes from a function of its own. */
const MANY_FUNCTIONS = `module.exports = [${[...Array(1000).keys()].map((number) => `() => ${number}`).join()}].reduce((sum, one) => sum + one(), 0);`;

/** The cache files, with their inodes: a file that is written again has another one. */
const kept = () => readdirSync(cache).map((name) => `${name} ${statSync(path.join(cache, name)).ino}`).sort();
const spoil = (change: (content: Buffer) => Buffer) => readdirSync(cache).map((name) => path.join(cache, name))
  .forEach((file) => writeFileSync(file, change(readFileSync(file))));

test('the CDK CLI is compiled once, and V8 takes its code from the cache afterwards', async () => {
  const first = await run(CLI, ['--version']);
  expect(first).toMatch(/^\d+\.\d+\.\d+ \(build \w+\)\n$/);
  const made = kept();
  expect(made).toHaveLength(1);
  expect(await run(CLI, ['--version'])).toBe(first);
  expect(kept()).toEqual(made);
});

test.each<[string, (content: Buffer) => Buffer]>([
  ['with other bytes', (content) => Buffer.from(content.map((byte, index) => index < 200 || index % 50 ? byte : 255 - byte))],
  ['cut off', (content) => content.subarray(0, content.length / 2)],
  ['empty', () => Buffer.alloc(0)],
])('a cache file that is %s changes nothing and is replaced', async (_what, change) => {
  const program = programWith(MANY_FUNCTIONS);
  expect(await run(program)).toBe('499500\n');
  const [made] = readdirSync(cache);
  const { size } = statSync(path.join(cache, made));
  spoil(change);
  expect(await run(program)).toBe('499500\n');
  expect(readdirSync(cache)).toEqual([made]);
  expect(statSync(path.join(cache, made)).size / size).toBeCloseTo(1, 1);
  const again = kept();
  await run(program);
  expect(kept()).toEqual(again);
});

test('a file that has changed is compiled again, also when its length is the same', async () => {
  expect(await run(programWith('module.exports = "old";'))).toBe('old\n');
  expect(await run(programWith('module.exports = "new";'))).toBe('new\n');
  expect(await run(programWith('module.exports = "new";'))).toBe('new\n');
});

test('code from the cache runs with the variables of a module', async () => {
  const program = programWith([
    "const { join } = require('node:path');",
    'module.exports = (async () => JSON.stringify([',
    "  this === exports, module.id === __filename, __filename === join(__dirname, 'library.js'), require.main.filename === join(__dirname, 'program.js'),",
    "  require.resolve('./library') === __filename, require.cache[__filename] === module, require.resolve.paths('a')[0] === join(__dirname, 'node_modules'),",
    "  typeof require.extensions['.js'], require('./data.json'), typeof (await import(\"node:http\")).createServer,",
    ']))();',
  ].join('\n'));
  writeFileSync(path.join(folder, 'data.json'), '"data"');
  const expected = `${JSON.stringify([...Array(7).fill(true), 'function', 'data', 'function'])}\n`;
  expect([await run(program), await run(program)]).toEqual([expected, expected]);
});

test('the CDK CLI, which is kept, imports nothing at run time but modules of Node.js', () => {
  const cli = readFileSync(path.join(path.dirname(CLI), '..', 'lib', 'index.js'), 'utf8');
  const imports = [...cli.matchAll(/(?:await|return|=>|[=(:,?]) *(import\(.{6})/g)].map(([, called]) => called);
  expect([...new Set(imports)]).toEqual(['import("node:']);
});

test('a file that imports another one at run time is not kept', async () => {
  const program = programWith("module.exports = import('./other.mjs').then((other) => other.default);");
  writeFileSync(path.join(folder, 'other.mjs'), 'export default "imported";');
  expect([await run(program), await run(program)]).toEqual(['imported\n', 'imported\n']);
});

test('a file that a shell could run, and one that cannot be compiled, do as without the cache', async () => {
  expect(await run(programWith('#!/usr/bin/env node\nmodule.exports = "run";'))).toBe('run\n');
  expect(await run(programWith('module.exports = ;'))).toMatch(/library\.js:1\n[^]*SyntaxError: Unexpected token[^]*exit code 1$/);
});

test('a program runs without a cache if the folder cannot be written', async () => {
  writeFileSync(cache, 'no folder');
  expect(await run(programWith('module.exports = "run";'))).toBe('run\n');
});

test('processes that end at the same time keep the same', async () => {
  const program = programWith('module.exports = "run";');
  mkdirSync(cache);
  expect(await Promise.all([1, 2, 3].map(async () => run(program)))).toEqual(['run\n', 'run\n', 'run\n']);
  expect(kept()).toHaveLength(1);
  const made = kept();
  expect(await run(program)).toBe('run\n');
  expect(kept()).toEqual(made);
});
