import { App, Aws, CfnParameter, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CfnComponent } from 'aws-cdk-lib/aws-imagebuilder';
import { BaseImage } from '../../src/recipe/base-image';
import { Component } from '../../src/recipe/component';
import { ComponentDocument } from '../../src/recipe/component-document';
import { ImageRecipe, ImageRecipeProps } from '../../src/recipe/image-recipe';
import { ManagedComponent } from '../../src/recipe/managed-component';
import { Platform } from '../../src/recipe/platform';
import { RebootStep } from '../../src/recipe/steps';

const RECIPE = 'AWS::ImageBuilder::ImageRecipe';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
});

function recipe(props: Partial<ImageRecipeProps> = {}, id = 'Recipe'): ImageRecipe {
  return new ImageRecipe(stack, id, { baseImage: BaseImage.amazonLinux2023(), ...props });
}

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
    expect(() => recipe({ components: [{ component: on(Platform.WINDOWS) }] }, 'Own')).toThrow("The base image is for Linux, but the component 'Stack/Windows' is for Windows: use a component for Linux");
    expect(() => recipe({ components: [{ component: l1('macOS') }] }, 'L1')).toThrow("the component 'Stack/L1macOS' is for macOS");
    expect(() => recipe({ baseImage: windows, components: [{ component: ManagedComponent.python3(stack, 'Python', Platform.LINUX) }] }, 'Managed')).toThrow('The base image is for Windows');
  });

  test.each(['chocolatey', 'windowsServerIis', 'windowsActivationTest'] as const)('is Windows for the managed component %s', (factory) => {
    const components = [{ component: ManagedComponent[factory](stack, 'Component') }];
    expect(() => recipe({ components }, 'Linux')).toThrow("The base image is for Linux, but the component 'Stack/Component' is for Windows: use a component for Linux");
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
