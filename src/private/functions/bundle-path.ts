import { existsSync } from 'node:fs';
import * as path from 'node:path';

/** The folder that holds the bundle of a function; the same from the sources and from the published package. */
export function bundlePath(name: string): string {
  const folder = path.join(__dirname, '..', '..', '..', 'assets', name);
  if (!existsSync(folder)) {
    throw new Error(`The bundle of the function '${name}' is not at '${folder}': if the app itself is bundled (by esbuild or webpack, for example), keep the package out of that bundle, with 'external: ["cdk-image-builder"]', and install it where the app runs. Otherwise install the package again; in a checkout of this library, run 'npm run bundle'.`);
  }
  return folder;
}
