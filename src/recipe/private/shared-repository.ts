import { CfnRepository } from 'aws-cdk-lib/aws-ecr';
import { CfnContainerRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import { aws_ecr } from 'aws-cdk-lib/interfaces';
import { IConstruct } from 'constructs';
import { factsOf } from '../../private/facts/facts';
import { warnOfImmutableTags } from '../../private/facts/immutable-tags';
import { pathOf, resourceOf } from '../../private/facts/resource-of';

/** Warns if another recipe of the same version pushes to the repository: both push tags such as `1.0.0-1`. */
export function warnOfSharedRepository(scope: IConstruct, recipe: CfnContainerRecipe, targetRepository: aws_ecr.IRepositoryRef): void {
  warnOfImmutableTags(scope, targetRepository, (repository) => {
    const other = scope.node.root.node.findAll().find((node): node is CfnContainerRecipe => (
      node !== recipe && CfnContainerRecipe.isCfnContainerRecipe(node) && node.version === recipe.version && repositoryOf(node) === repository
    ));
    return other && `and builds of '${pathOf(recipe)}' and '${pathOf(other)}' push the same tags to it, such as 1.0.0-1, so the later build fails: give each recipe a repository of its own`;
  });
}

function repositoryOf(recipe: CfnContainerRecipe): CfnRepository | undefined {
  const { targetRepository } = factsOf(recipe).recipe ?? {};
  return targetRepository && resourceOf(targetRepository, CfnRepository);
}
