import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { CLI_BUNDLE } from '../../bundle';

/** Lets the command live in the emulator's time: its pauses move that clock. */
export const EMULATED_CLOCK = path.join(__dirname, '..', '..', '..', 'local-cloud', 'emulated-clock.cjs');

export interface CliResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the real bundle as a process that has no terminal.
 *
 * @param interruptAt interrupts it once it has written this
 */
export async function runCli(args: readonly string[], environment: Record<string, string>, interruptAt?: string): Promise<CliResult> {
  const child = spawn(process.execPath, ['--require', EMULATED_CLOCK, CLI_BUNDLE, ...args], {
    env: cliEnvironment(environment), stdio: ['ignore', 'pipe', 'pipe'],
  });
  const result = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    result.stdout += text;
    if (interruptAt !== undefined && result.stdout.includes(interruptAt)) child.kill('SIGINT');
  });
  child.stderr.setEncoding('utf8').on('data', (text) => result.stderr += text);
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { exitCode, ...result };
}

/** The environment of a command without the machine's own AWS settings. */
export function cliEnvironment(environment: Record<string, string>): Record<string, string> {
  return { PATH: process.env.PATH!, HOME: '/nowhere', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null', ...environment };
}
