/** Checks the built npm package: its files, and how package managers, compilers and bundlers see it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { problemsOf } from './tarball-rules';

const ROOT = path.join(__dirname, '..');

export function checkTarball(tarball: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'check-tarball-'));
  try {
    execFileSync('tar', ['-xzf', tarball, '-C', folder]);
    const root = path.join(folder, 'package');
    const files = filesIn(root);
    const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
    const bytes = statSync(tarball).size;
    const problems = [...problemsOf({ bytes, files, manifest }), ...lint(tarball), ...typeProblems(tarball)];
    if (problems.length > 0) throw new Error(`The npm package is not fit to publish:\n${problems.join('\n')}`);
    return `npm package: ${files.length} files, ${Math.ceil(bytes / 1000)} kB; publint and attw find nothing`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** publint ends with 0 also where it has suggestions. */
function lint(tarball: string): string[] {
  const { stdout, stderr } = runTool('publint', tarball);
  return stdout.includes('All good!') ? [] : [`publint: ${stdout}${stderr}`];
}

function typeProblems(tarball: string): string[] {
  const { status, stdout, stderr } = runTool('attw', tarball, '--no-definitely-typed', '--no-color', '--no-emoji');
  return status === 0 ? [] : [`attw: ${stdout}${stderr}`];
}

function runTool(name: string, ...args: string[]) {
  return spawnSync(path.join(ROOT, 'node_modules', '.bin', name), args, { encoding: 'utf8' });
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'));
}

function main(): void {
  const folder = path.join(ROOT, 'dist', 'js');
  const tarballs = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  if (tarballs.length !== 1) throw new Error(`${folder} should hold one package, holds: ${tarballs.join(', ') || 'none'}`);
  console.log(checkTarball(path.join(folder, tarballs[0])));
}

if (require.main === module) main();
