import { createHash } from 'node:crypto';
import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { sortedKeys } from '../checks/sorted-keys';

/** A hash of a structure as the template says it: the order of keys does not count, and a token counts by what it refers to. */
export function resolvedHash(scope: IConstruct, content: unknown): string {
  return createHash('sha256').update(JSON.stringify(sortedKeys(Stack.of(scope).resolve(content)))).digest('hex');
}
