import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { medianRatio } from './alternation';
import { Measurement } from './measurement';

const ROOT = path.join(__dirname, '..');

/** A function of the library, and how large and slow it may be. */
export interface MeasuredFunction {
  /** Such as `the status function`. */
  readonly what: string;
  /** The folder of its bundle. */
  readonly bundle: string;
  /** A handler that does nothing but hold the clients that the function uses. */
  readonly emptyHandler: string;
  readonly maximumBytes: number;
  /** Of its load time, divided by that of the empty handler. */
  readonly maximumRatio: number;
}

export function sizeOf({ what, bundle, maximumBytes }: MeasuredFunction): Measurement {
  const folder = path.dirname(bundlePath(bundle));
  const value = readdirSync(folder).reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);
  return { what: `bundle of ${what}, bytes`, value, bound: maximumBytes };
}

/** Loading a function in a new process, beside an empty handler that was bundled in the same way. */
export async function loadTimeRatioOf({ what, bundle, emptyHandler, maximumRatio }: MeasuredFunction): Promise<Measurement> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-load-'));
  try {
    const empty = path.join(folder, 'empty.js');
    bundleLikeTheFunction(emptyHandler, empty);
    const times = { own: 0, empty: 0 };
    const value = await medianRatio(
      () => times.own = loadTime(bundlePath(bundle)), () => times.empty = loadTime(empty), { warmUp: 2, measured: 40 },
    );
    return {
      what: `load time of ${what} / an empty handler with the same clients`,
      value,
      shown: `${value.toFixed(3)} (${times.own.toFixed(0)} / ${times.empty.toFixed(0)} ms)`,
      bound: maximumRatio,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function bundlePath(bundle: string): string {
  return path.join(ROOT, 'assets', bundle, 'index.js');
}

/** Milliseconds of the processor, which depend less than a clock on what else runs. */
function loadTime(bundle: string): number {
  const script = `
    const start = process.cpuUsage();
    require(process.argv[1]);
    const { user, system } = process.cpuUsage(start);
    process.stdout.write(String((user + system) / 1000));`;
  return Number(run(process.execPath, ['-e', script, bundle]));
}

/** Runs esbuild with the arguments of the project's own bundle task. */
function bundleLikeTheFunction(source: string, outfile: string): void {
  const { tasks } = JSON.parse(readFileSync(path.join(ROOT, '.projen', 'tasks.json'), 'utf8'));
  const [esbuild, ...args]: string[] = tasks['bundle:runtime/index'].steps[0].execArgs;
  const options = args.filter((arg) => arg.startsWith('--') && !arg.startsWith('--outfile=') && !arg.startsWith('--metafile='));
  run(path.join(ROOT, 'node_modules', '.bin', esbuild), [...options, `--outfile=${outfile}`, '--log-level=error'], source);
}

function run(command: string, args: string[], input?: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: ROOT, input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${path.basename(command)} ended with ${status}: ${stderr}`);
  return stdout;
}
