import { parseDocument } from 'yaml';
import { invalidValue } from '../errors';

/** Reads a document in YAML, of which JSON is a part; it must be a map. */
export function readYaml(text: string): Record<string, unknown> {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) throw invalidValue('data', `It is not valid YAML: ${error.message}`);
  const value: unknown = document.toJS();
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw invalidValue('data', 'It must be a map, in YAML or JSON.');
}
