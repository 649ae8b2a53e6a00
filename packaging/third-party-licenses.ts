/**
 * Writes the licences of all packages of which esbuild put code into a function or the command: their terms ask for it. Made from what
 * esbuild says of its bundles, since the tools for this are plugins, and projen runs esbuild by its command line.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..');
/** Where esbuild writes what is in each bundle. */
const METAFILES = path.join(ROOT, '.bundles');
/** For packages that name the licence only, as some of the AWS SDK do: the project's own is the same. */
const KNOWN_TEXTS: Record<string, string> = { 'Apache-2.0': readFileSync(path.join(ROOT, 'LICENSE'), 'utf8').trim() };
const LICENSE_FILE = /^(licen[cs]e|notice|copying)/i;

/** The metafile of esbuild: the bytes of each input in each output. */
export interface Metafile {
  readonly outputs: Record<string, { readonly inputs: Record<string, { readonly bytesInOutput: number }> }>;
}

/** The folders of the packages of which a bundle has code. */
export function bundledPackages({ outputs }: Metafile): string[] {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const folders = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([input]) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]).filter((folder) => folder !== undefined);
  return [...new Set(folders)].sort();
}

/**
 * The packages with their licences; packages with the same text share it.
 *
 * @throws if a package has no licence file, and the text of its licence is not known
 */
export function licenses(folders: string[]): string {
  const packages = new Map<string, Set<string>>();
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const files = readdirSync(folder).filter((file) => LICENSE_FILE.test(file)).sort();
    if (files.length === 0 && !(license in KNOWN_TEXTS)) throw new Error(`${name} ${version} (${license}) is bundled and has no licence file in '${folder}': bundle another version, or add its licence here.`);
    const texts = files.map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
    const text = texts.join('\n\n') || KNOWN_TEXTS[license];
    packages.set(text, (packages.get(text) ?? new Set()).add(`${name} ${version} (${license})`));
  }
  return [...packages].map(([text, names]) => `${[...names].join('\n')}\n\n${text}\n`).join(`\n${'-'.repeat(80)}\n\n`);
}

function main(): void {
  if (!existsSync(METAFILES)) throw new Error(`${METAFILES} is not there: run 'npm run bundle'.`);
  const metafiles = readdirSync(METAFILES).map((file) => JSON.parse(readFileSync(path.join(METAFILES, file), 'utf8')) as Metafile);
  const folders = [...new Set(metafiles.flatMap(bundledPackages))].sort();
  const head = 'The functions and the command in the folder assets contain code of these packages.\n\n';
  writeFileSync(path.join(ROOT, 'THIRD-PARTY-LICENSES'), head + licenses(folders.map((folder) => path.join(ROOT, folder))));
}

if (require.main === module) main();
