import { readFileSync } from 'node:fs';
import * as path from 'node:path';

/** The file with the number of the life that shows each sabotage first. */
export const COUNTEREXAMPLES = path.join(__dirname, 'counterexamples.json');
/** The lives in which each sabotage must be seen. */
export const SABOTAGE_RUNS = 2_000;
export const SABOTAGE_SEED = 1;

export function counterexampleOf(sabotage: string): number | undefined {
  return (JSON.parse(readFileSync(COUNTEREXAMPLES, 'utf8')) as Record<string, number | undefined>)[sabotage];
}
