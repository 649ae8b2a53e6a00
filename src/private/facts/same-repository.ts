import { CfnRepository } from 'aws-cdk-lib/aws-ecr';
import { referencedResource } from './resource-of';

/** Whether two names are known to be of the same ECR repository, if both are in one account and Region. */
export function areSameRepository(one: string, other: string): boolean {
  return givenName(one) === givenName(other);
}

/** The name that the app gives a repository to which the text refers, or else the text itself. */
function givenName(name: string): string {
  return referencedResource(name, CfnRepository)?.repositoryName ?? name;
}
