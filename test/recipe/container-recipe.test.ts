import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as kms from 'aws-cdk-lib/aws-kms';
import { BaseContainerImage } from '../../src/recipe/base-container-image';
import { BaseImage } from '../../src/recipe/base-image';
import { Component } from '../../src/recipe/component';
import { ContainerRecipe, ContainerRecipeProps } from '../../src/recipe/container-recipe';
import { DockerfileTemplate } from '../../src/recipe/dockerfile-template';
import { ManagedComponent } from '../../src/recipe/managed-component';
import { OsVersion } from '../../src/recipe/os-version';
import { Platform } from '../../src/recipe/platform';

const RECIPE = 'AWS::ImageBuilder::ContainerRecipe';
const ARN = 'arn:aws:imagebuilder:eu-west-1:111122223333:container-recipe/web/1.2.3';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
});

function recipe(props: Partial<ContainerRecipeProps> = {}, id = 'Recipe'): ContainerRecipe {
  return new ContainerRecipe(stack, id, {
    baseImage: BaseContainerImage.fromDockerHub('amazonlinux'),
    targetRepository: ecr.Repository.fromRepositoryName(stack, `${id}Repository`, 'web'),
    ...props,
  });
}

test('a container recipe needs a base image and a target repository', () => {
  recipe();
  const [resource] = Object.values(Template.fromStack(stack).findResources(RECIPE));
  expect(resource.Properties).toEqual({
    ContainerType: 'DOCKER',
    DockerfileTemplateData: 'FROM {{{ imagebuilder:parentImage }}}\n{{{ imagebuilder:environments }}}\n{{{ imagebuilder:components }}}',
    Name: expect.stringMatching(/^[a-z0-9-]{3,126}$/),
    ParentImage: 'amazonlinux:latest',
    TargetRepository: { Service: 'ECR', RepositoryName: 'web' },
    Version: '1.0.x',
  });
});

test('the key of a container recipe must be in its Region', () => {
  stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
  const kmsKey = kms.Key.fromKeyArn(stack, 'Elsewhere', 'arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-123456789012');
  expect(() => recipe({ kmsKey })).toThrow("The kmsKey must be in the stack's own Region 'eu-west-1', got 'Stack/Elsewhere' in 'us-east-1': give a key of the stack's Region.");
});

test('a container recipe renders every property', () => {
  const key = new kms.Key(stack, 'Key');
  recipe({
    containerRecipeName: 'web',
    containerRecipeVersion: '1.2.3',
    description: 'The web server',
    dockerfile: DockerfileTemplate.fromInline('FROM {{{ imagebuilder:parentImage }}}\n{{{ imagebuilder:environments }}}{{{ imagebuilder:components }}}'),
    components: [{ component: Component.fromComponentName(stack, 'Web', 'web') }],
    platformOverride: Platform.LINUX,
    osVersionOverride: OsVersion.AMAZON_LINUX_2023,
    instanceImage: BaseImage.fromSsmParameterName('/my/ami'),
    blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(50) }],
    workingDirectory: '/tmp/build',
    kmsKey: key,
    tags: { Team: 'web' },
  });
  Template.fromStack(stack).hasResourceProperties(RECIPE, {
    Name: 'web',
    Version: '1.2.3',
    Description: 'The web server',
    DockerfileTemplateData: Match.stringLikeRegexp('^FROM'),
    Components: [{ ComponentArn: Match.anyValue() }],
    PlatformOverride: 'Linux',
    ImageOsVersionOverride: 'Amazon Linux 2023',
    InstanceConfiguration: { Image: 'ssm:/my/ami', BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 50 } }] },
    WorkingDirectory: '/tmp/build',
    KmsKeyId: stack.resolve(key.keyArn),
    Tags: { Team: 'web' },
  });
});

