import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { LocalCloudError } from './local-cloud-error';
import { checkNode } from './node-version';

const REQUIREMENTS = join(__dirname, 'requirements.txt');
/** What the emulator is held against; it conflicts with what MiniStack pins, and so has a folder of its own. */
const NEWEST_BOTOCORE_REQUIREMENTS = join(__dirname, 'image-builder', 'requirements.txt');
/** What checks the templates of the examples; it pins other versions than MiniStack, and so has an environment of its own. */
const CHECKOV_REQUIREMENTS = join(__dirname, 'checkov-requirements.txt');
const VENV = join(__dirname, '..', '.venv');
const CHECKOV = join(VENV, 'checkov');
const NEWEST_BOTOCORE = join(VENV, 'newest-botocore');
const STAMP = 'requirements.sha256';
const OLDEST_PYTHON = [3, 10];

/** Makes the virtual environments of the local cloud's Python parts and of checkov; does nothing where they are there already. */
function install(): void {
  installInto(VENV, 'the local cloud', [REQUIREMENTS, NEWEST_BOTOCORE_REQUIREMENTS], (pip) => {
    pip('local-cloud/requirements.txt', ['--requirement', REQUIREMENTS]);
    // Its dependencies are those of the other botocore.
    pip('local-cloud/image-builder/requirements.txt', ['--no-deps', '--target', NEWEST_BOTOCORE, '--requirement', NEWEST_BOTOCORE_REQUIREMENTS]);
  });
  installInto(CHECKOV, 'checkov', [CHECKOV_REQUIREMENTS], (pip) => pip('local-cloud/checkov-requirements.txt', ['--requirement', CHECKOV_REQUIREMENTS]));
}

/** Makes a virtual environment, unless it was made from the same requirements. */
function installInto(venv: string, what: string, requirements: string[], installAll: (pip: (file: string, args: string[]) => void) => void): void {
  const hash = createHash('sha256');
  for (const file of requirements) hash.update(readFileSync(file));
  const wanted = hash.digest('hex');
  const stamp = join(venv, STAMP);
  const python = join(venv, 'bin', 'python');
  if (existsSync(python) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  checkPython();
  console.log(`Installing ${what} into ${relative(join(VENV, '..'), venv)} ...`);
  rmSync(venv, { recursive: true, force: true });
  const run = (command: string, args: string[], advice: string) => runOrRemove(venv, command, args, advice);
  run('python3', ['-m', 'venv', venv], 'Python cannot make a virtual environment: install its venv module, such as with `apt-get install python3-venv`.');
  installAll((file, args) => run(
    python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...args], `pip could not install ${file}: check the network and the configured package index.`,
  ));
  writeFileSync(stamp, wanted);
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

/** Runs a command, and removes a half-made environment where it fails. */
function runOrRemove(venv: string, command: string, args: string[], advice: string): void {
  const result = spawnSync(command, args, { encoding: 'utf8' });
  if (result.status === 0) return;
  rmSync(venv, { recursive: true, force: true });
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
