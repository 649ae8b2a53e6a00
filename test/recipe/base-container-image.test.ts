import { App, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { CfnImage } from 'aws-cdk-lib/aws-imagebuilder';
import { BaseContainerImage } from '../../src/recipe/base-container-image';
import { OsVersion } from '../../src/recipe/os-version';
import { Platform } from '../../src/recipe/platform';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
});

function parent(image: BaseContainerImage, platformOverride?: Platform, osVersionOverride?: OsVersion): unknown {
  return stack.resolve(image._parentImage(stack, platformOverride, osVersionOverride));
}

test('fromDockerHub() renders repository and tag', () => {
  expect(parent(BaseContainerImage.fromDockerHub('amazonlinux'))).toEqual({ parentImage: 'amazonlinux:latest' });
  expect(parent(BaseContainerImage.fromDockerHub('grafana/grafana', '11.0.0'), Platform.LINUX)).toEqual({ parentImage: 'grafana/grafana:11.0.0', platformOverride: 'Linux' });
});

test('fromEcr() refers to a private ECR repository', () => {
  const repository = ecr.Repository.fromRepositoryAttributes(stack, 'Repository', {
    repositoryArn: 'arn:aws:ecr:eu-west-1:111122223333:repository/base',
    repositoryName: 'base',
  });
  expect(JSON.stringify(parent(BaseContainerImage.fromEcr(repository, 'v1')))).toContain('/base:v1');
  expect(JSON.stringify(parent(BaseContainerImage.fromEcr(repository)))).toContain('/base:latest');
});

describe('the tag of a base container image', () => {
  test.each<[string, (tag: string) => BaseContainerImage]>([
    ['fromDockerHub', (tag) => BaseContainerImage.fromDockerHub('a', tag)],
    ['fromEcr', (tag) => BaseContainerImage.fromEcr(ecr.Repository.fromRepositoryName(new Stack(), 'Repository', 'base'), tag)],
    ['fromEcrPublic', (tag) => BaseContainerImage.fromEcrPublic('a', 'b', tag)],
  ])('is neither empty nor too long, and has no name or digest in it: %s', (_name, image) => {
    for (const tag of ['base:latest', `sha256:${'a'.repeat(64)}`, '.1', '-1']) {
      expect(() => parent(image(tag))).toThrow(`The tag of the base image may hold only letters, digits, '_', '.' and '-', and starts with neither '.' nor '-', got '${tag}'.`);
    }
    expect(() => parent(image(''))).toThrow('The tag of the base image must have 1 to 128 characters, got 0');
    expect(() => parent(image('a'.repeat(129)))).toThrow('The tag of the base image must have 1 to 128 characters, got 129');
    for (const tag of ['a'.repeat(128), '_1', '2023.1-x_Y', Lazy.string({ produce: () => 'v1' })]) expect(() => parent(image(tag))).not.toThrow();
  });
});

test('an image in the ECR Public Gallery carries the platform, which Image Builder cannot read there', () => {
  expect(parent(BaseContainerImage.fromEcrPublic('amazonlinux', 'amazonlinux', '2023'))).toEqual({
    parentImage: 'public.ecr.aws/amazonlinux/amazonlinux:2023',
    platformOverride: 'Linux',
  });
  const windows = { platformOverride: 'Windows', imageOsVersionOverride: 'Microsoft Windows Server 2022' };
  const version = OsVersion.WINDOWS_SERVER_2022;
  expect(parent(BaseContainerImage.fromEcrPublic('a', 'b', 'c', Platform.WINDOWS), undefined, version)).toEqual({ parentImage: 'public.ecr.aws/a/b:c', ...windows });
  expect(parent(BaseContainerImage.fromEcrPublic('a', 'b'), Platform.WINDOWS, version)).toEqual({ parentImage: 'public.ecr.aws/a/b:latest', ...windows });
});

test('an image in a private ECR repository carries the platform, which Image Builder cannot read there', () => {
  const repository = ecr.Repository.fromRepositoryName(stack, 'Repository', 'base');
  expect(parent(BaseContainerImage.fromEcr(repository))).toMatchObject({ platformOverride: 'Linux' });
  expect(parent(BaseContainerImage.fromEcr(repository), undefined, OsVersion.WINDOWS_SERVER_2022)).toMatchObject({ platformOverride: 'Windows' });
});

