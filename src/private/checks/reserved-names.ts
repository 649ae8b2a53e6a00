import { Stack, Token } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { tokenIdentity } from './token-identity';
import { ValidationError } from './validation-error';

const ID = 'CdkImageBuilderReservedNames';

/** The names that constructs have for themselves: one construct an app or stack, without a resource. */
class ReservedNames extends Construct {
  public static of(scope: IConstruct): ReservedNames {
    return scope.node.tryFindChild(ID) as ReservedNames | undefined ?? new ReservedNames(scope as Construct, ID);
  }

  /** Who has a name, by what it names, where, and the name. */
  public readonly owners = new Map<string, IConstruct>();
}

/** A name that one construct alone may have. */
export interface ReservedName {
  /** What has the name, such as `golden image`. */
  readonly owner: string;
  /** What is named, such as `parameter`. */
  readonly what: string;
  readonly name: string;
  /** What to do where another construct has the name. */
  readonly advice: string;
}

/**
 * Rejects a name that another construct of the app has in the same account and Region. A name that is known at deployment is
 * compared by what it refers to. A name in a stack without account and Region is compared with those of the other such stacks.
 */
export function reserveName(scope: IConstruct, reserved: ReservedName): void {
  const { name, isOfStack } = tokenIdentity(scope, reserved.name);
  if (isOfStack) reserveInStack(scope, { ...reserved, name });
  else reserve(ReservedNames.of(scope.node.root), scope, { ...reserved, name }, Stack.of(scope).environment);
}

/** Rejects a name that another construct of the stack has. */
export function reserveInStack(scope: IConstruct, reserved: ReservedName): void {
  reserve(ReservedNames.of(Stack.of(scope)), scope, reserved, '');
}

/**
 * Rejects a name that another construct has in a place that is surely the same: in the stack, or in the same known account and
 * Region. Two stacks without account and Region may be deployed to different ones.
 */
export function reserveKnownName(scope: IConstruct, reserved: ReservedName): void {
  const { account, region } = Stack.of(scope);
  const isKnown = !Token.isUnresolved(account) && !Token.isUnresolved(region);
  if (isKnown || Token.isUnresolved(reserved.name)) reserveName(scope, reserved);
  else reserveInStack(scope, reserved);
}

function reserve({ owners }: ReservedNames, scope: IConstruct, { owner, what, name, advice }: ReservedName, where: string): void {
  const key = JSON.stringify([what, where, name]);
  const other = owners.get(key);
  if (other) throw new ValidationError(scope, `The ${what} '${name}' is already defined by the ${owner} '${other.node.path}': ${advice}.`);
  owners.set(key, scope);
}
