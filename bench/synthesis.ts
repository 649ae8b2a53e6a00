import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { median, medianRatio } from './alternation';
import { CompiledApps } from './compiled-apps';
import { addL1Pipelines } from './l1-pipelines';
import { addLibraryPipelines } from './library-pipelines';
import { Measurement } from './measurement';
import { numberOfPolicies } from './template-size';

/** For whole processes, by the number of pipelines with three components each. */
const BOUNDS = { 1: 1.12, 50: 1.45 };
const MAX_MEGABYTES = 115;

type Count = keyof typeof BOUNDS;

interface Pairs {
  readonly warmUp: number;
  readonly measured: number;
}

/**
 * Processor time beside that of the same resources in L1s at the same paths: in new processes as a user has them, and in a
 * process that did it before, where no loading covers the rest.
 */
export async function synthesisRatios(): Promise<Measurement[]> {
  const apps = new CompiledApps();
  try {
    return [
      ...await inNewProcesses(apps, 1),
      ...await inNewProcesses(apps, 50),
      await inProcess(1, { warmUp: 30, measured: 80 }),
      await inProcess(50, { warmUp: 6, measured: 30 }),
    ];
  } finally {
    apps.remove();
  }
}

async function inNewProcesses(apps: CompiledApps, count: Count): Promise<Measurement[]> {
  const policies = numberOfPolicies(count);
  const kilobytes: number[] = [];
  const library = () => {
    const use = apps.run('library', count);
    kilobytes.push(use.kilobytes);
    return use.milliseconds;
  };
  const time = await ratio(
    `processor time of an app with ${pipelines(count)} / the same in L1s at the same paths`,
    library,
    () => apps.run('l1s', count, policies).milliseconds,
    { warmUp: 2, measured: 20 },
    BOUNDS[count],
  );
  const value = median(kilobytes) / 1000;
  return [time, { what: 'peak memory of that app, MB', value, shown: value.toFixed(0), bound: count === 50 ? MAX_MEGABYTES : undefined }];
}

function inProcess(count: Count, pairs: Pairs): Promise<Measurement> {
  const policies = numberOfPolicies(count);
  return ratio(
    `synthesis of ${pipelines(count)}, once more in one process / the same in L1s`,
    () => synthesise((stack) => addLibraryPipelines(stack, count)),
    () => synthesise((stack) => addL1Pipelines(stack, count, policies)),
    pairs,
  );
}

async function ratio(what: string, library: () => number, l1s: () => number, pairs: Pairs, bound?: number): Promise<Measurement> {
  const times = { library: 0, l1s: 0 };
  const value = await medianRatio(() => times.library = library(), () => times.l1s = l1s(), pairs);
  return { what, value, shown: `${value.toFixed(3)} (${times.library.toFixed(1)} / ${times.l1s.toFixed(1)} ms)`, bound };
}

function pipelines(count: Count): string {
  return count === 1 ? '1 pipeline' : `${count} pipelines`;
}

function synthesise(add: (stack: Stack) => void): number {
  const outdir = mkdtempSync(path.join(tmpdir(), 'bench-synthesis-'));
  try {
    const start = process.cpuUsage();
    const app = new App({ outdir });
    add(new Stack(app, 'Bench'));
    app.synth();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
