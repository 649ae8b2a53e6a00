import { Stack, Stage, Token } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { quoted } from './callers-language';
import { tokenIdentity } from './token-identity';
import { ValidationError } from './validation-error';

const ID = 'CdkImageBuilderReservedNames';

/** The names that constructs have reserved: one construct for each app or stack, without a resource. */
class ReservedNames extends Construct {
  public static of(scope: IConstruct): ReservedNames {
    return scope.node.tryFindChild(ID) as ReservedNames | undefined ?? new ReservedNames(scope as Construct, ID);
  }

  /** The construct that has a name, by the kind of thing, the place and the name. */
  public readonly owners = new Map<string, IConstruct>();
}

/** A name that only one construct may have. */
export interface ReservedName {
  /** The kind of construct that has the name, such as `golden image`. */
  readonly owner: string;
  /** The kind of thing that is named, such as `parameter`. */
  readonly what: string;
  readonly name: string;
  /** The advice if another construct has the name. */
  readonly advice: string;
}

/**
 * Rejects a name that another construct of the app has in the same account and Region. A name that is only known at
 * deployment is compared by its reference. A name in a stack without account and Region is compared with those of other such
 * stacks of the stage: stages may be deployed to different places.
 */
export function reserveName(scope: IConstruct, reserved: ReservedName): void {
  const { name, isOfStack } = tokenIdentity(scope, reserved.name);
  if (isOfStack) return reserveInStack(scope, { ...reserved, name });
  const { environment } = Stack.of(scope);
  reserve(ReservedNames.of(isPlaceKnown(scope) ? scope.node.root : Stage.of(scope) ?? scope.node.root), scope, { ...reserved, name }, environment);
}

/** Rejects a name that another construct of the stack has. */
export function reserveInStack(scope: IConstruct, reserved: ReservedName): void {
  reserve(ReservedNames.of(Stack.of(scope)), scope, reserved, '');
}

/**
 * Rejects a name that another construct certainly has in the same place: in the stack, or in the same known account and
 * Region. Two stacks without account and Region may be deployed to different places.
 */
export function reserveKnownName(scope: IConstruct, reserved: ReservedName): void {
  if (isPlaceKnown(scope) || Token.isUnresolved(reserved.name)) reserveName(scope, reserved);
  else reserveInStack(scope, reserved);
}

function isPlaceKnown(scope: IConstruct): boolean {
  const { account, region } = Stack.of(scope);
  return !Token.isUnresolved(account) && !Token.isUnresolved(region);
}

function reserve({ owners }: ReservedNames, scope: IConstruct, { owner, what, name, advice }: ReservedName, where: string): void {
  const key = JSON.stringify([what, where, name]);
  const other = owners.get(key);
  if (other) throw new ValidationError(scope, `The ${what} ${quoted(name)} is already defined by the ${owner} '${other.node.path}': ${advice}.`);
  owners.set(key, scope);
}
