import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { CfnDistributionConfiguration } from 'aws-cdk-lib/aws-imagebuilder';
import {
  BaseContainerImage, ContainerRecipe, DistributionConfiguration, GoldenImage, GoldenImageProps, Image, ImagePipeline,
} from '../../src';

const env = { account: '111111111111', region: 'eu-west-1' };

let app: App;
let stack: Stack;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack', { env });
});

const baseContainerImage = BaseContainerImage.amazonLinux2023();
const created = (scope = stack) => new ecr.Repository(scope, 'Repository');
const named = (id: string, scope = stack) => ecr.Repository.fromRepositoryName(scope, id, 'base');

/** A golden image that pushes to a repository. */
function base(targetRepository: ecr.IRepository, containerTags?: string[], props: Partial<GoldenImageProps> = {}, scope = stack): void {
  const containerDistributions = containerTags && [{ targetRepository, containerTags }];
  new GoldenImage(scope, 'Base', { baseContainerImage, targetRepository, containerDistributions, ...props });
}

/** A golden image that starts from a repository. */
function chained(repository: ecr.IRepository, tag?: string, scope = stack): void {
  new GoldenImage(scope, 'Web', { baseContainerImage: BaseContainerImage.fromEcr(repository, tag), targetRepository: new ecr.Repository(scope, 'Target') });
}

function warnings(): string[] {
  app.synth();
  return app.node.children.filter(Stack.isStack)
    .flatMap((one) => Annotations.fromStack(one).findWarning('*', Match.stringLikeRegexp('baseImageTagNotPushed')))
    .map(({ id, entry }) => `${id}: ${String(entry.data)}`);
}

const warning = (tag: string, pushed: string, repository = 'Stack/Repository', builder = 'Stack/Base/Pipeline') => [
  expect.stringContaining(`/Web/Recipe: The base image has the tag '${tag}' in the repository '${repository}', and '${builder}' pushes only ${pushed} there: add '${tag}' to the 'containerTags' of this repository in its 'containerDistributions', or start from a tag that it pushes. If something else pushes '${tag}', acknowledge this warning. See`),
];
const VERSIONS = "the tags of its versions, such as '1.0.0-1',";

describe('a container image whose base has a tag that the golden image in its repository does not push gives a warning', () => {
  test('if that has no tags', () => {
    const repository = created();
    base(repository);
    chained(repository);
    expect(warnings()).toEqual(warning('latest', VERSIONS));
  });

  test('if that comes later', () => {
    const repository = created();
    chained(repository);
    base(repository);
    expect(warnings()).toEqual(warning('latest', VERSIONS));
  });

  test('if that has other tags', () => {
    const repository = created();
    base(repository, ['stable', 'v2']);
    chained(repository, 'v1');
    expect(warnings()).toEqual(warning('v1', "'stable' and 'v2' and the tags of its versions, such as '1.0.0-1',"));
  });

  test('if that pushes the tag only in another Region', () => {
    const repository = created();
    base(repository, undefined, { containerDistributions: [{ targetRepository: repository, region: 'us-east-1', containerTags: ['latest'] }] });
    chained(repository);
    expect(warnings()).toEqual(warning('latest', VERSIONS));
  });

  test('if both import the repository by its name', () => {
    base(named('Mine'));
    chained(named('Other'));
    expect(warnings()).toEqual(warning('latest', VERSIONS, 'Stack/Other'));
  });

  test('if that is in another stack', () => {
    const [one, two] = ['One', 'Two'].map((id) => new Stack(app, id));
    const repository = created(one);
    base(repository, undefined, {}, one);
    chained(repository, undefined, two);
    expect(warnings()).toEqual(warning('latest', VERSIONS, 'One/Repository', 'One/Base/Pipeline'));
  });

  test('if that is an image without a pipeline', () => {
    const targetRepository = created();
    new Image(stack, 'Base', { recipe: new ContainerRecipe(stack, 'Recipe', { baseImage: baseContainerImage, targetRepository }) });
    chained(targetRepository);
    expect(warnings()).toEqual(warning('latest', VERSIONS, 'Stack/Repository', 'Stack/Base'));
  });
});

