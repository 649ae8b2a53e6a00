import { Fn, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ValidationError } from './validation-error';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/ibhow-semantic-versioning.html';
const WITH_X = /^(?:[0-9]+\.[0-9]+\.[0-9]+|[0-9]+\.[0-9]+\.x|[0-9]+\.x\.x|x\.x\.x)$/;
const WITHOUT_X = /^[0-9]+\.[0-9]+\.[0-9]+$/;

/**
 * The version of a recipe that states none. A recipe is immutable, so a changed one is a new resource: the
 * service finds a free number for it, while a fixed number would clash with the recipe that it replaces.
 */
export const DEFAULT_RECIPE_VERSION = '1.0.x';

/** The version of a component or workflow that states none: the service numbers its builds. */
export const DEFAULT_VERSION = '1.0.0';

/** The largest number that a node of a version may have: 2^30 - 1. */
export const MAX_VERSION_NODE = 1073741823;

/** Rejects an invalid version of a recipe. A node may be `x` if all nodes to its right are `x` too. */
export function checkRecipeVersion(scope: IConstruct, what: string, version: string | undefined): void {
  check(scope, version, WITH_X, `The version of the ${what} must be three nodes as in '1.0.0', where a node may be 'x' for the next free number if all nodes to its right are 'x' too`);
}

/** Rejects an invalid version of a component or workflow; these cannot contain an `x`. */
export function checkFixedVersion(scope: IConstruct, what: string, version: string | undefined): void {
  check(scope, version, WITHOUT_X, `The version of the ${what} must be three numbers as in '1.0.0' (only recipes may have an 'x')`);
}

/** Rejects an invalid reference to a version. A node may be `x` if all nodes to its right are; without an `x`, a build may follow. */
export function checkReferencedVersion(scope: IConstruct, what: string, version: string | undefined): void {
  check(scope, version?.replace(/\/[0-9]+$/, ''), WITH_X, `The version of the ${what} must be three nodes as in '1.0.0', where a node may be 'x' for the newest if all nodes to its right are 'x' too`);
}

/** The version of a recipe: the given one, or the version in the ARN if the given one contains an `x`. */
export function assignedVersion(version: string, arn: string): string {
  return version.includes('x') ? Fn.select(2, Fn.split('/', arn)) : version;
}

function check(scope: IConstruct, version: string | undefined, pattern: RegExp, rule: string): void {
  if (version === undefined || Token.isUnresolved(version)) return;
  if (!pattern.test(version)) {
    throw new ValidationError(scope, `${rule}, got '${version}'. See ${SEE}`);
  }
  const tooLarge = version.split('.').find((node) => node !== 'x' && Number(node) > MAX_VERSION_NODE);
  if (tooLarge !== undefined) {
    throw new ValidationError(scope, `A node of a version may be at most ${MAX_VERSION_NODE}, got ${tooLarge} in '${version}'. See ${SEE}`);
  }
}
