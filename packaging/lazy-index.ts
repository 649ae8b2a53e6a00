/** An index from which a name's file is loaded when the name is first used: an app loads the constructs that it uses, and no others. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';

const load = createRequire(__filename);
const STAR = /^__exportStar\(require\("(\.[^"]+)"\), exports\);$/gm;

/** The names that a compiled module exports when it runs, each with the file that defines it. */
export function exportedNames(file: string): Map<string, string> {
  const stars = [...readFileSync(file, 'utf8').matchAll(STAR)].map(([, target]) => load.resolve(path.join(path.dirname(file), target)));
  if (stars.length === 0) return new Map(Object.keys(load(file)).map((name) => [name, file]));
  return new Map(stars.flatMap((star) => [...exportedNames(star)]));
}

/** The index: what `__exportStar` would do, but each file when it is asked for. */
export function lazyIndex(file: string): string {
  const names = [...exportedNames(file)].sort(([a], [b]) => a < b ? -1 : 1);
  const request = (target: string) => `./${path.relative(path.dirname(file), target).replace(/\.js$/, '').replaceAll(path.sep, '/')}`;
  return [
    '"use strict";',
    'Object.defineProperty(exports, "__esModule", { value: true });',
    'const lazy = (name, load) => Object.defineProperty(exports, name, { configurable: true, enumerable: true, get: () => {',
    '  const value = load();',
    '  Object.defineProperty(exports, name, { enumerable: true, value });',
    '  return value;',
    '} });',
    ...names.map(([name, target]) => `lazy("${name}", () => require("${request(target)}").${name});`),
    '',
  ].join('\n');
}
