import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { allowed, BUILD, neededByBuild, newPipeline, recipeOf, resources, start, stackWithRecipe } from './execution-stack';
import { ImageBuilderEndpoints, ImagePipeline, ImagePipelineExecution, ImageRecipe, InfrastructureConfiguration } from '../../src';
import { AuthorizedCall, isAllowed, SIMULATED_STACK_ID } from '../provider/policy-simulation';

const STACK = SIMULATED_STACK_ID.split(':stack/')[1];
/** A stack of the same name, before or after this one. */
const ANOTHER = `Golden/${'7'.repeat(8)}-0000-4000-8000-000000000000`;

let stack: Stack;
let recipe: ImageRecipe;

beforeEach(() => {
  stack = stackWithRecipe();
  recipe = recipeOf(stack);
});

describe('the function of an execution may', () => {
  const may = (action: string, call: Omit<AuthorizedCall, 'action'>) => isAllowed(stack, { action: `imagebuilder:${action}`, ...call });
  const trigger = (owner: string) => ({ 'cdk-image-builder:trigger': `${owner}/0123456789abcdef`, 'cdk-image-builder:request': 'request' });
  const cancelled = { 'cdk-image-builder:cancelled': 'true' };
  const image = 'image/golden-linux/1.0.0/1';

  test('start the pipeline and read its images, and no others', () => {
    newPipeline(stack, { imagePipelineName: 'golden' }).start('Start');
    expect(allowed(stack, 'imagebuilder:StartImagePipelineExecution')).toEqual(['image-pipeline/golden']);
    expect(allowed(stack, 'imagebuilder:ListImagePipelineImages')).toEqual(['image-pipeline/golden']);
    for (const action of ['GetImage', 'ListWorkflowExecutions', 'ListImageScanFindings']) {
      expect(may(action, { resource: image })).toBe(true);
      expect(may(action, { resource: 'image/other/1.0.0/1' })).toBe(false);
    }
  });

  test('tag the images of its own starts, also with the tags of the user, and none for another stack', () => {
    start(stack);
    expect(may('TagResource', { resource: image, requestTags: { ...trigger(`${STACK}/StartBuild`), team: 'web' } })).toBe(true);
    expect(may('TagResource', { resource: image, requestTags: trigger(`${ANOTHER}/StartBuild`) })).toBe(false);
    expect(may('TagResource', { resource: image, requestTags: { team: 'web' } })).toBe(false);
    expect(may('TagResource', { resource: 'image/other/1.0.0/1', requestTags: trigger(`${STACK}/StartBuild`) })).toBe(false);
    expect(may('UntagResource', { resource: image, resourceTags: trigger(`${STACK}/StartBuild`), tagKeys: ['team'] })).toBe(false);
  });

  test.each(['golden-linux', 'the-name-before'])('cancel a build of its stack, and mark it so: %s', (name) => {
    start(stack);
    const own = { resource: `image/${name}/1.0.0/1`, resourceTags: trigger(`${STACK}/StartBuild`) };
    for (const action of ['GetImage', 'ListWorkflowExecutions', 'CancelImageCreation']) expect(may(action, own)).toBe(true);
    expect(may('TagResource', { ...own, requestTags: cancelled })).toBe(true);
    expect(may('TagResource', { ...own, requestTags: { ...cancelled, team: 'web' } })).toBe(false);
  });

  test('mark a build of its stack that a request reuses, and no other build', () => {
    start(stack);
    const requestTags = { 'cdk-image-builder:reused-by': 'request', 'cdk-image-builder:requested-at': '2026-03-01T00:00:00.000Z' };
    expect(may('TagResource', { resource: image, resourceTags: trigger(`${STACK}/StartBuild`), requestTags })).toBe(true);
    expect(may('TagResource', { resource: image, resourceTags: trigger(`${ANOTHER}/StartBuild`), requestTags })).toBe(false);
  });

  test('cancel no build of a person, a schedule or another stack, also of one with the same name', () => {
    start(stack);
    for (const resourceTags of [{}, trigger(`${ANOTHER}/StartBuild`), trigger(`Other/${STACK}/StartBuild`)]) {
      expect(may('CancelImageCreation', { resource: image, resourceTags })).toBe(false);
      expect(may('TagResource', { resource: image, resourceTags, requestTags: cancelled })).toBe(false);
    }
  });

  test('read all images where an imported pipeline does not say what it builds, but cancel only those of its stack', () => {
    ImagePipeline.fromImagePipelineName(stack, 'Other', 'other').start('Start');
    expect(may('ListWorkflowExecutions', { resource: 'image/any/1.0.0/1' })).toBe(true);
    expect(may('CancelImageCreation', { resource: 'image/any/1.0.0/1' })).toBe(false);
    expect(may('CancelImageCreation', { resource: 'image/any/1.0.0/1', resourceTags: trigger(`${STACK}/OtherStartBuild`) })).toBe(true);
    expect(may('TagResource', { resource: 'image/any/1.0.0/1', requestTags: { team: 'web' } })).toBe(false);
  });

  test('do so by the name and the GUID of its stack, which the deployment knows, so that a later stack of this name cannot', () => {
    const nested = new NestedStack(stack, 'Nested');
    ImagePipeline.fromImagePipelineName(nested, 'Other', 'other').start('Start');
    expect(JSON.stringify(Template.fromStack(nested).findResources('AWS::IAM::ManagedPolicy')))
      .toContain('"aws:ResourceTag/cdk-image-builder:trigger":{"Fn::Join":["",[{"Fn::Select":[1,{"Fn::Split":[":stack/",{"Ref":"AWS::StackId"}]}]},"/*"]]}');
  });

  test('keep response URLs in secrets of its own stack, with a tag that says so, and no parameters', () => {
    start(stack);
    for (const action of ['CreateSecret', 'TagResource', 'PutResourcePolicy', 'PutSecretValue', 'GetSecretValue', 'DeleteSecret']) {
      expect(allowed(stack, `secretsmanager:${action}`)).toEqual(['secret:cdk-image-builder/response-urls/Golden/*']);
    }
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({
          Action: ['secretsmanager:CreateSecret', 'secretsmanager:TagResource'],
          Condition: { StringEquals: { 'aws:RequestTag/cdk-image-builder:response-url-of': 'Golden' } },
        })]),
      },
    });
    expect(JSON.stringify(resources(stack, 'AWS::IAM::ManagedPolicy'))).not.toContain('"ssm:');
  });
});

