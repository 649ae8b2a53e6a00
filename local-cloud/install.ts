import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalCloudError } from './local-cloud-error';
import { checkNode } from './node-version';

const REQUIREMENTS = join(__dirname, 'requirements.txt');
/** What the emulator is held against; it conflicts with what MiniStack pins, and so has a folder of its own. */
const NEWEST_BOTOCORE_REQUIREMENTS = join(__dirname, 'image-builder', 'requirements.txt');
const VENV = join(__dirname, '..', '.venv');
const VENV_PYTHON = join(VENV, 'bin', 'python');
const NEWEST_BOTOCORE = join(VENV, 'newest-botocore');
const STAMP = join(VENV, 'requirements.sha256');
const OLDEST_PYTHON = [3, 10];

/** Makes the virtual environment that the local cloud's Python parts run in; does nothing where it is there already. */
function install(): void {
  const hash = createHash('sha256');
  for (const file of [REQUIREMENTS, NEWEST_BOTOCORE_REQUIREMENTS]) hash.update(readFileSync(file));
  const wanted = hash.digest('hex');
  if (existsSync(VENV_PYTHON) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  checkPython();
  console.log('Installing the local cloud into .venv ...');
  rmSync(VENV, { recursive: true, force: true });
  run('python3', ['-m', 'venv', VENV], 'Python cannot make a virtual environment: install its venv module, such as with `apt-get install python3-venv`.');
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  const advice = (file: string) => `pip could not install ${file}: check the network and the configured package index.`;
  run(VENV_PYTHON, [...pip, '--requirement', REQUIREMENTS], advice('local-cloud/requirements.txt'));
  // Its dependencies are those of the other botocore.
  const beside = ['--no-deps', '--target', NEWEST_BOTOCORE, '--requirement', NEWEST_BOTOCORE_REQUIREMENTS];
  run(VENV_PYTHON, [...pip, ...beside], advice('local-cloud/image-builder/requirements.txt'));
  writeFileSync(STAMP, wanted);
}

function checkPython(): void {
  const found = spawnSync('python3', ['-c', 'import sys; print(*sys.version_info[:2])'], { encoding: 'utf8' });
  if (found.error || found.status !== 0) {
    throw new LocalCloudError(`The local cloud needs Python ${OLDEST_PYTHON.join('.')} or newer: install it, such as with \`apt-get install python3 python3-venv\`.`);
  }
  const [major, minor] = found.stdout.trim().split(' ').map(Number);
  if (major < OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor < OLDEST_PYTHON[1])) {
    throw new LocalCloudError(`The local cloud needs Python ${OLDEST_PYTHON.join('.')} or newer, but python3 is ${major}.${minor}: put a newer one first on the PATH.`);
  }
}

function run(command: string, args: string[], advice: string): void {
  const result = spawnSync(command, args, { encoding: 'utf8' });
  if (result.status === 0) return;
  rmSync(VENV, { recursive: true, force: true });
  const said = [result.error?.message, result.stderr, result.stdout].join('\n').trim().split('\n').filter(Boolean).pop();
  throw new LocalCloudError(said ? `${advice} (${said.trim()})` : advice);
}

try {
  checkNode();
  install();
} catch (error) {
  if (!(error instanceof LocalCloudError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
