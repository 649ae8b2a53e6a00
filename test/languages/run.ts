/**
 * Synthesizes the examples, and the projects of Getting started, in every language with the built packages, and compares the
 * templates with those of TypeScript.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { command } from './command';
import { differences, Templates } from './compare';
import { differsFromTranslation } from './csharp';
import { appCommand, gettingStarted, writeProject } from './getting-started';
import { go } from './go';
import { java } from './java';
import { Language } from './language';
import { checkMinimums, statedMinimums } from './minimums';
import { makeGoMistakes, makePythonMistakes } from './mistakes/mistakes';
import { builtJava, DIST, EXAMPLES } from './paths';
import { python } from './python';
import { fileOfJar } from './readme';
import { typescript } from './typescript';
import { checkVersions, statedVersions } from './versions';

const OTHERS = [python, java, go];
/** The name under which the projects of Getting started stand among the examples. */
const GETTING_STARTED = 'getting-started';
/** The name under which the program of the built package's README stands among the examples; its class in Java is `GoldenApp`. */
const README = 'golden';

/** Every example, each of which must have its app in every language. */
function examplesInEveryLanguage(): string[] {
  const examples = readdirSync(EXAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
  const apps = examples.flatMap((example) => [typescript, ...OTHERS].map((language) => path.join(example, language.appFile(example))));
  const missing = apps.filter((app) => !existsSync(path.join(EXAMPLES, app)));
  if (missing.length > 0) throw new Error(`An example has its app in every language. In examples/ there is no ${missing.join(', ')}.`);
  return examples;
}

/** The templates of each example and of Getting started, by name. */
async function synthesize(language: Language, folder: string, examples: string[]): Promise<Map<string, Templates>> {
  const start = Date.now();
  mkdirSync(folder);
  for (const example of examples) cpSync(path.join(EXAMPLES, example), path.join(folder, example), { recursive: true });
  mkdirSync(path.join(folder, README));
  writeFileSync(path.join(folder, README, language.appFile(README)), await language.readmeProgram(path.dirname(folder)));
  const apps = [...examples, README];
  await language.install(folder, apps);
  const installed = Date.now();
  const templates = new Map<string, Templates>();
  for (const example of apps) {
    const out = path.join(folder, 'out', example);
    await language.run(folder, example, environment(out));
    templates.set(example, readTemplates(out));
  }
  const synthesized = Date.now();
  templates.set(GETTING_STARTED, await synthesizeProject(language, projectFolder(folder)));
  console.log(`${language.name}: installed in ${seconds(start, installed)} s, ${apps.length} apps synthesized in ${seconds(installed, synthesized)} s, `
    + `${GETTING_STARTED} installed and synthesized in ${seconds(synthesized, Date.now())} s`);
  return templates;
}

function projectFolder(folder: string): string {
  return `${folder}-project`;
}

/** The templates of a reader's project, made with the files and the command of the page. */
async function synthesizeProject(language: Language, folder: string): Promise<Templates> {
  const files = gettingStarted(language.name);
  writeProject(folder, files);
  const env = await language.installProject(folder);
  const out = path.join(folder, 'cdk.out');
  await command('sh', ['-c', appCommand(files)], { cwd: folder, env: { ...environment(out), ...env } });
  return readTemplates(out);
}

/** The environment that the CDK CLI gives an app without an account. Inherited settings of the CDK and AWS are left out. */
function environment(out: string): NodeJS.ProcessEnv {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CDK_') && !name.startsWith('AWS_')));
  return { ...inherited, CDK_OUTDIR: out };
}

function readTemplates(out: string): Templates {
  const files = readdirSync(out).filter((file) => file.endsWith('.template.json'));
  if (files.length === 0) throw new Error(`${out} has no template.`);
  return Object.fromEntries(files.map((file) => [file, JSON.parse(readFileSync(path.join(out, file), 'utf8'))]));
}

/** As `Promise.all`, but rejects only when no promise is pending, so that nothing still runs after an error. */
async function all<T>(promises: Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

function seconds(start: number, end: number): string {
  return ((end - start) / 1000).toFixed(0);
}

/** The state of the .NET package on this machine. */
function dotnet(): string {
  const files = existsSync(path.join(DIST, 'dotnet')) ? readdirSync(path.join(DIST, 'dotnet')) : [];
  if (files.some((file) => file.endsWith('.nupkg'))) return '.NET package built, no app run';
  if (files.includes('CdkImageBuilder')) return '.NET code generated, not compiled: no compiler here';
  throw new Error("dist/dotnet is empty. Run 'npm run package' first.");
}

async function main(): Promise<void> {
  const examples = examplesInEveryLanguage();
  const folder = mkdtempSync(path.join(tmpdir(), 'languages-'));
  try {
    const languages = [typescript, ...OTHERS];
    const [expected, ...actual] = await all(languages.map((language) => synthesize(language, path.join(folder, language.name), examples)));
    let compared = 0;
    let different = 0;
    for (const [index, { name }] of OTHERS.entries()) {
      for (const example of [...examples, README, GETTING_STARTED]) {
        const found = differences(expected.get(example)!, actual[index].get(example)!);
        compared += 1;
        if (found.length > 0) different += 1;
        console.log(found.length === 0 ? `${name} ${example}: the same as in TypeScript` : `${name} ${example} DIFFERS:\n${found.join('\n')}`);
      }
    }
    checkMinimums(await statedMinimums());
    console.log('The packages of all languages state the minimum versions of the README');
    checkVersions(await statedVersions());
    for (const license of ['LICENSE', 'THIRD-PARTY-LICENSES']) await fileOfJar(builtJava(/-[\d.]+\.jar$/), `META-INF/${license}`, folder);
    console.log('They have the version of the project, and the jar has its licenses');
    if (compared === 0) throw new Error('There is nothing to compare.');
    const mistakes = [await makePythonMistakes(path.join(folder, python.name)), await makeGoMistakes(path.join(folder, go.name))];
    console.log(`${mistakes[0]} mistakes in Python and ${mistakes[1]} in Go: each error names only what exists there`);
    const csharp = await differsFromTranslation(projectFolder(path.join(folder, typescript.name)));
    if (csharp) throw new Error(csharp);
    console.log(`${languages.length} languages, ${compared} apps compared, ${OTHERS.length} of them of ${GETTING_STARTED} and ${OTHERS.length} of the package's README, ${different} different; `
      + `${dotnet()}; the C# app of ${GETTING_STARTED} is as jsii-rosetta translates it, not compiled`);
    if (different > 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
