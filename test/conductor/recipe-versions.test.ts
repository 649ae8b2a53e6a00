import { App, Stack as CdkStack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Conductor, idOf } from './conductor';
import { replacingProperties } from './replacing-properties';
import { Stack, Template } from '../../local-cloud/conductor';
import {
  BaseContainerImage, BaseImage, ContainerRecipe, ContainerRecipeProps, DockerfileTemplate, ImagePipeline, ImageRecipe, ImageRecipeProps,
  ManagedComponent, OsVersion, Platform,
} from '../../src';

type Kind = 'ImageRecipe' | 'ContainerRecipe';
type Props = Partial<ImageRecipeProps & ContainerRecipeProps>;
type Change = (scope: CdkStack) => Props | Record<string, unknown>;

let conductor: Conductor;
let stack: Stack;
beforeEach(() => {
  conductor = Conductor.inMemory({});
  conductor.cloud.options.emulator.setObject('s3://documents/Dockerfile', 'FROM {{{ imagebuilder:parentImage }}}\n{{{ imagebuilder:environments }}}\n{{{ imagebuilder:components }}}\n');
  stack = conductor.stack('Golden');
});
afterEach(async () => conductor.stop());

const base: Record<Kind, Change> = {
  ImageRecipe: () => ({ baseImage: BaseImage.fromAmiId('ami-0123456789abcdef0') }),
  ContainerRecipe: (scope) => ({
    baseImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'), targetRepository: ecr.Repository.fromRepositoryName(scope, 'One', 'one'),
  }),
};

/** A pipeline with a recipe, which may be changed. */
function template(kind: Kind, change: Change = () => ({})): Template {
  const scope = new CdkStack(new App({ analyticsReporting: false }), 'Stack');
  const props = { ...base[kind](scope), ...change(scope) };
  const recipe = kind === 'ImageRecipe' ? new ImageRecipe(scope, 'Recipe', props as ImageRecipeProps) : new ContainerRecipe(scope, 'Recipe', props as ContainerRecipeProps);
  new ImagePipeline(scope, 'Pipeline', { recipe });
  return Assertions.fromStack(scope).toJSON() as Template;
}

async function deploy(next: Template): Promise<readonly string[]> {
  return (await conductor.deploy(stack, next)).reasons;
}

const disk = { blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(30) }] };
const components = (scope: CdkStack) => ({ components: [{ component: ManagedComponent.updateOs(scope, 'Update', Platform.LINUX) }] });

/** The new value of each property whose change replaces the recipe. */
const CHANGES: Record<Kind, Record<string, Change>> = {
  ImageRecipe: {
    Name: () => ({ imageRecipeName: 'another' }),
    Version: () => ({ imageRecipeVersion: '2.0.0' }),
    ParentImage: () => ({ baseImage: BaseImage.fromAmiId('ami-0123456789abcdef1') }),
    Components: components,
    WorkingDirectory: () => ({ workingDirectory: '/opt/build' }),
    Description: () => ({ description: 'new' }),
    BlockDeviceMappings: () => disk,
    AdditionalInstanceConfiguration: () => ({ uninstallSsmAgentAfterBuild: true }),
    Tags: () => ({ tags: { Team: 'web' } }),
    AmiTags: () => ({ amiTags: { Team: 'web' } }),
    AmiWatermarks: () => ({ amiWatermarks: ['golden'] }),
  },
  ContainerRecipe: {
    Name: () => ({ containerRecipeName: 'another' }),
    Version: () => ({ containerRecipeVersion: '2.0.0' }),
    ParentImage: () => ({ baseImage: BaseContainerImage.fromDockerHub('ubuntu', '24.04') }),
    TargetRepository: (scope) => ({ targetRepository: ecr.Repository.fromRepositoryName(scope, 'Two', 'two') }),
    Components: components,
    WorkingDirectory: () => ({ workingDirectory: '/opt/build' }),
    Description: () => ({ description: 'new' }),
    InstanceConfiguration: () => disk,
    KmsKeyId: (scope) => ({ kmsKey: kms.Key.fromKeyArn(scope, 'Key', 'arn:aws:kms:eu-west-1:123456789012:key/one') }),
    DockerfileTemplateData: () => ({ dockerfile: DockerfileTemplate.fromInline('FROM {{{ imagebuilder:parentImage }}}\n{{{ imagebuilder:environments }}}\n{{{ imagebuilder:components }}}\nRUN true\n') }),
    DockerfileTemplateUri: (scope) => ({ dockerfile: DockerfileTemplate.fromBucket(s3.Bucket.fromBucketName(scope, 'Documents', 'documents'), 'Dockerfile') }),
    PlatformOverride: () => ({ platformOverride: Platform.LINUX }),
    ImageOsVersionOverride: () => ({ osVersionOverride: OsVersion.AMAZON_LINUX_2023 }),
    Tags: () => ({ tags: { Team: 'web' } }),
  },
};

/** There is one type of container. */
const FIXED = ['ContainerType'];

describe.each(['ImageRecipe', 'ContainerRecipe'] as const)('a changed %s', (kind) => {
  test('may be changed in each property that the schema has', () => {
    const replacing = replacingProperties(kind).filter((name) => !FIXED.includes(name));
    expect(Object.keys(CHANGES[kind]).sort()).toEqual(replacing.sort());
  });

  test.each(Object.entries(CHANGES[kind]))('is deployed with another %s, and reverted by the next deployment', async (property, change) => {
    expect(await deploy(template(kind))).toEqual([]);
    const before = idOf(stack, kind);
    expect(await deploy(template(kind, change))).toEqual([]);
    const after = idOf(stack, kind);
    expect(after).not.toBe(before);
    expect(await deploy(template(kind))).toEqual([]);
    // A recipe that goes back to the name or version before is the first one of it again: the old one is deleted.
    expect(idOf(stack, kind)).not.toBe(after);
    if (!['Name', 'Version'].includes(property)) expect(idOf(stack, kind).split('/').slice(0, -1)).toEqual(before.split('/').slice(0, -1));
  });
});
