import { Token } from 'aws-cdk-lib';

/** What a reader of a document looks for first. */
const FIRST = ['schemaVersion', 'name', 'action'];

/** The entries of a map, by key: the maps of other languages have no order, and a template has the same one each time. */
export function sortedEntries<T>(map: { readonly [key: string]: T }): [string, T][] {
  return Object.entries(map).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** A structure whose maps are sorted by key, without the entries that are undefined; tokens stay what they are. */
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
