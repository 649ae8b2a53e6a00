import { App, Aws, CfnParameter, Fn, Lazy, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { BaseImage } from '../../src/recipe/base-image';
import { Component } from '../../src/recipe/component';
import { ImageRecipe, ImageRecipeProps } from '../../src/recipe/image-recipe';

const RECIPE = 'AWS::ImageBuilder::ImageRecipe';
const ARN = 'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/golden/1.2.3';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
});

function recipe(props: Partial<ImageRecipeProps> = {}, id = 'Recipe'): ImageRecipe {
  return new ImageRecipe(stack, id, { baseImage: BaseImage.amazonLinux2023(), ...props });
}

test('an image recipe needs only a base image', () => {
  recipe();
  const template = Template.fromStack(stack);
  template.resourceCountIs(RECIPE, 1);
  const [resource] = Object.values(template.findResources(RECIPE));
  expect(Object.keys(resource.Properties).sort()).toEqual(['Name', 'ParentImage', 'Version']);
  expect(resource.Properties.Version).toBe('1.0.x');
  expect(resource.Properties.Name).toMatch(/^[a-z0-9-]{3,126}$/);
});

test('an image recipe renders every property', () => {
  recipe({
    imageRecipeName: 'golden',
    imageRecipeVersion: '2.x.x',
    description: 'The golden image',
    workingDirectory: '/opt/build',
    components: [{ component: Component.fromComponentName(stack, 'Web', 'web'), parameters: { Port: ['80'], Hosts: ['a', 'b'] } }],
    userData: ec2.UserData.custom('#!/bin/sh\ntrue'),
    uninstallSsmAgentAfterBuild: false,
    amiTags: { Team: 'platform' },
    amiWatermarks: ['golden', 'CIS level 1'],
    tags: { Cost: '42' },
  });
  Template.fromStack(stack).hasResourceProperties(RECIPE, {
    Name: 'golden',
    Version: '2.x.x',
    Description: 'The golden image',
    WorkingDirectory: '/opt/build',
    Components: [{
      ComponentArn: Match.anyValue(),
      Parameters: [{ Name: 'Hosts', Value: ['a', 'b'] }, { Name: 'Port', Value: ['80'] }],
    }],
    AdditionalInstanceConfiguration: {
      UserDataOverride: { 'Fn::Base64': '#!/bin/sh\ntrue' },
      SystemsManagerAgent: { UninstallAfterBuild: false },
    },
    AmiTags: { Team: 'platform' },
    AmiWatermarks: ['golden', 'CIS level 1'],
    Tags: { Cost: '42' },
  });
});

test('an image recipe renders block devices in the form of Image Builder', () => {
  const key = new kms.Key(stack, 'Key');
  recipe({
    blockDevices: [
      { deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(30, { encrypted: true, kmsKey: key, volumeType: ec2.EbsDeviceVolumeType.GP3, throughput: 125, iops: 3000 }) },
      { deviceName: '/dev/sdb', volume: ec2.BlockDeviceVolume.ephemeral(0) },
      { deviceName: '/dev/sdc', volume: ec2.BlockDeviceVolume.ebs(1), mappingEnabled: false },
    ],
  });
  Template.fromStack(stack).hasResourceProperties(RECIPE, {
    BlockDeviceMappings: [
      {
        DeviceName: '/dev/xvda',
        Ebs: {
          Encrypted: true,
          KmsKeyId: stack.resolve(key.keyArn),
          VolumeSize: 30,
          VolumeType: 'gp3',
          Throughput: 125,
          Iops: 3000,
        },
      },
      { DeviceName: '/dev/sdb', VirtualName: 'ephemeral0' },
      { DeviceName: '/dev/sdc', NoDevice: '' },
    ],
  });
});

test.each([
  [16000, 16001],
  [1, 0],
])('an image recipe accepts a volume of %d GiB and rejects one of %d', (allowed, refused) => {
  const withSize = (size: number) => ({ blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebsFromSnapshot('snap-1', { volumeSize: size }) }] });
  expect(() => recipe(withSize(allowed), 'Allowed')).not.toThrow();
  expect(() => recipe(withSize(refused), 'Refused')).toThrow(`The volume size of '/dev/xvda' in GiB must be an integer from 1 to 16000, got ${refused}`);
});

