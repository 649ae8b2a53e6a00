import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

export const ROOT = path.join(__dirname, '..', '..');
export const EXAMPLES = path.join(ROOT, 'examples');
export const DIST = path.join(ROOT, 'dist');

/** The one file of a kind that a language's package is. */
export function built(folder: string, extension: string): string {
  const files = readdirSync(path.join(DIST, folder)).filter((file) => file.endsWith(extension));
  if (files.length !== 1) throw new Error(`dist/${folder} should hold one ${extension}, holds: ${files.join(', ') || 'none'}. Run 'npm run package' first.`);
  return path.join(DIST, folder, files[0]);
}

/** The one file of a kind in the Maven repository of the built package. */
export function builtJava(ending: string | RegExp): string {
  const files = readdirSync(path.join(DIST, 'java'), { recursive: true, encoding: 'utf8' })
    .filter((file) => typeof ending === 'string' ? file.endsWith(ending) : ending.test(file));
  if (files.length !== 1) throw new Error(`dist/java should hold one ${ending}, holds: ${files.join(', ') || 'none'}. Run 'npm run package' first.`);
  return path.join(DIST, 'java', files[0]);
}

/** The version of a package that the project is developed with. */
export function installedVersion(name: string): string {
  return JSON.parse(readFileSync(path.join(ROOT, 'node_modules', name, 'package.json'), 'utf8')).version;
}
