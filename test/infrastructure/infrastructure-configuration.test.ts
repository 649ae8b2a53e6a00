import { App, CfnParameter, Duration, Fn, Lazy, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { build, INFRASTRUCTURE } from './infrastructure-fixture';
import { InfrastructureConfiguration } from '../../src/infrastructure/infrastructure-configuration';
import { InfrastructureConfigurationProps } from '../../src/infrastructure/infrastructure-configuration-props';
import { InstancePlacement } from '../../src/infrastructure/instance-placement';

const ARN = 'arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/builders';

let app: App;
let stack: Stack;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack');
});

const infrastructure = (props: InfrastructureConfigurationProps = {}, id = 'Infrastructure') => new InfrastructureConfiguration(stack, id, props);

test('an infrastructure configuration with default properties is three resources', () => {
  infrastructure();
  const { Resources } = Template.fromStack(stack).toJSON();
  expect(Object.values<{ Type: string }>(Resources).map((resource) => resource.Type).sort()).toEqual([
    'AWS::IAM::InstanceProfile',
    'AWS::IAM::Role',
    INFRASTRUCTURE,
  ]);
});

test('an infrastructure configuration by default requires tokens and terminates instances', () => {
  infrastructure();
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources(INFRASTRUCTURE));
  expect(Properties).toEqual({
    InstanceMetadataOptions: { HttpTokens: 'required' },
    InstanceProfileName: { Ref: expect.stringContaining('InstanceProfile') },
    Name: expect.stringMatching(/^[a-z0-9-]{3,126}$/),
    TerminateInstanceOnFailure: true,
  });
});

