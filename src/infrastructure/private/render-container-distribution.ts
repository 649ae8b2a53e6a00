import { Token } from 'aws-cdk-lib';
import { CfnDistributionConfiguration } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { checkedTexts } from '../../private/checks/checked-list';
import { checkDistributionRepository } from '../../private/checks/same-place';
import { checkText } from '../../private/checks/text-rules';
import { ImageRepository } from '../../private/facts/build-part';
import { warnOfImmutableTags } from '../../private/facts/immutable-tags';
import { ContainerDistribution } from '../container-distribution';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ContainerDistributionConfiguration.html';

/** A tag as Amazon ECR allows it, in which Image Builder may fill in variables. */
const CONTAINER_TAG = /^(?:\w|\{\{[^{}]+\}\})(?:[\w.-]|\{\{[^{}]+\}\})*$/;

/** Renders the distribution of a container image in a Region. */
export function renderContainerDistribution(
  scope: IConstruct,
  region: string,
  { targetRepository, containerTags, description }: ContainerDistribution,
): CfnDistributionConfiguration.DistributionProperty {
  checkDistributionRepository(scope, {
    what: 'repository of a container distribution',
    resource: targetRepository,
    advice: "set 'region' to that of the repository; for another account, let the policy or the replication of your own repository share the image",
    see: SEE,
  }, region);
  checkText(scope, description, { what: 'the description of the container distribution', maxLength: 1024, see: SEE });
  return {
    region,
    // The L1 does not convert the case of these keys.
    containerDistributionConfiguration: {
      TargetRepository: { Service: 'ECR', RepositoryName: targetRepository.repositoryRef.repositoryName },
      ContainerTags: checkedTexts(scope, containerTags, { what: 'container tags', see: SEE }, {
        what: 'a container tag',
        maxLength: 1024,
        pattern: CONTAINER_TAG,
        allowed: "letters, digits, '_', '.' and '-', and starts with neither '.' nor '-'",
        see: SEE,
      }),
      Description: description,
    },
  };
}

/** The repository that gets the images of a distribution. */
export function imageRepository({ targetRepository, containerTags }: ContainerDistribution): ImageRepository {
  return { repositoryName: targetRepository.repositoryRef.repositoryName, tags: Token.isUnresolved(containerTags) ? undefined : containerTags ?? [] };
}

/** Warns of tags that every build pushes to a repository of the app that does not let them move. */
export function warnOfFixedTags(scope: IConstruct, { targetRepository, containerTags = [] }: ContainerDistribution): void {
  if (Token.isUnresolved(containerTags) || containerTags.length === 0) return;
  const tags = containerTags.map((tag) => `'${tag}'`).join(', ');
  warnOfImmutableTags(scope, targetRepository, () => (
    `and each build pushes ${tags} to it, so that all but the first fail: leave out 'containerTags', or set imageTagMutability to IMMUTABLE_WITH_EXCLUSION with filters for these tags`
  ));
}
