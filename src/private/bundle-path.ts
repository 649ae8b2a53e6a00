import * as path from 'path';

/** The folder that holds the bundle of a function; the same from the sources and from the published package. */
export function bundlePath(name: string): string {
  return path.join(__dirname, '..', '..', 'assets', name);
}
