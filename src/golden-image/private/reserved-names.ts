import { Stack, Token } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { ValidationError } from '../../private/checks/validation-error';

const ID = 'CdkImageBuilderReservedNames';

/** The names that golden images have for themselves: one construct an app or stack, without a resource. */
class ReservedNames extends Construct {
  public static of(scope: IConstruct): ReservedNames {
    return scope.node.tryFindChild(ID) as ReservedNames | undefined ?? new ReservedNames(scope as Construct, ID);
  }

  /** Who has a name, by what it names, where, and the name. */
  public readonly owners = new Map<string, IConstruct>();
}

/**
 * Refuses a name that another golden image has for itself in the account and Region: in any stack or stage of the app. A name
 * that is known at deployment is compared within its stack, and one of a stack without account and Region with those of the
 * other such stacks.
 */
export function reserveName(scope: IConstruct, what: string, name: string, advice: string): void {
  const stack = Stack.of(scope);
  if (Token.isUnresolved(name)) reserveInStack(scope, what, JSON.stringify(stack.resolve(name)), advice);
  else reserve(ReservedNames.of(scope.node.root), scope, { what, name, where: stack.environment, advice });
}

/** Refuses a name that another golden image of the stack has for itself. */
export function reserveInStack(scope: IConstruct, what: string, name: string, advice: string): void {
  reserve(ReservedNames.of(Stack.of(scope)), scope, { what, name, where: '', advice });
}

interface Reservation {
  readonly what: string;
  readonly name: string;
  readonly where: string;
  readonly advice: string;
}

function reserve({ owners }: ReservedNames, scope: IConstruct, { what, name, where, advice }: Reservation): void {
  const key = JSON.stringify([what, where, name]);
  const other = owners.get(key);
  if (other) throw new ValidationError(scope, `The ${what} '${name}' is that of the golden image '${other.node.path}' already: ${advice}.`);
  owners.set(key, scope);
}