test.each([
  ['iops', 100, 99, 'IOPS'],
  ['iops', 64000, 64001, 'IOPS'],
  ['throughput', 125, 124, 'throughput'],
  ['throughput', 1000, 1001, 'throughput'],
])('an image recipe limits %s: it accepts %d and rejects %d', (option, allowed, refused, word) => {
  const withOption = (value: number) => ({
    blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebsFromSnapshot('snap-1', { [option]: value }) }],
  });
  expect(() => recipe(withOption(allowed), 'Allowed')).not.toThrow();
  expect(() => recipe(withOption(refused), 'Refused')).toThrow(new RegExp(`The ${word} of '/dev/xvda'.* got ${refused}`));
});

test('an image recipe cannot uninstall the SSM agent on Windows', () => {
  expect(() => recipe({ uninstallSsmAgentAfterBuild: true }, 'Linux')).not.toThrow();
  expect(() => recipe({ baseImage: BaseImage.macOs15(), uninstallSsmAgentAfterBuild: true }, 'Mac')).not.toThrow();
  expect(() => recipe({ baseImage: BaseImage.windowsServer2025() }, 'Windows')).not.toThrow();
  for (const uninstallSsmAgentAfterBuild of [true, false]) {
    expect(() => recipe({ baseImage: BaseImage.windowsServer2025(), uninstallSsmAgentAfterBuild }, `Refused${uninstallSsmAgentAfterBuild}`)).toThrow('but the base image is for Windows: leave it out');
  }
});

test.each(['description', 'workingDirectory'] as const)('%s of an image recipe has 1 to 1,024 characters', (option) => {
  expect(() => recipe({ [option]: 'a'.repeat(1024) }, 'Longest')).not.toThrow();
  expect(() => recipe({ [option]: 'a'.repeat(1025) }, 'TooLong')).toThrow('must have 1 to 1024 characters, got 1025');
  expect(() => recipe({ [option]: '' }, 'Empty')).toThrow('must have 1 to 1024 characters, got 0');
});

test('an image recipe accepts user data of at most 16,383 bytes, which is what fits in base 64', () => {
  const refused = (text: string) => () => recipe({ userData: ec2.UserData.custom(text) }, 'Refused');
  expect(() => recipe({ userData: ec2.UserData.custom('a'.repeat(16383)) }, 'Allowed')).not.toThrow();
  expect(Buffer.alloc(16383).toString('base64').length).toBeLessThanOrEqual(21847);
  expect(Buffer.alloc(16384).toString('base64').length).toBeGreaterThan(21847);
  expect(refused('a'.repeat(16384))).toThrow('The user data may have at most 16383 bytes, got 16384');
});

test('an image recipe counts user data in bytes', () => {
  expect(() => recipe({ userData: ec2.UserData.custom('ä'.repeat(8192)) })).toThrow('got 16384');
});

test.each(['My_Recipe', 'my recipe', 'ab'])('an image recipe rejects the name %p', (name) => {
  expect(() => recipe({ imageRecipeName: name })).toThrow('name of the image recipe');
});

test('an image recipe rejects an invalid version', () => {
  expect(() => recipe({ imageRecipeVersion: '1.x.0' })).toThrow("got '1.x.0'");
});

test('an image recipe accepts tokens for names and texts', () => {
  const parameter = new CfnParameter(stack, 'Parameter').valueAsString;
  recipe({ imageRecipeName: parameter, imageRecipeVersion: parameter, description: parameter, workingDirectory: parameter });
  Template.fromStack(stack).hasResourceProperties(RECIPE, { Name: { Ref: 'Parameter' }, Version: { Ref: 'Parameter' } });
});

test('an image recipe adds the tags of an aspect to those given', () => {
  recipe({ tags: { Cost: '42' } });
  Tags.of(stack).add('Team', 'platform');
  Template.fromStack(stack).hasResourceProperties(RECIPE, { Tags: { Cost: '42', Team: 'platform' } });
});

test("an image recipe's ARN, name and assigned version are attributes of the resource", () => {
  const { imageRecipeArn, imageRecipeName, imageRecipeVersion, imageRecipeRef } = recipe();
  const [logicalId] = Object.keys(Template.fromStack(stack).findResources(RECIPE));
  const arn = { 'Fn::GetAtt': [logicalId, 'Arn'] };
  expect(stack.resolve(imageRecipeArn)).toEqual(arn);
  expect(stack.resolve(imageRecipeRef)).toEqual({ imageRecipeArn: arn });
  expect(stack.resolve(imageRecipeName)).toEqual({ 'Fn::GetAtt': [logicalId, 'Name'] });
  expect(stack.resolve(imageRecipeVersion)).toEqual({ 'Fn::Select': [2, { 'Fn::Split': ['/', arn] }] });
  expect(recipe({ imageRecipeVersion: '1.2.3' }, 'Fixed').imageRecipeVersion).toBe('1.2.3');
});

