import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { ManagedComponent } from '../../src/recipe/managed-component';
import { Platform } from '../../src/recipe/platform';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
});

function arn(name: string, version = 'x.x.x'): unknown {
  return { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:imagebuilder:eu-west-1:aws:component/${name}/${version}`]] };
}

const ON_BOTH = [
  ['awsCliV2', 'aws-cli-version-2'],
  ['cloudWatchAgent', 'amazon-cloudwatch-agent'],
  ['codeDeployAgent', 'aws-codedeploy-agent'],
  ['helloWorld', 'hello-world'],
  ['python3', 'python-3'],
  ['reboot', 'reboot'],
  ['rebootTest', 'reboot-test'],
  ['simpleBootTest', 'simple-boot-test'],
  ['stigBuild', 'stig-build'],
  ['updateOs', 'update'],
] as const;

test.each(ON_BOTH)('%s is %s on Linux and Windows, and does not exist on macOS', (factory, name) => {
  expect(stack.resolve(ManagedComponent[factory](stack, 'Linux', Platform.LINUX).componentArn)).toEqual(arn(`${name}-linux`));
  expect(stack.resolve(ManagedComponent[factory](stack, 'Windows', Platform.WINDOWS).componentArn)).toEqual(arn(`${name}-windows`));
  expect(stack.resolve(ManagedComponent[factory](stack, 'Old', Platform.LINUX, '1.0.x').componentArn)).toEqual(arn(`${name}-linux`, '1.0.x'));
  expect(() => ManagedComponent[factory](stack, 'MacOs', Platform.MAC_OS))
    .toThrow(`The managed component '${name}' is for Linux and Windows, got macOS`);
});

test.each([
  ['chocolatey', 'chocolatey'],
  ['dockerCe', 'docker-ce-linux'],
  ['windowsServerIis', 'windows-server-iis'],
  ['windowsActivationTest', 'windows-activation-test'],
] as const)('ManagedComponent.%s() refers to the managed component %s', (factory, name) => {
  const component = ManagedComponent[factory](stack, 'Component');
  expect(stack.resolve(component.componentArn)).toEqual(arn(name));
  expect(component.componentRef).toEqual({ componentArn: component.componentArn });
  expect(stack.resolve(ManagedComponent[factory](stack, 'Old', '1.0.2/1').componentArn)).toEqual(arn(name, '1.0.2/1'));
});

test('any other managed component is referred to by its name', () => {
  expect(stack.resolve(ManagedComponent.fromName(stack, 'Component', 'php-8-2-linux').componentArn)).toEqual(arn('php-8-2-linux'));
});

test('the name and the version of a managed component are known at synthesis', () => {
  const component = ManagedComponent.updateOs(new Stack(new App(), 'AnyRegion'), 'Update', Platform.LINUX);
  expect([component.componentName, component.componentVersion]).toEqual(['update-linux', 'x.x.x']);
});

test('a managed component rejects a text that is not a version', () => {
  expect(() => ManagedComponent.dockerCe(stack, 'Component', '1.x.0')).toThrow("The version of the managed component must be three nodes as in '1.0.0', where a node may be 'x' for the newest if all nodes to its right are 'x' too, got '1.x.0'");
});

test.each(['update-linux/1.0.0', 'Update-Linux', ''])('a managed component rejects the name %p', (name) => {
  expect(() => ManagedComponent.fromName(stack, 'Component', name)).toThrow('The name of the managed component');
});

test('a managed component rejects a token as platform, since its name depends on it', () => {
  const platform = new CfnParameter(stack, 'Platform').valueAsString as Platform;
  expect(() => ManagedComponent.reboot(stack, 'Component', platform)).toThrow('got a token');
});
