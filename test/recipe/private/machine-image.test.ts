import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { renderMachineImage } from '../../../src/recipe/private/machine-image';

const AMAZON_LINUX = ec2.AmazonLinux2023ImageSsmParameter.ssmParameterName({ kernel: ec2.AmazonLinux2023Kernel.CDK_LATEST });
const ENV = { account: '111122223333', region: 'eu-west-1' };

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack', { env: ENV });
});

function parametersOfTemplate(): string[] {
  return Object.keys(Template.fromStack(stack).toJSON().Parameters ?? {}).filter((id) => id !== 'BootstrapVersion');
}

test.each([
  ['the newest Amazon Linux 2023', ec2.MachineImage.latestAmazonLinux2023(), AMAZON_LINUX],
  ['a parameter', ec2.MachineImage.fromSsmParameter('/my/ami'), '/my/ami'],
  ['a parameter that EC2 reads', ec2.MachineImage.resolveSsmParameterAtLaunch('/my/ami'), '/my/ami'],
  ['a parameter of another account that EC2 reads', ec2.MachineImage.resolveSsmParameterAtLaunch('arn:aws:ssm:eu-west-1:444455556666:parameter/ami'), 'arn:aws:ssm:eu-west-1:444455556666:parameter/ami'],
])('Image Builder, not CloudFormation, reads %s', (_, machineImage, parameter) => {
  expect(renderMachineImage(stack, machineImage).image).toBe(`ssm:${parameter}`);
  expect(parametersOfTemplate()).toEqual([]);
});

test('a parameter that another construct reads stays in the template', () => {
  const machineImage = ec2.MachineImage.latestAmazonLinux2023();
  const { imageId } = machineImage.getImage(stack);
  expect(renderMachineImage(stack, machineImage).image).toMatch(/^ssm:/);
  expect(parametersOfTemplate()).toEqual([stack.resolve(imageId).Ref]);
});

test('a parameter that another construct reads later is read from the template', () => {
  const machineImage = ec2.MachineImage.latestAmazonLinux2023();
  renderMachineImage(stack, machineImage);
  const { imageId } = machineImage.getImage(stack);
  expect(parametersOfTemplate()).toEqual([stack.resolve(imageId).Ref]);
});

test('an AMI that is given for the Region is rendered as its id', () => {
  expect(renderMachineImage(stack, ec2.MachineImage.genericLinux({ 'eu-west-1': 'ami-12345678' }))).toEqual({ image: 'ami-12345678', platform: undefined });
  expect(renderMachineImage(stack, ec2.MachineImage.genericWindows({ 'eu-west-1': 'ami-12345678' }))).toEqual({ image: 'ami-12345678', platform: 'Windows' });
});

test('a CloudFormation parameter that a user may set is kept', () => {
  const ami = new CfnParameter(stack, 'Ami', { type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', default: '/my/ami' });
  const { image } = renderMachineImage(stack, ec2.MachineImage.genericLinux({ 'eu-west-1': ami.valueAsString }));
  expect(stack.resolve(image)).toEqual({ Ref: 'Ami' });
});

test('an AMI that was looked up is rendered as its value', () => {
  const { image } = renderMachineImage(stack, ec2.MachineImage.latestAmazonLinux2023({ cachedInContext: true }));
  expect(image).toBe(`dummy-value-for-${AMAZON_LINUX}`);
  expect(renderMachineImage(stack, ec2.MachineImage.lookup({ name: 'my-*' })).image).toBe('ami-1234');
});

test('a machine image with a version of a parameter is rejected', () => {
  const versioned = ec2.MachineImage.resolveSsmParameterAtLaunch('/my/ami', { parameterVersion: '3' });
  expect(() => renderMachineImage(stack, versioned)).toThrow("without a version, got '/my/ami:3': leave out parameterVersion");
});

test("Image Builder also reads a parameter of the app's own", () => {
  const parameter = new ssm.StringParameter(stack, 'Parameter', { stringValue: 'ami-12345678' });
  const { image } = renderMachineImage(stack, ec2.MachineImage.genericLinux({ 'eu-west-1': parameter.stringValue }));
  expect(stack.resolve(image)).toEqual({ 'Fn::Join': ['', ['ssm:', stack.resolve(parameter.parameterName)]] });
});
