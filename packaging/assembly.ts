import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';

/** The assembly that jsii writes of a package. */
export interface Assembly {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly submodules?: object;
  readonly readme?: { readonly markdown: string };
  readonly types: Readonly<Record<string, AssemblyType>>;
}

export interface AssemblyType {
  readonly name: string;
  readonly namespace?: string;
  readonly kind: string;
  readonly base?: string;
  readonly interfaces?: readonly string[];
  readonly docs?: { readonly summary?: string; readonly custom?: object };
}

/** The assembly in a folder, as jsii wrote it. */
export function readAssembly(folder: string): Assembly {
  const compressed = path.join(folder, '.jsii.gz');
  return JSON.parse(existsSync(compressed) ? gunzipSync(readFileSync(compressed)).toString('utf8') : readFileSync(path.join(folder, '.jsii'), 'utf8'));
}
