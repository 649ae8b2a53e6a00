import { createHash } from 'node:crypto';
import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { sortedKeys } from '../checks/sorted-keys';

/** A hash of a structure as in the template: the order of keys does not count, and a token counts by its target. */
export function resolvedHash(scope: IConstruct, content: unknown): string {
  return createHash('sha256').update(JSON.stringify(sortedKeys(Stack.of(scope).resolve(content)))).digest('hex');
}
