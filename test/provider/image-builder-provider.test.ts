import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import {
  BaseImage, GoldenImage, Image, ImagePipeline, ImageBuilderProvider, ImageBuilderProviderOptions, VulnerabilityGate,
} from '../../src';

const FUNCTION = 'AWS::Lambda::Function';
let stack: Stack;

beforeEach(() => {
  stack = new Stack(new App(), 'Golden');
});

function addStatus(scope: Construct = stack, name = 'golden') {
  return Image.fromImageName(scope, `Image-${name}`, name).status();
}

function types(): string[] {
  return Object.values(Template.fromStack(stack).toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type).sort();
}

test('a stack has one function with three resources more, however many statuses', () => {
  addStatus(stack, 'one');
  addStatus(new Construct(stack, 'Nested'), 'two');
  expect(types().filter((type) => !type.startsWith('Custom::'))).toEqual(['AWS::IAM::ManagedPolicy', 'AWS::IAM::Role', FUNCTION, 'AWS::Logs::LogGroup']);
});

test('the function may ask EC2 nothing, so an AMI that somebody deregisters changes no answer', () => {
  const gate = VulnerabilityGate.atMost({ critical: 0 });
  new GoldenImage(stack, 'Image', { baseImage: BaseImage.fromAmiId('ami-0123456789abcdef0'), gate }).addOutputs();
  const template = Template.fromStack(stack);
  const [role] = Object.values(template.findResources(FUNCTION)).map(({ Properties }) => Properties.Role['Fn::GetAtt'][0] as string);
  const policies = Object.values(template.findResources('AWS::IAM::ManagedPolicy'))
    .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes(role)).map(({ Properties }) => JSON.stringify(Properties.PolicyDocument));
  expect(policies.join()).toContain('imagebuilder:GetImage');
  expect(policies.join()).not.toContain('ec2:');
});

test('each stack has its own function', () => {
  addStatus();
  const other = new Stack(stack.node.root as App, 'Other');
  addStatus(other);
  Template.fromStack(stack).resourceCountIs(FUNCTION, 1);
  Template.fromStack(other).resourceCountIs(FUNCTION, 1);
});

test('by default the function is traced, logs for a month and has no inline policy', () => {
  addStatus();
  const template = Template.fromStack(stack);
  template.hasResourceProperties(FUNCTION, {
    Handler: 'index.handler',
    TracingConfig: { Mode: 'Active' },
    Timeout: 120,
    MemorySize: Match.anyValue(),
    Environment: Match.absent(),
    VpcConfig: Match.absent(),
  });
  template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  template.resourceCountIs('AWS::IAM::Policy', 0);
});

test('a status waits for the function and for its permissions, and not for an hour', () => {
  addStatus();
  const template = Template.fromStack(stack);
  template.hasResource('Custom::ImageBuilderImageStatus', {
    Properties: { ServiceToken: { 'Fn::GetAtt': [Object.keys(template.findResources(FUNCTION))[0], 'Arn'] }, ServiceTimeout: '600' },
    DependsOn: Match.arrayWith(Object.keys(template.findResources('AWS::IAM::ManagedPolicy'))),
  });
});

test('the function waits for its permissions: Lambda refuses one in a VPC whose role may not use it', () => {
  addStatus();
  ImageBuilderProvider.configure(stack, { vpc: new ec2.Vpc(stack, 'Vpc') });
  const template = Template.fromStack(stack);
  template.hasResource(FUNCTION, { DependsOn: Match.arrayWith(Object.keys(template.findResources('AWS::IAM::ManagedPolicy'))) });
});

test('a function in a VPC answers by the endpoints in its stack, which come before each of its resources and go after', () => {
  const vpc = new ec2.Vpc(stack, 'Vpc');
  ImageBuilderProvider.configure(stack, { vpc });
  addStatus();
  vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
  vpc.addInterfaceEndpoint('Api', { service: ec2.InterfaceVpcEndpointAwsService.IMAGE_BUILDER });
  new ec2.Vpc(stack, 'Other').addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
  const [{ DependsOn }] = Object.values(Template.fromStack(stack).findResources('Custom::ImageBuilderImageStatus'));
  expect(DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/^VpcS3/), expect.stringMatching(/^VpcApi[0-9A-F]+$/)]));
  expect(DependsOn).not.toContainEqual(expect.stringMatching(/^Other/));
});

