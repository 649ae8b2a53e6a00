import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { CfnImage } from 'aws-cdk-lib/aws-imagebuilder';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { BaseContainerImage, ContainerRecipe, Image, ImageRecipe } from '../../src';
import { BaseImage } from '../../src/recipe/base-image';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
});

function parent(image: BaseImage): unknown {
  return stack.resolve(image._parentImage(stack).image);
}

test('a base image renders an SSM parameter by name and never resolves it', () => {
  const name = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
  expect(parent(BaseImage.fromSsmParameterName(name))).toBe(`ssm:${name}`);
  expect(parent(BaseImage.fromSsmParameterName('arn:aws:ssm:eu-west-1:111122223333:parameter/ami'))).toBe('ssm:arn:aws:ssm:eu-west-1:111122223333:parameter/ami');
  const parameter = new ssm.StringParameter(stack, 'Parameter', { stringValue: 'ami-12345678' });
  expect(parent(BaseImage.fromSsmParameter(parameter))).toEqual({ 'Fn::Join': ['', ['ssm:', stack.resolve(parameter.parameterName)]] });
});

test('a base image rejects an SSM parameter with its prefix', () => {
  expect(() => parent(BaseImage.fromSsmParameterName('ssm:/my/ami'))).toThrow("without the prefix 'ssm:', got 'ssm:/my/ami'");
});

test.each(['ami-12345678', 'ami-0123456789abcdef0'])('a base image accepts %s as an AMI id', (id) => {
  expect(parent(BaseImage.fromAmiId(id))).toBe(id);
});

test.each(['ami-1234567', 'ami-0123456789ABCDEF0', '/my/ami', ''])('a base image rejects %p as an AMI id', (id) => {
  expect(() => parent(BaseImage.fromAmiId(id))).toThrow('AMI id of the base image');
});

test('an AMI id may be a token', () => {
  expect(parent(BaseImage.fromAmiId(new CfnParameter(stack, 'Ami').valueAsString))).toEqual({ Ref: 'Ami' });
});

test('a recipe refers to another image by its ARN', () => {
  const image = new CfnImage(stack, 'Image');
  expect(parent(BaseImage.fromImage(image))).toEqual({ Ref: 'Image' });
});

test('an image of another Region is rejected as a base image', () => {
  const own = new Stack(stack.node.root as App, 'Own', { env: { account: '111122223333', region: 'eu-west-1' } });
  const there = Image.fromImageArn(own, 'There', 'arn:aws:imagebuilder:us-east-1:111122223333:image/golden/1.0.0/1');
  const ERROR = "The base image must be in the stack's own Region 'eu-west-1', got 'Own/There' in 'us-east-1': distribute it to";
  expect(() => new ImageRecipe(own, 'Recipe', { baseImage: BaseImage.fromImage(there) })).toThrow(ERROR);
  const targetRepository = ecr.Repository.fromRepositoryName(own, 'Target', 'target');
  expect(() => new ContainerRecipe(own, 'Container', { baseImage: BaseContainerImage.fromImage(there), targetRepository })).toThrow(ERROR);
});

test('the id of a Marketplace product becomes a base image unchanged', () => {
  expect(parent(BaseImage.fromMarketplaceProductId('prod-abc123'))).toBe('prod-abc123');
  expect(parent(BaseImage.fromMarketplaceProductId('any'))).toBe('any');
  expect(() => parent(BaseImage.fromMarketplaceProductId('two words'))).toThrow('must be a text without spaces');
});

test.each([
  'ami-0123456789abcdef0',
  'ssm:/golden/linux',
  'ssm:arn:aws:ssm:eu-west-1:444455556666:parameter/golden/linux',
  'arn:aws:imagebuilder:eu-west-1:aws:image/amazon-linux-2023-x86/x.x.x',
  'arn:aws-cn:imagebuilder:cn-north-1:111122223333:image/golden/1.0.3/2',
  'prod-abc123',
  'b2ad1e3c-0e5e-4a4d-9d3c-8b9b51a1f0a1',
])('fromString() takes %s', (text) => {
  expect(parent(BaseImage.fromString(text))).toBe(text);
});