test('an image in a private ECR repository that is given as a string needs a platform', () => {
  const image = BaseContainerImage.fromString('111122223333.dkr.ecr.eu-west-1.amazonaws.com/base:1');
  expect(parent(image, Platform.LINUX)).toMatchObject({ platformOverride: 'Linux' });
  expect(parent(image, undefined, OsVersion.UBUNTU_24_04)).toMatchObject({ platformOverride: 'Linux' });
  expect(() => parent(image)).toThrow("platform of an image in Amazon ECR ('111122223333.dkr.ecr.eu-west-1.amazonaws.com/base:1'): use BaseContainerImage.fromEcr(), or set platformOverride of the ContainerRecipe. A GoldenImage takes such a recipe as its 'recipe'.");
});

test.each<[string, () => BaseContainerImage]>([
  ['Docker Hub', () => BaseContainerImage.fromDockerHub('mine')],
  ['the ECR Public Gallery', () => BaseContainerImage.fromEcrPublic('a', 'b')],
  ['a private ECR repository', () => BaseContainerImage.fromEcr(ecr.Repository.fromRepositoryName(stack, 'Repository', 'base'))],
])('an image for Windows in %s needs the version of its operating system', (_where, image) => {
  expect(() => parent(image(), Platform.WINDOWS)).toThrow("needs the version of its operating system: set osVersionOverride of the ContainerRecipe, for example to OsVersion.WINDOWS_SERVER_2022. A GoldenImage takes such a recipe as its 'recipe'.");
});

test('an image in the ECR Public Gallery that is given as a string needs a platform', () => {
  const image = BaseContainerImage.fromString('public.ecr.aws/amazonlinux/amazonlinux:2023');
  expect(parent(image, Platform.LINUX)).toEqual({ parentImage: 'public.ecr.aws/amazonlinux/amazonlinux:2023', platformOverride: 'Linux' });
  expect(() => parent(image)).toThrow('use BaseContainerImage.fromEcrPublic(), or set platformOverride of the ContainerRecipe.');
});

test('an image of Image Builder names its platform itself', () => {
  const images = [
    BaseContainerImage.fromImage(new CfnImage(stack, 'Image')),
    BaseContainerImage.amazonManaged('amazon-linux-2023-x86-2023'),
    BaseContainerImage.fromString('arn:aws:imagebuilder:eu-west-1:aws:image/ubuntu-24-x86-24-04/x.x.x'),
  ];
  expect(parent(images[0])).toEqual({ parentImage: { Ref: 'Image' } });
  expect(JSON.stringify(parent(images[1]))).toContain(':aws:image/amazon-linux-2023-x86-2023/x.x.x');
  for (const image of images) {
    expect(() => parent(image)).not.toThrow();
    expect(() => parent(image, Platform.LINUX)).toThrow('platformOverride is for images in a registry');
  }
});

test.each([
  ['amazon-linux-x86-2', BaseContainerImage.amazonLinux2()],
  ['amazon-linux-2023-x86-2023', BaseContainerImage.amazonLinux2023()],
  ['ubuntu-22-x86-22-04', BaseContainerImage.ubuntu2204()],
  ['ubuntu-24-x86-24-04', BaseContainerImage.ubuntu2404()],
  ['windows-server-2016-x86-core-ltsc2016-amd64', BaseContainerImage.windowsServerCore2016()],
  ['windows-server-2019-x86-core-ltsc2019-amd64', BaseContainerImage.windowsServerCore2019()],
])('a base container image refers to the Amazon-managed image %s', (name, image) => {
  expect(JSON.stringify(parent(image))).toContain(`:aws:image/${name}/x.x.x`);
});

