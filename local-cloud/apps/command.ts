import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Plugin } from 'esbuild';
import { bundle, replace } from './bundle';
import { compileLibrary } from './library';

const PROJECT = join(__dirname, '..', '..');
/** Inside the project, where an app finds its packages. */
const FOLDER = join(PROJECT, '.cache', 'apps');
const LIBRARY = join(FOLDER, 'library.js');
const MAX_UNUSED_MS = 30 * 24 * 60 * 60 * 1_000;
const CODE_CACHE = join(__dirname, '..', 'code-cache.cjs');

/**
 * Compiles an app with esbuild, and returns the command that runs it. tsx uses esbuild, too, but in each process, and it searches
 * every file of every package for code to compile, which takes twice as long as the app.
 *
 * @param file its TypeScript file, from the project's folder
 */
export async function appCommand(file: string): Promise<string> {
  mkdirSync(FOLDER, { recursive: true });
  await compileLibrary(join(PROJECT, 'src'), LIBRARY);
  const text = await bundle(resolve(PROJECT, file), { outdir: FOLDER, sourcemap: 'inline', plugins: [library] });
  const app = join(FOLDER, `${createHash('sha1').update(text).digest('hex')}.js`);
  if (existsSync(app)) utimesSync(app, new Date(), new Date());
  else replace(app, text);
  removeUnused();
  return `node --enable-source-maps --require "${CODE_CACHE}" "${app}"`;
}

/** Removes the programs that no command has used for a while. Other processes may be doing the same. */
function removeUnused(): void {
  const files = readdirSync(FOLDER).map((name) => join(FOLDER, name)).filter((file) => file !== LIBRARY);
  const isUnused = (file: string) => Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > MAX_UNUSED_MS;
  files.filter(isUnused).forEach((file) => rmSync(file, { force: true }));
}

const library: Plugin = {
  name: 'library',
  setup: ({ onResolve }) => onResolve({ filter: /^cdk-image-builder$/ }, () => ({ path: LIBRARY, external: true })),
};
