import { CfnRepository } from 'aws-cdk-lib/aws-ecr';
import { referencedResource } from './resource-of';

/** Whether two names are known to be of the same ECR repository, if both are in one account and Region. */
export function areSameRepository(one: string, other: string): boolean {
  const [first, second] = [one, other].map((name) => referencedResource(name, CfnRepository));
  return first && second ? first === second : (first?.repositoryName ?? one) === (second?.repositoryName ?? other);
}
