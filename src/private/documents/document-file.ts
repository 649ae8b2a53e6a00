import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { IConstruct } from 'constructs';
import { ValidationError } from '../checks/validation-error';

/** The largest document that Image Builder reads from S3, in bytes. */
const MAX_BYTES = 64 * 1024;

/** Reads the file of a document, which may not be larger than Image Builder's limit for S3. */
export function readDocumentFile(scope: IConstruct, what: string, path: string, see: string): string {
  const problem = whyNoFile(what, path);
  if (problem) throw new ValidationError(scope, problem);
  const content = readFileSync(path);
  if (content.length > MAX_BYTES) {
    throw new ValidationError(scope, `${what} may have at most ${MAX_BYTES} bytes (64 KB), got ${content.length} in '${path}': split it. See ${see}`);
  }
  return content.toString('utf8');
}

/** Reads a file that becomes part of the template, before there is a construct. */
export function readInlineFile(what: string, path: string): string {
  const problem = whyNoFile(what, path);
  if (problem) throw new ValidationError(undefined, problem);
  return readFileSync(path, 'utf8');
}

function whyNoFile(what: string, path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile()) return undefined;
  return `${what} must be in a file, got '${path}', and ${found ? 'a directory is' : 'nothing is'} at '${resolve(path)}': give the path from the directory in which the app runs, or an absolute one.`;
}
