import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { ami, container, WAIT } from './golden';
import { BaseImage } from '../../src';

let stack: Stack;

beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
});

describe('machine image of a golden image', () => {
  const env = { region: 'eu-west-1', account: '111111111111' };
  const consumer = (id = 'Consumer', props = {}) => new Stack(stack.node.root as App, id, props);

  test('of another stack is read in each deployment, the first one after the first build', () => {
    const golden = ami(stack);
    const other = consumer();
    new ec2.LaunchTemplate(other, 'Template', { machineImage: golden.toMachineImage() });
    Template.fromStack(other).hasParameter('*', { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: '/golden-images/golden-linux' });
    expect(other.dependencies.map(({ stackName }) => stackName)).toEqual(['Stack']);
  });

  test('of the own stack can only be read at launch', () => {
    const golden = ami(stack);
    expect(() => golden.toMachineImage().getImage(stack)).toThrow(/before it deploys the stack.*set 'resolveAtLaunch' of toMachineImage to true/);

    new ec2.LaunchTemplate(stack, 'Template', { machineImage: golden.toMachineImage({ resolveAtLaunch: true }) });
    Template.fromStack(stack).hasResource('AWS::EC2::LaunchTemplate', {
      Properties: { LaunchTemplateData: Match.objectLike({ ImageId: 'resolve:ssm:/golden-images/golden-linux' }) },
      DependsOn: Match.arrayWith(Object.keys(Template.fromStack(stack).findResources(WAIT))),
    });
  });

  test('of a Region that the AMI is not distributed to is refused, and is there once the Region is added as the error says', () => {
    stack = new Stack(new App(), 'Stack', { env });
    const far = consumer('Far', { env: { ...env, region: 'us-east-1' } });
    expect(() => ami(stack).toMachineImage().getImage(far)).toThrow(/no AMI, and no parameter, in the Region 'us-east-1': add \{ region: 'us-east-1' \} to its amiDistributions/);
    const distributed = ami(stack, { imageName: 'golden-far', amiDistributions: [{ region: 'us-east-1' }] }, 'Distributed');
    new ec2.LaunchTemplate(far, 'Template', { machineImage: distributed.toMachineImage() });
    Template.fromStack(far).hasParameter('*', { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: '/golden-images/golden-far' });
  });

  test('of a Region where only other accounts have a copy is refused, and no parameter of the own account is written there', () => {
    stack = new Stack(new App(), 'Stack', { env });
    const golden = ami(stack, { amiDistributions: [{ region: 'us-east-1', targetAccounts: ['222222222222'] }] });
    expect(() => golden.toMachineImage().getImage(consumer('Far', { env: { ...env, region: 'us-east-1' } }))).toThrow(/in the Region 'us-east-1'/);
    const [{ Properties: { Distributions } }] = Object.values(Template.fromStack(stack).findResources('AWS::ImageBuilder::DistributionConfiguration'));
    expect(Distributions.map((one: Record<string, unknown>) => 'SsmParameterConfigurations' in one)).toEqual([true, false]);
  });

  test('of another account has another id', () => {
    stack = new Stack(new App(), 'Stack', { env });
    const machineImage = ami(stack).toMachineImage();
    expect(() => machineImage.getImage(consumer('Foreign', { env: { ...env, account: '222222222222' } }))).toThrow(/in the account '111111111111', got a stack in '222222222222'/);
    expect(() => machineImage.getImage(consumer('Near', { env }))).not.toThrow();
  });

  test('of a stack that is nested can only be read at launch in the one that holds it', () => {
    const parent = stack;
    stack = new NestedStack(parent, 'Nested');
    const golden = ami(stack);
    expect(() => golden.toMachineImage().getImage(parent)).toThrow(/before it deploys the stack/);
    expect(() => golden.toMachineImage({ resolveAtLaunch: true }).getImage(new Construct(parent, 'Template'))).not.toThrow();
    expect(() => golden.toMachineImage().getImage(new NestedStack(parent, 'Beside'))).not.toThrow();
  });

  test('of another stage does not wait for its deployment', () => {
    const app = stack.node.root as App;
    stack = new Stack(new Stage(app, 'Build'), 'Stack');
    const golden = ami(stack);
    const other = new Stack(new Stage(app, 'Use'), 'Other');
    new ec2.LaunchTemplate(other, 'Template', { machineImage: golden.toMachineImage() });
    expect(() => app.synth()).not.toThrow();
  });

  test('has the operating system of the recipe, or the one given', () => {
    const windows = ami(stack, { baseImage: BaseImage.windowsServer2022() });
    expect(windows.toMachineImage().getImage(consumer('One')).osType).toBe(ec2.OperatingSystemType.WINDOWS);
    expect(windows.toMachineImage().getImage(consumer('Two')).userData.render()).toContain('<powershell>');
    const operatingSystem = ec2.OperatingSystemType.LINUX;
    expect(windows.toMachineImage({ operatingSystem }).getImage(consumer('Three')).osType).toBe(operatingSystem);
  });

  test('is none of a container image', () => {
    expect(() => container(stack).toMachineImage()).toThrow(/container image cannot start an instance/);
  });
});
