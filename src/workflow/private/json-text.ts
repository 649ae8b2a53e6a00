import { Lazy, Stack, Token } from 'aws-cdk-lib';
import { sortedKeys } from '../../private/checks/sorted-keys';
import { holdsToken } from '../../private/documents/holds-token';
import { WorkflowValue } from '../workflow-value';

/** Renders a structure as JSON; it may hold tokens and values of the workflow. */
export function jsonText(given: { [key: string]: unknown } | undefined): string | undefined {
  const structure = withTexts(given);
  if (structure === undefined) return undefined;
  if (!holdsToken(structure)) return JSON.stringify(sortedKeys(structure));
  return Lazy.uncachedString({ produce: (context) => Stack.of(context.scope).toJsonString(sortedKeys(structure)) });
}

/** Whether a structure contains a reference that Image Builder resolves. */
export function holdsReference(value: unknown): boolean {
  const text = WorkflowValue._isWorkflowValue(value) ? value.toString() : value;
  if (typeof text === 'string') return text.includes('{{ $.');
  return typeof text === 'object' && text !== null && !Token.isUnresolved(text) && Object.values(text).some(holdsReference);
}

/** Writes references as text, since Image Builder replaces them in the JSON. */
function withTexts(value: unknown): unknown {
  if (WorkflowValue._isWorkflowValue(value)) return value.toString();
  if (typeof value !== 'object' || value === null || Token.isUnresolved(value)) return value;
  if (Array.isArray(value)) return value.map(withTexts);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withTexts(entry)]));
}
