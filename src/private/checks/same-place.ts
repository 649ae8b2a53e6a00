import { Stack, Token } from 'aws-cdk-lib';
import { IEnvironmentAware } from 'aws-cdk-lib/interfaces';
import { IConstruct } from 'constructs';
import { ValidationError } from './validation-error';

/** A part of a build, and where it is. */
export interface Part {
  /** What it is to the build, as 'recipe'. */
  readonly what: string;
  readonly part: IEnvironmentAware & IConstruct;
  readonly see: string;
}

/** Refuses a part of another Region than that of the stack, as far as both are known: Image Builder finds it in its own Region only. */
export function checkSameRegion(scope: IConstruct, part: Part): void {
  check(scope, part, 'Region', part.part.env.region, Stack.of(scope).region);
}

/** Refuses a part of another account or Region than those of the stack, as far as they are known. */
export function checkSamePlace(scope: IConstruct, part: Part): void {
  checkSameRegion(scope, part);
  check(scope, part, 'account', part.part.env.account, Stack.of(scope).account);
}

function check(scope: IConstruct, { what, part, see }: Part, place: string, its: string, own: string): void {
  if (Token.isUnresolved(its) || Token.isUnresolved(own) || its === own) return;
  throw new ValidationError(scope, `The ${what} must be in the stack's own ${place} '${own}', got '${part.node.path}' in '${its}': make one there. See ${see}`);
}
