import { Lazy, Stack } from 'aws-cdk-lib';
import { holdsToken } from '../../private/holds-token';

/** A structure as a text in JSON, which may hold tokens. */
export function jsonText(structure: { [key: string]: unknown } | undefined): string | undefined {
  if (structure === undefined || !holdsToken(structure)) return structure && JSON.stringify(structure);
  return Lazy.uncachedString({ produce: context => Stack.of(context.scope).toJsonString(structure) });
}
