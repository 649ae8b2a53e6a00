import { Lazy, Stack, Token } from 'aws-cdk-lib';
import { sortedKeys } from '../../private/checks/sorted-keys';
import { holdsToken } from '../../private/documents/holds-token';
import { WorkflowValue } from '../workflow-value';

/** A structure as a text in JSON, which may hold tokens, and values of the workflow. */
export function jsonText(given: { [key: string]: unknown } | undefined): string | undefined {
  const structure = withTexts(given);
  if (structure === undefined || !holdsToken(structure)) return structure === undefined ? undefined : JSON.stringify(sortedKeys(structure));
  return Lazy.uncachedString({ produce: (context) => Stack.of(context.scope).toJsonString(sortedKeys(structure)) });
}

/** The service puts the values of references into a text: so it is their text that stands there. */
function withTexts(value: unknown): unknown {
  if (value instanceof WorkflowValue) return value.toString();
  if (typeof value !== 'object' || value === null || Token.isUnresolved(value)) return value;
  if (Array.isArray(value)) return value.map(withTexts);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withTexts(entry)]));
}
