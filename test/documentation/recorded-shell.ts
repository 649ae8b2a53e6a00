import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './pages';

const PYTHON = path.join(ROOT, '.venv', 'bin', 'python');
const standIn = (script: string) => `exec '${PYTHON}' '${path.join(__dirname, script)}' "$@"`;
const AWS = standIn('aws_cli.py');

/** Commands that a shell would run, without running them. */
export interface Recording {
  /** Each command with its arguments. */
  readonly commands: string[][];
  /** The shell's error output. */
  readonly complaints: string;
}

/**
 * Lets a shell read a block of a page, so that quotes, variables and pipes mean what they mean to a reader. The commands of `recorded`
 * print nothing, and `aws` prints a word, for variables that take it.
 */
export function recordShell(block: string, recorded: readonly string[]): Recording {
  const folder = mkdtempSync(path.join(tmpdir(), 'commands-'));
  try {
    const bin = path.join(folder, 'bin');
    // Files and folders that earlier commands of a block would have created.
    for (const made of ['bin', 'cdk-image-builder', '.venv/bin']) mkdirSync(path.join(folder, made), { recursive: true });
    writeFileSync(path.join(folder, '.venv', 'bin', 'activate'), '');
    const log = path.join(folder, 'log');
    writeFileSync(log, '');
    const record = `for one in "$(basename "$0")" "$@"; do printf '%s\\0' "$one" >> '${log}'; done; printf '\\n\\0' >> '${log}'`;
    for (const command of recorded) writeProgram(path.join(bin, command), record);
    writeProgram(path.join(bin, 'aws'), `${record}\necho answered`);
    const { stderr } = spawnSync('/bin/bash', ['--norc', '-c', block], {
      cwd: folder, encoding: 'utf8', env: { PATH: `${bin}:/usr/bin:/bin`, AWS_ENDPOINT_URL_IMAGEBUILDER: 'http://127.0.0.1:1' },
    });
    const commands = readFileSync(log, 'utf8').split('\n\0').filter((text) => text).map((text) => text.split('\0').slice(0, -1));
    return { commands, complaints: stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The reason why the AWS CLI would reject each command, by the models of the services; null for a valid command. */
export function awsProblems(commands: readonly string[][]): Array<string | null> {
  return JSON.parse(execFileSync(PYTHON, [path.join(__dirname, 'aws_cli.py'), 'check'], { input: JSON.stringify(commands), encoding: 'utf8' }));
}

/** Runs a block of a page in a shell whose `aws` and `curl` talk to an endpoint, and returns what it prints. */
export async function runShell(block: string, environment: Readonly<Record<string, string>>): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'commands-'));
  try {
    writeProgram(path.join(folder, 'aws'), AWS);
    writeProgram(path.join(folder, 'curl'), standIn('curl_cli.py'));
    const { stdout } = await promisify(execFile)('/bin/bash', ['--norc', '-euo', 'pipefail', '-c', block], {
      cwd: folder, env: { PATH: `${folder}:/usr/bin:/bin`, ...environment }, timeout: 30_000,
    });
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function writeProgram(file: string, script: string): void {
  writeFileSync(file, `#!/bin/bash\n${script}\n`);
  chmodSync(file, 0o755);
}
