import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import {
  BaseContainerImage, BaseImage, Component, ComponentConfiguration, ComponentDocument, ContainerRecipe, Image, ImagePipeline, ImageRecipe,
  InfrastructureConfiguration, InstancePlacement, ManagedComponent, Platform,
} from '../../src';

let stack: Stack;

beforeEach(() => {
  stack = new Stack(new App(), 'Golden');
});

function imageOf(baseImage: BaseImage, ...components: ComponentConfiguration[]): Image {
  return new Image(stack, 'Image', {
    recipe: new ImageRecipe(stack, 'Recipe', { baseImage, components }),
    // macOS runs on Dedicated Hosts only.
    infrastructureConfiguration: new InfrastructureConfiguration(stack, 'Infrastructure', { placement: InstancePlacement.dedicatedHost() }),
  });
}

test('instances and launch templates start from the AMI of an image', () => {
  const machineImage = imageOf(BaseImage.amazonLinux2023()).toMachineImage();
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 });
  new ec2.Instance(stack, 'Instance', { vpc, machineImage, instanceType: new ec2.InstanceType('t3.small') }).addUserData('echo hello');
  new ec2.LaunchTemplate(stack, 'Template', { machineImage });

  const template = Template.fromStack(stack);
  const imageId = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Image'), 'ImageId'] };
  template.hasResourceProperties('AWS::EC2::Instance', { ImageId: imageId, UserData: { 'Fn::Base64': '#!/bin/bash\necho hello' } });
  template.hasResourceProperties('AWS::EC2::LaunchTemplate', { LaunchTemplateData: Match.objectLike({ ImageId: imageId }) });
});

describe('operating system of an image', () => {
  const osType = (image: Image) => image.toMachineImage().getImage(stack).osType;
  const document = ComponentDocument.fromObject({ schemaVersion: '1.0', phases: [{ name: 'build', steps: [{ name: 'Restart', action: 'Reboot' }] }] });

  test.each([
    ['an Amazon-managed image', () => BaseImage.windowsServer2022(), 'WINDOWS'],
    ['a parameter of AWS', () => BaseImage.fromSsmParameterName('/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base'), 'WINDOWS'],
    ['an AMI that says it', () => BaseImage.fromMachineImage(ec2.MachineImage.genericWindows({ 'eu-west-1': 'ami-0123456789abcdef0' })), 'WINDOWS'],
    ['an Amazon-managed image of macOS', () => BaseImage.amazonManaged('macos-sonoma-14-arm64'), 'UNKNOWN'],
    ['an Amazon-managed image of Linux', () => BaseImage.amazonLinux2023(), 'LINUX'],
    ['an AMI, of which nothing is known', () => BaseImage.fromAmiId('ami-0123456789abcdef0'), 'LINUX'],
    ['a token', () => BaseImage.fromString(new CfnParameter(stack, 'Parameter').valueAsString), 'LINUX'],
  ])('is that of the base image: %s', (_what, baseImage, expected) => {
    stack = new Stack(new App(), 'InRegion', { env: { region: 'eu-west-1' } });
    expect(osType(imageOf(baseImage()))).toBe(ec2.OperatingSystemType[expected as keyof typeof ec2.OperatingSystemType]);
  });

  test('is that of another image of the app, on which the recipe builds', () => {
    const base = imageOf(BaseImage.windowsServer2022());
    const recipe = new ImageRecipe(stack, 'Child', { baseImage: BaseImage.fromImage(base) });
    expect(osType(new Image(stack, 'ChildImage', { recipe }))).toBe(ec2.OperatingSystemType.WINDOWS);
  });

  test.each([
    ['a component', () => new Component(stack, 'Component', { platform: Platform.WINDOWS, document })],
    ['a managed component', () => ManagedComponent.helloWorld(stack, 'Component', Platform.WINDOWS)],
  ])('is that of %s if the base image does not name one', (_what, component) => {
    const image = imageOf(BaseImage.fromAmiId('ami-0123456789abcdef0'), { component: component() });
    const { osType: found, userData } = image.toMachineImage().getImage(stack);
    expect(found).toBe(ec2.OperatingSystemType.WINDOWS);
    expect(userData.render()).toContain('<powershell>');
  });

  test('is that of the recipe of the pipeline that builds the image', () => {
    const recipe = new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.windowsServer2022() });
    expect(osType(new Image(stack, 'Image', { pipeline: new ImagePipeline(stack, 'Pipeline', { recipe }) }))).toBe(ec2.OperatingSystemType.WINDOWS);
  });

  test('is what the user gives, as is the user data', () => {
    const userData = ec2.UserData.custom('custom');
    const machineImage = imageOf(BaseImage.amazonLinux2023()).toMachineImage({ operatingSystem: ec2.OperatingSystemType.WINDOWS, userData });
    expect(machineImage.getImage(stack)).toMatchObject({ osType: ec2.OperatingSystemType.WINDOWS, userData });
  });
});

describe('machine image of a container image', () => {
  const recipe = () => new ContainerRecipe(stack, 'ContainerRecipe', {
    baseImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'), targetRepository: ecr.Repository.fromRepositoryName(stack, 'Target', 'target'),
  });

  test.each([
    ['of a recipe', () => ({ recipe: recipe() })],
    ['of a pipeline', () => ({ pipeline: new ImagePipeline(stack, 'Pipeline', { recipe: recipe() }) })],
  ])('does not exist for %s', (_what, source) => {
    const image = new Image(stack, 'Image', source());
    expect(() => image.toMachineImage()).toThrow(/A container image has no AMI: use its imageUri/);
  });
});

describe('machine image of an existing image', () => {
  test('has an AMI if the id is known', () => {
    const image = Image.fromImageAttributes(stack, 'Import', { imageName: 'golden', imageId: 'ami-0123456789abcdef0' });
    expect(image.toMachineImage().getImage(stack)).toMatchObject({ imageId: 'ami-0123456789abcdef0', osType: ec2.OperatingSystemType.LINUX });
  });

  test('does not exist if the id is unknown', () => {
    expect(() => Image.fromImageName(stack, 'Import', 'golden').toMachineImage()).toThrow(/not known: import it by Image.fromImageAttributes\(\) with imageId/);
  });
});

test('an AMI is rejected in another Region, and accepted in its own', () => {
  const app = new App();
  const inRegion = (id: string, region: string) => new Stack(app, id, { env: { region, account: '123456789012' } });
  stack = inRegion('Own', 'eu-west-1');
  const machineImage = imageOf(BaseImage.amazonLinux2023()).toMachineImage();
  expect(() => machineImage.getImage(inRegion('Other', 'eu-west-2'))).toThrow(/in the Region 'eu-west-1'; a copy in 'eu-west-2' has another id/);
  expect(() => machineImage.getImage(inRegion('Same', 'eu-west-1'))).not.toThrow();
});