describe('before the build of an execution starts, and until it is cancelled', () => {
  test('the function has all its permissions, and the state machine exists', () => {
    start(stack);
    const needed = neededByBuild(stack);
    for (const type of ['AWS::Lambda::Function', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Role', 'AWS::StepFunctions::StateMachine', 'AWS::IAM::InstanceProfile']) {
      expect(Object.keys(resources(stack, type)).filter((id) => !needed.has(id))).toEqual([]);
    }
  });

  test('the generated roles of instances and workflows have their policies, also those that are added later', () => {
    const pipeline = newPipeline(stack, { executionRole: new iam.Role(stack, 'Workflows', { assumedBy: new iam.ServicePrincipal('imagebuilder.amazonaws.com') }) });
    pipeline.start('Start');
    const bucket = new s3.Bucket(stack, 'Bucket');
    bucket.grantRead(pipeline.infrastructureConfiguration as InfrastructureConfiguration);
    bucket.grantWrite(pipeline.executionRole!);
    const policies = Object.keys(resources(stack, 'AWS::IAM::Policy'));
    expect(policies).toHaveLength(2);
    expect([...neededByBuild(stack)]).toEqual(expect.arrayContaining(policies));
  });

  test('a role and an instance profile of the user have their policies', () => {
    const role = new iam.Role(stack, 'Instances', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    start(stack, {}, { infrastructureConfiguration: new InfrastructureConfiguration(stack, 'Infrastructure', { role }) });
    new s3.Bucket(stack, 'Bucket').grantRead(role);
    expect([...neededByBuild(stack)]).toEqual(expect.arrayContaining(Object.keys(resources(stack, 'AWS::IAM::Policy'))));
  });

  test('its network has its routes and endpoints, and its security groups their rules', () => {
    const vpc = new ec2.Vpc(stack, 'Vpc');
    const group = new ec2.SecurityGroup(stack, 'Group', { vpc, allowAllOutbound: false });
    start(stack, {}, { infrastructureConfiguration: new InfrastructureConfiguration(stack, 'Infrastructure', { vpc, securityGroups: [group] }) });
    const endpoint = vpc.addInterfaceEndpoint('Ssm', { service: ec2.InterfaceVpcEndpointAwsService.SSM });
    group.connections.allowTo(endpoint, ec2.Port.tcp(443));
    const needed = [...neededByBuild(stack)];
    for (const type of ['AWS::EC2::VPCEndpoint', 'AWS::EC2::SecurityGroupEgress']) {
      expect(needed).toEqual(expect.arrayContaining(Object.keys(resources(stack, type))));
    }
    expect(needed.some((id) => resources(stack, 'AWS::EC2::Route')[id])).toBe(true);
  });

  test('its network has the endpoints of ImageBuilderEndpoints, with the rules of their security group, and those of an L1', () => {
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0 });
    const infrastructureConfiguration = new InfrastructureConfiguration(stack, 'Infrastructure', { vpc });
    start(stack, {}, { infrastructureConfiguration });
    new ImageBuilderEndpoints(stack, 'Endpoints', { vpc, builders: [infrastructureConfiguration] });
    new ec2.CfnVPCEndpoint(stack, 'Kms', { vpcId: vpc.vpcId, serviceName: 'com.amazonaws.eu-west-1.kms' });
    const needed = [...neededByBuild(stack)];
    for (const [type, count] of [['AWS::EC2::VPCEndpoint', 7], ['AWS::EC2::SecurityGroupIngress', 1]] as const) {
      const ids = Object.keys(resources(stack, type));
      expect(ids).toHaveLength(count);
      expect(needed).toEqual(expect.arrayContaining(ids));
    }
  });

  test('nothing needs the endpoints of another network, or those of a stack that comes later', () => {
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0 });
    const infrastructureConfiguration = new InfrastructureConfiguration(stack, 'Infrastructure', { vpc });
    start(stack, {}, { infrastructureConfiguration });
    new ImageBuilderEndpoints(stack, 'Endpoints', { vpc: new ec2.Vpc(stack, 'OtherVpc'), builders: [] });
    const later = new Stack(stack.node.root as App, 'Later');
    new ImageBuilderEndpoints(later, 'Endpoints', { vpc, builders: [infrastructureConfiguration] });
    const needed = neededByBuild(stack);
    expect(Object.keys(resources(stack, 'AWS::EC2::VPCEndpoint')).filter((id) => needed.has(id))).toEqual([]);
    expect(stack.dependencies).toEqual([]);
  });
});

