import { App, Stack, StackProps } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  BaseContainerImage, ContainerRecipe, DistributionConfiguration, GoldenImage, Image, ImagePipeline, ImagePipelineProps, ImageScanningConfiguration,
  ScanningRepository, VulnerabilityGate,
} from '../../src';

const env = { account: '111111111111', region: 'eu-west-1' };
const gate = VulnerabilityGate.atMost({ critical: 0 });
const baseImage = BaseContainerImage.fromDockerHub('amazonlinux', '2023');
const imageScanningConfiguration = ImageScanningConfiguration.container();

let app: App;
let stack: Stack;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack', { env });
});

const otherStack = (props: StackProps, id = 'OtherStack') => new Stack(app, id, props);
const named = (scope: Stack, id: string, name = 'web') => ecr.Repository.fromRepositoryName(scope, id, name);

/** A pipeline whose scan pushes copies to a repository, and its images to another one. */
function scanned(repository: ecr.IRepository, props: Partial<ImagePipelineProps> = {}, scope = stack): void {
  new ImagePipeline(scope, 'Scanned', {
    recipe: new ContainerRecipe(scope, 'ScannedRecipe', { baseImage, targetRepository: new ecr.Repository(scope, 'ScannedTarget') }),
    imageScanningConfiguration: ImageScanningConfiguration.container({ repository }),
    ...props,
  });
}

/** Another pipeline, which pushes its images to a repository. */
function other(targetRepository: ecr.IRepository, props: Partial<ImagePipelineProps> = {}, scope = stack): void {
  new ImagePipeline(scope, 'Other', { recipe: new ContainerRecipe(scope, 'OtherRecipe', { baseImage, targetRepository }), ...props });
}

const held = { gate, imageScanningConfiguration };
const REJECTED = /\[\w+\/Scanned\] The scan pushes copies of images before any gate or approval to the repository '\w+\/\w+', and '\w+\/Other(\/Pipeline)?' releases its images there: leave out the 'repository' of ImageScanningConfiguration\.container\(\), or give the scan a ScanningRepository of its own\. See/;

describe('a scan in the repository of other images', () => {
  test.each<[string, (repository: ecr.IRepository) => void]>([
    ['these have a gate', (repository) => {
      other(repository, held);
      scanned(repository);
    }],
    ['these have a gate, and come later', (repository) => {
      scanned(repository);
      other(repository, held);
    }],
    ['these have an approval', (repository) => {
      scanned(repository);
      other(repository, { approval: { topic: new Topic(stack, 'Topic') } });
    }],
    ['these are golden, with a gate', (repository) => {
      scanned(repository);
      new GoldenImage(stack, 'Other', { baseContainerImage: baseImage, targetRepository: repository, gate });
    }],
    ['these have no pipeline', (repository) => {
      scanned(repository);
      new Image(stack, 'Other', { recipe: new ContainerRecipe(stack, 'OtherRecipe', { baseImage, targetRepository: repository }), ...held });
    }],
    ['only the scanned images have a gate', (repository) => {
      scanned(repository, { gate });
      other(repository);
    }],
    ['their distribution names it', (repository) => {
      scanned(repository);
      const distributionConfiguration = new DistributionConfiguration(stack, 'Distribution', { containerDistributions: [{ targetRepository: repository }] });
      other(new ecr.Repository(stack, 'OtherTarget'), { ...held, distributionConfiguration });
    }],
  ])('is rejected if %s', (_what, create) => {
    create(new ScanningRepository(stack, 'Repository'));
    expect(() => app.synth()).toThrow(REJECTED);
  });

  test.each<[string, () => void]>([
    ['in another stack for the same account and Region, by its name', () => {
      const there = otherStack({ env });
      scanned(named(stack, 'Repository'));
      other(named(there, 'Repository'), held, there);
    }],
    ['in another stack, by a reference', () => {
      const [one, two] = [otherStack({}, 'One'), otherStack({}, 'Two')];
      const repository = new ScanningRepository(one, 'Repository');
      scanned(repository, {}, one);
      other(repository, held, two);
    }],
  ])('is rejected if these are %s', (_where, create) => {
    create();
    expect(() => app.synth()).toThrow(REJECTED);
  });

  test('gives a warning if nothing holds the images back', () => {
    const repository = new ScanningRepository(stack, 'Repository');
    scanned(repository);
    other(repository);
    Annotations.fromStack(stack).hasWarning('/Stack/Scanned', Match.stringLikeRegexp("'Stack/Repository', also gets the images of 'Stack/Other', so lifecycle rules for scanned copies delete images too: leave out 'repository'.*scansInTargetRepository"));
  });
});

test.each<[string, () => void]>([
  ['the repository of no images', () => {
    scanned(new ScanningRepository(stack, 'Repository'), { gate });
    other(new ecr.Repository(stack, 'OtherTarget'), held);
  }],
  ['the target of a recipe whose distribution names another one', () => {
    const repository = new ScanningRepository(stack, 'Repository');
    scanned(repository, { gate });
    const distributionConfiguration = new DistributionConfiguration(stack, 'Distribution', {
      containerDistributions: [{ targetRepository: new ecr.Repository(stack, 'Released') }],
    });
    other(repository, { ...held, distributionConfiguration });
  }],
  ['a repository whose name has another Region, too', () => {
    const there = otherStack({ env: { ...env, region: 'us-east-1' } });
    scanned(named(stack, 'Repository'), { gate });
    other(named(there, 'Repository'), held, there);
  }],
  ['a repository whose name has another stack, too, and nobody knows where that will be', () => {
    const [one, two] = [otherStack({}, 'One'), otherStack({}, 'Two')];
    scanned(named(one, 'Repository'), { gate }, one);
    other(named(two, 'Repository'), held, two);
  }],
  ['a repository that two pipelines share for their scans', () => {
    const repository = new ScanningRepository(stack, 'Repository');
    scanned(repository, { gate });
    other(new ecr.Repository(stack, 'OtherTarget'), { gate, imageScanningConfiguration: ImageScanningConfiguration.container({ repository }) });
  }],
])('a scan is accepted in %s', (_what, create) => {
  create();
  expect(() => app.synth()).not.toThrow();
  for (const one of app.node.children.filter(Stack.isStack)) Annotations.fromStack(one).hasNoWarning('*', Match.stringLikeRegexp('scansInTargetRepository'));
});
