/** Writes which life shows each sabotage first: `npx tsx test/conductor/model/find-counterexamples.ts`, after the scripts of the model have changed. */
import { writeFileSync } from 'node:fs';
import { COUNTEREXAMPLES, SABOTAGE_RUNS, SABOTAGE_SEED } from './counterexamples';
import { SABOTAGES } from './sabotages';
import { templates } from './templates';
import { Worker } from './workers';

async function main(): Promise<void> {
  const worker = new Worker();
  const found: Record<string, number | undefined> = {};
  for (const sabotage of Object.keys(SABOTAGES)) {
    const { failed } = await worker.work({ templates, seed: SABOTAGE_SEED, runs: SABOTAGE_RUNS, sabotage });
    console.log(`${failed ?? 'none'}: ${sabotage}`);
    found[sabotage] = failed;
  }
  worker.stop();
  writeFileSync(COUNTEREXAMPLES, `${JSON.stringify(found, null, 2)}\n`);
}

void main();
