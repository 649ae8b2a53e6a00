/**
 * Puts the compiled files into two, in which each part runs when it is first used, as it did in a file of its own: to find,
 * open and compile 300 small files takes longer than all that the constructs of an app do. `lib/library.js` has the parts that
 * most apps use; `lib/rest.js` has the others, which those apps need not even read.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { build, BuildOptions, Plugin } from 'esbuild';
import { lazyIndex } from './lazy-index';
import { withLazyRequires } from './lazy-requires';

/** An earlier build may have left them. */
const OUTPUTS = ['library.js', 'rest.js'];

const OPTIONS = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  keepNames: true, // messages name the classes of what they were given
  legalComments: 'none',
  logLevel: 'error',
} satisfies BuildOptions;

/**
 * Writes the two files and an index in the place of the compiled files in a folder. The declarations stay where they are.
 *
 * @param app a file whose `commonApp(library)` uses what most apps use
 */
export async function putIntoLibraryFiles(folder: string, app: string): Promise<void> {
  const index = path.join(folder, 'index.js');
  const compiled = javaScriptIn(folder).filter((file) => !OUTPUTS.includes(path.relative(folder, file)));
  const withLazyNames = lazyIndex(index);
  compiled.forEach((file) => writeFileSync(file, file === index ? withLazyNames : withLazyRequires(readFileSync(file, 'utf8'))));
  const parts = await filesBehind(index);
  const used = filesUsed(app, index);
  const common = new LibraryFile(folder, 'library', parts.filter((file) => used.includes(file)));
  const rest = new LibraryFile(folder, 'rest', parts.filter((file) => !used.includes(file)));
  await common.write(rest, withLazyNames);
  await rest.write(common);
  compiled.forEach((file) => rmSync(file));
  writeFileSync(index, namesFor(Object.keys(createRequire(index)(common.file))));
}

function javaScriptIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js')).map((name) => path.join(folder, name));
}

/** The files that an index loads, or that they load; those that only declare types are not among them. */
async function filesBehind(index: string): Promise<string[]> {
  const { metafile } = await build({ ...OPTIONS, entryPoints: [index], packages: 'external', write: false, metafile: true, absWorkingDir: path.dirname(index) });
  return Object.keys(metafile.inputs).map((name) => path.join(path.dirname(index), name)).filter((file) => file !== index);
}

function filesUsed(app: string, index: string): string[] {
  const script = `require(${JSON.stringify(app)}).commonApp(require(${JSON.stringify(index)})); console.log(JSON.stringify(Object.keys(require.cache)));`;
  return JSON.parse(execFileSync(process.execPath, ['--require', 'tsx/cjs', '--eval', script], { cwd: __dirname, encoding: 'utf8' })) as string[];
}

/** One of the two files. Its `parts`, by name, are for the other one. */
class LibraryFile {
  public readonly file: string;

  public constructor(private readonly folder: string, private readonly name: string, private readonly parts: readonly string[]) {
    this.file = path.join(folder, `${name}.js`);
  }

  public async write(other: LibraryFile, text = '"use strict";'): Promise<void> {
    const names = this.parts.map((part) => JSON.stringify(this.partName(part)));
    const table = `Object.defineProperty(exports, "parts", { value: {\n${names.map((name) => `get ${name}() { return require(${name}); },\n`).join('')}} });`;
    await build({
      ...OPTIONS,
      stdin: { contents: `${text}\n${table}\n`, resolveDir: this.folder, sourcefile: `parts-of-${this.name}.js` },
      outfile: this.file,
      absWorkingDir: path.dirname(this.folder),
      plugins: [packagesOnce, this.partsOf(other), foldersOfParts(this.folder)],
    });
  }

  private partName(file: string): string {
    return `./${path.relative(this.folder, file).replace(/\.js$/, '').replaceAll(path.sep, '/')}`;
  }

  /** Takes the parts of the other file from there. */
  private partsOf({ name, parts }: LibraryFile): Plugin {
    return {
      name: 'parts-of-the-other-file',
      setup: ({ onResolve, onLoad }) => {
        onResolve({ filter: /^\./ }, ({ path: request, resolveDir, namespace }) => {
          if (namespace === 'other') return { path: request, external: true };
          const file = `${path.resolve(resolveDir, request)}.js`;
          return parts.includes(file) ? { path: this.partName(file), namespace: 'other' } : undefined;
        });
        onLoad({ filter: /./, namespace: 'other' }, ({ path: part }) => ({ contents: `module.exports = require("./${name}").parts[${JSON.stringify(part)}];` }));
      },
    };
  }
}

/** Lets `__dirname` stay the folder that a part was compiled to. */
function foldersOfParts(folder: string): Plugin {
  return {
    name: 'folders-of-parts',
    setup: ({ onLoad }) => onLoad({ filter: /\.js$/, namespace: 'file' }, ({ path: file }) => {
      const subfolder = path.relative(folder, path.dirname(file)).replaceAll(path.sep, '/');
      return { contents: readFileSync(file, 'utf8').replaceAll('__dirname', `(__dirname + ${JSON.stringify(`/${subfolder}`)})`) };
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

if (require.main === module) void putIntoLibraryFiles(path.join(__dirname, '..', 'lib'), path.join(__dirname, 'common-app'));
