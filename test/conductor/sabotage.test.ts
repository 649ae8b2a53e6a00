import { counterexampleOf, SABOTAGE_RUNS, SABOTAGE_SEED } from './model/counterexamples';
import { SABOTAGES } from './model/sabotages';
import { templates } from './model/templates';
import { Report } from './model/worker';
import { Worker } from './model/workers';

const MINUTE = 60_000;

const worker = new Worker();
afterAll(() => worker.stop());

/** The model test has a value only if it finds faults. */
test.each(Object.keys(SABOTAGES))('the model test sees a function that %s', async (sabotage) => {
  const known = counterexampleOf(sabotage);
  const report = known === undefined ? undefined : await play(sabotage, 1, known);
  // Once the scripts have changed, another life shows it.
  const { failure } = report?.failure ? report : await play(sabotage, SABOTAGE_RUNS);
  expect(failure).toBeDefined();
}, 20 * MINUTE);

function play(sabotage: string, runs: number, from?: number): Promise<Report> {
  return worker.work({ templates, seed: SABOTAGE_SEED, runs, from, sabotage });
}
