import { Lazy, Stack } from 'aws-cdk-lib';
import { holdsToken } from '../../private/holds-token';
import { sortedKeys } from '../../private/sorted-keys';

/** A structure as a text in JSON, which may hold tokens. */
export function jsonText(structure: { [key: string]: unknown } | undefined): string | undefined {
  if (structure === undefined || !holdsToken(structure)) return structure && JSON.stringify(sortedKeys(structure));
  return Lazy.uncachedString({ produce: context => Stack.of(context.scope).toJsonString(sortedKeys(structure)) });
}
