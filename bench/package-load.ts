import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { transformSync } from 'esbuild';
import { Measurement } from './measurement';

const ROOT = path.join(__dirname, '..');
const LIB = path.join(ROOT, 'lib');
const LIBRARY = ['library.js', 'rest.js'].map((name) => path.join(LIB, name));
const PROCESSES = 31;

/** Where a part of the library begins to run, when it is first used. */
const RUN_PART = 'var __commonJS = (cb, mod) => function __require() {';

/** Lets a process run a part of the library by its name, and know which parts have run. */
const KNOW_PARTS = `
  const { Module } = require('node:module');
  const { readFileSync } = require('node:fs');
  const parts = globalThis.parts = new Map();
  const used = globalThis.used = new Set();
  globalThis.known = (name, run) => { parts.set(name, run); return run; };
  const load = Module._extensions['.js'];
  Module._extensions['.js'] = (module, file) => {
    if (!${JSON.stringify(LIBRARY)}.includes(file)) return load(module, file);
    const text = readFileSync(file, 'utf8');
    if (!text.includes(${JSON.stringify(RUN_PART)})) throw new Error('The library is put together in another way than the bench knows.');
    module._compile(text.replace(${JSON.stringify(RUN_PART)}, \`var __commonJS = (cb, mod) => known(Object.keys(cb)[0], function __require() { used.add(Object.keys(cb)[0]);\`)
      .replace(/^};$/m, '});'), file);
  };`;

/** Prints what has been loaded by then: the parts of the library, and the files of other packages, in their order. */
const PRINT_LOADED = `
  const files = Object.keys(require.cache).filter((file) => !file.startsWith(${JSON.stringify(LIB)}));
  process.stdout.write(JSON.stringify({ own: [...used], files }));`;

/** Loads the library and runs its parts, once the files of other packages are there; prints the milliseconds of the processor. */
const TIME = `
  const { own, files } = JSON.parse(process.env.LOADED);
  for (const file of files) require(file);
  const start = process.cpuUsage();
  require(${JSON.stringify(LIB)});
  for (const name of own) parts.get(name)();
  const { user, system } = process.cpuUsage(start);
  process.stdout.write(String((user + system) / 1000));`;

/** The load time that the compiled package adds to aws-cdk-lib's own modules, each measured in new processes. */
export function packageLoadTimes(): Measurement[] {
  const all = `${LIBRARY.map((file) => `require(${JSON.stringify(file)});`).join(' ')} for (const run of [...parts.values()]) run();`;
  return [
    { what: "loading what the README's app uses, ms over aws-cdk-lib's modules", app: firstApp(), bound: 50 },
    { what: "loading all that there is, ms over aws-cdk-lib's modules", app: all },
  ].map(({ what, app, bound }) => {
    const loaded = loadedBy(app);
    // Other processes of the machine can only add to the time.
    const value = Math.min(...Array.from({ length: PROCESSES }, () => Number(run(TIME, { LOADED: loaded }))));
    return { what, value, shown: value.toFixed(1), bound };
  });
}

/** The first app of the README, as it runs with the compiled package. */
function firstApp(): string {
  const [, source] = /```ts\n([\s\S]*?)```/.exec(readFileSync(path.join(ROOT, 'README.md'), 'utf8'))!;
  return transformSync(source, { loader: 'ts', format: 'cjs' }).code.replace('require("cdk-image-builder")', `require(${JSON.stringify(LIB)})`);
}

/** The modules that an app has loaded at its end; parts of the library are loaded when they are first used. */
function loadedBy(app: string): string {
  const outdir = mkdtempSync(path.join(tmpdir(), 'bench-load-'));
  try {
    return run(`${app}\n{${PRINT_LOADED}}`, { CDK_OUTDIR: outdir });
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function run(script: string, env: Record<string, string>): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', `{${KNOW_PARTS}}\n${script}`], { cwd: ROOT, encoding: 'utf8', env });
  if (status !== 0) throw new Error(`Loading ${LIB} ended with ${status}: ${stderr}`);
  return stdout;
}
