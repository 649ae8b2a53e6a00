import * as fc from 'fast-check';
import { play, Templates } from './play';
import { SABOTAGES } from './sabotages';
import { scripts } from './script';
import { situationsOf } from './situations';

/** The lives that a process plays. */
export interface Task {
  readonly templates: Templates;
  readonly seed: number;
  readonly runs: number;
  /** The number of the first life. */
  readonly from?: number;
  /** Name of the sabotage, in a test of the model. */
  readonly sabotage?: string;
}

/** The result of a task. */
export interface Report {
  readonly runs: number;
  /** The number of the life that failed. */
  readonly failed?: number;
  /** How many lives came to each situation. */
  readonly reached: Readonly<Record<string, number>>;
  /** The smallest script that was found for which something does not hold, and what. */
  readonly failure?: string;
}

// Errors are part of the play, and collecting their stacks takes time.
Error.stackTraceLimit = 0;

async function check({ templates, seed, runs, from = 0, sabotage }: Task): Promise<Report> {
  const reached: Record<string, number> = {};
  const property = fc.asyncProperty(scripts, async (script) => {
    const complaints = await play(script, templates, sabotage === undefined ? undefined : SABOTAGES[sabotage], (observed) => {
      for (const name of situationsOf(observed)) reached[name] = (reached[name] ?? 0) + 1;
    });
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
  });
  const details = await fc.check(property, { seed, path: String(from), numRuns: runs, endOnFailure: sabotage !== undefined });
  return {
    runs: details.numRuns,
    reached,
    failed: details.counterexamplePath === null ? undefined : parseInt(details.counterexamplePath),
    failure: details.failed ? `${String(details.errorInstance)}\n${fc.defaultReportMessage(details)}` : undefined,
  };
}

process.on('message', (task: Task) => void check(task).then((report) => process.send!(report)));
process.once('disconnect', () => process.exit());
