import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AwsSolutionsChecks, HIPAASecurityChecks, NagPack, NIST80053R5Checks, PCIDSS321Checks, ServerlessChecks } from 'cdk-nag';
import { ImageBuilderEndpoints, ImageBuilderEndpointsProps } from '../../src/infrastructure/image-builder-endpoints';
import { InfrastructureConfiguration } from '../../src/infrastructure/infrastructure-configuration';

const ENDPOINT = 'AWS::EC2::VPCEndpoint';
const { PRIVATE_ISOLATED, PRIVATE_WITH_EGRESS } = ec2.SubnetType;

let app: App;
let stack: Stack;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
});

function vpcOf(...types: ec2.SubnetType[]): ec2.Vpc {
  return new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false, subnetConfiguration: types.map((subnetType) => ({ name: subnetType, subnetType })) });
}

function endpoints(props: Partial<ImageBuilderEndpointsProps> = {}): ImageBuilderEndpoints {
  const vpc = props.vpc ?? vpcOf(PRIVATE_ISOLATED);
  return new ImageBuilderEndpoints(stack, 'Endpoints', { vpc, builders: [builder(vpc)], ...props });
}

function builder(vpc: ec2.IVpc, id = 'Infrastructure'): InfrastructureConfiguration {
  return new InfrastructureConfiguration(stack, id, { vpc });
}

function services(): string[] {
  return Object.values(Template.fromStack(stack).findResources(ENDPOINT))
    .map(({ Properties }) => JSON.stringify(Properties.ServiceName).replace(/^"?com.amazonaws.eu-west-1.|"$/g, '').replace(/.*\.s3".*/, 's3'));
}

test('endpoints of a VPC by default let builds of AMIs reach what they need from the isolated subnets', () => {
  const vpc = vpcOf(ec2.SubnetType.PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED);
  const { interfaceEndpoints, gatewayEndpoint } = endpoints({ vpc });
  expect(services()).toEqual(['ssm', 'ssmmessages', 'ec2messages', 'imagebuilder', 'logs', 's3']);
  expect(interfaceEndpoints).toHaveLength(5);
  expect(gatewayEndpoint).toBeDefined();
  const template = Template.fromStack(stack);
  template.allResourcesProperties(ENDPOINT, { VpcId: stack.resolve(vpc.vpcId) });
  template.hasResourceProperties(ENDPOINT, {
    VpcEndpointType: 'Interface',
    PrivateDnsEnabled: true,
    SubnetIds: vpc.isolatedSubnets.map(({ subnetId }) => stack.resolve(subnetId)),
    SecurityGroupIds: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('EndpointsSecurityGroup'), 'GroupId'] }],
  });
  template.hasResourceProperties(ENDPOINT, {
    VpcEndpointType: 'Gateway',
    RouteTableIds: vpc.isolatedSubnets.map(({ routeTable }) => stack.resolve(routeTable.routeTableId)),
  });
});

test('builds of containers and builds with keys get more endpoints', () => {
  endpoints({ containerBuilds: true, kmsAccess: true });
  expect(services()).toEqual(['ssm', 'ssmmessages', 'ec2messages', 'imagebuilder', 'logs', 'kms', 'ecr.api', 'ecr.dkr', 's3']);
});

test('endpoints that the VPC has are not added again', () => {
  const vpc = vpcOf(PRIVATE_ISOLATED);
  vpc.addInterfaceEndpoint('Logs', { service: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS });
  vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
  const { interfaceEndpoints, gatewayEndpoint } = endpoints({ vpc });
  expect(interfaceEndpoints).toHaveLength(4);
  expect(gatewayEndpoint).toBeUndefined();
  expect(services().sort()).toEqual(['ec2messages', 'imagebuilder', 'logs', 's3', 'ssm', 'ssmmessages']);
});

test('endpoints go to the private subnets if there are no isolated ones', () => {
  const vpc = vpcOf(ec2.SubnetType.PUBLIC, PRIVATE_WITH_EGRESS);
  endpoints({ vpc });
  Template.fromStack(stack).hasResourceProperties(ENDPOINT, { SubnetIds: vpc.privateSubnets.map(({ subnetId }) => stack.resolve(subnetId)) });
});

test('endpoints go to the subnets that the user chooses', () => {
  const vpc = vpcOf(PRIVATE_WITH_EGRESS, ec2.SubnetType.PUBLIC);
  endpoints({ vpc, subnets: { subnets: [vpc.privateSubnets[0]] } });
  Template.fromStack(stack).hasResourceProperties(ENDPOINT, { SubnetIds: [stack.resolve(vpc.privateSubnets[0].subnetId)] });
});

describe('access to the endpoints', () => {
  const HTTPS = { FromPort: 443, ToPort: 443, IpProtocol: 'tcp' };

  test('is limited to the given builders, and can be extended', () => {
    const vpc = vpcOf(PRIVATE_ISOLATED);
    const [first, second] = [builder(vpc, 'First'), builder(vpc, 'Second')];
    endpoints({ vpc, builders: [first] }).connections.allowDefaultPortFrom(second);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::EC2::SecurityGroup', { GroupDescription: 'Endpoints for EC2 Image Builder', SecurityGroupIngress: Match.absent() });
    template.resourcePropertiesCountIs('AWS::EC2::SecurityGroupIngress', HTTPS, 2);
    for (const { connections } of [first, second]) {
      template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { ...HTTPS, SourceSecurityGroupId: stack.resolve(connections.securityGroups[0].securityGroupId) });
    }
  });

  test('can be opened to the whole VPC', () => {
    const vpc = vpcOf(PRIVATE_ISOLATED);
    endpoints({ vpc, builders: [ec2.Peer.ipv4(vpc.vpcCidrBlock)] });
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Endpoints for EC2 Image Builder',
      SecurityGroupIngress: [Match.objectLike({ ...HTTPS, CidrIp: stack.resolve(vpc.vpcCidrBlock) })],
    });
  });
});

test('an imported VPC gets endpoints, too', () => {
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['a'],
    isolatedSubnetIds: ['subnet-1'],
    isolatedSubnetRouteTableIds: ['rtb-1'],
  });
  endpoints({ vpc, builders: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Builder', 'sg-1')] });
  const template = Template.fromStack(stack);
  template.hasResourceProperties(ENDPOINT, { VpcId: 'vpc-1', SubnetIds: ['subnet-1'] });
  template.hasResourceProperties(ENDPOINT, { VpcId: 'vpc-1', RouteTableIds: ['rtb-1'] });
});

test.each<[string, new () => NagPack]>([
  ['AwsSolutions', AwsSolutionsChecks],
  ['Serverless', ServerlessChecks],
  ['NIST 800-53 R5', NIST80053R5Checks],
  ['HIPAA', HIPAASecurityChecks],
  ['PCI DSS', PCIDSS321Checks],
])('the rule pack %s finds nothing in the endpoints', (_, Pack) => {
  endpoints();
  const found = new Pack().validateScope(app).violations.filter(({ violatingResources }) => JSON.stringify(violatingResources).includes('Endpoints'));
  expect(found.map(({ ruleName }) => ruleName)).toEqual([]);
});
