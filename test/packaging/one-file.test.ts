import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { putIntoOneFile } from '../../packaging/one-file';

const START = '"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\nglobalThis.loaded ??= [];\n';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'one-file-'));
  write('node_modules/topics/index.js', 'globalThis.loaded.push("topics"); exports.Topic = class Topic {};');
  write('lib/index.js', '"use strict";\n__exportStar(require("./image"), exports);\n__exportStar(require("./steps/reboot"), exports);');
  write('lib/image.js', [
    'const topics_1 = require("topics");',
    'const name_1 = require("./private/name");',
    'globalThis.loaded.push("image");',
    'class Image {',
    '  static named(name) { return Object.assign(new Image(), { given: name }); }',
    '  get name() { return (0, name_1.nameOf)(this); }',
    '  get topic() { return new topics_1.Topic(); }',
    '}',
    'exports.Image = Image;',
  ].join('\n'));
  write('lib/image.d.ts', 'export declare class Image {}');
  write('lib/steps/reboot.js', 'exports.RebootStep = class RebootStep {};');
  write('lib/private/name.js', [
    'const node_path_1 = require("node:path");',
    'globalThis.loaded.push("name");',
    'exports.nameOf = () => node_path_1.relative(process.cwd(), node_path_1.join(__dirname, "..", "..", "assets"));',
  ].join('\n'));
  await putIntoOneFile(path.join(folder, 'lib'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${name.endsWith('.js') ? START : ''}${text}`);
}

/** The output of a script in a process of its own. */
function run(script: string, ...options: string[]): string {
  return execFileSync(process.execPath, [...options, '-e', script], { cwd: folder, encoding: 'utf8' }).trim();
}

test('the library in one file has no other code, and its declarations are where they were', () => {
  const files = readdirSync(path.join(folder, 'lib'), { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.'));
  expect(files.sort()).toEqual(['image.d.ts', 'index.js', 'library.js']);
});

test('the library in one file runs each part, and loads each package, when it is first used', () => {
  expect(run(`
    globalThis.loaded = [];
    const steps = [];
    const then = (use) => { use(); steps.push(loaded.join()); };
    const library = require('./lib');
    then(() => Object.keys(library));
    const image = new library.Image();
    then(() => {});
    then(() => image.name);
    then(() => image.topic);
    console.log(steps.join(' > '));
  `)).toBe('> image > image,name > image,name,topics');
});

test('a part of the library in one file has the folder that it was compiled to', () => {
  expect(run("console.log(new (require('./lib').Image)().name);")).toBe('assets');
});

test('the library in one file exports each name once, to CommonJS and to ES modules', () => {
  expect(run("const library = require('./lib'); console.log(library.__esModule, Object.keys(library), library.Image === library.Image);"))
    .toBe("true [ 'Image', 'RebootStep' ] true");
  expect(run("import { Image, RebootStep } from './lib/index.js'; console.log(Image.name, RebootStep.name);", '--input-type=module')).toBe('Image RebootStep');
});

test('a class in one file has its own name, which errors tell', () => {
  expect(run("const { Image } = require('./lib'); console.log(Image.named('golden').constructor.name);")).toBe('Image');
});
