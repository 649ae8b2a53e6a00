import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import { aws_ecr, IEnvironmentAware } from 'aws-cdk-lib/interfaces';
import { IConstruct } from 'constructs';
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

/**
 * Rejects an ECR repository in another Region or account than the stack: Image Builder takes only its name. The ARN counts, too,
 * because `Repository.fromRepositoryAttributes` takes every repository for one of the stack's account and Region.
 */
export function checkRepositoryPlace(scope: IConstruct, repository: Omit<LocalResource, 'resource'> & { readonly resource: aws_ecr.IRepositoryRef }): void {
  checkSamePlace(scope, repository);
  const { account = '', region = '' } = Arn.split(repository.resource.repositoryRef.repositoryArn, ArnFormat.SLASH_RESOURCE_NAME);
  if (account !== '' && region !== '') refuse(scope, repository, placeDifference(Stack.of(scope), { account, region }));
}

function refuse(scope: IConstruct, { what, resource, advice, see }: LocalResource, difference?: PlaceDifference): void {
  if (!difference) return;
  throw new ValidationError(scope, `The ${what} must be in the stack's own ${difference.what} '${difference.own}', got '${resource.node.path}' in '${difference.other}': ${advice ?? `make one in the stack's ${difference.what}`}.${see ? ` See ${see}` : ''}`);
}
