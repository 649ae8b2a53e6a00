import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import * as path from 'node:path';
import { Measurement } from './measurement';

const BUNDLE = path.join(__dirname, '..', 'assets', 'cli', 'index.js');
const PROCESSES = 21;

export function commandSize(): Measurement {
  return { what: 'bundle of the command, bytes', value: statSync(BUNDLE).size, bound: 650_000 };
}

/** The size of the command, and what it adds to the start of a Node process until its help is there. */
export function commandMeasurements(): Measurement[] {
  // Other processes of the machine can only add to the times.
  const fastest = (args: string[]) => Math.min(...Array.from({ length: PROCESSES }, () => milliseconds(args)));
  const help = fastest([BUNDLE, '--help']) - fastest(['-e', '']);
  return [
    commandSize(),
    { what: 'help of the command, ms over an empty Node process', value: help, shown: help.toFixed(0), bound: 150 },
  ];
}

function milliseconds(args: string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - start;
}
