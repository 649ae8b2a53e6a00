import { Stack } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { ValidationError } from '../../private/checks/validation-error';

const ID = 'CdkImageBuilderReservedNames';

/** The names that the golden images of a stack have for themselves: one construct a stack, without a resource. */
class ReservedNames extends Construct {
  public static of(scope: IConstruct): ReservedNames {
    const stack = Stack.of(scope);
    return stack.node.tryFindChild(ID) as ReservedNames | undefined ?? new ReservedNames(stack, ID);
  }

  /** Who has a name, by what it names and the name. */
  public readonly owners = new Map<string, IConstruct>();
}

/** Refuses a name that another golden image of the stack has for itself already, as those of one recipe would. */
export function reserveName(scope: IConstruct, what: string, name: string, advice: string): void {
  const { owners } = ReservedNames.of(scope);
  const key = `${what} ${name}`;
  const other = owners.get(key);
  if (other) throw new ValidationError(scope, `The ${what} '${name}' is that of the golden image '${other.node.path}' already: ${advice}.`);
  owners.set(key, scope);
}