test('the key lets CloudWatch Logs encrypt by the principal of its partition: in China it ends in amazonaws.com.cn', () => {
  stack = new Stack(new App(), 'China', { env: { account: '123456789012', region: 'cn-north-1' } });
  ImageBuilderProvider.configure(stack, { encryptionKey: new kms.Key(stack, 'Key') });
  Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: {
      Statement: Match.arrayWith([Match.objectLike({
        Principal: { Service: { 'Fn::Join': ['', ['logs.cn-north-1.', { Ref: 'AWS::URLSuffix' }]] } }, Condition: { ArnLike: Match.anyValue() },
      })]),
    },
  });
});

test('a function in a nested stack answers by the endpoints of the parent stack, whose rules may refer to the nested stack', () => {
  const vpc = new ec2.Vpc(stack, 'Vpc');
  const nested = new NestedStack(stack, 'Nested');
  ImageBuilderProvider.configure(nested, { vpc });
  addStatus(nested);
  vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
  const api = vpc.addInterfaceEndpoint('Api', { service: ec2.InterfaceVpcEndpointAwsService.IMAGE_BUILDER, open: false });
  api.connections.allowDefaultPortFrom(ImageBuilderProvider.of(nested).function);
  // Template.fromStack() rejects circular dependencies.
  const [{ DependsOn }] = Object.values(Template.fromStack(stack).findResources('AWS::CloudFormation::Stack'));
  expect(DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/^VpcS3/), expect.stringMatching(/^VpcApi[0-9A-F]+$/)]));
});

test('a function in a nested stack does not depend on an endpoint of the parent stack that refers to the nested stack', () => {
  const vpc = new ec2.Vpc(stack, 'Vpc');
  const nested = new NestedStack(stack, 'Nested');
  const inner = new NestedStack(nested, 'Inner');
  ImageBuilderProvider.configure(inner, { vpc });
  addStatus(inner);
  const s3 = vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
  s3.addToPolicy(new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'], principals: [new iam.ArnPrincipal(ImageBuilderProvider.of(inner).function.role!.roleArn)] }));
  vpc.addInterfaceEndpoint('Api', { service: ec2.InterfaceVpcEndpointAwsService.IMAGE_BUILDER, securityGroups: [new ec2.SecurityGroup(nested, 'Group', { vpc })] });
  vpc.addInterfaceEndpoint('Secrets', { service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER });
  // Template.fromStack() rejects circular dependencies.
  const [{ DependsOn }] = Object.values(Template.fromStack(stack).findResources('AWS::CloudFormation::Stack'));
  expect((DependsOn as string[]).filter((id) => /^Vpc(S3|Api|Secrets)/.test(id))).toEqual([expect.stringMatching(/^VpcSecrets[0-9A-F]+$/)]);
});

test('a function does not depend on the endpoints of a stack in which its own stack is not nested', () => {
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a'], privateSubnetIds: ['subnet-1'] });
  new ec2.CfnVPCEndpoint(stack, 'S3', { vpcId: vpc.vpcId, serviceName: 'com.amazonaws.eu-west-1.s3' });
  const inner = new Stack(stack, 'Inner');
  ImageBuilderProvider.configure(inner, { vpc });
  addStatus(inner);
  Template.fromStack(inner);
  expect(inner.dependencies).toEqual([]);
});

test('a configured stack has its function and its logs, even if nothing in it needs them', () => {
  ImageBuilderProvider.configure(stack, { logRetention: logs.RetentionDays.ONE_YEAR });
  const template = Template.fromStack(stack);
  template.resourceCountIs(FUNCTION, 1);
  template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
  template.resourceCountIs('AWS::StepFunctions::StateMachine', 0);
});

describe.each(['before', 'after'])('configured %s the first status', (when) => {
  function configured(options: ImageBuilderProviderOptions): Template {
    if (when === 'after') addStatus();
    ImageBuilderProvider.configure(stack, options);
    if (when === 'before') addStatus();
    return Template.fromStack(stack);
  }

  test('every option reaches the resources', () => {
    const vpc = new ec2.Vpc(stack, 'Vpc');
    const template = configured({
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      securityGroups: [new ec2.SecurityGroup(stack, 'Group', { vpc })],
      encryptionKey: new kms.Key(stack, 'Key'),
      reservedConcurrentExecutions: 5,
      deadLetterQueue: new sqs.Queue(stack, 'Queue', { encryptionMasterKey: new kms.Key(stack, 'QueueKey') }),
      logRetention: logs.RetentionDays.ONE_YEAR,
      permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary'),
    });

    template.hasResourceProperties(FUNCTION, {
      VpcConfig: { SubnetIds: Match.anyValue(), SecurityGroupIds: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^Group'), 'GroupId'] }] },
      ReservedConcurrentExecutions: 5,
      DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Queue'), 'Arn'] } },
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 365, KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] } });
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([Match.objectLike({ Principal: { Service: Match.anyValue() }, Condition: { ArnLike: Match.anyValue() } })]),
      },
    });
    template.hasResourceProperties('AWS::IAM::Role', { PermissionsBoundary: Match.anyValue() });
    const policy = JSON.stringify(template.findResources('AWS::IAM::ManagedPolicy'));
    for (const action of ['ec2:CreateNetworkInterface', 'sqs:SendMessage', 'kms:GenerateDataKey', 'imagebuilder:GetImage']) expect(policy).toContain(action);
    template.resourceCountIs('AWS::IAM::Policy', 0);
    template.resourceCountIs(FUNCTION, 1);
  });

  test('a second time is refused', () => {
    configured({});
    expect(() => ImageBuilderProvider.configure(stack, {})).toThrow(/already configured.*once for each stack/);
  });

  test('the logical ids are those of an unconfigured provider', () => {
    const [id] = Object.keys(configured({ logRetention: logs.RetentionDays.ONE_DAY }).findResources(FUNCTION));
    const plain = new Stack(new App(), 'Golden');
    addStatus(plain);
    expect(Object.keys(Template.fromStack(plain).findResources(FUNCTION))).toEqual([id]);
  });
});

