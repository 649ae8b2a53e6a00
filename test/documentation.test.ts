import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';
import { linksOf, whatIsWrongWith } from './links';
import { publicDocs } from './public-docs';

const ROOT = path.join(__dirname, '..');
const FOLDER = path.join(ROOT, 'examples', '.documentation');

/** Every page that a reader may start from; those below `docs/api` are generated. */
const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'CODE_OF_CONDUCT.md', 'SECURITY.md', ...readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md') && !file.startsWith('api')).map((file) => path.join('docs', file))];
const text = (page: string) => readFileSync(path.join(ROOT, page), 'utf8');

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

/** The compiler's messages about named snippets. Each is compiled as a file of its own, as a user would have it. */
function diagnose(snippets: Array<readonly [name: string, code: string]>): string[] {
  mkdirSync(FOLDER, { recursive: true });
  const files = snippets.map(([name, code], i) => {
    const file = path.join(FOLDER, `${name.replace(/\W/g, '-')}-${i}.ts`);
    writeFileSync(file, code);
    return file;
  });
  const { config } = ts.readConfigFile(path.join(ROOT, 'examples', 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files }, ts.sys, path.join(ROOT, 'examples'));
  return ts.getPreEmitDiagnostics(ts.createProgram(files, { ...options, noUnusedLocals: true }))
    .map(({ file, messageText }) => `${path.basename(file?.fileName ?? '')}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
}

const docs = publicDocs();

test('each TypeScript block of each page, and each example of the API, compiles', () => {
  const blocks = pages.flatMap((page) => [...text(page).matchAll(/^```ts\n([^]*?)^```/gm)].map(([, code]) => [page, code] as const));
  // Most examples end with a value, which is the reader's to use.
  const examples = docs.flatMap((doc) => doc.examples.map((code) => [doc.name, code.replace(/^const /gm, 'export const ')] as const));
  expect(blocks.length).toBeGreaterThanOrEqual(8);
  expect(examples.length).toBeGreaterThanOrEqual(25);
  expect(diagnose([...blocks, ...examples])).toEqual([]);
}, 60_000);

test('each construct and each main factory has an example', () => {
  const factories = [
    'IImagePipeline.start',
    'ImagePipelineSchedule.cron', 'ImagePipelineSchedule.rate',
    'ImageScanningConfiguration.testInstance', 'ImageScanningConfiguration.onDemandAmi',
    'ImageScanningConfiguration.container', 'ImageScanningConfiguration.disabled',
    'VulnerabilityGate.atMost', 'ImageBuilderProvider.configure',
    'BaseImage', 'ManagedComponent', 'ManagedWorkflow', 'WorkflowValue',
    'ComponentDocument.fromSteps', 'WorkflowDocument.fromSteps',
  ];
  const shown = docs.filter(({ name, isConstruct }) => isConstruct || factories.includes(name));
  expect(shown.map(({ name }) => name)).toEqual(expect.arrayContaining(['GoldenImage', 'ImagePipeline', 'LifecyclePolicy', ...factories]));
  expect(shown.filter(({ examples }) => examples.length === 0).map(({ name }) => name)).toEqual([]);
});

test('each parameter that may be left out says what then happens', () => {
  expect(docs.flatMap(({ name, silentParameters }) => silentParameters.map((parameter) => `${name}(${parameter})`))).toEqual([]);
});

test('the docs of the API hold nothing that only TypeScript understands', () => {
  // Other languages' packages show a link as it is written, and have no undefined.
  expect(docs.filter(({ text: doc }) => /\{@link|\bundefined\b/.test(doc)).map(({ name }) => name)).toEqual([]);
});

test('no default of the API is in angle brackets, which Javadoc takes for HTML', () => {
  expect(docs.filter(({ text: doc }) => /@default[^@]*<\w/.test(doc)).map(({ name }) => name)).toEqual([]);
});

test('the first sentence of each doc of the API ends outside of code: jsii shows it alone', () => {
  const first = (doc: string) => /^[^]*?(?:(?<!\.)[.!?]\s|$)/.exec(doc.replace(/^\/\*\*\s*/, ''))![0];
  expect(docs.filter(({ text: doc }) => (first(doc).match(/`/g) ?? []).length % 2 === 1).map(({ name }) => name)).toEqual([]);
});

test.each(pages)('each link within the project leads somewhere: %s', (page) => {
  expect(linksOf(text(page)).map((link) => whatIsWrongWith(link, page)).filter((wrong) => wrong)).toEqual([]);
});

test('the README has no relative links: registries show it without the other files, and without anchors', () => {
  expect(linksOf(text('README.md')).length).toBeGreaterThan(20);
  expect(linksOf(text('README.md')).filter((link) => !link.startsWith('https://'))).toEqual([]);
});
