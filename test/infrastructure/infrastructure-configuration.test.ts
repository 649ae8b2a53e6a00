import { App, CfnParameter, Duration, Fn, Lazy, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks, HIPAASecurityChecks, NagPack, NIST80053R5Checks, PCIDSS321Checks, ServerlessChecks } from 'cdk-nag';
import { ImageBuilderEndpoints } from '../../src/infrastructure/image-builder-endpoints';
import { InfrastructureConfiguration } from '../../src/infrastructure/infrastructure-configuration';
import { InfrastructureConfigurationProps } from '../../src/infrastructure/infrastructure-configuration-props';
import { InstancePlacement } from '../../src/infrastructure/instance-placement';
import { Build } from '../../src/private/facts/build-part';
import { factsOf } from '../../src/private/facts/facts';

const INFRASTRUCTURE = 'AWS::ImageBuilder::InfrastructureConfiguration';
const ARN = 'arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/builders';

let app: App;
let stack: Stack;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack');
});

function infrastructure(props: InfrastructureConfigurationProps = {}, id = 'Infrastructure'): InfrastructureConfiguration {
  return new InfrastructureConfiguration(stack, id, props);
}

/** Has a build use the infrastructure. */
function build(configuration: InfrastructureConfiguration, its: Partial<Build>): void {
  const { part } = factsOf(configuration);
  part!.bind({ scope: stack, kind: 'AMI', recipe: {}, ...its } as Build);
}

function policyArns(): string[] {
  const roles = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'));
  return roles.flatMap((role) => role.Properties.ManagedPolicyArns ?? []).map((arn) => arn['Fn::Join'][1][2]);
}

function ruleNames(pack: NagPack): string[] {
  return pack.validateScope(app).violations.map((violation) => violation.ruleName);
}

test('with default properties it is three resources', () => {
  infrastructure();
  const { Resources } = Template.fromStack(stack).toJSON();
  expect(Object.values<{ Type: string }>(Resources).map((resource) => resource.Type).sort()).toEqual([
    'AWS::IAM::InstanceProfile',
    'AWS::IAM::Role',
    INFRASTRUCTURE,
  ]);
});

test('by default tokens are required and instances are terminated', () => {
  infrastructure();
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources(INFRASTRUCTURE));
  expect(Properties).toEqual({
    InstanceMetadataOptions: { HttpTokens: 'required' },
    InstanceProfileName: { Ref: expect.stringContaining('InstanceProfile') },
    Name: expect.stringMatching(/^[a-z0-9-]{3,126}$/),
    TerminateInstanceOnFailure: true,
  });
});

test('every property reaches the template', () => {
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a'], privateSubnetIds: ['subnet-1'], publicSubnetIds: ['subnet-2'] });
  infrastructure({
    infrastructureConfigurationName: 'builders',
    description: 'Builders',
    instanceTypes: [new ec2.InstanceType('m6i.large'), new ec2.InstanceType('m7i.large')],
    vpc,
    subnetSelection: { subnetType: ec2.SubnetType.PUBLIC },
    securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')],
    keyPair: ec2.KeyPair.fromKeyPairName(stack, 'Keys', 'keys'),
    logging: { bucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'logs'), keyPrefix: 'builds/' },
    notificationTopic: sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:builds'),
    terminateInstanceOnFailure: false,
    terminateInstanceOnCompletion: false,
    placement: InstancePlacement.dedicatedHost({ hostId: 'h-0123456789abcdef0' }),
    parentInstance: { autoScalingGroup: new autoscaling.CfnAutoScalingGroup(stack, 'Pool', { minSize: '1', maxSize: '2' }), capacityWaitTimeout: Duration.minutes(10) },
    httpTokens: ec2.HttpTokens.OPTIONAL,
    httpPutResponseHopLimit: 3,
    resourceTags: { Team: 'platform' },
    tags: { Cost: '42' },
  });
  Template.fromStack(stack).hasResourceProperties(INFRASTRUCTURE, {
    Name: 'builders',
    Description: 'Builders',
    InstanceTypes: ['m6i.large', 'm7i.large'],
    SubnetId: 'subnet-2',
    SecurityGroupIds: ['sg-1'],
    KeyPair: 'keys',
    Logging: { S3Logs: { S3BucketName: 'logs', S3KeyPrefix: 'builds/' } },
    SnsTopicArn: 'arn:aws:sns:eu-west-1:111122223333:builds',
    TerminateInstanceOnFailure: false,
    TerminateInstanceOnCompletion: false,
    Placement: { Tenancy: 'host', HostId: 'h-0123456789abcdef0' },
    ParentInstance: { AutoScalingGroup: { Name: { Ref: 'Pool' }, CapacityWaitTimeoutSeconds: 600 } },
    InstanceMetadataOptions: { HttpTokens: 'optional', HttpPutResponseHopLimit: 3 },
    ResourceTags: { Team: 'platform' },
    Tags: { Cost: '42' },
  });
});

