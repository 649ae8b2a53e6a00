/**
 * Fails where the API has a breaking change since the last release that `.compatignore` does not state.
 *
 * Each release has its API in `api/assembly.json` at its tag: no registry is asked, and nothing passes because none answers.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { SNAPSHOT } from './api-snapshot';

const ROOT = path.join(__dirname, '..');
const ACCEPTED = '.compatignore';

export interface Compatibility {
  /** Breaking changes, as jsii-diff explains them, each with its key in brackets. */
  readonly breaking: string[];
  /** Keys in `.compatignore` of what is no breaking change, or no longer one. */
  readonly stale: string[];
  /** The release that was compared with; undefined before the first. */
  readonly release?: string;
}

export function compatibility(repository: string): Compatibility {
  const release = lastRelease(repository);
  if (release === undefined) return { breaking: [], stale: [] };
  const found = breakingChanges(released(repository, release), readFileSync(path.join(repository, SNAPSHOT), 'utf8'));
  const accepted = acceptedKeys(repository);
  const keys = found.map((change) => /\[([^\s\]]+)\]$/.exec(change)?.[1]);
  return {
    release,
    breaking: found.filter((_, index) => !accepted.includes(keys[index] ?? '')),
    stale: accepted.filter((key) => !keys.includes(key)),
  };
}

function lastRelease(repository: string): string | undefined {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: repository, encoding: 'utf8' }).trim();
  const [release] = git('tag', '--merged', 'HEAD', '--sort=-version:refname', '--list', 'v[0-9]*').split('\n');
  if (!release && git('rev-parse', '--is-shallow-repository') === 'true') {
    throw new Error('This clone is shallow, and shows no release to compare the API with: fetch the whole history and its tags.');
  }
  return release || undefined;
}

function released(repository: string, release: string): string {
  return execFileSync('git', ['show', `${release}:${SNAPSHOT.replaceAll(path.sep, '/')}`], { cwd: repository, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}

function breakingChanges(before: string, after: string): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'compat-'));
  try {
    const [original, updated] = Object.entries({ before, after }).map(([name, api]) => writePackage(path.join(folder, name), api));
    const { status, stdout, stderr } = spawnSync(path.join(ROOT, 'node_modules', '.bin', 'jsii-diff'), [original, updated, '--keys'], { encoding: 'utf8' });
    const found = stderr.split('\n').filter((line) => line.startsWith('err ')).map((line) => line.trim());
    if (status !== (found.length > 0 ? 1 : 0)) throw new Error(`jsii-diff ended with ${status}:\n${stdout}${stderr}`);
    return found;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A package as jsii-diff finds it, with the assemblies that it refers to. */
function writePackage(folder: string, api: string): string {
  const { name, version, dependencies } = JSON.parse(api);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name, version, dependencies, jsii: {} }));
  writeFileSync(path.join(folder, '.jsii'), api);
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  return folder;
}

function acceptedKeys(repository: string): string[] {
  const file = path.join(repository, ACCEPTED);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').split('\n').map((line) => line.trim()).filter((line) => line && !line.startsWith('#'));
}

if (require.main === module) {
  const { release, breaking, stale } = compatibility(ROOT);
  for (const change of breaking) console.error(`Breaking change since ${release}: ${change}`);
  for (const key of stale) console.error(`${ACCEPTED} accepts what is no breaking change since ${release}: ${key}`);
  if (breaking.length > 0) console.error(`If it must be, write its key into ${ACCEPTED} with the reason above it, and 'BREAKING CHANGE:' into the commit.`);
  if (breaking.length + stale.length > 0) process.exitCode = 1;
  else console.log(release === undefined ? 'API: there is no release yet that it could break' : `API: compatible with ${release}`);
}
