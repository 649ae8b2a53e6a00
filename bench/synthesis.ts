import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { medianRatio } from './alternation';
import { CompiledApps } from './compiled-apps';
import { addL1Pipelines } from './l1-pipelines';
import { addLibraryPipelines } from './library-pipelines';
import { Measurement } from './measurement';
import { numberOfPolicies } from './template-size';

/** For 50 pipelines with three components each. */
const BOUND = 1.1;

interface Pairs {
  readonly warmUp: number;
  readonly measured: number;
}

/** Synthesis beside that of the same resources in L1s: in a process that did it before, and in new processes as a user has them. */
export async function synthesisRatios(): Promise<Measurement[]> {
  const apps = new CompiledApps();
  try {
    return [
      await inProcess(1, { warmUp: 30, measured: 80 }),
      await inProcess(50, { warmUp: 6, measured: 30 }, BOUND),
      await inNewProcesses(apps, 1, { warmUp: 2, measured: 20 }),
      await inNewProcesses(apps, 50, { warmUp: 2, measured: 20 }, BOUND),
    ];
  } finally {
    apps.remove();
  }
}

function inProcess(count: number, pairs: Pairs, bound?: number): Promise<Measurement> {
  const policies = numberOfPolicies(count);
  return ratio(
    `synthesis of ${pipelines(count)} / the same in L1s`,
    () => synthesise((stack) => addLibraryPipelines(stack, count)),
    () => synthesise((stack) => addL1Pipelines(stack, count, policies)),
    pairs,
    bound,
  );
}

function inNewProcesses(apps: CompiledApps, count: number, pairs: Pairs, bound?: number): Promise<Measurement> {
  const policies = numberOfPolicies(count);
  return ratio(
    `the whole process of an app with ${pipelines(count)} / the same in L1s`,
    () => apps.run('library', count),
    () => apps.run('l1s', count, policies),
    pairs,
    bound,
  );
}

async function ratio(what: string, library: () => number, l1s: () => number, pairs: Pairs, bound?: number): Promise<Measurement> {
  const times = { library: 0, l1s: 0 };
  const value = await medianRatio(() => times.library = library(), () => times.l1s = l1s(), pairs);
  return { what, value, shown: `${value.toFixed(3)} (${times.library.toFixed(1)} / ${times.l1s.toFixed(1)} ms)`, bound };
}

function pipelines(count: number): string {
  return count === 1 ? '1 pipeline' : `${count} pipelines`;
}

function synthesise(add: (stack: Stack) => void): number {
  const outdir = mkdtempSync(path.join(tmpdir(), 'bench-synthesis-'));
  try {
    const start = performance.now();
    const app = new App({ outdir });
    add(new Stack(app, 'Bench'));
    app.synth();
    return performance.now() - start;
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
