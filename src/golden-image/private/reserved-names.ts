import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ValidationError } from '../../private/checks/validation-error';

const claims = new WeakMap<Stack, Map<string, IConstruct>>();

/** Refuses a name that another golden image of the stack has for itself already, as those of one recipe would. */
export function reserveName(scope: IConstruct, what: string, name: string, advice: string): void {
  const stack = Stack.of(scope);
  const names = claims.get(stack) ?? new Map<string, IConstruct>();
  claims.set(stack, names);
  const key = `${what} ${name}`;
  const other = names.get(key);
  if (other) throw new ValidationError(scope, `The ${what} '${name}' is that of the golden image '${other.node.path}' already: ${advice}.`);
  names.set(key, scope);
}
