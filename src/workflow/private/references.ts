import { isMap } from '../../private/checks/structure-check';

/** A reference in a document: `$.stepOutputs.Launch.instanceId` as its parts. */
export interface Reference {
  /** The path of the reference in the document. */
  readonly path: string;
  readonly source: string;
  readonly name: string;
  readonly field?: string;
}

const WHOLE = /^\$\.(\w+)\.([\w-]+)(?:\.([\w-]+))?/;
const INTERPOLATED = /\{\{\s*\$\.(\w+)\.([\w-]+)(?:\.([\w-]+))?[^{}]*\}\}/g;

/** All references in a value of a document, at any depth. */
export function referencesIn(path: string, value: unknown): Reference[] {
  if (typeof value === 'string') return referencesInText(path, value);
  if (Array.isArray(value)) return value.flatMap((entry, index) => referencesIn(`${path}[${index}]`, entry));
  if (isMap(value)) return Object.entries(value).flatMap(([key, entry]) => referencesIn(`${path}.${key}`, entry));
  return [];
}

function referencesInText(path: string, text: string): Reference[] {
  const whole = WHOLE.exec(text);
  const matches = whole ? [whole] : [...text.matchAll(INTERPOLATED)];
  return matches.map(([, source, name, field]) => ({ path, source, name, field }));
}
