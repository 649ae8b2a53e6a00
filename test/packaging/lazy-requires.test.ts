import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import * as ts from 'typescript';
import { withLazyRequires } from '../../packaging/lazy-requires';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lazy-requires-'));
  mkdirSync(path.join(folder, 'node_modules', 'topics'), { recursive: true });
  write('node_modules/topics/index.js', 'globalThis.loaded.push("topics"); exports.__esModule = true; exports.Topic = class Topic {};');
  write('base.js', 'globalThis.loaded.push("base"); exports.Base = class Base {};');
  write('image.js', 'globalThis.loaded.push("image"); exports.Image = class Image { constructor(id) { this.id = id; } }; exports.nameOf = (image) => image.id;');
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): void {
  writeFileSync(path.join(folder, name), text);
}

const PIPELINE = [
  '"use strict";',
  'const __importStar = (module) => module;',
  'const node_path_1 = require("node:path");',
  'const topics = __importStar(require("topics"));',
  'const base_1 = require("./base");',
  'const image_1 = require("./image");',
  'class Pipeline extends base_1.Base {',
  '  get name() { return (0, image_1.nameOf)(new image_1.Image(node_path_1.basename("/a/b"))); }',
  '  get topic() { return new topics.Topic(); }',
  '  get image_1() { return { image_1: 1 }.image_1; }',
  '}',
  'exports.Pipeline = Pipeline;',
].join('\n');

/** The output of a script in a process of its own that has loaded the pipeline. */
function run(text: string, script: string): string {
  write('pipeline.js', text);
  const start = 'globalThis.loaded = []; const { Pipeline } = require("./pipeline"); const pipeline = new Pipeline();';
  return execFileSync(process.execPath, ['-e', `${start} ${script}`], { cwd: folder, encoding: 'utf8' }).trim();
}

test('a compiled file with lazy requires loads what a class extends at once, and the rest when it is used', () => {
  const script = 'const at = [loaded.join()]; pipeline.name; at.push(loaded.join()); pipeline.topic; pipeline.topic; at.push(loaded.join()); console.log(at.join(" > "));';
  expect(run(PIPELINE, script)).toBe('topics,base,image > topics,base,image > topics,base,image');
  expect(run(withLazyRequires(PIPELINE), script)).toBe('base > base,image > base,image,topics');
});

test('a compiled file with lazy requires does the same as before', () => {
  const script = 'console.log(pipeline.name, pipeline.topic.constructor.name, pipeline.image_1);';
  expect(run(withLazyRequires(PIPELINE), script)).toBe('b Topic 1');
  expect(run(PIPELINE, script)).toBe('b Topic 1');
});

test('lazy requires leave each line at its number, for stack traces', () => {
  const lines = withLazyRequires(PIPELINE).split('\n');
  expect(lines).toHaveLength(PIPELINE.split('\n').length);
  expect(lines[6]).toContain('class Pipeline');
});

test('a compiled file with lazy requires has no helpers for namespaces, which have the same members without them', () => {
  const source = "import * as path from 'node:path';\nimport * as topics from 'topics';\nexport const topicIn = (folder: string) => [path.basename(folder), new topics.Topic()];";
  const compiled = ts.transpile(source, { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true });
  expect(compiled).toContain('__importStar');
  const lazy = withLazyRequires(compiled);
  expect(lazy).not.toMatch(/__\w+ =/);
  expect(lazy.split('\n')).toHaveLength(compiled.split('\n').length);
  write('pipeline.js', lazy);
  const script = 'globalThis.loaded = []; const [name, topic] = require("./pipeline").topicIn("/a/b"); console.log(name, topic.constructor.name);';
  expect(execFileSync(process.execPath, ['-e', script], { cwd: folder, encoding: 'utf8' }).trim()).toBe('b Topic');
});

test.each([
  ['a parameter of the same name', 'const iam = require("./iam");\nexports.roleOf = (iam) => iam.role;'],
  ['a member in short', 'const iam = require("./iam");\nexports.all = () => ({ iam });'],
  ['a variable of the same name', 'const iam = require("./iam");\nexports.role = () => { const iam = {}; return iam.role; };'],
  ['nothing to load', 'exports.role = 1;'],
  ['modules of Node only', 'const node_fs_1 = require("node:fs");\nexports.read = () => node_fs_1.readFileSync;'],
])('a compiled file with %s stays as it is', (_, text) => {
  expect(withLazyRequires(text)).toBe(text);
});

test('making the requires of a file lazy twice changes nothing', () => {
  const once = withLazyRequires(PIPELINE);
  expect(withLazyRequires(once)).toBe(once);
});
