import { existsSync } from 'node:fs';
import * as path from 'node:path';

/** The folder that holds the bundle of a function; the same from the sources and from the published package. */
export function bundlePath(name: string): string {
  const folder = path.join(__dirname, '..', '..', '..', 'assets', name);
  if (!existsSync(folder)) {
    throw new Error(`The bundle of the function '${name}' is not at '${folder}': run 'npm run bundle' in a checkout of this library, or install the package again.`);
  }
  return folder;
}