describe("root volume of a container build's instance", () => {
  const blockDevices = [{ deviceName: '/dev/sda1', volume: ec2.BlockDeviceVolume.ebs(50) }];
  const warning = Match.stringLikeRegexp("root volume of the base image is '/dev/xvda'");

  test('gives a warning where block devices miss that of the ECS optimized AMI', () => {
    recipe({ blockDevices });
    Annotations.fromStack(stack).hasWarning('*', warning);
  });

  test('is not checked for another instance image or for Windows', () => {
    recipe({ blockDevices, instanceImage: BaseImage.fromAmiId('ami-12345678') }, 'Own');
    recipe({ blockDevices, osVersionOverride: OsVersion.WINDOWS_SERVER_2022 }, 'Windows');
    recipe({ blockDevices, baseImage: BaseContainerImage.windowsServerCore2019() }, 'Managed');
    Annotations.fromStack(stack).hasNoWarning('*', warning);
  });
});

test('a container recipe accepts an L1 repository', () => {
  const repository = new ecr.CfnRepository(stack, 'Cfn');
  recipe({ targetRepository: repository });
  Template.fromStack(stack).hasResourceProperties(RECIPE, { TargetRepository: { RepositoryName: { Ref: 'Cfn' } } });
});

test('a container recipe rejects a repository of another account or Region, since it holds the name only', () => {
  const home = new Stack(stack.node.root as App, 'Home', { env: { account: '111122223333', region: 'eu-west-1' } });
  const into = (account: string, region: string) => new ContainerRecipe(home, account + region, {
    baseImage: BaseContainerImage.fromDockerHub('amazonlinux'),
    targetRepository: ecr.Repository.fromRepositoryArn(home, `Of${account}${region}`, `arn:aws:ecr:${region}:${account}:repository/web`),
  });
  expect(() => into('444455556666', 'eu-west-1')).toThrow("The targetRepository must be in the stack's own account '111122223333', got 'Home/Of444455556666eu-west-1' in '444455556666'");
  expect(() => into('111122223333', 'us-east-1')).toThrow("own Region 'eu-west-1'");
  expect(() => into('111122223333', 'eu-west-1')).not.toThrow();
});

test('a container recipe rejects a repository of another account that aws-cdk-lib takes for one of the stack', () => {
  const home = new Stack(stack.node.root as App, 'Home', { env: { account: '111122223333', region: 'eu-west-1' } });
  const targetRepository = ecr.Repository.fromRepositoryAttributes(home, 'Web', {
    repositoryArn: 'arn:aws:ecr:eu-west-1:444455556666:repository/web', repositoryName: 'web',
  });
  expect(() => new ContainerRecipe(home, 'Recipe', { baseImage: BaseContainerImage.fromDockerHub('amazonlinux'), targetRepository }))
    .toThrow("The targetRepository must be in the stack's own account '111122223333', got 'Home/Web' in '444455556666'");
});

test('a container recipe rejects a component for another platform than that of the base image', () => {
  const components = [{ component: ManagedComponent.python3(stack, 'Python', Platform.WINDOWS) }];
  expect(() => recipe({ components, platformOverride: Platform.LINUX })).toThrow('The base image is for Linux');
  expect(() => recipe({ components, osVersionOverride: OsVersion.WINDOWS_SERVER_2022 }, 'Windows')).not.toThrow();
  expect(() => recipe({ components }, 'Unknown')).not.toThrow();
});

test.each<[string, () => BaseContainerImage, Platform, Platform]>([
  ['amazonLinux2()', () => BaseContainerImage.amazonLinux2(), Platform.LINUX, Platform.WINDOWS],
  ['amazonLinux2023()', () => BaseContainerImage.amazonLinux2023(), Platform.LINUX, Platform.WINDOWS],
  ['ubuntu2404()', () => BaseContainerImage.ubuntu2404(), Platform.LINUX, Platform.WINDOWS],
  ['windowsServerCore2019()', () => BaseContainerImage.windowsServerCore2019(), Platform.WINDOWS, Platform.LINUX],
  ['its ARN', () => BaseContainerImage.fromString('arn:aws:imagebuilder:eu-west-1:aws:image/windows-server-2016-x86-core-ltsc2016-amd64/x.x.x'), Platform.WINDOWS, Platform.LINUX],
])('a container recipe rejects a component for another platform than that of an image of Amazon, by %s', (_by, base, own, other) => {
  const components = (platform: Platform) => [{ component: ManagedComponent.python3(stack, platform, platform) }];
  expect(() => recipe({ baseImage: base(), components: components(other) })).toThrow(`The base image is for ${own}, but the component 'Stack/${other}' is for ${other}`);
  expect(() => recipe({ baseImage: base(), components: components(own) }, 'Fits')).not.toThrow();
});

