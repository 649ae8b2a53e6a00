import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ImageBuilderEndpoints } from '../../src/infrastructure/image-builder-endpoints';
import { InfrastructureConfiguration } from '../../src/infrastructure/infrastructure-configuration';
import { InfrastructureConfigurationProps } from '../../src/infrastructure/infrastructure-configuration-props';
import { InstancePlacement } from '../../src/infrastructure/instance-placement';
import { Build } from '../../src/private/facts/build-part';
import { factsOf } from '../../src/private/facts/facts';

const INFRASTRUCTURE = 'AWS::ImageBuilder::InfrastructureConfiguration';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
});

function infrastructure(props: InfrastructureConfigurationProps = {}, id = 'Infrastructure'): InfrastructureConfiguration {
  return new InfrastructureConfiguration(stack, id, props);
}

/** Has a build use the infrastructure. */
function build(configuration: InfrastructureConfiguration, its: Partial<Build>): void {
  const { part } = factsOf(configuration);
  part!.bind({ scope: stack, kind: 'AMI', recipe: {}, ...its } as Build);
}

describe('network of build instances', () => {
  test('has a security group and a private subnet of the VPC', () => {
    const vpc = new ec2.Vpc(stack, 'Vpc');
    const configuration = infrastructure({ vpc });
    configuration.connections.allowFromAnyIpv4(ec2.Port.tcp(22));
    Template.fromStack(stack).hasResourceProperties(INFRASTRUCTURE, {
      SubnetId: stack.resolve(vpc.privateSubnets[0].subnetId),
      SecurityGroupIds: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('InfrastructureSecurityGroup'), 'GroupId'] }],
    });
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroup', { SecurityGroupIngress: [Match.objectLike({ FromPort: 22 })] });
  });

  test('gets the default security group for a VPC with none, since a subnet needs one', () => {
    infrastructure({ vpc: new ec2.Vpc(stack, 'Vpc'), securityGroups: [] });
    Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroup', 1);
  });

  test('renders security groups that are added later', () => {
    const configuration = infrastructure({ securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'One', 'sg-1')] });
    configuration.connections.addSecurityGroup(ec2.SecurityGroup.fromSecurityGroupId(stack, 'Two', 'sg-2'));
    Template.fromStack(stack).hasResourceProperties(INFRASTRUCTURE, { SecurityGroupIds: ['sg-1', 'sg-2'], SubnetId: Match.absent() });
  });

  test('takes a subnet that is imported by its id, without its Availability Zone', () => {
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['us-east-1a'] });
    infrastructure({ vpc, subnetSelection: { subnets: [ec2.Subnet.fromSubnetId(stack, 'Subnet', 'subnet-1')] } });
    Template.fromStack(stack).hasResourceProperties(INFRASTRUCTURE, { SubnetId: 'subnet-1' });
  });

  test('has no connections without a VPC or security groups', () => {
    expect(() => infrastructure().connections).toThrow('give the infrastructure configuration a vpc or securityGroups');
  });

  test('rejects a subnet selection without a VPC', () => {
    const subnetSelection = { subnetType: ec2.SubnetType.PUBLIC };
    expect(() => infrastructure({ vpc: new ec2.Vpc(stack, 'Vpc'), subnetSelection }, 'Allowed')).not.toThrow();
    expect(() => infrastructure({ subnetSelection }, 'Refused')).toThrow('give the vpc too');
  });
});

describe('placement of build instances', () => {
  const zones = ['eu-west-1a', 'eu-west-1b'];
  const vpc = () => ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: zones, privateSubnetIds: ['subnet-a', 'subnet-b'] });

  test('chooses the subnet of its Availability Zone', () => {
    infrastructure({ vpc: vpc(), placement: InstancePlacement.shared({ availabilityZone: 'eu-west-1b' }) });
    Template.fromStack(stack).hasResourceProperties(INFRASTRUCTURE, {
      SubnetId: 'subnet-b',
      Placement: { Tenancy: 'default', AvailabilityZone: 'eu-west-1b' },
    });
  });

  test('rejects a zone without a subnet', () => {
    expect(() => infrastructure({ vpc: vpc(), placement: InstancePlacement.shared({ availabilityZone: 'eu-west-1c' }) })).toThrow("in the Availability Zone 'eu-west-1c', and the selected subnets are in 'eu-west-1a', 'eu-west-1b'");
  });

  test('keeps a zone if a subnet may be in it', () => {
    const ownVpc = new ec2.Vpc(stack, 'Own');
    infrastructure({ vpc: ownVpc, placement: InstancePlacement.shared({ availabilityZone: 'eu-west-1c' }) });
    Template.fromStack(stack).hasResourceProperties(INFRASTRUCTURE, { SubnetId: stack.resolve(ownVpc.privateSubnets[0].subnetId) });
  });
});

