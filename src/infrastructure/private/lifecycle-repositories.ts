import { CfnTag } from 'aws-cdk-lib';
import { CfnRepository } from 'aws-cdk-lib/aws-ecr';
import { IConstruct } from 'constructs';
import { warn } from '../../private/checks/warnings';
import { factsOf } from '../../private/facts/facts';
import { resourceOf } from '../../private/facts/resource-of';

const TAG = { key: 'LifecycleExecutionAccess', value: 'EC2 Image Builder' };
const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html';

/** Warns of repositories of the app from which Image Builder may not delete the images of these recipes. */
export function warnOfUntaggedRepositories(scope: IConstruct, recipes: readonly IConstruct[]): void {
  const repositories = new Set(recipes.map((recipe) => factsOf(recipe).recipe?.targetRepository).filter((repository) => repository !== undefined));
  for (const repository of repositories) {
    const resource = resourceOf(repository, CfnRepository);
    if (!resource || isTagged(resource)) continue;
    warn(scope, 'repositoryWithoutLifecycleTag', `Image Builder may not delete images from the repository '${repository.node.path}' without its tag: add Tags.of(repository).add('${TAG.key}', '${TAG.value}'). See ${SEE}`);
  }
}

function isTagged(repository: CfnRepository): boolean {
  const tags = (repository.tags.renderTags() ?? []) as CfnTag[];
  return tags.some(({ key, value }) => key === TAG.key && value === TAG.value);
}
