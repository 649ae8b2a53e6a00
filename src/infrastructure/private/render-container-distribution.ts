import { CfnDistributionConfiguration } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { checkedTexts } from '../../private/checks/checked-list';
import { checkText } from '../../private/checks/text-rules';
import { ContainerDistribution } from '../container-distribution';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ContainerDistributionConfiguration.html';

/** What is distributed of a container image in a Region. */
export function renderContainerDistribution(
  scope: IConstruct,
  region: string,
  { targetRepository, containerTags, description }: ContainerDistribution,
): CfnDistributionConfiguration.DistributionProperty {
  checkText(scope, description, { what: 'the description of the container distribution', maxLength: 1024, see: SEE });
  return {
    region,
    // The L1 does not convert the case of what is in here.
    containerDistributionConfiguration: {
      TargetRepository: { Service: 'ECR', RepositoryName: targetRepository.repositoryRef.repositoryName },
      ContainerTags: checkedTexts(scope, containerTags, { what: 'container tags', see: SEE }, { what: 'a container tag', maxLength: 1024, see: SEE }),
      Description: description,
    },
  };
}
