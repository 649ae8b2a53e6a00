import { CfnRepository } from 'aws-cdk-lib/aws-ecr';
import { propertyOverride } from './property-override';
import { referencedResource } from './resource-of';
import { areDifferent } from '../checks/same-place';

/** Whether two names are known to be of the same ECR repository, if both are in one account and Region. */
export function areSameRepository(one: string, other: string): boolean {
  return givenName(one) === givenName(other);
}

/** Whether two names refer to one repository of the app, wherever that will be. */
export function areSameResource(one: string, other: string): boolean {
  const resource = referencedResource(one, CfnRepository);
  return resource !== undefined && resource === referencedResource(other, CfnRepository);
}

/** Whether two names are known to be of different ECR repositories, if both are in one account and Region. */
export function areDifferentRepositories(one: string, other: string): boolean {
  const [first, second] = [one, other].map((name) => referencedResource(name, CfnRepository));
  return first && second ? first !== second : areDifferent(givenName(one), givenName(other));
}

/** The name that the app gives a repository to which the text refers, or else the text itself. */
export function givenName(name: string): string {
  const repository = referencedResource(name, CfnRepository);
  const override = repository && propertyOverride(repository, 'RepositoryName');
  return override === undefined ? repository?.repositoryName ?? name : String(override);
}
