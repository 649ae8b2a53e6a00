import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { putIntoLibraryFiles } from '../../packaging/library-files';

const START = '"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\nglobalThis.loaded ??= [];\n';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'library-files-'));
  write('node_modules/topics/index.js', 'globalThis.loaded.push("topics"); exports.Topic = class Topic {};');
  write('lib/index.js', '"use strict";\n__exportStar(require("./image"), exports);\n__exportStar(require("./steps/index"), exports);');
  write('lib/image.js', [
    'const topics_1 = require("topics");',
    'const name_1 = require("./private/name");',
    'const history_1 = require("./private/history");',
    'globalThis.loaded.push("image");',
    'class Image {',
    '  static named(name) { return Object.assign(new Image(), { given: name }); }',
    '  get name() { return (0, name_1.nameOf)(this); }',
    '  get topic() { return new topics_1.Topic(); }',
    '  get history() { return (0, history_1.historyOf)(this); }',
    '}',
    'exports.Image = Image;',
  ].join('\n'));
  write('lib/image.d.ts', 'export declare class Image {}');
  write('lib/props.js', '');
  write('lib/steps/index.js', '__exportStar(require("./rest"), exports);');
  // In a folder, a part may have the name of one of the two files.
  write('lib/steps/rest.js', 'const image_1 = require("../image");\nexports.RebootStep = class RebootStep extends image_1.Image {};');
  write('lib/private/name.js', [
    'const node_path_1 = require("node:path");',
    'globalThis.loaded.push("name");',
    'exports.nameOf = () => node_path_1.relative(process.cwd(), node_path_1.join(__dirname, "..", "..", "assets"));',
  ].join('\n'));
  write('lib/private/history.js', [
    'const image_1 = require("../image");',
    'globalThis.loaded.push("history");',
    'exports.historyOf = (image) => `${image instanceof image_1.Image} in ${require("node:path").basename(__dirname)}`;',
  ].join('\n'));
  write('app.js', 'exports.commonApp = ({ Image }) => new Image().name;');
  await putIntoLibraryFiles(path.join(folder, 'lib'), path.join(folder, 'app'));
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

function partsIn(name: string): string[] {
  return ['image', 'private/name', 'private/history', 'steps/rest'].filter((part) => readFileSync(path.join(folder, 'lib', name), 'utf8').includes(`"lib/${part}.js"(`));
}

test('the library in two files has no other code, and its declarations are where they were', () => {
  const files = readdirSync(path.join(folder, 'lib'), { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.'));
  expect(files.sort()).toEqual(['image.d.ts', 'index.js', 'library.js', 'rest.js']);
});

test('one file of the library has what the common app uses, the other has the rest', () => {
  expect(partsIn('library.js')).toEqual(['image', 'private/name']);
  expect(partsIn('rest.js')).toEqual(['private/history', 'steps/rest']);
});

test('an app reads the rest of the library when it first uses a part of it', () => {
  expect(run(`
    const isRead = () => Object.keys(require.cache).some((file) => file.endsWith('rest.js'));
    const { Image } = require('./lib');
    const before = [new Image().name, isRead()];
    console.log(...before, new Image().history, isRead());
  `)).toBe('assets false true in private true');
});

test('a part has the same classes in both files of the library', () => {
  expect(run("const library = require('./lib'); console.log(new library.RebootStep() instanceof library.Image);")).toBe('true');
});

test('the library in two files runs each part, and loads each package, when it is first used', () => {
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
    then(() => image.history);
    console.log(steps.join(' > '));
  `)).toBe('> image > image,name > image,name,topics > image,name,topics,history');
});

test('a part of the library has the folder that it was compiled to', () => {
  expect(run("console.log(new (require('./lib').Image)().name);")).toBe('assets');
});

test('the library in two files exports each name once, to CommonJS and to ES modules', () => {
  expect(run("const library = require('./lib'); console.log(library.__esModule, Object.keys(library), library.Image === library.Image);"))
    .toBe("true [ 'Image', 'RebootStep' ] true");
  expect(run("import { Image, RebootStep } from './lib/index.js'; console.log(Image.name, RebootStep.name);", '--input-type=module')).toBe('Image RebootStep');
});

test('a class in a file of the library has its own name, which errors tell', () => {
  expect(run("const { Image } = require('./lib'); console.log(Image.named('golden').constructor.name);")).toBe('Image');
});
