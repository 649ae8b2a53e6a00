/**
 * Puts the compiled files into one, `lib/library.js`, in which each part runs when it is first used, as it did in a file of
 * its own: to find, open and compile 300 small files takes longer than all that the constructs of an app do.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { build, Plugin } from 'esbuild';
import { lazyIndex } from './lazy-index';
import { withLazyRequires } from './lazy-requires';

const LIBRARY = 'library.js';

/** Writes the library and an index in the place of the compiled files in a folder. The declarations stay where they are. */
export async function putIntoOneFile(folder: string): Promise<void> {
  const index = path.join(folder, 'index.js');
  const library = path.join(folder, LIBRARY);
  await build({
    entryPoints: [index],
    outfile: library,
    bundle: true,
    platform: 'node',
    target: 'node20',
    keepNames: true, // messages name the classes of what they were given
    legalComments: 'none',
    logLevel: 'error',
    plugins: [packagesOnce, ownParts(folder)],
  });
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name))
    .filter((file) => file.endsWith('.js') && file !== library).forEach((file) => rmSync(file));
  writeFileSync(index, namesFor(Object.keys(createRequire(index)(library))));
}

/** The compiled files with lazy requires. `__dirname` stays the folder that a part was compiled to. */
function ownParts(folder: string): Plugin {
  return {
    name: 'own-parts',
    setup: ({ onLoad }) => onLoad({ filter: /\.js$/, namespace: 'file' }, ({ path: file }) => {
      const text = path.relative(folder, file) === 'index.js' ? lazyIndex(file) : readFileSync(file, 'utf8');
      const subfolder = path.relative(folder, path.dirname(file)).replaceAll(path.sep, '/');
      return { contents: withLazyRequires(text).replaceAll('__dirname', `(__dirname + ${JSON.stringify(`/${subfolder}`)})`) };
    }),
  };
}

/** Leaves other packages out, and asks Node.js for each of them once: it looks for the file at every call. */
const packagesOnce: Plugin = {
  name: 'packages-once',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^[a-z@]/ }, ({ path: name, namespace }) => {
      if (name.startsWith('node:')) return undefined;
      return namespace === 'package' ? { path: name, external: true } : { path: name, namespace: 'package' };
    });
    onLoad({ filter: /./, namespace: 'package' }, ({ path: name }) => ({ contents: `module.exports = require(${JSON.stringify(name)});` }));
  },
};

/**
 * An index that Node.js can read the names of an ES module's import from without running it. It is short, in one line and
 * without the usual `module.exports = require()`: Node.js reads it character by character, and what it requires in that way, too.
 */
function namesFor(names: readonly string[]): string {
  return `"use strict";Object.defineProperty(exports,"__esModule",{value:!0});${names.map((name) => `exports.${name}=`).join('')}void 0;var library=require("./library");module.exports=library;\n`;
}

if (require.main === module) void putIntoOneFile(path.join(__dirname, '..', 'lib'));
