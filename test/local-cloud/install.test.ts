import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
/** A Python whose environments hold a copy of it. */
const MAKES_ENVIRONMENTS = [
  'case "$1 $2" in',
  '  "-c "*) echo 3 11;;',
  '  "-m venv") /bin/mkdir -p "$3/bin"; /bin/cp "$0" "$3/bin/python";;',
  'esac',
].join('\n');
let folder: string;

/** A copy of the installer without installed packages, and a PATH with Node alone. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'install-'));
  for (const file of ['install.ts', 'python-parts.ts', 'local-cloud-error.ts', 'node-version.ts', 'requirements.txt', 'image-builder/requirements.txt', 'checkov-requirements.txt']) {
    cpSync(join(ROOT, 'local-cloud', file), join(folder, 'local-cloud', file));
  }
  symlinkSync(process.execPath, join(folder, 'node'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function install() {
  const { status, stdout, stderr } = spawnSync(
    process.execPath, ['--import', 'tsx', join(folder, 'local-cloud', 'install.ts')], { cwd: ROOT, encoding: 'utf8', env: { PATH: folder, HOME: folder } },
  );
  return { status, stdout, lines: stderr.trim().split('\n') };
}

function fakePython(script: string): void {
  writeFileSync(join(folder, 'python3'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'python3'), 0o755);
}

test.each([
  ['no Python', undefined, /needs Python 3\.10 or newer: install it, such as with `apt-get install python3 python3-venv`/],
  ['an old Python', 'echo 3 9', /python3 is 3\.9/],
  ['no venv module', 'case "$1" in -c) echo 3 11;; *) echo "No module named venv" >&2; exit 1;; esac', /apt-get install python3-venv.*No module named venv/],
])('%s is one line that says what to do', (_, python, message) => {
  if (python !== undefined) fakePython(python);
  const { status, lines } = install();
  expect(status).toEqual(1);
  expect(lines).toEqual([expect.stringMatching(message)]);
  expect(readdirSync(folder)).not.toContain('.venv');
});

test('what is installed is not installed again, until the requirements change', () => {
  fakePython(MAKES_ENVIRONMENTS);
  expect(install()).toMatchObject({ status: 0, stdout: expect.stringContaining('Installing') });
  expect(install()).toMatchObject({ status: 0, stdout: '' });
  for (const file of ['requirements.txt', 'image-builder/requirements.txt', 'checkov-requirements.txt']) {
    writeFileSync(join(folder, 'local-cloud', file), 'ministack==0.0.0\n');
    expect(install()).toMatchObject({ status: 0, stdout: expect.stringContaining('Installing') });
    expect(install()).toMatchObject({ status: 0, stdout: '' });
  }
});

test('a changed version of checkov installs checkov alone, and a changed local cloud both', () => {
  fakePython(MAKES_ENVIRONMENTS);
  install();
  const changed = (file: string) => {
    writeFileSync(join(folder, 'local-cloud', file), 'changed==0.0.0\n');
    return install().stdout.trim().split('\n');
  };
  expect(changed('checkov-requirements.txt')).toEqual(['Installing checkov into .venv/checkov ...']);
  expect(changed('requirements.txt')).toEqual(['Installing the local cloud into .venv ...', 'Installing checkov into .venv/checkov ...']);
});