describe('permissions', () => {
  test('the generated role has what Image Builder asks for and no more', () => {
    infrastructure();
    expect(policyArns()).toEqual([':iam::aws:policy/AmazonSSMManagedInstanceCore', ':iam::aws:policy/EC2InstanceProfileForImageBuilder']);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' } }] },
      Policies: Match.absent(),
    });
  });

  test('builds of containers add one policy once, and a hop', () => {
    const configuration = infrastructure();
    build(configuration, { kind: 'CONTAINER' });
    build(configuration, { kind: 'CONTAINER' });
    expect(policyArns()).toEqual([
      ':iam::aws:policy/AmazonSSMManagedInstanceCore',
      ':iam::aws:policy/EC2InstanceProfileForImageBuilder',
      ':iam::aws:policy/EC2InstanceProfileForImageBuilderECRContainerBuilds',
    ]);
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
    Template.fromStack(stack).hasResourceProperties(INFRASTRUCTURE, { InstanceMetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 } });
  });

  test("a user's own role gets an instance profile but no policy", () => {
    const role = new iam.Role(stack, 'Own', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    const configuration = infrastructure({ role });
    build(configuration, { kind: 'CONTAINER' });
    expect(configuration.role).toBe(role);
    expect(policyArns()).toEqual([]);
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::IAM::Role', 1);
    template.hasResourceProperties('AWS::IAM::InstanceProfile', { Roles: [stack.resolve(role.roleName)] });
  });

  test("a user's own instance profile is used as it is", () => {
    const instanceProfile = iam.InstanceProfile.fromInstanceProfileName(stack, 'Profile', 'builders');
    const configuration = infrastructure({ instanceProfile });
    expect(configuration.instanceProfile).toBe(instanceProfile);
    expect(configuration.role).toBeUndefined();
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::IAM::Role', 0);
    template.resourceCountIs('AWS::IAM::InstanceProfile', 0);
    template.hasResourceProperties(INFRASTRUCTURE, { InstanceProfileName: 'builders' });
  });

  test('the role of an instance profile is known', () => {
    const instanceProfile = new iam.InstanceProfile(stack, 'Profile');
    expect(infrastructure({ instanceProfile }).role).toBe(instanceProfile.role);
  });

  test('role and instance profile exclude each other', () => {
    const role = new iam.Role(stack, 'Own', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    const instanceProfile = new iam.InstanceProfile(stack, 'Profile', { role });
    expect(() => infrastructure({ role, instanceProfile })).toThrow('Give either role or instanceProfile, got both');
  });

  test('grants go to the role', () => {
    const bucket = new s3.Bucket(stack, 'Bucket');
    bucket.grantRead(infrastructure());
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', { Roles: [{ Ref: Match.stringLikeRegexp('InfrastructureRole') }] });
  });

  test('what is granted to an unknown role is worth a warning and no error', () => {
    const configuration = infrastructure({ instanceProfile: iam.InstanceProfile.fromInstanceProfileName(stack, 'Profile', 'builders') });
    expect(() => iam.Grant.addToPrincipal({ grantee: configuration, actions: ['s3:GetObject'], resourceArns: ['*'] })).not.toThrow();
  });
});