test('a container recipe takes the platform from an image of the public gallery', () => {
  recipe({ baseImage: BaseContainerImage.fromEcrPublic('amazonlinux', 'amazonlinux', '2023') });
  Template.fromStack(stack).hasResourceProperties(RECIPE, { PlatformOverride: 'Linux' });
});

test('a container recipe checks the rules of its parts', () => {
  const components = [{ component: Component.fromComponentName(stack, 'Web', 'web') }];
  const dockerfile = DockerfileTemplate.fromInline('FROM {{{ imagebuilder:parentImage }}}');
  expect(() => recipe({ dockerfile }, 'WithoutComponents')).not.toThrow();
  expect(() => recipe({ dockerfile, components }, 'WithComponents')).toThrow('since the recipe has components');
  expect(() => recipe({ instanceImage: BaseImage.amazonLinux2023() }, 'Instance')).toThrow('must be an AMI id or an SSM parameter');
  expect(() => recipe({ containerRecipeVersion: '1' }, 'Version')).toThrow("version of the container recipe must be three nodes as in '1.0.0'");
  expect(() => recipe({ containerRecipeName: 'Web' }, 'Name')).toThrow("use 'web' instead of 'Web'");
  expect(() => recipe({ description: '' }, 'Description')).toThrow('The description must have 1 to 1024 characters');
  expect(() => recipe({ workingDirectory: '' }, 'Directory')).toThrow('The working directory must have 1 to 1024 characters');
});

test("a container recipe's ARN, name and assigned version are attributes of the resource", () => {
  const created = recipe();
  const [logicalId] = Object.keys(Template.fromStack(stack).findResources(RECIPE));
  const arn = { 'Fn::GetAtt': [logicalId, 'Arn'] };
  expect(stack.resolve(created.containerRecipeRef)).toEqual({ containerRecipeArn: arn });
  expect(stack.resolve(created.containerRecipeName)).toEqual({ 'Fn::GetAtt': [logicalId, 'Name'] });
  expect(stack.resolve(created.containerRecipeVersion)).toEqual({ 'Fn::Select': [2, { 'Fn::Split': ['/', arn] }] });
});

test('a container recipe is imported by ARN, by name, or by name and version', () => {
  const byArn = ContainerRecipe.fromContainerRecipeArn(stack, 'ByArn', ARN);
  expect([byArn.containerRecipeArn, byArn.containerRecipeName, byArn.containerRecipeVersion]).toEqual([ARN, 'web', '1.2.3']);
  expect(byArn.containerRecipeRef).toEqual({ containerRecipeArn: ARN });
  expect(byArn.env.account).toBe('111122223333');
  const byName = ContainerRecipe.fromContainerRecipeName(stack, 'ByName', 'web');
  expect(JSON.stringify(stack.resolve(byName.containerRecipeArn))).toContain(':container-recipe/web/x.x.x');
  const byVersion = ContainerRecipe.fromContainerRecipeAttributes(stack, 'ByVersion', { containerRecipeName: 'web', containerRecipeVersion: '1.x.x' });
  expect(byVersion.containerRecipeVersion).toBe('1.x.x');
  expect(() => ContainerRecipe.fromContainerRecipeArn(stack, 'Wrong', ARN.replace('container', 'image'))).toThrow('container-recipe/<name>/<version>');
});
