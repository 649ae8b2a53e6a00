import { readFileSync } from 'node:fs';
import { IConstruct } from 'constructs';
import { ValidationError } from './validation-error';

/** What Image Builder reads of a document in S3, in bytes. */
const MAX_BYTES = 64 * 1024;

/** The text of a document's file, which may have no more than Image Builder reads from S3. */
export function readDocumentFile(scope: IConstruct, what: string, path: string, see: string): string {
  const content = readFileSync(path);
  if (content.length > MAX_BYTES) {
    throw new ValidationError(scope, `${what} may have at most ${MAX_BYTES} bytes (64 KB), got ${content.length} in '${path}': split it. See ${see}`);
  }
  return content.toString('utf8');
}
