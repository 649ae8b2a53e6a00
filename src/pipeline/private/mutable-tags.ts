import { Token } from 'aws-cdk-lib';
import { CfnRepository } from 'aws-cdk-lib/aws-ecr';
import { aws_ecr } from 'aws-cdk-lib/interfaces';
import { IConstruct } from 'constructs';
import { onSynthesis } from '../../private/checks/on-synthesis';
import { warn } from '../../private/checks/warnings';
import { resourceOf } from '../../private/facts/resource-of';

const SEE = 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html';

/** Warns of a repository in which a tag of a released image may be moved to an image that no gate has passed. */
export function warnOfMutableTags(scope: IConstruct, repository: aws_ecr.IRepositoryRef | undefined): void {
  const resource = repository && resourceOf(repository, CfnRepository);
  if (!resource) return;
  onSynthesis(scope, () => {
    const { imageTagMutability = 'MUTABLE' } = resource;
    if (Token.isUnresolved(imageTagMutability) || !imageTagMutability.startsWith('MUTABLE')) return;
    warn(scope, 'mutableTargetTags', `The tags in the repository '${repository.node.path}' can be moved to another image, past the gate and the approval: set its imageTagMutability to TagMutability.IMMUTABLE, or to IMMUTABLE_WITH_EXCLUSION with filters for the tags that you move yourself, such as 'latest'. See ${SEE}`);
  });
}
