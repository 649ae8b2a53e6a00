import { Token } from 'aws-cdk-lib';
import { WorkflowValue } from '../workflow-value';

const REFERENCE = /^\{\{ (\$\.[^{}]+) \}\}$/;

/** The inputs of a step as the document has them: undefined ones left out, the key of a reference with `.$` at its end. */
export function renderInputs(inputs: { [name: string]: unknown }): { [name: string]: unknown } {
  return Object.fromEntries(Object.entries(inputs)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => renderInput(name, value)));
}

function renderInput(name: string, value: unknown): [string, unknown] {
  if (value instanceof WorkflowValue) return value._renderInput(name);
  const reference = typeof value === 'string' ? REFERENCE.exec(value) : null;
  return reference ? [`${name}.$`, reference[1]] : [name, renderEntry(value)];
}

function renderEntry(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Token.isUnresolved(value)) return value;
  return Array.isArray(value) ? value.map(renderEntry) : renderInputs(value as { [name: string]: unknown });
}
