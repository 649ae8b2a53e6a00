import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { transformSync } from 'esbuild';
import { Measurement } from './measurement';

const ROOT = path.join(__dirname, '..');
const LIB = path.join(ROOT, 'lib');
const PROCESSES = 31;

/** Prints the files that are loaded by then, in their order. */
const PRINT_FILES = 'process.stdout.write(JSON.stringify(Object.keys(require.cache)));';

/** Loads the files of the package, once those of other packages are there; prints the milliseconds of the processor. */
const TIME = `
  const { own, others } = JSON.parse(process.env.FILES);
  for (const file of others) require(file);
  const start = process.cpuUsage();
  for (const file of own) require(file);
  const { user, system } = process.cpuUsage(start);
  process.stdout.write(String((user + system) / 1000));`;

/** What the compiled package adds to the time that aws-cdk-lib's own modules take to load, each in new processes. */
export function packageLoadTimes(): Measurement[] {
  const all = readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js')).map((name) => path.join(LIB, name));
  return [
    { what: "loading what the README's ten lines use, ms over aws-cdk-lib's modules", app: firstApp(), bound: 50 },
    { what: "loading all that there is, ms over aws-cdk-lib's modules", app: all.map((file) => `require(${JSON.stringify(file)});`).join('') },
  ].map(({ what, app, bound }) => {
    const files = JSON.stringify(filesOf(app));
    // What else runs on the machine can only add to it.
    const value = Math.min(...Array.from({ length: PROCESSES }, () => Number(run(TIME, { FILES: files }))));
    return { what, value, shown: value.toFixed(1), bound };
  });
}

/** The first app of the README, as it runs with the compiled package. */
function firstApp(): string {
  const [, source] = /```ts\n([\s\S]*?)```/.exec(readFileSync(path.join(ROOT, 'README.md'), 'utf8'))!;
  return transformSync(source, { loader: 'ts', format: 'cjs' }).code.replace('require("cdk-image-builder")', `require(${JSON.stringify(LIB)})`);
}

/** The files that an app loads until its end: files are loaded when they are first used. */
function filesOf(app: string): { readonly own: string[]; readonly others: string[] } {
  const outdir = mkdtempSync(path.join(tmpdir(), 'bench-load-'));
  try {
    const files: string[] = JSON.parse(run(`${app}\n${PRINT_FILES}`, { CDK_OUTDIR: outdir }));
    const isOwn = (file: string) => file.startsWith(LIB + path.sep);
    return { own: files.filter(isOwn), others: files.filter((file) => !isOwn(file)) };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function run(script: string, env: Record<string, string>): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', script], { cwd: ROOT, encoding: 'utf8', env });
  if (status !== 0) throw new Error(`Loading ${LIB} ended with ${status}: ${stderr}`);
  return stdout;
}
