import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import { aws_ecr, IEnvironmentAware } from 'aws-cdk-lib/interfaces';
import { IConstruct } from 'constructs';
import { outermostStack } from './outermost-stack';
import { ValidationError } from './validation-error';

/** The Region and account of a stack or a resource. */
interface Place {
  readonly region: string;
  readonly account: string;
}

interface PlaceDifference {
  readonly what: 'Region' | 'account';
  readonly own: string;
  readonly other: string;
}

/** A resource that must be in the Region and account of the stack. */
export interface LocalResource {
  /** The role of the resource in the user's words, such as `recipe`. */
  readonly what: string;
  readonly resource: IEnvironmentAware & IConstruct;
  /**
   * The remedy for a resource elsewhere.
   *
   * @default - make one in the stack's own Region or account
   */
  readonly advice?: string;
  readonly see?: string;
}

/** Whether two Regions or accounts are known to be different. */
export function areDifferent(own: string, other: string): boolean {
  return !Token.isUnresolved(own) && !Token.isUnresolved(other) && own !== other;
}

/** Whether two stacks deploy to the same account and Region; unknown ones only match themselves. */
export function isSameEnvironment(one: Stack, other: Stack): boolean {
  if (outermostStack(one) === outermostStack(other)) return true;
  return [one.account, one.region].every((value) => !Token.isUnresolved(value))
    && one.account === other.account && one.region === other.region;
}

/** A known difference between two places. */
export function placeDifference(own: Place, other: Place): PlaceDifference | undefined {
  if (areDifferent(own.region, other.region)) return { what: 'Region', own: own.region, other: other.region };
  if (areDifferent(own.account, other.account)) return { what: 'account', own: own.account, other: other.account };
  return undefined;
}

/** Rejects a resource in another Region than the stack: Image Builder only searches its own Region. */
export function checkSameRegion(scope: IConstruct, resource: LocalResource): void {
  const { account } = Stack.of(scope);
  refuse(scope, resource, placeDifference(Stack.of(scope), { region: resource.resource.env.region, account }));
}

/** Rejects a resource in another account than the stack. */
export function checkSameAccount(scope: IConstruct, resource: LocalResource): void {
  const { region } = Stack.of(scope);
  refuse(scope, resource, placeDifference(Stack.of(scope), { region, account: resource.resource.env.account }));
}

/** Rejects a resource in another Region or account than the stack. */
export function checkSamePlace(scope: IConstruct, resource: LocalResource): void {
  refuse(scope, resource, placeDifference(Stack.of(scope), resource.resource.env));
}

/** An ECR repository, with what it is for. */
type LocalRepository = Omit<LocalResource, 'resource'> & { readonly resource: aws_ecr.IRepositoryRef };

/** Rejects an ECR repository in another Region or account than the stack: Image Builder takes only its name. */
export function checkRepositoryPlace(scope: IConstruct, repository: LocalRepository): void {
  for (const place of placesOf(repository.resource)) refuse(scope, repository, placeDifference(Stack.of(scope), place));
}

/**
 * Rejects an ECR repository to which a distribution would not push: Image Builder takes only its name, and pushes to the repository of
 * that name in the Region of the distribution and in its own account. The repository may stand for those of its name in other Regions.
 */
export function checkDistributionRepository(scope: IConstruct, repository: LocalRepository, region: string): void {
  const { account, region: own } = Stack.of(scope);
  for (const place of placesOf(repository.resource)) {
    refuse(scope, repository, placeDifference({ account, region: areDifferent(region, place.region) ? own : place.region }, place));
  }
}

/** Whether an ECR repository is known to be in another Region or account than the stack. */
export function isElsewhere(scope: IConstruct, repository: aws_ecr.IRepositoryRef): boolean {
  return placesOf(repository).some((place) => placeDifference(Stack.of(scope), place) !== undefined);
}

/** The ARN counts, too, because `Repository.fromRepositoryAttributes` takes every repository for one of the stack's account and Region. */
function placesOf({ env, repositoryRef }: aws_ecr.IRepositoryRef): Place[] {
  const { account = '', region = '' } = Arn.split(repositoryRef.repositoryArn, ArnFormat.SLASH_RESOURCE_NAME);
  return account !== '' && region !== '' ? [env, { account, region }] : [env];
}

function refuse(scope: IConstruct, { what, resource, advice, see }: LocalResource, difference?: PlaceDifference): void {
  if (!difference) return;
  throw new ValidationError(scope, `The ${what} must be in the stack's own ${difference.what} '${difference.own}', got '${resource.node.path}' in '${difference.other}': ${advice ?? `make one in the stack's ${difference.what}`}.${see ? ` See ${see}` : ''}`);
}
