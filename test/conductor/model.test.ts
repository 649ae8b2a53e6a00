import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { SITUATIONS } from './model/situations';
import { templates } from './model/templates';
import { Report, Task } from './model/worker';
import { Worker } from './model/workers';

/** Lives of a stack. */
const RUNS = Number(process.env.MODEL_RUNS ?? 2_000);
/** Each commit plays other lives; to play those of a failure again, set the seed that its title names. */
const SEED = Number(process.env.MODEL_SEED ?? seedOfCommit());
/** Each has a seed of its own, so that the lives are the same on however many processors. */
const SHARES = 8;
const MINUTES = 60_000;

const workers = Array.from({ length: Math.min(availableParallelism(), 4) }, () => new Worker());
afterAll(() => workers.forEach((worker) => worker.stop()));

test(`${RUNS} lives of a stack, with duplicates, faults, cancellations and rollbacks (MODEL_SEED=${SEED})`, async () => {
  const tasks = Array.from({ length: SHARES }, (_, index): Task => ({ templates, seed: SEED + index, runs: Math.ceil(RUNS / SHARES) }));
  const reports: Report[] = [];
  await Promise.all(workers.map(async (worker) => {
    for (let task = tasks.pop(); task; task = tasks.pop()) reports.push(await worker.work(task));
  }));
  expect(reports.map(({ failure }) => failure).filter((failure) => failure !== undefined).join('\n\n')).toBe('');
  expect(reports.reduce((sum, { runs }) => sum + runs, 0)).toBeGreaterThanOrEqual(RUNS);
  // A situation that no life reaches is not tested.
  expect(Object.keys(SITUATIONS).filter((name) => reports.every(({ reached }) => !reached[name]))).toEqual([]);
}, 60 * MINUTES);

function seedOfCommit(): number {
  const { stdout } = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: __dirname, encoding: 'utf8' });
  // A copy of the sources without their history always plays the same lives.
  return parseInt(stdout?.slice(0, 7) || '1', 16);
}
