import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { medianRatio } from './alternation';
import { BUNDLE } from './bundle';
import { Measurement } from './measurement';

const ROOT = path.join(__dirname, '..');

/** A handler that does nothing but hold the clients that the status function uses. */
const EMPTY_HANDLER = `
  import { ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
  import { SFNClient } from '@aws-sdk/client-sfn';
  import { SSMClient } from '@aws-sdk/client-ssm';
  export async function handler() { return [new ImagebuilderClient({}), new SFNClient({}), new SSMClient({})]; }
`;

export function bundleSize(): Measurement {
  return { what: 'bundle of the status function, bytes', value: statSync(BUNDLE).size, bound: 550_000 };
}

/** Loading the function in a new process, beside an empty handler that was bundled in the same way. */
export async function loadTimeRatio(): Promise<Measurement> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-load-'));
  try {
    const empty = path.join(folder, 'empty.js');
    bundleLikeTheFunction(EMPTY_HANDLER, empty);
    const times = { status: 0, empty: 0 };
    const value = await medianRatio(() => times.status = loadTime(BUNDLE), () => times.empty = loadTime(empty), { warmUp: 2, measured: 40 });
    return {
      what: 'load time / an empty handler with the same clients',
      value,
      shown: `${value.toFixed(3)} (${times.status.toFixed(0)} / ${times.empty.toFixed(0)} ms)`,
      bound: 1.15,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function loadTime(bundle: string): number {
  const script = 'const start = performance.now(); require(process.argv[1]); process.stdout.write(String(performance.now() - start));';
  return Number(run(process.execPath, ['-e', script, bundle]));
}

/** Runs esbuild with the arguments of the project's own bundle task. */
function bundleLikeTheFunction(source: string, outfile: string): void {
  const { tasks } = JSON.parse(readFileSync(path.join(ROOT, '.projen', 'tasks.json'), 'utf8'));
  const [esbuild, ...args]: string[] = tasks['bundle:runtime/index'].steps[0].execArgs;
  const options = args.filter((arg) => arg.startsWith('--') && !arg.startsWith('--outfile='));
  run(path.join(ROOT, 'node_modules', '.bin', esbuild), [...options, `--outfile=${outfile}`, '--log-level=error'], source);
}

function run(command: string, args: string[], input?: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: ROOT, input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${path.basename(command)} ended with ${status}: ${stderr}`);
  return stdout;
}
