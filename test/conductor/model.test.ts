import { availableParallelism } from 'node:os';
import { templates } from './model/templates';
import { work } from './model/workers';

/** Lives of a stack; each other seed plays others. */
const RUNS = Number(process.env.MODEL_RUNS ?? 10_000);
const SEED = Number(process.env.MODEL_SEED ?? 20260301);
const MINUTES = 60_000;

test(`${RUNS} lives of a stack, with duplicates, faults, cancellations and rollbacks`, async () => {
  const workers = Math.min(availableParallelism(), 4);
  const reports = await Promise.all(Array.from({ length: workers }, (_, index) =>
    work({ templates, seed: SEED + index, runs: Math.ceil(RUNS / workers) })));
  expect(reports.map(({ failure }) => failure).filter((failure) => failure !== undefined).join('\n\n')).toBe('');
  expect(reports.reduce((sum, { runs }) => sum + runs, 0)).toBeGreaterThanOrEqual(RUNS);
}, 30 * MINUTES);