test.each([
  'anything', 'ami-123', 'ssm:', '/golden/linux', 'amazonlinux:2023', 'two words', 'ami-0123456789abcdef0 ',
  'arn:aws:imagebuilder:eu-west-1:aws:image/amazon-linux-2023-x86',
  'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/golden/1.0.0',
  'arn:aws:ec2:eu-west-1::image/ami-0123456789abcdef0',
])('fromString() refuses %p, which has none of the four forms', (text) => {
  expect(() => parent(BaseImage.fromString(text))).toThrow(/The base image must be an AMI id .+ use BaseImage.fromMarketplaceProductId\), got '/);
});

test('fromString() refuses an empty text', () => {
  expect(() => parent(BaseImage.fromString(''))).toThrow('The base image must have 1 to 1024 characters');
});

describe('the parameter of a base image', () => {
  const imported = (id: string, arn: string) => ssm.StringParameter.fromStringParameterArn(stack, id, arn);

  test('that is imported by its ARN is read by that ARN', () => {
    const arn = 'arn:aws:ssm:eu-west-1:444455556666:parameter/golden/ami';
    expect(parent(BaseImage.fromSsmParameter(imported('Shared', arn)))).toBe(`ssm:${arn}`);
    expect(BaseImage.fromSsmParameter(imported('Again', arn))._instanceImage(stack)).toBe(`ssm:${arn}`);
  });

  test('that is imported by its name, or made in the app, is read by its name, whose resource the recipe waits for', () => {
    const byName = ssm.StringParameter.fromStringParameterName(stack, 'ByName', '/golden/ami');
    expect(parent(BaseImage.fromSsmParameter(byName))).toBe('ssm:/golden/ami');
    const own = new ssm.StringParameter(stack, 'Own', { parameterName: '/golden/own', stringValue: 'ami-12345678' });
    expect(JSON.stringify(parent(BaseImage.fromSsmParameter(own)))).toContain(`{"Ref":"${stack.getLogicalId(own.node.defaultChild as never)}"}`);
    const parameterName = new CfnParameter(stack, 'Name').valueAsString;
    const later = ssm.StringParameter.fromStringParameterAttributes(stack, 'Later', { parameterName, simpleName: false });
    expect(parent(BaseImage.fromSsmParameter(later))).toEqual({ 'Fn::Join': ['', ['ssm:', { Ref: 'Name' }]] });
  });

  test('is read by its name also where a stack writes its partition as text', () => {
    const literal = new Stack(new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } }), 'Literal', { env: { account: '111122223333', region: 'eu-west-1' } });
    const byName = ssm.StringParameter.fromStringParameterName(literal, 'ByName', '/golden/ami');
    expect(BaseImage.fromSsmParameter(byName)._parentImage(literal).image).toBe('ssm:/golden/ami');
  });
});

test.each([
  ['amazon-linux-2023-x86', BaseImage.amazonLinux2023()],
  ['amazon-linux-2023-arm64', BaseImage.amazonLinux2023(ec2.InstanceArchitecture.ARM_64)],
  ['ubuntu-server-24-lts-x86', BaseImage.ubuntuServer2404()],
  ['ubuntu-server-24-lts-arm64', BaseImage.ubuntuServer2404(ec2.InstanceArchitecture.ARM_64)],
  ['amazon-linux-2-x86', BaseImage.amazonLinux2()],
  ['amazon-linux-2-arm64', BaseImage.amazonLinux2(ec2.InstanceArchitecture.ARM_64)],
  ['red-hat-enterprise-linux-10-x86', BaseImage.redHatEnterpriseLinux10()],
  ['suse-linux-enterprise-server-15-x86', BaseImage.suseLinuxEnterpriseServer15()],
  ['ubuntu-server-22-lts-x86', BaseImage.ubuntuServer2204()],
  ['windows-server-2016-english-full-base-x86', BaseImage.windowsServer2016()],
  ['windows-server-2016-english-core-base-x86', BaseImage.windowsServer2016Core()],
  ['windows-server-2019-english-full-base-x86', BaseImage.windowsServer2019()],
  ['windows-server-2019-english-core-base-x86', BaseImage.windowsServer2019Core()],
  ['windows-server-2022-english-full-base-x86', BaseImage.windowsServer2022()],
  ['windows-server-2022-english-core-base-x86', BaseImage.windowsServer2022Core()],
  ['windows-server-2025-english-full-base-x86', BaseImage.windowsServer2025()],
  ['windows-server-2025-english-core-base-x86', BaseImage.windowsServer2025Core()],
  ['macos-sonoma-arm64', BaseImage.macOs14()],
  ['macos-sequoia-x86', BaseImage.macOs15(ec2.InstanceArchitecture.X86_64)],
])('a base image refers to the Amazon-managed image %s', (name, image) => {
  expect(parent(image)).toEqual({
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':imagebuilder:', { Ref: 'AWS::Region' }, `:aws:image/${name}/x.x.x`]],
  });
});

