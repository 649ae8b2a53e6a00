import { join } from 'node:path';
import { killGroup, spawnGroup } from '../child-processes';
import { LocalCloud } from '../index';

const PROJECT = join(__dirname, '..', '..');
const EMULATED_CLOCK = join(__dirname, '..', 'emulated-clock.cjs');
const BUNDLE = join(PROJECT, 'assets', 'cli', 'index.js');
/** The minimum number of milliseconds between two polls of the command: in a faster cloud, a minute takes less. */
const SHORTEST_PAUSE = '60';

/** The command of the package, which lives in the time of the local cloud. */
export class DemoCommand {
  private child?: ReturnType<typeof spawnGroup>;

  public constructor(private readonly cloud: LocalCloud) {}

  /** Runs it; in a terminal it has the terminal. */
  public async run(args: readonly string[], onOutput?: (text: string) => void): Promise<number> {
    const { url, emulator } = this.cloud.imageBuilder;
    const child = this.child = spawnGroup(process.execPath, ['--require', EMULATED_CLOCK, BUNDLE, ...args], {
      stdio: ['ignore', onOutput ? 'pipe' : 'inherit', 'inherit'],
      env: {
        PATH: process.env.PATH,
        TERM: process.env.TERM,
        ...this.cloud.environment,
        EMULATOR_URL: url,
        EMULATOR_TIME: String(emulator.clock.now()),
        EMULATOR_RATE: String(emulator.clock.rate),
        SHORTEST_MILLISECONDS: SHORTEST_PAUSE,
      },
    });
    child.stdout?.on('data', (chunk: Buffer) => onOutput?.(chunk.toString()));
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? 1));
    });
  }

  public stop(): void {
    if (this.child) killGroup(this.child);
  }
}
