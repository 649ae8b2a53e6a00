import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';
import { isRelative, linksOf, whatIsWrongWith } from './links';

const ROOT = path.join(__dirname, '..');
const FOLDER = path.join(ROOT, 'examples', '.documentation');

/** Every page that a reader may start from. */
const pages = ['README.md', 'CONTRIBUTING.md', ...readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md')).map((file) => path.join('docs', file))];
const text = (page: string) => readFileSync(path.join(ROOT, page), 'utf8');

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

test('each TypeScript block of each page compiles', () => {
  mkdirSync(FOLDER, { recursive: true });
  const files = pages.flatMap((page) => [...text(page).matchAll(/^```ts\n([^]*?)^```/gm)].map(([, code], i) => {
    const file = path.join(FOLDER, `${page.replace(/\W/g, '-')}-${i}.ts`);
    writeFileSync(file, code);
    return file;
  }));
  expect(files.length).toBeGreaterThanOrEqual(8);

  const { config } = ts.readConfigFile(path.join(ROOT, 'examples', 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files }, ts.sys, path.join(ROOT, 'examples'));
  const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram(files, { ...options, noUnusedLocals: true }));
  expect(diagnostics.map(({ file, messageText }) => `${path.basename(file?.fileName ?? '')}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`)).toEqual([]);
}, 60_000);

test.each(pages)('each link within the project leads somewhere: %s', (page) => {
  expect(linksOf(text(page)).map((link) => whatIsWrongWith(link, page)).filter((wrong) => wrong)).toEqual([]);
});

test('the README has no relative links: registries show it without the other files', () => {
  expect(linksOf(text('README.md')).length).toBeGreaterThan(20);
  expect(linksOf(text('README.md')).filter(isRelative)).toEqual([]);
});
