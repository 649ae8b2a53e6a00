import { App, Aws, CfnParameter, Fn, Lazy, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CfnComponent } from 'aws-cdk-lib/aws-imagebuilder';
import * as kms from 'aws-cdk-lib/aws-kms';
import { BaseImage } from '../../src/recipe/base-image';
import { Component } from '../../src/recipe/component';
import { ComponentDocument } from '../../src/recipe/component-document';
import { ImageRecipe, ImageRecipeProps } from '../../src/recipe/image-recipe';
import { ManagedComponent } from '../../src/recipe/managed-component';
import { Platform } from '../../src/recipe/platform';
import { RebootStep } from '../../src/recipe/steps';

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
    expect(() => recipe({ baseImage: BaseImage.windowsServer2025(), uninstallSsmAgentAfterBuild }, `Refused${uninstallSsmAgentAfterBuild}`)).toThrow('and the base image is a Windows: leave it out');
  }
});

test('an image recipe accepts 20 components and rejects 21', () => {
  const components = (count: number, prefix: string) => Array.from({ length: count }, (_, index) => ({
    component: Component.fromComponentName(stack, `${prefix}${index}`, `component-${index}`),
  }));
  expect(() => recipe({ components: components(20, 'Allowed') }, 'Allowed')).not.toThrow();
  expect(() => recipe({ components: components(21, 'Refused') }, 'Refused')).toThrow('A recipe may have at most 20 components, got 21');
});

test('an image recipe rejects the same component twice', () => {
  const component = Component.fromComponentName(stack, 'Web', 'web');
  const other = Component.fromComponentName(stack, 'Database', 'database');
  expect(() => recipe({ components: [{ component }, { component: other }] }, 'Allowed')).not.toThrow();
  expect(() => recipe({ components: [{ component }, { component }] }, 'Refused')).toThrow("each component only once, whatever its version, got 'Stack/Web' twice");
});

test('an image recipe rejects a component in two versions', () => {
  const versions = (first: string, second: string) => [
    { component: Component.fromComponentArn(stack, `First${first}`, `arn:aws:imagebuilder:eu-west-1:111122223333:component/web/${first}`) },
    { component: Component.fromComponentArn(stack, `Second${second}`, `arn:aws:imagebuilder:eu-west-1:111122223333:component/${second}`) },
  ];
  expect(() => recipe({ components: versions('1.0.0', 'database/1.0.0') }, 'Allowed')).not.toThrow();
  expect(() => recipe({ components: versions('1.0.1', 'web/x.x.x') }, 'Any')).toThrow("each component only once, whatever its version, got 'Stack/Secondweb--x.x.x' twice");
  expect(() => recipe({ components: versions('1.0.2', 'web/1.0.2/3') }, 'Build')).toThrow('whatever its version');
});

describe("platform of an image recipe's component", () => {
  const on = (platform: Platform) => new Component(stack, platform, { platform, document: ComponentDocument.fromSteps({ buildSteps: [new RebootStep('Reboot')] }) });
  const l1 = (platform: string) => new CfnComponent(stack, `L1${platform}`, { name: 'agent', version: '1.0.0', platform, data: '{}' });

  test('must be that of the base image', () => {
    const windows = BaseImage.windowsServer2022();
    expect(() => recipe({ components: [{ component: on(Platform.LINUX) }, { component: l1('Linux') }, { component: ManagedComponent.awsCliV2(stack, 'Cli', Platform.LINUX) }] })).not.toThrow();
    expect(() => recipe({ components: [{ component: on(Platform.WINDOWS) }] }, 'Own')).toThrow("The base image is for Linux, and the component 'Stack/Windows' for Windows: use one for Linux");
    expect(() => recipe({ components: [{ component: l1('macOS') }] }, 'L1')).toThrow("the component 'Stack/L1macOS' for macOS");
    expect(() => recipe({ baseImage: windows, components: [{ component: ManagedComponent.python3(stack, 'Python', Platform.LINUX) }] }, 'Managed')).toThrow('The base image is for Windows');
  });

  test.each(['chocolatey', 'windowsServerIis', 'windowsActivationTest'] as const)('is Windows for the managed component %s', (factory) => {
    const components = [{ component: ManagedComponent[factory](stack, 'Component') }];
    expect(() => recipe({ components }, 'Linux')).toThrow("The base image is for Linux, and the component 'Stack/Component' for Windows: use one for Linux");
    expect(() => recipe({ baseImage: BaseImage.windowsServer2022(), components }, 'Windows')).not.toThrow();
  });

  test("is unknown where a component's name only begins like one for Windows", () => {
    const own = Component.fromComponentArn(stack, 'Own', 'arn:aws:imagebuilder:eu-west-1:111122223333:component/windows-like/1.0.0');
    expect(() => recipe({ components: [{ component: own }, { component: ManagedComponent.dockerCe(stack, 'Docker') }] })).not.toThrow();
  });

  test('is not checked if that of component or base image is unknown', () => {
    expect(() => recipe({ baseImage: BaseImage.fromAmiId('ami-12345678'), components: [{ component: on(Platform.WINDOWS) }] }, 'Ami')).not.toThrow();
    expect(() => recipe({ components: [{ component: Component.fromComponentName(stack, 'Unknown', 'agent-windows') }, { component: l1(new CfnParameter(stack, 'Platform').valueAsString) }] }, 'Imported')).not.toThrow();
  });
});

