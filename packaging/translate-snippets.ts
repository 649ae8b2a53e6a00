import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { LanguageTablet } from 'jsii-rosetta';
import { readAssembly } from './assembly';
import { ROOT } from './pacmak';
import { translate } from './rosetta';

/**
 * jsii leaves these classes out, so jsii-rosetta guesses the names of their members. No package has the translation of a page: those
 * of the README and of the API are made without an exception.
 */
const LEFT_OUT = ['ImageEventSourceBase', 'ImagePipelineBase', 'ImageBase'];

/**
 * Lets jsii-rosetta translate the TypeScript blocks of all pages, and the examples of the API, in strict mode:
 * what does not compile, and so would be wrong in every other language, fails.
 *
 * jsii-rosetta knows one page, the README that stands in the assembly; here all of them stand in its place.
 */
async function translateSnippets(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'snippets-'));
  try {
    for (const name of ['lib', 'node_modules', 'package.json']) symlinkSync(path.join(ROOT, name), path.join(folder, name));
    const docs = readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' });
    const pages = ['README.md', ...docs.filter((file) => file.endsWith('.md') && !file.startsWith('api')).map((file) => `docs/${file}`)];
    const markdown = pages.map((page) => readFileSync(path.join(ROOT, page), 'utf8')).join('\n\n');
    writeFileSync(path.join(folder, '.jsii'), JSON.stringify({ ...readAssembly(ROOT), readme: { markdown } }));

    const tablet = translate(folder, LEFT_OUT.map((name) => `:${name}" against`));
    console.log(`${(await LanguageTablet.fromFile(tablet)).count} snippets of ${pages.length} pages and of the API compile, and are translated to each language.`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void translateSnippets();
