import { ChildProcess } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { appCommand } from './apps/command';
import { killGroup, spawnGroup } from './child-processes';

const PROJECT = join(__dirname, '..');
const CODE_CACHE = join(__dirname, 'code-cache.cjs');
const SHORT_PAUSES = join(__dirname, 'short-pauses.cjs');

export interface CdkResult {
  readonly exitCode: number;
  /** Everything that the CLI printed. */
  readonly output: string;
  /** The outputs by stack, then by name; empty when nothing was deployed. */
  readonly outputs: { readonly [stack: string]: { readonly [name: string]: string } };
}

export interface CdkCliOptions {
  /** Where the CLI finds AWS, and with which credentials. */
  readonly environment: { readonly [name: string]: string };
  /** A folder for its assemblies and its caches. */
  readonly folder: string;
  /** Receives what the CLI prints, as it prints it. */
  readonly onOutput?: (text: string) => void;
}

/** A command of the CLI that runs until it is ended. */
export interface RunningCdk {
  /** The output of the CLI so far. */
  readonly output: () => string;
  /** Ends the CLI and all that it started, and returns when it has ended. */
  readonly stop: () => Promise<void>;
}

export interface DeployOptions {
  readonly context?: { readonly [key: string]: string };
}

/** The real AWS CDK CLI. */
export class CdkCli {
  private runs = 0;
  private readonly children = new Set<ChildProcess>();

  public constructor(private readonly options: CdkCliOptions) {}

  /** Prepares an account and Region for deployments. */
  public async bootstrap(account: string, region: string): Promise<CdkResult> {
    return this.run(['bootstrap', `aws://${account}/${region}`]);
  }

  /** Deploys all stacks of an app, given as its TypeScript file. */
  public async deploy(appFile: string, options: DeployOptions = {}): Promise<CdkResult> {
    // A first deployment needs no change set to compare with, and an update shows no diff here.
    return this.runApp(['deploy', '--all', '--require-approval', 'never', '--progress', 'events', '--method', 'direct'], appFile, options);
  }

  /** Runs any command with an app, such as `['destroy', '--all', '--force']`. */
  public async runApp(args: string[], appFile: string, options: DeployOptions = {}): Promise<CdkResult> {
    return this.run([
      ...args,
      '--app', await appCommand(appFile),
      ...Object.entries(options.context ?? {}).flatMap(([key, value]) => ['--context', `${key}=${value}`]),
    ]);
  }

  /** Starts `cdk watch` in a folder with a cdk.json, which names the app. */
  public watch(folder: string, args: string[] = []): RunningCdk {
    const { child, output, ended } = this.start(['watch', ...args], folder);
    return {
      output,
      stop: async () => {
        killGroup(child);
        await ended;
      },
    };
  }

  /** Ends what still runs. */
  public stop(): void {
    this.children.forEach(killGroup);
  }

  private async run(args: string[]): Promise<CdkResult> {
    const run = join(this.options.folder, `cdk-${++this.runs}`);
    const outputsFile = `${run}-outputs.json`;
    const { output, ended } = this.start([...args, '--output', `${run}.out`, ...args[0] === 'deploy' ? ['--outputs-file', outputsFile] : []], PROJECT);
    const exitCode = await ended;
    rmSync(`${run}.out`, { recursive: true, force: true });
    return { exitCode, output: output(), outputs: readOutputs(outputsFile) };
  }

  private start(args: string[], cwd: string): { readonly child: ChildProcess; readonly output: () => string; readonly ended: Promise<number> } {
    const cli = join(dirname(require.resolve('aws-cdk/package.json')), 'bin', 'cdk');
    const child = spawnGroup(process.execPath, ['--require', CODE_CACHE, '--require', SHORT_PAUSES, cli, ...args, '--no-notices', '--no-version-reporting', '--ci'], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: this.environment(),
    });
    this.children.add(child);
    let output = '';
    const keep = (chunk: Buffer) => {
      output += chunk.toString();
      this.options.onOutput?.(chunk.toString());
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    const ended = new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? 1));
    }).finally(() => this.children.delete(child));
    return { child, output: () => output, ended };
  }

  private environment(): NodeJS.ProcessEnv {
    return {
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      HOME: process.env.HOME,
      // A deployment to the local cloud ignores the user's profiles and CDK settings.
      ...this.options.environment,
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      CDK_HOME: join(this.options.folder, 'cdk-home'),
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_DISABLE_VERSION_CHECK: 'true',
      // The tools warn that Node 20 has reached its end of life; that says nothing about the examples.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1',
      JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION: '1',
      ...process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' },
    };
  }
}

function readOutputs(file: string): CdkResult['outputs'] {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
