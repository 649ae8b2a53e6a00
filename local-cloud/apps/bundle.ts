import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { build, BuildOptions, Plugin } from 'esbuild';

/** Compiles a program of TypeScript into one file, without the packages that it uses. */
export async function bundle(entryPoint: string, options: Pick<BuildOptions, 'outdir' | 'plugins' | 'sourcemap'>): Promise<string> {
  const { outputFiles } = await build({
    ...options,
    entryPoints: [entryPoint],
    write: false,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: `node${process.versions.node}`,
    keepNames: true,
    sourcesContent: false,
    logLevel: 'silent', // the error has the messages
    plugins: [...options.plugins ?? [], foldersOfSources],
  });
  return outputFiles[0].text;
}

/** `__dirname` stays the folder of the source. */
const foldersOfSources: Plugin = {
  name: 'folders-of-sources',
  setup: ({ onLoad }) => onLoad({ filter: /\.ts$/ }, ({ path }) => (
    { contents: readFileSync(path, 'utf8').replaceAll('__dirname', JSON.stringify(dirname(path))), loader: 'ts' }
  )),
};

/** Writes a file in one step, since other processes may be reading it. */
export function replace(file: string, text: string): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, file);
}
