import { Token } from 'aws-cdk-lib';
import { IRepository } from 'aws-cdk-lib/aws-ecr';
import { CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { checkRepositoryPlace } from '../../private/checks/same-place';
import { checkText } from '../../private/checks/text-rules';
import { ContainerScanOptions } from '../container-scan-options';

const API = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_EcrConfiguration.html';
const NAME_PART = '[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*';

/** Renders the settings for CloudFormation; undefined if there are none. */
export function renderContainerScan(scope: IConstruct, options: ContainerScanOptions): CfnImagePipeline.EcrConfigurationProperty | undefined {
  const { repository, containerTags = [] } = options;
  if (repository) checkRepository(scope, repository);
  const knownTags = Token.isUnresolved(containerTags) ? [] : containerTags;
  knownTags.forEach((tag) => checkText(scope, tag, {
    what: 'a tag of the scanned container image',
    maxLength: 300,
    pattern: /^[a-zA-Z0-9_][a-zA-Z0-9._-]*$/,
    allowed: "letters, digits, '_', '.' and '-', and starts with neither '.' nor '-'",
    see: 'https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html',
  }));
  if (!repository && containerTags.length === 0) return undefined;
  return {
    repositoryName: repository?.repositoryName,
    containerTags: containerTags.length > 0 ? containerTags : undefined,
  };
}

function checkRepository(scope: IConstruct, repository: IRepository): void {
  checkText(scope, repository.repositoryName, {
    what: 'the name of the scanning repository',
    minLength: 2,
    maxLength: 256,
    pattern: new RegExp(`^${NAME_PART}(/${NAME_PART})*$`),
    allowed: "lower-case letters and digits, with '.', '_', '-' and '/' between them, and no registry host",
    see: 'https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html',
  });
  checkRepositoryPlace(scope, { what: 'scanning repository', resource: repository, see: API });
}
