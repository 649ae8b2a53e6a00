import { CfnRepository } from 'aws-cdk-lib/aws-ecr';
import { aws_ecr } from 'aws-cdk-lib/interfaces';
import { IConstruct } from 'constructs';
import { resourceOf } from './resource-of';
import { onSynthesis } from '../checks/on-synthesis';
import { warn } from '../checks/warnings';

const SEE = 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html';

/**
 * Warns if builds push tags a second time to a repository of the app that lets none of its tags move: ECR refuses the image then.
 *
 * @param problem the reason and the remedy, if there is such a tag
 */
export function warnOfImmutableTags(
  scope: IConstruct, repository: aws_ecr.IRepositoryRef, problem: (repository: CfnRepository) => string | undefined,
): void {
  const resource = resourceOf(repository, CfnRepository);
  if (!resource) return;
  onSynthesis(scope, () => {
    const text = resource.imageTagMutability === 'IMMUTABLE' ? problem(resource) : undefined;
    if (text) warn(scope, 'immutableTargetTags', `The tags in the repository '${repository.node.path}' cannot move to another image, ${text}. See ${SEE}`);
  });
}
