import { Stack } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { ValidationError } from '../../private/checks/validation-error';

const ID = 'CdkImageBuilderReservedNames';

/** The names that are reserved by the golden images of a stack: one construct per stack, without a resource. */
class ReservedNames extends Construct {
  public static of(scope: IConstruct): ReservedNames {
    const stack = Stack.of(scope);
    return stack.node.tryFindChild(ID) as ReservedNames | undefined ?? new ReservedNames(stack, ID);
  }

  /** The owner of each name, by kind and name. */
  public readonly owners = new Map<string, IConstruct>();
}

/** Rejects a name that another golden image of the stack has reserved, for example because both use one recipe. */
export function reserveName(scope: IConstruct, what: string, name: string, advice: string): void {
  const { owners } = ReservedNames.of(scope);
  const key = `${what} ${name}`;
  const other = owners.get(key);
  if (other) throw new ValidationError(scope, `The ${what} '${name}' is that of the golden image '${other.node.path}' already: ${advice}.`);
  owners.set(key, scope);
}