describe('build instances in an isolated subnet', () => {
  const isolated = (id = 'Isolated') => new ec2.Vpc(stack, id, { natGateways: 0, subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
  const selection = { subnetSelection: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } };
  const warning = (services: string) => Match.stringLikeRegexp(`no endpoint for ${services}, without which.*ImageBuilderEndpoints.*cdk-image-builder:isolatedSubnetLacksEndpoints`);

  test('give a warning that lists the missing endpoints', () => {
    infrastructure({ vpc: isolated(), ...selection });
    Annotations.fromStack(stack).hasWarning('/Stack/Infrastructure', warning('ssm, ssmmessages, ec2messages, imagebuilder, logs, s3'));
  });

  test('give a warning in an imported VPC, too', () => {
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a'], isolatedSubnetIds: ['subnet-1'] });
    infrastructure({ vpc, ...selection });
    Annotations.fromStack(stack).hasWarning('/Stack/Infrastructure', warning('ssm, .*'));
  });

  test('lack only endpoints that nobody adds to the VPC later', () => {
    const vpc = isolated();
    infrastructure({ vpc, ...selection });
    vpc.addInterfaceEndpoint('Ssm', { service: ec2.InterfaceVpcEndpointAwsService.SSM });
    vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    isolated('Other').addInterfaceEndpoint('Logs', { service: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS });
    Annotations.fromStack(stack).hasWarning('/Stack/Infrastructure', warning('ssmmessages, ec2messages, imagebuilder, logs'));
  });

  test('give no warning with all endpoints', () => {
    const vpc = isolated();
    const configuration = infrastructure({ vpc, ...selection });
    new ImageBuilderEndpoints(stack, 'Endpoints', { vpc, builders: [configuration] });
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('need more endpoints for containers and keys', () => {
    const configuration = infrastructure({ vpc: isolated(), ...selection });
    build(configuration, { kind: 'CONTAINER', recipe: { usesKeys: true } });
    Annotations.fromStack(stack).hasWarning('/Stack/Infrastructure', warning('ssm, ssmmessages, ec2messages, imagebuilder, logs, kms, ecr.api, ecr.dkr, s3'));
    Annotations.fromStack(stack).hasWarning('/Stack/Infrastructure', Match.stringLikeRegexp('downloads the AWS CLI.*cdk-image-builder:isolatedContainerBuild'));
  });

  test.each([ec2.SubnetType.PRIVATE_WITH_EGRESS, ec2.SubnetType.PUBLIC])('give no warning in a subnet of the kind %s', (subnetType) => {
    build(infrastructure({ vpc: new ec2.Vpc(stack, 'Vpc'), subnetSelection: { subnetType } }), { kind: 'CONTAINER' });
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});

describe('security groups without egress', () => {
  const closed = (id = 'Closed') => new ec2.SecurityGroup(stack, id, { vpc: ec2.Vpc.fromVpcAttributes(stack, `${id}Vpc`, { vpcId: 'vpc-1', availabilityZones: ['a'] }), allowAllOutbound: false });

  test('give a warning', () => {
    infrastructure({ securityGroups: [closed(), closed('Other')] });
    Annotations.fromStack(stack).hasWarning('/Stack/Infrastructure', Match.stringLikeRegexp("\\('Stack/Closed', 'Stack/Other'\\) lets them reach anything.*cdk-image-builder:noEgress"));
  });

  test('give no warning if one gets a rule later', () => {
    const configuration = infrastructure({ securityGroups: [closed()] });
    configuration.connections.allowToAnyIpv4(ec2.Port.HTTPS);
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test.each([
    ['give no warning if one gets a rule of its own resource', (group: ec2.SecurityGroup, proxy: ec2.SecurityGroup) => group.connections.allowTo(proxy, ec2.Port.HTTPS), 0],
    ['give a warning if another one gets such a rule', (group: ec2.SecurityGroup, proxy: ec2.SecurityGroup) => proxy.connections.allowTo(group, ec2.Port.HTTPS), 1],
  ])('%s', (_title, allow, warnings) => {
    const group = closed();
    infrastructure({ securityGroups: [group] });
    allow(group, closed('Proxy'));
    Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroupEgress', 1);
    expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('noEgress'))).toHaveLength(warnings);
  });

  test('give no warning if another one may have egress', () => {
    infrastructure({ securityGroups: [closed(), ec2.SecurityGroup.fromSecurityGroupId(stack, 'Imported', 'sg-1')] });
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});

describe('resources of another Region', () => {
  beforeEach(() => {
    stack = new Stack(stack.node.root as App, 'Own', { env: { account: '123456789012', region: 'eu-west-1' } });
  });
  const there = () => new Stack(stack.node.root as App, 'There', { env: { account: '123456789012', region: 'us-east-1' } });

  test.each<[string, (other: Stack) => InfrastructureConfigurationProps]>([
    ['vpc', (other) => ({ vpc: new ec2.Vpc(other, 'It') })],
    ['security group', (other) => ({ securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(other, 'It', 'sg-1')] })],
    ['keyPair', (other) => ({ keyPair: ec2.KeyPair.fromKeyPairName(other, 'It', 'mine') })],
    ['notificationTopic', () => ({ notificationTopic: sns.Topic.fromTopicArn(stack, 'It', 'arn:aws:sns:us-east-1:123456789012:builds') })],
  ])('are rejected: %s', (what, props) => {
    expect(() => infrastructure(props(there()))).toThrow(new RegExp(`The ${what} must be in the stack's own Region 'eu-west-1', got '(There|Own)/It' in 'us-east-1'`));
  });

  test('are accepted if the Region of the stack is not known', () => {
    expect(() => new InfrastructureConfiguration(new Stack(stack.node.root as App, 'Any'), 'Infrastructure', { vpc: new ec2.Vpc(there(), 'It') })).not.toThrow();
  });
});