test('an image recipe rejects a component of another Region, but accepts one that another account shares', () => {
  const home = new Stack(stack.node.root as App, 'Home', { env: { account: '111122223333', region: 'eu-west-1' } });
  const use = (region: string, id: string) => new ImageRecipe(home, id, {
    baseImage: BaseImage.amazonLinux2023(),
    components: [{ component: Component.fromComponentArn(home, `${id}Component`, `arn:aws:imagebuilder:${region}:444455556666:component/agent/1.0.0`) }],
  });
  expect(() => use('us-east-1', 'There')).toThrow("The component must be in the stack's own Region 'eu-west-1', got 'Home/ThereComponent' in 'us-east-1'");
  expect(() => use('eu-west-1', 'Here')).not.toThrow();
});

describe("parameters of an image recipe's component", () => {
  const parameters = [{ Port: { type: 'string' } }, { Host: { type: 'string', default: 'localhost' } }];
  const document = { schemaVersion: '1.0', parameters, phases: [{ name: 'build', steps: [{ name: 'Run', action: 'ExecuteBash', inputs: { commands: ['true'] } }] }] };
  const withValues = (values: { [name: string]: string[] }, data = ComponentDocument.fromObject(document), id = 'Web') => () => recipe({
    components: [{ component: new Component(stack, id, { platform: Platform.LINUX, document: data }), parameters: values }],
  }, `${id}Recipe`);

  test('must be parameters of its document', () => {
    expect(withValues({ Port: ['80'], Host: ['web'] })).not.toThrow();
    expect(withValues({ Port: ['80'], Hosts: ['web'] }, undefined, 'Other')).toThrow("The component 'Stack/Other' has no parameter 'Hosts', only 'Port', 'Host'");
  });

  test('must be given if they have no default', () => {
    expect(withValues({ Port: ['80'] })).not.toThrow();
    expect(withValues({ Host: ['web'] }, undefined, 'Other')).toThrow("needs a value for its parameter 'Port', which has no default: add 'Port' to the 'parameters' of the component in the recipe");
  });

  test('are rejected for a document without any', () => {
    const plain = ComponentDocument.fromObject({ ...document, parameters: undefined });
    expect(withValues({}, plain)).not.toThrow();
    expect(withValues({ Port: ['80'] }, plain, 'Other')).toThrow("has no parameter 'Port', and no other one");
  });

  const yaml = 'schemaVersion: 1.0\nparameters:\n  - Port: {type: string}\nphases:\n  - {name: build, steps: []}\n';

  test.each([
    ['a document in YAML', ComponentDocument.fromInline(yaml)],
    ['a document in YAML with tokens', ComponentDocument.fromInline(`${yaml}description: ${Aws.REGION}\n`)],
    ['a document with tokens', ComponentDocument.fromObject({ ...document, description: Aws.REGION })],
  ])('are checked for %s', (_, data) => {
    expect(withValues({ Port: ['80'] }, data)).not.toThrow();
    expect(withValues({ Port: ['80'], Any: ['1'] }, data, 'Other')).toThrow("The component 'Stack/Other' has no parameter 'Any', only 'Port'");
    expect(withValues({}, data, 'Third')).toThrow("needs a value for its parameter 'Port'");
  });

  test.each([
    ['a document that is a token', ComponentDocument.fromInline(Aws.REGION)],
    ['parameters that are a token', ComponentDocument.fromInline(`${yaml.replace('\n  - Port: {type: string}', ` ${Aws.REGION}`)}`)],
    ['a parameter whose name is a token', ComponentDocument.fromInline(yaml.replace('Port', Aws.REGION))],
  ])('are not checked for %s', (_, data) => {
    expect(withValues({ Any: ['1'] }, data)).not.toThrow();
  });

  test('have values of at most 1,024 characters', () => {
    expect(withValues({ Port: ['8'.repeat(1024), ''] })).not.toThrow();
    expect(withValues({ Port: ['8'.repeat(1025)] }, undefined, 'Other')).toThrow("The value of the component parameter 'Port' must have at most 1024 characters, got 1025");
  });
});

test("an image recipe's component parameter has a name of at most 256 characters", () => {
  const components = (length: number) => [{ component: Component.fromComponentName(stack, `Web${length}`, 'web'), parameters: { ['a'.repeat(length)]: ['1'] } }];
  expect(() => recipe({ components: components(256) }, 'Allowed')).not.toThrow();
  expect(() => recipe({ components: components(257) }, 'Refused')).toThrow('The name of a component parameter must have 1 to 256 characters, got 257');
});

test('an image recipe accepts a component that is an L1', () => {
  const component = new CfnComponent(stack, 'Component', { name: 'web', version: '1.0.0', platform: 'Linux', data: '{}' });
  recipe({ components: [{ component }] });
  Template.fromStack(stack).hasResourceProperties(RECIPE, {
    Components: [{ ComponentArn: { 'Fn::GetAtt': ['Component', 'LatestVersion.Arn'] }, Parameters: Match.absent() }],
  });
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
    expect(stack.resolve(imported.imageRecipeName)).toEqual({
      'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::Join': ['', ['arn:aws:imagebuilder:', { Ref: 'AWS::Region' }, ':111122223333:image-recipe/golden/1.2.3']] }] }],
    });
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
    expect(() => ImageRecipe.fromImageRecipeAttributes(stack, 'Imported', { imageRecipeArn: ARN, ...more })).toThrow('already says its name and version');
  });
});
