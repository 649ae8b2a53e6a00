import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { readAssembly } from './assembly';

const ROOT = path.join(__dirname, '..');

/**
 * Lets jsii-rosetta translate the TypeScript blocks of all pages, and the examples of the API, in strict mode:
 * what does not compile, and so would be wrong in every other language, fails.
 *
 * jsii-rosetta knows one page, the README that stands in the assembly; here all of them stand in its place.
 */
function translateSnippets(): number {
  const folder = mkdtempSync(path.join(tmpdir(), 'snippets-'));
  try {
    for (const name of ['lib', 'node_modules', 'package.json']) symlinkSync(path.join(ROOT, name), path.join(folder, name));
    const docs = readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' });
    const pages = ['README.md', ...docs.filter((file) => file.endsWith('.md') && !file.startsWith('api')).map((file) => `docs/${file}`)];
    const markdown = pages.map((page) => readFileSync(path.join(ROOT, page), 'utf8')).join('\n\n');
    writeFileSync(path.join(folder, '.jsii'), JSON.stringify({ ...readAssembly(ROOT), readme: { markdown } }));

    const rosetta = path.join(path.dirname(require.resolve('jsii-rosetta/package.json')), 'bin', 'jsii-rosetta');
    const { status } = spawnSync(process.execPath, [rosetta, 'extract', '--strict', folder], { stdio: 'inherit' });
    if (status !== 0) return status ?? 1;
    const tablet = JSON.parse(readFileSync(path.join(folder, '.jsii.tabl.json'), 'utf8'));
    console.log(`${Object.keys(tablet.snippets).length} snippets of ${pages.length} pages and of the API compile, and are translated to each language.`);
    return 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

process.exitCode = translateSnippets();