describe('a container image whose base is in the repository of a golden image gives no warning', () => {
  test.each<[string, (repository: ecr.Repository) => void]>([
    ['if that pushes the tag', (repository) => {
      base(repository, ['stable', 'latest']);
      chained(repository);
    }],
    ['if another build pushes the tag', (repository) => {
      base(repository);
      const distributionConfiguration = new DistributionConfiguration(stack, 'Distribution', {
        containerDistributions: [{ targetRepository: repository, containerTags: ['latest'] }],
      });
      const recipe = new ContainerRecipe(stack, 'Recipe', { baseImage: baseContainerImage, targetRepository: repository });
      new ImagePipeline(stack, 'Promoted', { recipe, distributionConfiguration });
      chained(repository);
    }],
    ['if the tag is that of a version', (repository) => {
      base(repository);
      chained(repository, '1.0.0-3');
    }],
    ['if the tag is that of a version with the name', (repository) => {
      base(repository);
      chained(repository, 'stack-base-1.0.0-3');
    }],
    ['if only the deployment knows the tag of the base', (repository) => {
      base(repository);
      chained(repository, new CfnParameter(stack, 'Tag').valueAsString);
    }],
    ['if only the deployment knows a tag that is pushed', (repository) => {
      base(repository, [new CfnParameter(stack, 'Tag').valueAsString]);
      chained(repository);
    }],
    ['if Image Builder fills in a tag that is pushed', (repository) => {
      base(repository, ['{{ imagebuilder:buildDate }}']);
      chained(repository, '2026-12-01');
    }],
    ['if only the deployment knows the tags that are pushed', (repository) => {
      base(repository, new CfnParameter(stack, 'Tags', { type: 'CommaDelimitedList' }).valueAsList);
      chained(repository);
    }],
    ['if a distribution configuration that is imported may push the tag', (repository) => {
      const distributionConfiguration = DistributionConfiguration.fromDistributionConfigurationName(stack, 'Distribution', 'distribution');
      base(repository, undefined, { distributionConfiguration });
      chained(repository);
    }],
    ['if a distribution configuration that is an L1 may push the tag', (repository) => {
      const distributionConfiguration = new CfnDistributionConfiguration(stack, 'Distribution', { name: 'distribution', distributions: [] });
      base(repository, undefined, { distributionConfiguration });
      chained(repository);
    }],
    ['if the distribution pushes to another repository', (repository) => {
      const distributionConfiguration = new DistributionConfiguration(stack, 'Distribution', {
        containerDistributions: [{ targetRepository: new ecr.Repository(stack, 'Released') }],
      });
      const recipe = new ContainerRecipe(stack, 'Recipe', { baseImage: baseContainerImage, targetRepository: repository });
      new ImagePipeline(stack, 'Base', { recipe, distributionConfiguration });
      chained(repository);
    }],
    ['if only the image itself is pushed there, so that something else pushes the first base', (repository) => {
      new GoldenImage(stack, 'Web', { baseContainerImage: BaseContainerImage.fromEcr(repository, 'base'), targetRepository: repository });
    }],
    ['if nothing of the app pushes there', (repository) => chained(repository)],
  ])('%s', (_how, create) => {
    create(created());
    expect(warnings()).toEqual([]);
  });

  test('if that is the repository of its name in another account', () => {
    base(named('Mine'));
    chained(ecr.Repository.fromRepositoryArn(stack, 'Other', 'arn:aws:ecr:eu-west-1:222222222222:repository/base'));
    expect(warnings()).toEqual([]);
  });

  test('if that is the repository of its name in another account, which aws-cdk-lib takes for one of the stack', () => {
    base(named('Mine'));
    const repositoryArn = 'arn:aws:ecr:eu-west-1:222222222222:repository/base';
    chained(ecr.Repository.fromRepositoryAttributes(stack, 'Other', { repositoryArn, repositoryName: 'base' }));
    expect(warnings()).toEqual([]);
  });

  test('if that is the repository of its name in another Region', () => {
    const there = new Stack(app, 'Elsewhere', { env: { ...env, region: 'us-east-1' } });
    base(named('Mine'));
    chained(named('Other', there), undefined, there);
    expect(warnings()).toEqual([]);
  });
});
