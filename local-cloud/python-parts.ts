import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LocalCloudError } from './local-cloud-error';

const REQUIREMENTS = join(__dirname, 'requirements.txt');
/** The packages that check the emulator. They conflict with the versions that MiniStack pins, so they have a folder of their own. */
const NEWEST_BOTOCORE_REQUIREMENTS = join(__dirname, 'image-builder', 'requirements.txt');
/** The packages that check the templates of the examples. They pin other versions than MiniStack, so they have an environment of their own. */
const CHECKOV_REQUIREMENTS = join(__dirname, 'checkov-requirements.txt');
const VENV = join(__dirname, '..', '.venv');
const CHECKOV = join(VENV, 'checkov');
const NEWEST_BOTOCORE = join(VENV, 'newest-botocore');
/** The version of pip that installs the packages: the one in Python 3.11 takes three times as long. */
const PIP = 'pip==26.3';
const STAMP = 'requirements.sha256';
const OLDEST_PYTHON = [3, 10];

/**
 * Makes the virtual environments of the local cloud's Python parts and of checkov; does nothing where they are there already.
 *
 * @param log receives a line for each environment that is made
 */
export async function installPythonParts(log: (line: string) => void): Promise<void> {
  // This order matters: a new .venv removes the environment of checkov, which is inside it.
  await Promise.all([
    installInto(VENV, [REQUIREMENTS, NEWEST_BOTOCORE_REQUIREMENTS], () => log('Installing the local cloud into .venv ...'), async (pip) => {
      await pip('local-cloud/requirements.txt', ['--requirement', REQUIREMENTS]);
      // Its dependencies are those of the other botocore.
      await pip('local-cloud/image-builder/requirements.txt', ['--no-deps', '--target', NEWEST_BOTOCORE, '--requirement', NEWEST_BOTOCORE_REQUIREMENTS]);
    }),
    installInto(CHECKOV, [CHECKOV_REQUIREMENTS], () => log('Installing checkov into .venv/checkov ...'), (pip) => (
      // Most of it never runs: Python compiles what does.
      pip('local-cloud/checkov-requirements.txt', ['--no-compile', '--requirement', CHECKOV_REQUIREMENTS])
    )),
  ]);
}

/** Installs what a file of requirements lists. */
type Pip = (file: string, args: string[]) => Promise<void>;

/** Makes a virtual environment, unless it was made from the same requirements. */
async function installInto(venv: string, requirements: string[], log: () => void, installAll: (pip: Pip) => Promise<void>): Promise<void> {
  const hash = createHash('sha256');
  for (const file of requirements) hash.update(readFileSync(file));
  const wanted = hash.digest('hex');
  const stamp = join(venv, STAMP);
  const python = join(venv, 'bin', 'python');
  if (existsSync(python) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  checkPython();
  log();
  rmSync(venv, { recursive: true, force: true });
  const run = (command: string, args: string[], advice: string) => runOrRemove(venv, command, args, advice);
  const pip: Pip = (file, args) => run(
    python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...args], `pip could not install ${file}: check the network and the configured package index.`,
  );
  await run('python3', ['-m', 'venv', venv], 'Python cannot make a virtual environment: install its venv module, such as with `apt-get install python3-venv`.');
  await pip(PIP, [PIP]);
  await installAll(pip);
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
async function runOrRemove(venv: string, command: string, args: string[], advice: string): Promise<void> {
  try {
    await promisify(execFile)(command, args);
  } catch (error) {
    rmSync(venv, { recursive: true, force: true });
    const { message, stderr, stdout } = error as Error & { stderr: string; stdout: string };
    const said = [stderr, stdout].join('\n').trim().split('\n').filter(Boolean).pop() ?? message;
    throw new LocalCloudError(`${advice} (${said.trim()})`);
  }
}
