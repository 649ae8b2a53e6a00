import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { BaseContainerImage, ContainerDistribution, ContainerRecipe, DistributionConfiguration } from '../../../src';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack', { env: { account: '123456789012', region: 'eu-west-1' } });
});

const IMMUTABLE = { imageTagMutability: ecr.TagMutability.IMMUTABLE };
const repository = (props: ecr.RepositoryProps = IMMUTABLE, id = 'Repository') => new ecr.Repository(stack, id, props);
const warnings = () => Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('immutableTargetTags')).map(({ entry }) => String(entry.data));

function recipe(id: string, targetRepository: ecr.IRepository, containerRecipeVersion?: string): void {
  new ContainerRecipe(stack, id, { baseImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'), targetRepository, containerRecipeVersion });
}

describe('two recipes', () => {
  test('warn if they push the same tags to one repository whose tags cannot move', () => {
    const targetRepository = repository();
    recipe('One', targetRepository);
    recipe('Two', targetRepository);
    expect(warnings()).toHaveLength(2);
    expect(warnings()[0]).toContain("The tags in the repository 'Stack/Repository' cannot move to another image, and builds of 'Stack/One' and 'Stack/Two' push the same tags to it, such as 1.0.0-1, so the later build fails: give each recipe a repository of its own.");
  });

  test.each<[string, () => void]>([
    ['its tags can move', () => {
      const targetRepository = repository({});
      recipe('One', targetRepository);
      recipe('Two', targetRepository);
    }],
    ['each has its own', () => ['One', 'Two'].forEach((id) => recipe(id, repository(IMMUTABLE, `${id}Repository`)))],
    ['their versions differ', () => {
      const targetRepository = repository();
      recipe('One', targetRepository);
      recipe('Two', targetRepository, '2.0.x');
    }],
  ])('do not warn if %s', (_what, make) => {
    make();
    expect(warnings()).toEqual([]);
  });
});

describe('tags of a distribution', () => {
  const distribute = (props: Partial<ContainerDistribution>, targetRepository = repository()) => new DistributionConfiguration(stack, 'Distribution', {
    containerDistributions: [{ targetRepository, ...props }],
  });

  test('warn if each build pushes them to a repository whose tags cannot move', () => {
    distribute({ containerTags: ['latest', 'stable'] });
    expect(warnings()).toEqual([expect.stringContaining("cannot move to another image, and each build pushes 'latest', 'stable' to it, so that all but the first fail: leave out 'containerTags', or set imageTagMutability to IMMUTABLE_WITH_EXCLUSION")]);
  });

  test('do not warn as the warning says, without tags, or in another Region, which has another repository', () => {
    const imageTagMutabilityExclusionFilters = [ecr.ImageTagMutabilityExclusionFilter.wildcard('latest')];
    distribute({ containerTags: ['latest'] }, repository({ imageTagMutability: ecr.TagMutability.IMMUTABLE_WITH_EXCLUSION, imageTagMutabilityExclusionFilters }));
    new DistributionConfiguration(stack, 'Other', {
      containerDistributions: [{ targetRepository: repository(IMMUTABLE, 'Mine') }, { targetRepository: repository(IMMUTABLE, 'Same'), region: 'us-east-1', containerTags: ['latest'] }],
    });
    expect(warnings()).toEqual([]);
  });
});
