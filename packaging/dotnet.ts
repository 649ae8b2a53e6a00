import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..');
const OUTPUT = path.join(ROOT, 'dist', 'dotnet');

/** Runs jsii-pacmak and gives back all that it said. */
export type Pacmak = (...args: string[]) => string;

export interface DotNetOptions {
  readonly pacmak: Pacmak;
  readonly hasCompiler: boolean;
}

/** Builds the .NET package, or generates its code where no compiler is; what came of it, in one line. */
export function packageDotNet({ pacmak, hasCompiler }: DotNetOptions): string {
  const said = pacmak('--verbose', '--no-npmignore', '--rosetta-unknown-snippets', 'fail', '--target', 'dotnet', ...hasCompiler ? [] : ['--code-only']);
  const warnings = said.split('\n').filter((line) => /\[WARN\]|\bwarning\b(?!\(s\))/i.test(line));
  if (warnings.length > 0) throw new Error(`The .NET code was generated with warnings:\n${warnings.join('\n')}`);
  return hasCompiler ? '.NET package built' : '.NET code generated, NOT COMPILED: no dotnet on this machine';
}

function runPacmak(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(path.join(ROOT, 'node_modules', '.bin', 'jsii-pacmak'), args, { cwd: ROOT, encoding: 'utf8' });
  const said = stdout + stderr;
  if (status !== 0) throw new Error(`jsii-pacmak ended with ${status}:\n${said}`);
  return said;
}

function isInstalled(command: string): boolean {
  return spawnSync(command, ['--version']).status === 0;
}

if (require.main === module) {
  rmSync(OUTPUT, { recursive: true, force: true });
  console.log(`\n*** ${packageDotNet({ pacmak: runPacmak, hasCompiler: isInstalled('dotnet') })}\n`);
  if (!existsSync(OUTPUT) || readdirSync(OUTPUT).length === 0) throw new Error(`Nothing was written to ${OUTPUT}.`);
}
