import { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { groupEnds, killGroup, spawnGroup } from './child-processes';
import { LocalCloudError } from './local-cloud-error';

const LAUNCHER = join(__dirname, 'ministack', 'launch.py');
const START_MILLISECONDS = 60_000;
const STOP_MILLISECONDS = 5_000;
const LOG_CHARACTERS = 200_000;

export interface MiniStackOptions {
  readonly port: number;
  readonly region: string;
  readonly imageBuilderEndpoint: string;
  /** The pause of CloudFormation between two polls of a building image. */
  readonly pollSeconds: number;
  /** How long state machines wait, times what they ask for. */
  readonly waitScale: number;
  /** The Python that has MiniStack. */
  readonly python: string;
  /** An empty folder for temporary files; removed when MiniStack stops, or when this process ends however it does. */
  readonly folder: string;
}

/** MiniStack, which plays CloudFormation, Lambda, ECR and the rest, in a process of its own. */
export class MiniStack {
  public static async start(options: MiniStackOptions): Promise<MiniStack> {
    if (!existsSync(options.python)) {
      throw new LocalCloudError(`The local cloud needs the Python environment ${options.python}: run "npm run local-cloud:install" (Python 3.10 or newer must be installed).`);
    }
    const miniStack = new MiniStack(options);
    try {
      await miniStack.answers();
    } catch (error) {
      await miniStack.stop();
      throw error;
    }
    return miniStack;
  }

  public readonly endpoint: string;
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;
  private hasEnded = false;
  private output = '';

  private constructor(options: MiniStackOptions) {
    this.endpoint = `http://127.0.0.1:${options.port}`;
    this.child = spawnGroup(options.python, [
      LAUNCHER,
      '--port', String(options.port),
      '--image-builder', options.imageBuilderEndpoint,
      '--poll-seconds', String(options.pollSeconds),
      '--wait-scale', String(options.waitScale),
      '--region', options.region,
      '--folder', options.folder,
    ], {
      stdio: ['pipe', 'pipe', 'pipe'],
      // Lambda functions run on the node that runs this; the launcher decides on everything of AWS.
      env: {
        PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
        HOME: process.env.HOME,
        PYTHONDONTWRITEBYTECODE: '1',
        // The functions are made for the Node of Lambda, whatever the Node here is.
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      },
    });
    this.ended = new Promise((resolve) => {
      const end = () => {
        this.hasEnded = true;
        resolve();
      };
      this.child.once('close', end);
      this.child.once('error', end);
    });
    // An end that was not asked for shows in the next request, not as a crash here.
    this.child.stdin?.on('error', () => {});
    const keep = (text: Buffer) => {
      this.output = (this.output + text.toString()).slice(-LOG_CHARACTERS);
    };
    this.child.stdout?.on('data', keep);
    this.child.stderr?.on('data', keep);
  }

  /** The logs of MiniStack and of the functions that it ran, the newest at the end. */
  public get log(): string {
    return this.output;
  }

  public get processId(): number {
    return this.child.pid!;
  }

  public async stop(): Promise<void> {
    // The launcher ends itself and its functions, and removes its folder, when its input closes.
    this.child.stdin?.end();
    await Promise.race([this.ended, sleep(STOP_MILLISECONDS, undefined, { ref: false })]);
    killGroup(this.child);
    await this.ended;
    await groupEnds(this.child);
  }

  private async answers(): Promise<void> {
    const deadline = Date.now() + START_MILLISECONDS;
    while (!await this.isHealthy()) {
      const lines = this.output.trim().split('\n');
      const lastLine = lines.filter((line) => /error/i.test(line)).pop() || lines.pop() || 'it said nothing';
      if (this.hasEnded) throw new LocalCloudError(`MiniStack ended before it answered: ${lastLine}`);
      if (Date.now() > deadline) {
        throw new LocalCloudError(`MiniStack does not answer on ${this.endpoint} after ${START_MILLISECONDS / 1000} s: ${lastLine}`);
      }
      await sleep(100);
    }
  }

  private async isHealthy(): Promise<boolean> {
    try {
      return (await fetch(`${this.endpoint}/_ministack/health`, { signal: AbortSignal.timeout(2_000) })).ok;
    } catch {
      return false;
    }
  }
}
