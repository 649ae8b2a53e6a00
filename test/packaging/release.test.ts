import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { notesOf } from '../../packaging/release-notes';

jest.setTimeout(120_000);

const ROOT = path.join(__dirname, '..', '..');
/** Files that the release reads; the clone takes them from the working copy. */
const READ = ['.projen/tasks.json', 'package.json', 'CHANGELOG.md', 'packaging/release-notes.ts', 'packaging/tsconfig.json'];
const changelog = readFileSync(path.join(ROOT, 'CHANGELOG.md'), 'utf8');

let clone: string;

beforeAll(() => {
  clone = mkdtempSync(path.join(tmpdir(), 'release-'));
  execFileSync('git', ['clone', '--quiet', '--no-tags', `file://${ROOT}`, clone]);
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(clone, 'node_modules'));
  for (const file of READ) copyFileSync(path.join(ROOT, file), path.join(clone, file));
  // A release raises the version of its working copy before it runs the tests.
  const manifest = path.join(clone, 'package.json');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/^ {2}"version": ".*"/m, '  "version": "0.0.0"'));
  git('config', 'user.name', 'Release test');
  git('config', 'user.email', 'release@example.com');
  commit('chore: the working copy');
});
afterAll(() => rmSync(clone, { recursive: true }));

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: clone, encoding: 'utf8' });
}

function commit(message: string): void {
  git('add', '--all', '--', ':!node_modules');
  git('commit', '--quiet', '--allow-empty', '--no-verify', '-m', message);
}

/** The version, tag and notes of a release of the clone. */
function bump(): { readonly version: string; readonly packaged: string; readonly tag: string; readonly notes: string } {
  const projen = (task: string) => execFileSync(process.execPath, [require.resolve('projen/bin/projen'), task], { cwd: clone, stdio: 'pipe' });
  const read = (file: string) => readFileSync(path.join(clone, file), 'utf8').trim();
  projen('bump');
  const packaged = JSON.parse(read('package.json')).version as string;
  projen('unbump');
  expect(JSON.parse(read('package.json')).version).toBe('0.0.0');
  expect(git('status', '--porcelain', '--', ':!node_modules')).toBe('');
  return { version: read('dist/version.txt'), packaged, tag: read('dist/releasetag.txt'), notes: read('dist/changelog.md') };
}

test('npm runs no install script of the dependencies of the project, which jobs that may publish install, too', () => {
  const setting = execFileSync('npm', ['config', 'get', 'ignore-scripts'], { cwd: path.join(__dirname, '../..'), encoding: 'utf8' });
  expect(setting.trim()).toBe('true');
});

describe('a dry run of the release', () => {
  afterEach(() => git('tag', '--list').split('\n').filter((tag) => tag !== '').forEach((tag) => git('tag', '--delete', tag)));

  test('publishes 0.1.0 first, with the notes written by hand', () => {
    const { version, packaged, tag, notes } = bump();
    expect({ version, packaged, tag }).toEqual({ version: '0.1.0', packaged: '0.1.0', tag: 'v0.1.0' });
    expect(notes).toBe(notesOf('0.1.0', changelog));
    expect(notes).toMatch(/^The first release of cdk-image-builder/);
    expect(notes.split('\n').length).toBeLessThan(40);
  });

  test.each([
    ['fix(scanning): count a finding once', '0.1.1'],
    ['feat(pipeline): build on Sundays', '0.1.1'],
    ['feat(pipeline)!: build on Mondays', '0.2.0'],
  ])('publishes after the commit "%s" the version %s, with notes that name it', (subject, expected) => {
    git('tag', 'v0.1.0');
    commit(subject);
    const { version, packaged, tag, notes } = bump();
    expect({ version, packaged, tag }).toEqual({ version: expected, packaged: expected, tag: `v${expected}` });
    expect(notes).toContain(subject.split(': ')[1]);
  });
});

describe('notes of a release', () => {
  const text = '# Changelog\n\n## 1.1.0\n\nSecond.\n\n### Fixes\n\n- one\n\n## 1.0.0\n\nFirst.\n';

  test('are the section of the version', () => {
    expect(notesOf('1.1.0', text)).toBe('Second.\n\n### Fixes\n\n- one');
    expect(notesOf('1.0.0', text)).toBe('First.');
  });

  test('are none where the version has no section', () => expect(notesOf('1.0.1', text)).toBeUndefined());
});
