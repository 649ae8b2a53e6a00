import { Token } from 'aws-cdk-lib';

/** Keys that come first, because readers of a document look for them. */
const FIRST = ['schemaVersion', 'name', 'action'];

/** The entries of a map, sorted by key: maps of other languages have no order, but templates must be deterministic. */
export function sortedEntries<T>(map: { readonly [key: string]: T }): [string, T][] {
  return Object.entries(map).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** Sorts the maps of a structure by key and removes undefined entries; tokens stay unchanged. */
export function sortedKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Token.isUnresolved(value)) return value;
  if (Array.isArray(value)) return value.map(sortedKeys);
  const entries = sortedEntries(value as { [key: string]: unknown }).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(entries.map(([key, entry]) => [key, sortedKeys(entry)]));
}

function rank(key: string): number {
  const index = FIRST.indexOf(key);
  return index < 0 ? FIRST.length : index;
}