test('an image recipe with a name can be used in another account', () => {
  const app = new App();
  const home = new Stack(app, 'Home', { env: { account: '111122223333', region: 'eu-west-1' } });
  const away = new Stack(app, 'Away', { env: { account: '444455556666', region: 'eu-west-1' } });
  const { imageRecipeArn } = new ImageRecipe(home, 'Recipe', { baseImage: BaseImage.amazonLinux2023(), imageRecipeName: 'golden', imageRecipeVersion: '1.2.3' });
  expect(away.resolve(Lazy.string({ produce: () => imageRecipeArn }))).toEqual({
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':imagebuilder:eu-west-1:111122223333:image-recipe/golden/1.2.3']],
  });
});

describe('imports', () => {
  test('an image recipe is imported by ARN', () => {
    const imported = ImageRecipe.fromImageRecipeArn(stack, 'Imported', ARN);
    expect(imported.imageRecipeArn).toBe(ARN);
    expect(imported.imageRecipeRef).toEqual({ imageRecipeArn: ARN });
    expect(imported.imageRecipeName).toBe('golden');
    expect(imported.imageRecipeVersion).toBe('1.2.3');
    expect(imported.env).toEqual({ account: '111122223333', region: 'eu-west-1' });
  });

  test('an image recipe is imported by an ARN that is a token', () => {
    const arn = Fn.importValue('RecipeArn');
    const imported = ImageRecipe.fromImageRecipeArn(stack, 'Imported', arn);
    const split = { 'Fn::Split': ['/', { 'Fn::ImportValue': 'RecipeArn' }] };
    expect(stack.resolve(imported.imageRecipeName)).toEqual({ 'Fn::Select': [1, split] });
    expect(stack.resolve(imported.imageRecipeVersion)).toEqual({ 'Fn::Select': [2, split] });
  });

  test('an image recipe is imported by an ARN whose Region is a token', () => {
    const imported = ImageRecipe.fromImageRecipeArn(stack, 'Imported', `arn:aws:imagebuilder:${Aws.REGION}:111122223333:image-recipe/golden/1.2.3`);
    expect([imported.imageRecipeName, imported.imageRecipeVersion]).toEqual(['golden', '1.2.3']);
  });

  test('an image recipe that is imported by name has the newest version', () => {
    const imported = ImageRecipe.fromImageRecipeName(stack, 'Imported', 'My_Golden image');
    expect(imported.imageRecipeName).toBe('My_Golden image');
    expect(imported.imageRecipeVersion).toBe('x.x.x');
    expect(JSON.stringify(stack.resolve(imported.imageRecipeArn))).toContain(':image-recipe/my-golden-image/x.x.x');
  });

  test('an image recipe is imported by name and version', () => {
    const imported = ImageRecipe.fromImageRecipeAttributes(stack, 'Imported', { imageRecipeName: 'golden', imageRecipeVersion: '1.x.x' });
    expect(JSON.stringify(stack.resolve(imported.imageRecipeArn))).toContain(':image-recipe/golden/1.x.x');
  });

  test.each([
    ['arn:aws:imagebuilder:eu-west-1:111122223333:container-recipe/golden/1.2.3', 'another kind'],
    ['arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/golden', 'no version'],
    ['golden', 'a name'],
  ])('an import rejects %s: %s', (arn) => {
    expect(() => ImageRecipe.fromImageRecipeArn(stack, 'Imported', arn)).toThrow(`image-recipe/<name>/<version>', got '${arn}'`);
  });

  test('an import without ARN and name is rejected', () => {
    expect(() => ImageRecipe.fromImageRecipeAttributes(stack, 'Imported', {})).toThrow('Give the ARN or the name of the image recipe');
  });

  test.each([{ imageRecipeName: 'golden' }, { imageRecipeVersion: '1.2.3' }])('an import by ARN and %p is rejected', (more) => {
    expect(() => ImageRecipe.fromImageRecipeAttributes(stack, 'Imported', { imageRecipeArn: ARN, ...more })).toThrow('already contains its name and version');
  });
});
