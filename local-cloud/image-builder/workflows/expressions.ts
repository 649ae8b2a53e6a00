/**
 * The values that a document can refer to: `$.parameters.x`, `$.stepOutputs.Launch.instanceId`,
 * `$.workflowOutputs.ImageId`, `$.imagebuilder.platform`.
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-dynamic-vars.html
 */
export interface Scope {
  readonly parameters: Record<string, unknown>;
  readonly stepOutputs: Record<string, unknown>;
  readonly workflowOutputs: Record<string, unknown>;
  readonly imagebuilder: Record<string, unknown>;
}

type Condition = Record<string, unknown>;

const INTERPOLATION = /\{\{\s*(\$\.[^{}\s]+)\s*\}\}/g;

/**
 * The inputs with their references resolved: the value of a key that ends in `.$` is a reference or a text that holds some, and so
 * may a text under a plain key. Both forms of a text ran in samples of AWS (gated-distribution and step-functions-integration).
 */
export function resolveInputs(inputs: Record<string, unknown>, scope: Scope): Record<string, unknown> {
  return Object.fromEntries(Object.entries(inputs).map(([key, value]) => key.endsWith('.$')
    ? [key.slice(0, -2), resolveOperand(value, scope)]
    : [key, resolveValue(value, scope)]));
}

/** A value that may be a reference as a whole. */
export function resolveOperand(value: unknown, scope: Scope): unknown {
  return typeof value === 'string' && value.startsWith('$.') ? lookUp(value, scope) : resolveValue(value, scope);
}

/**
 * Whether a condition holds.
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-conditional-statements.html
 */
export function holds(condition: Condition, scope: Scope): boolean {
  const [statement] = Object.keys(condition).filter((key) => key !== 'value');
  const operand = condition[statement];
  switch (statement) {
    case 'and': return (operand as Condition[]).every((child) => holds(child, scope));
    case 'or': return (operand as Condition[]).some((child) => holds(child, scope));
    case 'not': return !holds(operand as Condition, scope);
    default: return compare(statement, resolveOperand(condition.value, scope), resolveOperand(operand, scope));
  }
}

function compare(statement: string, value: unknown, operand: unknown): boolean {
  switch (statement) {
    case 'numberGreaterThan': return Number(value) > Number(operand);
    case 'numberGreaterThanEquals': return Number(value) >= Number(operand);
    case 'numberLessThan': return Number(value) < Number(operand);
    case 'numberLessThanEquals': return Number(value) <= Number(operand);
    case 'numberEquals': return Number(value) === Number(operand);
    default: return String(value) === String(operand);
  }
}

function resolveValue(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') return value.replace(INTERPOLATION, (_, reference) => asText(lookUp(reference, scope)));
  if (Array.isArray(value)) return value.map((item) => resolveValue(item, scope));
  return typeof value === 'object' && value !== null ? resolveInputs(value as Record<string, unknown>, scope) : value;
}

function lookUp(reference: string, scope: Scope): unknown {
  return reference.split('.').slice(1).reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], scope);
}

function asText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
