import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CfnImage } from 'aws-cdk-lib/aws-imagebuilder';
import * as ssm from 'aws-cdk-lib/aws-ssm';
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

test('Marketplace products and other texts become base images unchanged', () => {
  expect(parent(BaseImage.fromMarketplaceProductId('prod-abc123'))).toBe('prod-abc123');
  expect(parent(BaseImage.fromString('anything'))).toBe('anything');
  expect(() => parent(BaseImage.fromString(''))).toThrow('The base image must have 1 to 1024 characters');
  expect(() => parent(BaseImage.fromString('two words'))).toThrow('must be a text without spaces');
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
])('%s is managed by Amazon', (name, image) => {
  expect(parent(image)).toEqual({
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':imagebuilder:', { Ref: 'AWS::Region' }, `:aws:image/${name}/x.x.x`]],
  });
});

test('a managed image accepts a version and rejects a name in another form than that of the ARN', () => {
  expect(JSON.stringify(parent(BaseImage.amazonManaged('amazon-linux-2-x86', '2024.x.x')))).toContain(':aws:image/amazon-linux-2-x86/2024.x.x');
  expect(() => parent(BaseImage.amazonManaged('Amazon Linux 2'))).toThrow("got 'Amazon Linux 2'");
});

test('the instance of a container build accepts only an AMI or a parameter', () => {
  expect(BaseImage.fromAmiId('ami-12345678')._instanceImage(stack)).toBe('ami-12345678');
  expect(BaseImage.fromSsmParameterName('/my/ami')._instanceImage(stack)).toBe('ssm:/my/ami');
  expect(BaseImage.fromString('ssm:/my/ami')._instanceImage(stack)).toBe('ssm:/my/ami');
  expect(() => BaseImage.amazonLinux2023()._instanceImage(stack)).toThrow('must be an AMI id or an SSM parameter');
  expect(() => BaseImage.fromMarketplaceProductId('prod-1')._instanceImage(stack)).toThrow("got 'prod-1'");
});
