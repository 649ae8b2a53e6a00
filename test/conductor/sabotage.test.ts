import { SABOTAGES } from './model/sabotages';
import { templates } from './model/templates';
import { Worker } from './model/workers';

const RUNS = 2_000;
const MINUTE = 60_000;

const worker = new Worker();
afterAll(() => worker.stop());

/** The model test is worth something only if it sees what would be wrong. */
test.each(Object.keys(SABOTAGES))('the model test sees a function that %s', async (sabotage) => {
  const report = await worker.work({ templates, seed: 1, runs: RUNS, sabotage });
  expect(report.failure).toBeDefined();
}, 20 * MINUTE);
