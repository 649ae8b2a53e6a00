import { spawnSync } from 'node:child_process';
import * as path from 'node:path';

export const ROOT = path.join(__dirname, '..');

/** Runs a program in a folder, and gives back all that it said. */
export function run(program: string, args: readonly string[], cwd = ROOT): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8', maxBuffer: Infinity });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return stdout + stderr;
}

/**
 * Lets jsii-pacmak generate the code of a language, which is not built yet.
 *
 * @param language also the folder of the code
 * @param folder where the folder of the code is made
 */
export function generateCode(language: string, folder: string): void {
  const said = run(path.join(ROOT, 'node_modules', '.bin', 'jsii-pacmak'), [
    '--verbose', '--no-npmignore', '--rosetta-unknown-snippets', 'fail', '--code-only', '--outdir', folder, '--target', language,
  ]);
  const found = warnings(said);
  if (found.length > 0) throw new Error(`The code for ${language} was generated with warnings:\n${found.join('\n')}`);
}

/** The warnings in the output of a jsii tool, but for those that somebody has answered. */
export function warnings(output: string, answered: readonly string[] = []): string[] {
  return output.split('\n').filter((line) => line.includes('[WARN]') && !answered.some((part) => line.includes(part)));
}