describe('an execution in another stack than its pipeline', () => {
  test('is deployed after the stack of the pipeline', () => {
    const pipeline = newPipeline(stack);
    const other = new Stack(stack.node.root as App, 'Other');
    new ImagePipelineExecution(other, 'Start', { pipeline });
    Template.fromStack(other).hasResourceProperties(BUILD, { Trigger: Match.stringLikeRegexp('^[0-9a-f]{16}$') });
    expect(other.dependencies.map(({ stackName }) => stackName)).toEqual(['Golden']);
    Template.fromStack(stack).resourceCountIs('AWS::StepFunctions::StateMachine', 0);
  });

  test('keeps its response URLs under the name of its nested stack, which is known at deployment', () => {
    const nested = new NestedStack(stack, 'Nested');
    new ImagePipelineExecution(nested, 'Start', { pipeline: new ImagePipeline(nested, 'Pipeline', { recipe }) });
    const name = { Ref: 'AWS::StackName' };
    const template = Template.fromStack(nested);
    template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: { 'Fn::Join': ['', ['/aws/vendedlogs/cdk-image-builder/', name]] } });
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({
          Action: Match.arrayWith(['secretsmanager:GetSecretValue']),
          Resource: { 'Fn::Join': ['', Match.arrayWith([':secret:cdk-image-builder/response-urls/', name, '/*'])] },
        })]),
      },
    });
  });
});