test('an infrastructure configuration renders every property', () => {
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

describe('logging of builds', () => {
  test('lets the generated role write objects under the prefix, by a managed policy', () => {
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

  test("lets a user's own role write objects, by a grant", () => {
    const role = new iam.Role(stack, 'Own', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    infrastructure({ role, logging: { bucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'logs') } });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [{ Action: 's3:PutObject', Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::logs/*']] } }] },
      Roles: [stack.resolve(role.roleName)],
    });
  });

  test('leaves an unknown role alone', () => {
    const instanceProfile = iam.InstanceProfile.fromInstanceProfileName(stack, 'Profile', 'builders');
    infrastructure({ instanceProfile, logging: { bucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'logs') } });
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
  });
});

describe('parent instance to build on', () => {
  const pool = () => new autoscaling.CfnAutoScalingGroup(stack, 'Pool', { minSize: '1', maxSize: '2' });

  test('has no wait by default', () => {
    infrastructure({ parentInstance: { autoScalingGroup: pool() } });
    Template.fromStack(stack).hasResourceProperties(INFRASTRUCTURE, { ParentInstance: { AutoScalingGroup: { Name: { Ref: 'Pool' }, CapacityWaitTimeoutSeconds: Match.absent() } } });
  });

  test('has a wait of at most one hour', () => {
    const autoScalingGroup = pool();
    expect(() => infrastructure({ parentInstance: { autoScalingGroup, capacityWaitTimeout: Duration.hours(1) } }, 'Allowed')).not.toThrow();
    expect(() => infrastructure({ parentInstance: { autoScalingGroup, capacityWaitTimeout: Duration.seconds(3601) } }, 'Refused')).toThrow('capacityWaitTimeout in seconds must be an integer from 0 to 3600, got 3601');
  });
});

test('properties that the schemas of aws-cdk-lib lack are acknowledged only where one is used', () => {
  const acknowledged = ({ node }: InfrastructureConfiguration) => node.defaultChild!.node.metadata.flatMap(({ data }) => Object.keys(data ?? {}));
  const unknownProperty = 'CloudFormation-Validate::F3002';
  expect(acknowledged(infrastructure({ terminateInstanceOnCompletion: false }, 'New'))).toContain(unknownProperty);
  expect(acknowledged(infrastructure({}, 'Old'))).not.toContain(unknownProperty);
});

describe('key of an encrypted notification topic', () => {
  const topicWith = (masterKey: kms.IKey) => new sns.Topic(stack, 'Topic', { masterKey });
  const WARNING = 'cdk-image-builder:notificationKeyPolicy';

  test('allows Image Builder to use it if the app makes the key', () => {
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

  test('allows the role of the workflows to use it', () => {
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

  test('gives a warning if it is imported', () => {
    infrastructure({ notificationTopic: topicWith(kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1')) });
    Annotations.fromStack(stack).hasWarning('/Stack/Infrastructure', Match.stringLikeRegexp(`the key 'Stack/Key'.*AWSServiceRoleForImageBuilder kms:GenerateDataKey\\* and kms:Decrypt.*${WARNING}`));
  });

  test('gives a warning if the topic is imported', () => {
    infrastructure({
      notificationTopic: sns.Topic.fromTopicAttributes(stack, 'Topic', {
        topicArn: 'arn:aws:sns:eu-west-1:111122223333:builds',
        keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1',
      }),
    });
    Annotations.fromStack(stack).hasWarning('/Stack/Infrastructure', Match.stringLikeRegexp(WARNING));
  });

  test('is not needed for a topic without encryption', () => {
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

describe('hop limit of build instances', () => {
  test('is an integer from 1 to 64', () => {
    expect(() => infrastructure({ httpPutResponseHopLimit: 64 }, 'Most')).not.toThrow();
    expect(() => infrastructure({ httpPutResponseHopLimit: 1 }, 'Least')).not.toThrow();
    expect(() => infrastructure({ httpPutResponseHopLimit: 65 }, 'TooMany')).toThrow('httpPutResponseHopLimit must be an integer from 1 to 64, got 65');
    expect(() => infrastructure({ httpPutResponseHopLimit: 0 }, 'TooFew')).toThrow('got 0');
  });

  test('must be 2 for containers if tokens are required', () => {
    expect(() => build(infrastructure({ httpPutResponseHopLimit: 1 }, 'Refused'), { kind: 'CONTAINER' })).toThrow('must be at least 2 to build container images with httpTokens required, got 1');
    expect(() => build(infrastructure({ httpPutResponseHopLimit: 2 }, 'Enough'), { kind: 'CONTAINER' })).not.toThrow();
    expect(() => build(infrastructure({ httpPutResponseHopLimit: 1, httpTokens: ec2.HttpTokens.OPTIONAL }, 'Optional'), { kind: 'CONTAINER' })).not.toThrow();
    expect(() => build(infrastructure({ httpPutResponseHopLimit: Lazy.number({ produce: () => 1 }) }, 'Token'), { kind: 'CONTAINER' })).not.toThrow();
  });

  test('is kept for containers if it is given', () => {
    build(infrastructure({ httpPutResponseHopLimit: 5 }), { kind: 'CONTAINER' });
    Template.fromStack(stack).hasResourceProperties(INFRASTRUCTURE, { InstanceMetadataOptions: { HttpPutResponseHopLimit: 5 } });
  });
});

test('a FIFO topic is rejected for notifications', () => {
  expect(() => infrastructure({ notificationTopic: new sns.Topic(stack, 'Standard') }, 'Allowed')).not.toThrow();
  expect(() => infrastructure({ notificationTopic: new sns.Topic(stack, 'Fifo', { fifo: true }) }, 'Refused')).toThrow("must be a standard topic, got the FIFO topic 'Stack/Fifo'");
});

test.each(['CreatedBy', 'Ec2ImageBuilderArn', 'Name', 'Tags'])('the resource tag %s is rejected', (key) => {
  expect(() => infrastructure({ resourceTags: { [`${key}2`]: 'a' } }, 'Allowed')).not.toThrow();
  expect(() => infrastructure({ resourceTags: { [key]: 'a' } }, 'Refused')).toThrow(`The tag '${key}' on the build instances is set by Image Builder itself`);
  expect(() => infrastructure({ tags: { [key]: 'a' } }, 'OfTheResource')).not.toThrow();
});

test('build instances accept 30 resource tags and reject 31', () => {
  const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`Key${index}`, 'a']));
  expect(() => infrastructure({ resourceTags: tags(30) }, 'Allowed')).not.toThrow();
  expect(() => infrastructure({ resourceTags: tags(31) }, 'Refused')).toThrow('at most 30 tags on the build instances, got 31');
});

test('an infrastructure configuration checks name and description, and accepts tokens', () => {
  expect(() => infrastructure({ infrastructureConfigurationName: 'My Builders' }, 'Name')).toThrow("use 'my-builders' instead");
  expect(() => infrastructure({ description: 'a'.repeat(1025) }, 'Description')).toThrow('The description must have 1 to 1024 characters');
  const parameter = new CfnParameter(stack, 'Parameter').valueAsString;
  expect(() => infrastructure({ infrastructureConfigurationName: parameter, description: parameter }, 'Tokens')).not.toThrow();
});

test('an infrastructure configuration gets the tags of an aspect', () => {
  infrastructure({ tags: { Cost: '42' } });
  Tags.of(stack).add('Team', 'platform');
  Template.fromStack(stack).hasResourceProperties(INFRASTRUCTURE, { Tags: { Cost: '42', Team: 'platform' } });
});

test("an infrastructure configuration's ARN and name are attributes of the resource", () => {
  const configuration = infrastructure();
  const [logicalId] = Object.keys(Template.fromStack(stack).findResources(INFRASTRUCTURE));
  expect(stack.resolve(configuration.infrastructureConfigurationRef)).toEqual({ infrastructureConfigurationArn: { 'Fn::GetAtt': [logicalId, 'Arn'] } });
  expect(stack.resolve(configuration.infrastructureConfigurationName)).toEqual({ 'Fn::GetAtt': [logicalId, 'Name'] });
});

test('an infrastructure configuration is imported by ARN or by name', () => {
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
