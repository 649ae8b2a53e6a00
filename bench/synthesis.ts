import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { medianRatio } from './alternation';
import { addL1Pipelines } from './l1-pipelines';
import { addLibraryPipelines } from './library-pipelines';
import { Measurement } from './measurement';
import { numberOfPolicies } from './template-size';

/** Synthesis beside that of the same resources in L1s. */
export async function synthesisRatios(): Promise<Measurement[]> {
  return [
    await synthesisRatio(1, { warmUp: 30, measured: 80 }),
    await synthesisRatio(50, { warmUp: 6, measured: 30 }, 1.1),
  ];
}

async function synthesisRatio(count: number, pairs: { warmUp: number; measured: number }, bound?: number): Promise<Measurement> {
  const policies = numberOfPolicies(count);
  const times = { library: 0, l1: 0 };
  const value = await medianRatio(
    () => times.library = synthesise((stack) => addLibraryPipelines(stack, count)),
    () => times.l1 = synthesise((stack) => addL1Pipelines(stack, count, policies)),
    pairs,
  );
  return {
    what: `synthesis of ${count} ${count === 1 ? 'pipeline' : 'pipelines'} / the same in L1s`,
    value,
    shown: `${value.toFixed(3)} (${times.library.toFixed(1)} / ${times.l1.toFixed(1)} ms)`,
    bound,
  };
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