describe('logging', () => {
  test('lets the generated role put objects under the prefix, by a managed policy', () => {
    const key = new kms.Key(stack, 'Key');
    const bucket = new s3.Bucket(stack, 'Bucket', { encryptionKey: key });
    infrastructure({ logging: { bucket, keyPrefix: 'builds/' } });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::IAM::Policy', 0);
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      Roles: [{ Ref: Match.stringLikeRegexp('InfrastructureRole') }],
      PolicyDocument: {
        Statement: [
          { Action: 's3:PutObject', Effect: 'Allow', Resource: { 'Fn::Join': ['', [stack.resolve(bucket.bucketArn), '/builds/*']] } },
          { Action: ['kms:GenerateDataKey', 'kms:Decrypt'], Effect: 'Allow', Resource: stack.resolve(key.keyArn) },
        ],
      },
    });
  });

  test("lets a user's own role put objects, as grants do", () => {
    const role = new iam.Role(stack, 'Own', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    infrastructure({ role, logging: { bucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'logs') } });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [{ Action: 's3:PutObject', Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::logs/*']] } }] },
      Roles: [stack.resolve(role.roleName)],
    });
  });

  test('asks nothing of an unknown role', () => {
    const instanceProfile = iam.InstanceProfile.fromInstanceProfileName(stack, 'Profile', 'builders');
    infrastructure({ instanceProfile, logging: { bucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'logs') } });
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
  });
});

describe('network', () => {
  test('a VPC brings a security group and a private subnet', () => {
    const vpc = new ec2.Vpc(stack, 'Vpc');
    const configuration = infrastructure({ vpc });
    configuration.connections.allowFromAnyIpv4(ec2.Port.tcp(22));
    Template.fromStack(stack).hasResourceProperties(INFRASTRUCTURE, {
      SubnetId: stack.resolve(vpc.privateSubnets[0].subnetId),
      SecurityGroupIds: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('InfrastructureSecurityGroup'), 'GroupId'] }],
    });
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroup', { SecurityGroupIngress: [Match.objectLike({ FromPort: 22 })] });
  });

  test('no security groups with a VPC means the default one, since a subnet needs one', () => {
    infrastructure({ vpc: new ec2.Vpc(stack, 'Vpc'), securityGroups: [] });
    Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroup', 1);
  });

  test('security groups added later are rendered', () => {
    const configuration = infrastructure({ securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'One', 'sg-1')] });
    configuration.connections.addSecurityGroup(ec2.SecurityGroup.fromSecurityGroupId(stack, 'Two', 'sg-2'));
    Template.fromStack(stack).hasResourceProperties(INFRASTRUCTURE, { SecurityGroupIds: ['sg-1', 'sg-2'], SubnetId: Match.absent() });
  });

  test('without a network the connections are not known', () => {
    expect(() => infrastructure().connections).toThrow('give the infrastructure configuration a vpc or securityGroups');
  });

  test('a subnet selection needs a VPC', () => {
    const subnetSelection = { subnetType: ec2.SubnetType.PUBLIC };
    expect(() => infrastructure({ vpc: new ec2.Vpc(stack, 'Vpc'), subnetSelection }, 'Allowed')).not.toThrow();
    expect(() => infrastructure({ subnetSelection }, 'Refused')).toThrow('give the vpc too');
  });
});

describe('the placement', () => {
  const zones = ['eu-west-1a', 'eu-west-1b'];
  const vpc = () => ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: zones, privateSubnetIds: ['subnet-a', 'subnet-b'] });

  test('chooses the subnet of its Availability Zone', () => {
    infrastructure({ vpc: vpc(), placement: InstancePlacement.shared({ availabilityZone: 'eu-west-1b' }) });
    Template.fromStack(stack).hasResourceProperties(INFRASTRUCTURE, {
      SubnetId: 'subnet-b',
      Placement: { Tenancy: 'default', AvailabilityZone: 'eu-west-1b' },
    });
  });

  test('in a zone without a subnet is refused', () => {
    expect(() => infrastructure({ vpc: vpc(), placement: InstancePlacement.shared({ availabilityZone: 'eu-west-1c' }) })).toThrow("in the Availability Zone 'eu-west-1c', and the selected subnets are in 'eu-west-1a', 'eu-west-1b'");
  });

  test('in a zone that may be that of a subnet is taken as it is', () => {
    const ownVpc = new ec2.Vpc(stack, 'Own');
    infrastructure({ vpc: ownVpc, placement: InstancePlacement.shared({ availabilityZone: 'eu-west-1c' }) });
    Template.fromStack(stack).hasResourceProperties(INFRASTRUCTURE, { SubnetId: stack.resolve(ownVpc.privateSubnets[0].subnetId) });
  });
});

describe('an isolated subnet', () => {
  const isolated = (id = 'Isolated') => new ec2.Vpc(stack, id, { natGateways: 0, subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
  const selection = { subnetSelection: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } };
  const warning = (services: string) => Match.stringLikeRegexp(`no endpoint for ${services}, without which.*ImageBuilderEndpoints.*cdk-image-builder:isolatedSubnetLacksEndpoints`);

  test('without endpoints is worth a warning that lists them', () => {
    infrastructure({ vpc: isolated(), ...selection });
    Annotations.fromStack(stack).hasWarning('/Stack/Infrastructure', warning('ssm, ssmmessages, ec2messages, imagebuilder, logs, s3'));
  });

  test('of an imported VPC too', () => {
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a'], isolatedSubnetIds: ['subnet-1'] });
    infrastructure({ vpc, ...selection });
    Annotations.fromStack(stack).hasWarning('/Stack/Infrastructure', warning('ssm, .*'));
  });

  test('lacks only what the VPC has not got by then', () => {
    const vpc = isolated();
    infrastructure({ vpc, ...selection });
    vpc.addInterfaceEndpoint('Ssm', { service: ec2.InterfaceVpcEndpointAwsService.SSM });
    vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    isolated('Other').addInterfaceEndpoint('Logs', { service: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS });
    Annotations.fromStack(stack).hasWarning('/Stack/Infrastructure', warning('ssmmessages, ec2messages, imagebuilder, logs'));
  });

  test('with all endpoints is fine', () => {
    const vpc = isolated();
    const configuration = infrastructure({ vpc, ...selection });
    new ImageBuilderEndpoints(stack, 'Endpoints', { vpc, builders: [configuration] });
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('needs more for containers and keys', () => {
    const configuration = infrastructure({ vpc: isolated(), ...selection });
    build(configuration, { kind: 'CONTAINER', recipe: { usesKeys: true } });
    Annotations.fromStack(stack).hasWarning('/Stack/Infrastructure', warning('ssm, ssmmessages, ec2messages, imagebuilder, logs, kms, ecr.api, ecr.dkr, s3'));
    Annotations.fromStack(stack).hasWarning('/Stack/Infrastructure', Match.stringLikeRegexp('downloads the AWS CLI.*cdk-image-builder:isolatedContainerBuild'));
  });

  test.each([ec2.SubnetType.PRIVATE_WITH_EGRESS, ec2.SubnetType.PUBLIC])('a subnet of the kind %s is none', (subnetType) => {
    build(infrastructure({ vpc: new ec2.Vpc(stack, 'Vpc'), subnetSelection: { subnetType } }), { kind: 'CONTAINER' });
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});

describe('security groups that let nothing out', () => {
  const closed = (id = 'Closed') => new ec2.SecurityGroup(stack, id, { vpc: ec2.Vpc.fromVpcAttributes(stack, `${id}Vpc`, { vpcId: 'vpc-1', availabilityZones: ['a'] }), allowAllOutbound: false });

  test('are worth a warning', () => {
    infrastructure({ securityGroups: [closed(), closed('Other')] });
    Annotations.fromStack(stack).hasWarning('/Stack/Infrastructure', Match.stringLikeRegexp("\\('Stack/Closed', 'Stack/Other'\\) lets them reach anything.*cdk-image-builder:noEgress"));
  });

  test('are not if one lets something out by then', () => {
    const configuration = infrastructure({ securityGroups: [closed()] });
    configuration.connections.allowToAnyIpv4(ec2.Port.HTTPS);
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('are not if another may', () => {
    infrastructure({ securityGroups: [closed(), ec2.SecurityGroup.fromSecurityGroupId(stack, 'Imported', 'sg-1')] });
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});

describe('a running instance to build on', () => {
  const pool = () => new autoscaling.CfnAutoScalingGroup(stack, 'Pool', { minSize: '1', maxSize: '2' });

  test('is not waited for by default', () => {
    infrastructure({ parentInstance: { autoScalingGroup: pool() } });
    Template.fromStack(stack).hasResourceProperties(INFRASTRUCTURE, { ParentInstance: { AutoScalingGroup: { Name: { Ref: 'Pool' }, CapacityWaitTimeoutSeconds: Match.absent() } } });
  });

  test('is waited for one hour at most', () => {
    const autoScalingGroup = pool();
    expect(() => infrastructure({ parentInstance: { autoScalingGroup, capacityWaitTimeout: Duration.hours(1) } }, 'Allowed')).not.toThrow();
    expect(() => infrastructure({ parentInstance: { autoScalingGroup, capacityWaitTimeout: Duration.seconds(3601) } }, 'Refused')).toThrow('capacityWaitTimeout in seconds must be an integer from 0 to 3600, got 3601');
  });
});

test('that the schemas of aws-cdk-lib lack properties is acknowledged where one is used, and nowhere else', () => {
  const acknowledged = ({ node }: InfrastructureConfiguration) => node.defaultChild!.node.metadata.flatMap(({ data }) => Object.keys(data ?? {}));
  const unknownProperty = 'CloudFormation-Validate::F3002';
  expect(acknowledged(infrastructure({ terminateInstanceOnCompletion: false }, 'New'))).toContain(unknownProperty);
  expect(acknowledged(infrastructure({}, 'Old'))).not.toContain(unknownProperty);
});

describe("a user's own role", () => {
  const awsPolicies = (...names: string[]) => names.map((name) => iam.ManagedPolicy.fromAwsManagedPolicyName(name));
  const own = (...policies: string[]) => new iam.Role(stack, 'Own', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'), managedPolicies: awsPolicies(...policies) });
  const NEEDED = ['AmazonSSMManagedInstanceCore', 'EC2InstanceProfileForImageBuilder'];
  const warning = (policies: string) => Match.stringLikeRegexp(`The role 'Stack/Own' of the build instances lacks what Image Builder needs.*the managed policies ${policies}, or.*cdk-image-builder:roleLacksPolicies`);

  test('that lacks policies is worth a warning', () => {
    infrastructure({ role: own() });
    Annotations.fromStack(stack).hasWarning('/Stack/Infrastructure', warning(NEEDED.join(' and ')));
  });

  test('of an instance profile too', () => {
    infrastructure({ instanceProfile: new iam.InstanceProfile(stack, 'Profile', { role: own(NEEDED[0]) }) });
    Annotations.fromStack(stack).hasWarning('/Stack/Infrastructure', warning(NEEDED[1]));
  });

  test('that has them, also by then, is not', () => {
    const role = own(NEEDED[0]);
    infrastructure({ role });
    role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName(NEEDED[1]));
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('needs one more for containers', () => {
    build(infrastructure({ role: own(...NEEDED) }), { kind: 'CONTAINER' });
    Annotations.fromStack(stack).hasWarning('/Stack/Infrastructure', warning('EC2InstanceProfileForImageBuilderECRContainerBuilds'));
  });
});

describe('the key of an encrypted topic', () => {
  const topicWith = (masterKey: kms.IKey) => new sns.Topic(stack, 'Topic', { masterKey });
  const WARNING = 'cdk-image-builder:notificationKeyPolicy';

  test('that the app makes lets Image Builder use it', () => {
    infrastructure({ notificationTopic: topicWith(new kms.Key(stack, 'Key')) });
    Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([{
          Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
          Condition: {
            ArnEquals: {
              'aws:PrincipalArn': {
                'Fn::Join': ['', [
                  'arn:',
                  { Ref: 'AWS::Partition' },
                  ':iam::',
                  { Ref: 'AWS::AccountId' },
                  ':role/aws-service-role/imagebuilder.amazonaws.com/AWSServiceRoleForImageBuilder',
                ]],
              },
            },
          },
          Effect: 'Allow',
          Principal: { AWS: '*' },
          Resource: '*',
        }]),
      },
    });
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('lets the role that runs the workflows use it', () => {
    const role = new iam.Role(stack, 'Execution', { assumedBy: new iam.ServicePrincipal('imagebuilder.amazonaws.com') });
    build(infrastructure({ notificationTopic: topicWith(new kms.Key(stack, 'Key')) }), { executionRole: role });
    Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([{
          Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
          Effect: 'Allow',
          Principal: { AWS: stack.resolve(role.roleArn) },
          Resource: '*',
        }]),
      },
    });
  });

  test('that is imported is worth a warning', () => {
    infrastructure({ notificationTopic: topicWith(kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1')) });
    Annotations.fromStack(stack).hasWarning('/Stack/Infrastructure', Match.stringLikeRegexp(`the key 'Stack/Key'.*AWSServiceRoleForImageBuilder kms:GenerateDataKey\\* and kms:Decrypt.*${WARNING}`));
  });

  test('of an imported topic is worth a warning', () => {
    infrastructure({
      notificationTopic: sns.Topic.fromTopicAttributes(stack, 'Topic', {
        topicArn: 'arn:aws:sns:eu-west-1:111122223333:builds',
        keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1',
      }),
    });
    Annotations.fromStack(stack).hasWarning('/Stack/Infrastructure', Match.stringLikeRegexp(WARNING));
  });

  test('is not asked for where the topic has none', () => {
    const infrastructureConfiguration = infrastructure({ notificationTopic: new sns.Topic(stack, 'Topic') });
    build(infrastructureConfiguration, { executionRole: iam.Role.fromRoleName(stack, 'Execution', 'execution') });
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
    Template.fromStack(stack).resourceCountIs('AWS::KMS::Key', 0);
  });

  test('must be in the account of the build', () => {
    const placed = new Stack(app, 'Placed', { env: { account: '111122223333', region: 'eu-west-1' } });
    const builds = (account: string) => new InfrastructureConfiguration(placed, `In${account}`, {
      notificationTopic: new sns.Topic(placed, `Topic${account}`, { masterKey: kms.Key.fromKeyArn(placed, `Key${account}`, `arn:aws:kms:eu-west-1:${account}:key/1`) }),
    });
    expect(() => builds('111122223333')).not.toThrow();
    expect(() => builds('444455556666')).toThrow("The key of an encrypted notificationTopic must be in the stack's own account '111122223333', got 'Placed/Key444455556666' in '444455556666'");
  });
});

describe('the hop limit', () => {
  test('is an integer from 1 to 64', () => {
    expect(() => infrastructure({ httpPutResponseHopLimit: 64 }, 'Most')).not.toThrow();
    expect(() => infrastructure({ httpPutResponseHopLimit: 1 }, 'Least')).not.toThrow();
    expect(() => infrastructure({ httpPutResponseHopLimit: 65 }, 'TooMany')).toThrow('httpPutResponseHopLimit must be an integer from 1 to 64, got 65');
    expect(() => infrastructure({ httpPutResponseHopLimit: 0 }, 'TooFew')).toThrow('got 0');
  });

  test('must be 2 for containers where tokens are required', () => {
    expect(() => build(infrastructure({ httpPutResponseHopLimit: 1 }, 'Refused'), { kind: 'CONTAINER' })).toThrow('must be at least 2 to build container images with httpTokens required, got 1');
    expect(() => build(infrastructure({ httpPutResponseHopLimit: 2 }, 'Enough'), { kind: 'CONTAINER' })).not.toThrow();
    expect(() => build(infrastructure({ httpPutResponseHopLimit: 1, httpTokens: ec2.HttpTokens.OPTIONAL }, 'Optional'), { kind: 'CONTAINER' })).not.toThrow();
    expect(() => build(infrastructure({ httpPutResponseHopLimit: Lazy.number({ produce: () => 1 }) }, 'Token'), { kind: 'CONTAINER' })).not.toThrow();
  });

  test('that is given stays for containers', () => {
    build(infrastructure({ httpPutResponseHopLimit: 5 }), { kind: 'CONTAINER' });
    Template.fromStack(stack).hasResourceProperties(INFRASTRUCTURE, { InstanceMetadataOptions: { HttpPutResponseHopLimit: 5 } });
  });
});

test('a FIFO topic is refused', () => {
  expect(() => infrastructure({ notificationTopic: new sns.Topic(stack, 'Standard') }, 'Allowed')).not.toThrow();
  expect(() => infrastructure({ notificationTopic: new sns.Topic(stack, 'Fifo', { fifo: true }) }, 'Refused')).toThrow("must be a standard topic, got the FIFO topic 'Stack/Fifo'");
});

test.each(['CreatedBy', 'Ec2ImageBuilderArn', 'Name', 'Tags'])('the resource tag %s is refused', (key) => {
  expect(() => infrastructure({ resourceTags: { [`${key}2`]: 'a' } }, 'Allowed')).not.toThrow();
  expect(() => infrastructure({ resourceTags: { [key]: 'a' } }, 'Refused')).toThrow(`The tag '${key}' on the build instances is set by Image Builder itself`);
  expect(() => infrastructure({ tags: { [key]: 'a' } }, 'OfTheResource')).not.toThrow();
});

test('30 resource tags are allowed, 31 are not', () => {
  const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`Key${index}`, 'a']));
  expect(() => infrastructure({ resourceTags: tags(30) }, 'Allowed')).not.toThrow();
  expect(() => infrastructure({ resourceTags: tags(31) }, 'Refused')).toThrow('at most 30 tags on the build instances, got 31');
});

test('name and description are checked, and tokens pass', () => {
  expect(() => infrastructure({ infrastructureConfigurationName: 'My Builders' }, 'Name')).toThrow("use 'my-builders' instead");
  expect(() => infrastructure({ description: 'a'.repeat(1025) }, 'Description')).toThrow('The description must have 1 to 1024 characters');
  const parameter = new CfnParameter(stack, 'Parameter').valueAsString;
  expect(() => infrastructure({ infrastructureConfigurationName: parameter, description: parameter }, 'Tokens')).not.toThrow();
});

test('tags of an aspect are added', () => {
  infrastructure({ tags: { Cost: '42' } });
  Tags.of(stack).add('Team', 'platform');
  Template.fromStack(stack).hasResourceProperties(INFRASTRUCTURE, { Tags: { Cost: '42', Team: 'platform' } });
});

test('ARN and name are attributes of the resource', () => {
  const configuration = infrastructure();
  const [logicalId] = Object.keys(Template.fromStack(stack).findResources(INFRASTRUCTURE));
  expect(stack.resolve(configuration.infrastructureConfigurationRef)).toEqual({ infrastructureConfigurationArn: { 'Fn::GetAtt': [logicalId, 'Arn'] } });
  expect(stack.resolve(configuration.infrastructureConfigurationName)).toEqual({ 'Fn::GetAtt': [logicalId, 'Name'] });
});

test('imports by ARN and by name', () => {
  const byArn = InfrastructureConfiguration.fromInfrastructureConfigurationArn(stack, 'ByArn', ARN);
  expect([byArn.infrastructureConfigurationArn, byArn.infrastructureConfigurationName]).toEqual([ARN, 'builders']);
  expect(byArn.infrastructureConfigurationRef).toEqual({ infrastructureConfigurationArn: ARN });
  expect(byArn.env).toEqual({ account: '111122223333', region: 'eu-west-1' });
  const byToken = InfrastructureConfiguration.fromInfrastructureConfigurationArn(stack, 'ByToken', Fn.importValue('Arn'));
  expect(stack.resolve(byToken.infrastructureConfigurationName)).toEqual({ 'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::ImportValue': 'Arn' }] }] });
  const byName = InfrastructureConfiguration.fromInfrastructureConfigurationName(stack, 'ByName', 'builders');
  expect(JSON.stringify(stack.resolve(byName.infrastructureConfigurationArn))).toContain(':infrastructure-configuration/builders"');
  expect(() => InfrastructureConfiguration.fromInfrastructureConfigurationArn(stack, 'Wrong', `${ARN}/1.0.0`)).toThrow('infrastructure-configuration/<name>');
});

describe('cdk-nag', () => {
  const packs: Array<[string, new () => NagPack]> = [
    ['AwsSolutions', AwsSolutionsChecks],
    ['Serverless', ServerlessChecks],
    ['NIST 800-53 R5', NIST80053R5Checks],
    ['HIPAA', HIPAASecurityChecks],
    ['PCI DSS', PCIDSS321Checks],
  ];

  test.each(packs)('%s finds nothing unacknowledged', (_, Pack) => {
    infrastructure({}, 'Ami');
    build(infrastructure({}, 'Container'), { kind: 'CONTAINER' });
    const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'logs');
    infrastructure({ logging: { bucket, keyPrefix: 'builds/' } }, 'Logging');
    expect(ruleNames(new Pack())).toEqual([]);
  });

  test('also in a stack with account and Region', () => {
    stack = new Stack(app, 'Placed', { env: { account: '111122223333', region: 'eu-west-1' } });
    infrastructure();
    expect(ruleNames(new AwsSolutionsChecks())).toEqual([]);
  });

  test('only findings on the generated role are acknowledged', () => {
    const policy = iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore');
    const role = new iam.Role(stack, 'Own', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'), managedPolicies: [policy] });
    infrastructure({ role });
    expect(ruleNames(new AwsSolutionsChecks())).toEqual(['AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AmazonSSMManagedInstanceCore]']);
  });

  test('a policy that a user adds to the generated role is not acknowledged', () => {
    infrastructure().role!.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess'));
    expect(ruleNames(new AwsSolutionsChecks())).toEqual(['AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AdministratorAccess]']);
  });
});