test.each<[string, (imageVersion: string) => BaseContainerImage]>([
  ['amazonLinux2', (version) => BaseContainerImage.amazonLinux2(version)],
  ['amazonLinux2023', (version) => BaseContainerImage.amazonLinux2023(version)],
  ['ubuntu2204', (version) => BaseContainerImage.ubuntu2204(version)],
  ['ubuntu2404', (version) => BaseContainerImage.ubuntu2404(version)],
  ['windowsServerCore2016', (version) => BaseContainerImage.windowsServerCore2016(version)],
  ['windowsServerCore2019', (version) => BaseContainerImage.windowsServerCore2019(version)],
])('BaseContainerImage.%s() accepts a version and rejects any other text', (_factory, make) => {
  expect(JSON.stringify(parent(make('2026.x.x')))).toMatch(/\/2026\.x\.x"/);
  expect(() => parent(make('2026'))).toThrow("The version of the Amazon-managed image must be three nodes as in '1.0.0'");
});

describe('a base image in the ECR', () => {
  const warnings = (image: (scope: Stack) => BaseContainerImage, account?: string): string[] => {
    const scope = new Stack(new App(), 'Stack', { env: { account, region: 'eu-west-1' } });
    image(scope)._parentImage(scope, Platform.LINUX);
    return Annotations.fromStack(scope).findWarning('*', Match.anyValue()).map(({ entry }) => String(entry.data));
  };
  const imported = (scope: Stack) => BaseContainerImage.fromEcr(ecr.Repository.fromRepositoryArn(scope, 'Base', 'arn:aws:ecr:eu-west-1:444455556666:repository/base'));
  // aws-cdk-lib takes such a repository for one of the stack's account, whatever its ARN says.
  const withAttributes = (scope: Stack) => BaseContainerImage.fromEcr(ecr.Repository.fromRepositoryAttributes(scope, 'Base', {
    repositoryArn: 'arn:aws:ecr:eu-west-1:444455556666:repository/base', repositoryName: 'base',
  }));
  const uri = () => BaseContainerImage.fromString('444455556666.dkr.ecr.eu-west-1.amazonaws.com/base:1');

  test.each([['a repository', imported], ['the attributes of a repository', withAttributes], ['a URI', uri]])('of another account is warned of, by %s', (_by, image) => {
    expect(warnings(image, '111122223333')).toEqual([expect.stringContaining('is in the ECR registry of account 444455556666, and Image Builder refuses the recipe unless')]);
  });

  test.each([['a repository', imported], ['the attributes of a repository', withAttributes], ['a URI', uri]])('of the own or an unknown account is not warned of, by %s', (_by, image) => {
    expect([...warnings(image, '444455556666'), ...warnings(image)]).toEqual([]);
  });

  test('that is made in the app is not warned of', () => {
    expect(warnings((scope) => BaseContainerImage.fromEcr(new ecr.Repository(scope, 'Repository')), '111122223333')).toEqual([]);
  });
});

test('the version of a base image in a registry states the platform, too', () => {
  expect(parent(BaseContainerImage.fromString('mcr.microsoft.com/windows/servercore:ltsc2019'), undefined, OsVersion.WINDOWS_SERVER_2019))
    .toMatchObject({ platformOverride: 'Windows', imageOsVersionOverride: 'Microsoft Windows Server 2019' });
  expect(parent(BaseContainerImage.fromString('public.ecr.aws/ubuntu/ubuntu:24.04'), undefined, OsVersion.UBUNTU_24_04))
    .toMatchObject({ platformOverride: 'Linux' });
  expect(parent(BaseContainerImage.fromDockerHub('mine'), undefined, OsVersion.of('Mine'))).not.toHaveProperty('platformOverride');
});

test('only an image of a registry takes a version of the operating system', () => {
  expect(parent(BaseContainerImage.fromDockerHub('a'), undefined, OsVersion.AMAZON_LINUX_2023)).toEqual({ parentImage: 'a:latest', platformOverride: 'Linux', imageOsVersionOverride: 'Amazon Linux 2023' });
  expect(() => parent(BaseContainerImage.amazonLinux2023(), undefined, OsVersion.AMAZON_LINUX_2023)).toThrow('osVersionOverride is for images in a registry');
  expect(() => parent(BaseContainerImage.fromDockerHub('a'), Platform.WINDOWS, OsVersion.AMAZON_LINUX_2023))
    .toThrow("osVersionOverride must be for the platform 'Windows', got 'Amazon Linux 2023' of the platform 'Linux'");
  expect(() => parent(BaseContainerImage.fromDockerHub('a'), undefined, OsVersion.MAC_OS_15)).toThrow("must be of Platform.LINUX or Platform.WINDOWS, got 'macOS 15'");
  expect(parent(BaseContainerImage.fromDockerHub('a'), undefined, OsVersion.of('Alpine 3'))).toMatchObject({ imageOsVersionOverride: 'Alpine 3' });
});

test('a container image cannot be for macOS', () => {
  expect(() => parent(BaseContainerImage.fromDockerHub('a'), Platform.MAC_OS)).toThrow("Platform.LINUX or Platform.WINDOWS, got 'macOS'");
});

test('a base image rejects spaces and texts that do not have 1 to 1,024 characters', () => {
  expect(() => parent(BaseContainerImage.fromString('a'.repeat(1024)))).not.toThrow();
  expect(() => parent(BaseContainerImage.fromString('a'.repeat(1025)))).toThrow('1 to 1024 characters, got 1025');
  expect(() => parent(BaseContainerImage.fromString('a b'))).toThrow('must be a text without spaces');
});