test('a managed image accepts a version and rejects a name in another form than that of the ARN', () => {
  expect(JSON.stringify(parent(BaseImage.amazonManaged('amazon-linux-2-x86', '2024.x.x')))).toContain(':aws:image/amazon-linux-2-x86/2024.x.x');
  expect(() => parent(BaseImage.amazonManaged('Amazon Linux 2'))).toThrow("got 'Amazon Linux 2'");
});

test.each<[string, (imageVersion: string) => BaseImage]>([
  ['amazonLinux2', (version) => BaseImage.amazonLinux2(undefined, version)],
  ['amazonLinux2023', (version) => BaseImage.amazonLinux2023(undefined, version)],
  ['redHatEnterpriseLinux10', (version) => BaseImage.redHatEnterpriseLinux10(undefined, version)],
  ['suseLinuxEnterpriseServer15', (version) => BaseImage.suseLinuxEnterpriseServer15(undefined, version)],
  ['ubuntuServer2204', (version) => BaseImage.ubuntuServer2204(undefined, version)],
  ['ubuntuServer2404', (version) => BaseImage.ubuntuServer2404(undefined, version)],
  ['windowsServer2016', (version) => BaseImage.windowsServer2016(version)],
  ['windowsServer2016Core', (version) => BaseImage.windowsServer2016Core(version)],
  ['windowsServer2019', (version) => BaseImage.windowsServer2019(version)],
  ['windowsServer2019Core', (version) => BaseImage.windowsServer2019Core(version)],
  ['windowsServer2022', (version) => BaseImage.windowsServer2022(version)],
  ['windowsServer2022Core', (version) => BaseImage.windowsServer2022Core(version)],
  ['windowsServer2025', (version) => BaseImage.windowsServer2025(version)],
  ['windowsServer2025Core', (version) => BaseImage.windowsServer2025Core(version)],
  ['macOs14', (version) => BaseImage.macOs14(undefined, version)],
  ['macOs15', (version) => BaseImage.macOs15(undefined, version)],
])('BaseImage.%s() accepts a version and rejects any other text', (_factory, make) => {
  expect(JSON.stringify(parent(make('2026.11.x')))).toMatch(/\/2026\.11\.x"/);
  expect(JSON.stringify(parent(make('2026.11.3/1')))).toMatch(/\/2026\.11\.3\/1"/);
  expect(() => parent(make('newest'))).toThrow("The version of the Amazon-managed image must be three nodes as in '1.0.0', where a node may be 'x' for the newest if all nodes to its right are 'x' too, got 'newest'");
});

test('the instance of a container build accepts only an AMI or a parameter', () => {
  expect(BaseImage.fromAmiId('ami-12345678')._instanceImage(stack)).toBe('ami-12345678');
  expect(BaseImage.fromSsmParameterName('/my/ami')._instanceImage(stack)).toBe('ssm:/my/ami');
  expect(BaseImage.fromString('ssm:/my/ami')._instanceImage(stack)).toBe('ssm:/my/ami');
  expect(() => BaseImage.amazonLinux2023()._instanceImage(stack)).toThrow('must be an AMI id or an SSM parameter');
  expect(() => BaseImage.fromMarketplaceProductId('prod-1')._instanceImage(stack)).toThrow("got 'prod-1'");
});
