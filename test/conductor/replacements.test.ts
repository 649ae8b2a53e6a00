import { App, Stack as CdkStack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Conductor, idOf } from './conductor';
import { replacingProperties } from './replacing-properties';
import { Stack, Template } from '../../local-cloud/conductor';
import {
  BaseContainerImage, BaseImage, ContainerRecipe, DistributionConfiguration, Image, ImagePipeline, ImageProps, ImageRecipe,
  ImageScanningConfiguration, InfrastructureConfiguration, LifecyclePolicy, LifecyclePolicyDetail, ManagedWorkflow,
} from '../../src';

/** Components, workflows and recipes have tests of their own, with their versions. */

type Kind = 'ImagePipeline' | 'InfrastructureConfiguration' | 'DistributionConfiguration' | 'LifecyclePolicy';

let conductor: Conductor;
let stack: Stack;
beforeEach(() => {
  conductor = Conductor.inMemory({});
  stack = conductor.stack('Golden');
});
afterEach(async () => conductor.stop());

const deploy = async (next: Template) => (await conductor.deploy(stack, next)).reasons;

function synthesize(build: (scope: CdkStack) => void): Template {
  const scope = new CdkStack(new App({ analyticsReporting: false }), 'Stack');
  build(scope);
  return Assertions.fromStack(scope).toJSON() as Template;
}

const recipeIn = (scope: CdkStack) => new ImageRecipe(scope, 'Recipe', { baseImage: BaseImage.fromAmiId('ami-0123456789abcdef0') });

/** A pipeline with all its dependencies, some of them named. */
const named = (names: Partial<Record<Kind, string>> = {}) => synthesize((scope) => {
  const recipe = recipeIn(scope);
  new ImagePipeline(scope, 'Pipeline', {
    recipe,
    imagePipelineName: names.ImagePipeline,
    infrastructureConfiguration: new InfrastructureConfiguration(scope, 'Infrastructure', { infrastructureConfigurationName: names.InfrastructureConfiguration }),
    distributionConfiguration: new DistributionConfiguration(scope, 'Distribution', {
      distributionConfigurationName: names.DistributionConfiguration, amiDistributions: [{ region: 'eu-west-1' }],
    }),
  });
  new LifecyclePolicy(scope, 'Retention', { lifecyclePolicyName: names.LifecyclePolicy, recipes: [recipe], details: [LifecyclePolicyDetail.keepLast(3)] });
});

describe.each(['ImagePipeline', 'InfrastructureConfiguration', 'DistributionConfiguration', 'LifecyclePolicy'] as const)('the name of the resource type %s', (kind) => {
  test('is the only property whose change replaces it', () => {
    expect(replacingProperties(kind)).toEqual(['Name']);
  });

  test('is deployed when it changes, and reverted by the next deployment', async () => {
    expect(await deploy(named())).toEqual([]);
    const before = idOf(stack, kind);
    expect(await deploy(named({ [kind]: 'another' }))).toEqual([]);
    expect(idOf(stack, kind)).toMatch(/\/another$/);
    expect(await deploy(named())).toEqual([]);
    expect(idOf(stack, kind)).toBe(before);
  });
});

type Change = (scope: CdkStack) => Partial<ImageProps>;

/** The new value of each property whose change replaces an image. */
const CHANGES: Record<string, Change> = {
  ImageRecipeArn: (scope) => ({ recipe: new ImageRecipe(scope, 'Other', { baseImage: BaseImage.fromAmiId('ami-0123456789abcdef1') }) }),
  ContainerRecipeArn: (scope) => ({
    recipe: new ContainerRecipe(scope, 'Other', {
      baseImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'), targetRepository: ecr.Repository.fromRepositoryName(scope, 'Target', 'web'),
    }),
  }),
  InfrastructureConfigurationArn: (scope) => ({ infrastructureConfiguration: new InfrastructureConfiguration(scope, 'Own') }),
  DistributionConfigurationArn: (scope) => ({ distributionConfiguration: new DistributionConfiguration(scope, 'Own', { amiDistributions: [{ region: 'eu-west-2' }] }) }),
  ImageScanningConfiguration: () => ({ imageScanningConfiguration: ImageScanningConfiguration.testInstance() }),
  ImageTestsConfiguration: () => ({ imageTestsEnabled: false }),
  EnhancedImageMetadataEnabled: () => ({ enhancedImageMetadataEnabled: false }),
  Tags: () => ({ tags: { Team: 'web' } }),
  Workflows: (scope) => ({
    workflows: [{ workflow: ManagedWorkflow.buildImage(scope, 'Build') }], executionRole: iam.Role.fromRoleArn(scope, 'Role', 'arn:aws:iam::123456789012:role/build'),
  }),
};

describe('a changed Image', () => {
  const image = (change: Change = () => ({})) => synthesize((scope) => { new Image(scope, 'Image', { recipe: recipeIn(scope), ...change(scope) }); });

  test('may be changed in each property that the schema has', () => {
    expect(Object.keys(CHANGES).sort()).toEqual(replacingProperties('Image').sort());
  });

  test.each(Object.entries(CHANGES))('is built with another %s, and again by the deployment that takes it back', async (_property, change) => {
    const ids = [];
    for (const next of [image(), image(change), image()]) {
      expect(await deploy(next)).toEqual([]);
      ids.push(idOf(stack, 'Image'));
    }
    expect(new Set(ids).size).toBe(3);
    // The images before are deleted with what they were replaced by.
    expect(conductor.cloud.options.emulator.builds.map(({ arn }) => arn)).toEqual([ids[2]]);
  });
});