test.each([0, -1, 1.5])('%d reserved executions are refused', (reservedConcurrentExecutions) => {
  expect(() => ImageBuilderProvider.configure(stack, { reservedConcurrentExecutions })).toThrow(/reservedConcurrentExecutions must be an integer of at least 1, got .*\[at Golden\]/);
});

test('one reserved execution of the function is enough', () => {
  ImageBuilderProvider.configure(stack, { reservedConcurrentExecutions: 1 });
  Template.fromStack(stack).hasResourceProperties(FUNCTION, { ReservedConcurrentExecutions: 1 });
});

describe("the key of the function's logs", () => {
  const logsArn = (template: Template) => {
    const [key] = Object.values(template.findResources('AWS::KMS::Key'));
    return (key.Properties.KeyPolicy.Statement as Array<{ Principal: object; Condition?: unknown }>)
      .filter(({ Principal }) => 'Service' in Principal).map(({ Condition }) => Condition);
  };
  const arns = (...names: string[]) => names.map((name) => ({
    ArnLike: {
      'kms:EncryptionContext:aws:logs:arn': {
        'Fn::Join': ['', [
          'arn:', { Ref: 'AWS::Partition' }, ':logs:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, `:log-group:/aws/vendedlogs/cdk-image-builder/${name}`,
        ]],
      },
    },
  }));

  test('may be used for the log groups of the stack only', () => {
    ImageBuilderProvider.configure(stack, { encryptionKey: new kms.Key(stack, 'Key') });
    expect(logsArn(Template.fromStack(stack))).toEqual(arns('Golden'));
  });

  test('may be used for the log group of the state machine, too, where there is one', () => {
    ImagePipeline.fromImagePipelineName(stack, 'Pipeline', 'golden').start('Run');
    ImageBuilderProvider.configure(stack, { encryptionKey: new kms.Key(stack, 'Key') });
    expect(logsArn(Template.fromStack(stack))).toEqual(arns('Golden', 'Golden/state-machine'));
  });

  test('may be used for those of all stacks where the name is one that the deployment gives, as of a nested stack', () => {
    ImageBuilderProvider.configure(new NestedStack(stack, 'Nested'), { encryptionKey: new kms.Key(stack, 'Key') });
    expect(logsArn(Template.fromStack(stack))).toEqual(arns('*'));
  });

  test('is not told to a function that keeps no addresses of answers', () => {
    ImageBuilderProvider.configure(stack, { encryptionKey: new kms.Key(stack, 'Key') });
    addStatus();
    Template.fromStack(stack).hasResourceProperties(FUNCTION, { Environment: Match.absent() });
  });
});

test('alarms find the function and the state machine by these ids, as the documentation does', () => {
  ImageBuilderProvider.configure(stack, { reservedConcurrentExecutions: 5 });
  ImagePipeline.fromImagePipelineName(stack, 'Pipeline', 'golden').start('Run');
  const provider = stack.node.findChild('CdkImageBuilderProvider');
  expect(provider.node.findChild('Function')).toBeInstanceOf(lambda.Function);
  expect(provider.node.findChild('Waiting').node.findChild('Resource')).toBeInstanceOf(sfn.CfnStateMachine);
});
