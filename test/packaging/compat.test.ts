import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { apiOf, lines, SNAPSHOT } from '../../packaging/api-snapshot';
import { compatibility } from '../../packaging/compat';

jest.setTimeout(60_000);

type Fields = { readonly [key: string]: unknown };

const STABLE = { docs: { stability: 'stable', summary: 'What it is.' } };
const method = (name: string) => ({ name, ...STABLE, locationInModule: { filename: 'src/a.ts', line: 1 } });
const property = (name: string, fields: Fields = {}) => ({ name, abstract: true, immutable: true, type: { primitive: 'string' }, ...STABLE, ...fields });

/** An assembly as jsii writes it. */
function assembly(changes: { readonly methods?: object[]; readonly properties?: object[] } = {}): Fields {
  const { methods = [method('start'), method('stop')], properties = [property('name', { optional: true })] } = changes;
  return {
    schema: 'jsii/0.10.0',
    name: 'library',
    version: '1.2.3',
    fingerprint: 'a',
    readme: { markdown: 'b' },
    dependencies: {},
    ...STABLE,
    types: {
      'library.Pipeline': {
        assembly: 'library',
        fqn: 'library.Pipeline',
        kind: 'class',
        name: 'Pipeline',
        initializer: { parameters: [{ name: 'props', type: { fqn: 'library.PipelineProps' } }] },
        methods,
        ...STABLE,
      },
      'library.PipelineProps': { assembly: 'library', fqn: 'library.PipelineProps', kind: 'interface', datatype: true, name: 'PipelineProps', properties, ...STABLE },
    },
  };
}

let repository: string;
beforeEach(() => {
  repository = mkdtempSync(path.join(tmpdir(), 'compat-test-'));
  mkdirSync(path.join(repository, path.dirname(SNAPSHOT)));
  git('init', '--quiet');
  write(assembly());
});
afterEach(() => rmSync(repository, { recursive: true }));

function git(...args: string[]): void {
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], { cwd: repository });
}

function write(api: Fields): void {
  writeFileSync(path.join(repository, SNAPSHOT), lines(apiOf(api)));
}

function release(tag: string): void {
  git('add', '.');
  git('commit', '--quiet', '--allow-empty', '--message', tag);
  git('tag', tag);
}

test('the API is listed without its documentation, a member a line', () => {
  const text = lines(apiOf(assembly()));
  expect(text).toContain('\n    {"name":"start"},\n');
  expect(text).not.toMatch(/What it is|locationInModule|fingerprint|readme/);
  expect(text).toContain('"version": "0.0.0"');
  expect(JSON.parse(text)).toEqual(apiOf(assembly()));
});

test('a project without a release has no API to break', () => {
  git('add', '.');
  git('commit', '--quiet', '--message', 'first');
  expect(compatibility(repository)).toEqual({ breaking: [], stale: [] });
});

test('the comparison of APIs fails in a shallow clone, which may not show the releases', () => {
  git('add', '.');
  git('commit', '--quiet', '--message', 'first');
  git('commit', '--quiet', '--allow-empty', '--message', 'second');
  const clone = path.join(repository, 'clone');
  git('clone', '--quiet', '--depth', '1', pathToFileURL(repository).href, clone);
  expect(() => compatibility(clone)).toThrow('fetch the whole history');
});

test('an addition to the API is no breaking change', () => {
  release('v1.0.0');
  write(assembly({ methods: [method('start'), method('stop'), method('pause')], properties: [property('name', { optional: true }), property('size', { optional: true })] }));
  expect(compatibility(repository)).toEqual({ release: 'v1.0.0', breaking: [], stale: [] });
});

test.each<[string, Fields, string]>([
  ['a removed method', assembly({ methods: [method('start')] }), 'library.Pipeline.stop: has been removed'],
  ['a new property that must be given', assembly({ properties: [property('name', { optional: true }), property('size')] }), 'size'],
  ['a property that must be given now', assembly({ properties: [property('name')] }), 'name'],
  ['a type that changed', assembly({ properties: [property('name', { optional: true, type: { primitive: 'number' } })] }), 'name'],
])('the comparison of APIs fails for a breaking change: %s', (_, api, text) => {
  release('v1.0.0');
  write(api);
  expect(compatibility(repository)).toEqual({ release: 'v1.0.0', breaking: [expect.stringContaining(text)], stale: [] });
});

test('the API is compared with the newest release, not with the newest commit', () => {
  release('v1.9.0');
  write(assembly({ methods: [method('start'), method('stop'), method('pause')] }));
  release('v1.10.0');
  write(assembly({ methods: [method('start'), method('stop'), method('unreleased')] }));
  git('commit', '--quiet', '--all', '--message', 'not released');
  write(assembly());
  expect(compatibility(repository)).toEqual({ release: 'v1.10.0', breaking: [expect.stringContaining('library.Pipeline.pause')], stale: [] });
});

test('an accepted breaking change passes, and an acceptance without a change fails', () => {
  release('v1.0.0');
  write(assembly({ methods: [method('start')] }));
  writeFileSync(path.join(repository, '.compatignore'), '# Nobody stops a pipeline.\nremoved:library.Pipeline.stop\n');
  expect(compatibility(repository)).toEqual({ release: 'v1.0.0', breaking: [], stale: [] });
  write(assembly());
  expect(compatibility(repository)).toEqual({ release: 'v1.0.0', breaking: [], stale: ['removed:library.Pipeline.stop'] });
});
