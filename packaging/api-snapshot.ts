/** Writes the public API, as jsii knows it, to `api/assembly.json`: reviewers see what changes in it, and each release keeps its own. */
import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { readAssembly } from './assembly';

export const SNAPSHOT = path.join('api', 'assembly.json');

/** The members of an assembly that affect users of the API. The others hold documentation, compilation and packaging. */
const KEPT = ['schema', 'name', 'dependencies', 'types'];
/** Positions in the sources, and ids that only the documentation needs. */
const LEFT_OUT = ['locationInModule', 'locationInSource', 'locationInTypesFile', 'symbolId'];

type Json = { readonly [key: string]: unknown };

/** The API in an assembly. */
export function apiOf(assembly: object): Json {
  return {
    ...Object.fromEntries(Object.entries(assembly).filter(([key]) => KEPT.includes(key)).map(([key, value]) => [key, withoutDocs(value)])),
    version: '0.0.0',
  };
}

function withoutDocs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDocs);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value)
    .filter(([key]) => !LEFT_OUT.includes(key))
    .map(([key, entry]) => key === 'docs' ? [key, stabilityOf(entry)] : [key, withoutDocs(entry)])
    .filter(([, entry]) => entry !== undefined));
}

/** The part of the docs that jsii-diff reads; undefined for a stable API. */
function stabilityOf(docs: unknown): unknown {
  const { stability, deprecated } = Object(docs);
  return stability === undefined || stability === 'stable' ? undefined : { stability, deprecated };
}

/** JSON with a line for each member of a type. */
export function lines(value: unknown, depth = 0): string {
  if (depth === 4 || typeof value !== 'object' || value === null) return JSON.stringify(value);
  const indent = '\n' + ' '.repeat(depth + 1);
  const entries = Object.entries(value)
    .filter(([, entry]) => entry !== undefined)
    .map(([key, entry]) => indent + (Array.isArray(value) ? '' : `${JSON.stringify(key)}: `) + lines(entry, depth + 1));
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return entries.length === 0 ? open + close : `${open}${entries.join()}\n${' '.repeat(depth)}${close}`;
}

if (require.main === module) {
  const root = path.join(__dirname, '..');
  mkdirSync(path.join(root, 'api'), { recursive: true });
  writeFileSync(path.join(root, SNAPSHOT), `${lines(apiOf(readAssembly(root)))}\n`);
}
