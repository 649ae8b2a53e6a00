import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import { BaseImage, Image, ImagePipeline, ImagePipelineTarget, ImageRecipe } from '../../src';

const RULE = 'AWS::Events::Rule';

let stack: Stack;
let pipeline: ImagePipeline;

beforeEach(() => {
  stack = new Stack(new App(), 'Golden');
  pipeline = new ImagePipeline(stack, 'Pipeline', { recipe: new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.fromSsmParameterName('/imagebuilder/base') }) });
});

const base = () => Image.fromImageName(stack, 'Base', 'base');
const pipelineArn = () => ({ 'Fn::GetAtt': [stack.getLogicalId(pipeline.node.defaultChild as CfnImagePipeline), 'Arn'] });

test('a rule starts a pipeline, with a role that may do only that', () => {
  base().onImageAvailable('Rebuild', { target: new ImagePipelineTarget(pipeline) });

  const template = Template.fromStack(stack);
  template.hasResourceProperties(RULE, { Targets: [{ Id: 'Target0', Arn: pipelineArn(), RoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^PipelineEventsRole'), 'Arn'] } }] });
  template.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: { Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' } }] },
  });
  template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
    PolicyDocument: { Statement: [{ Action: 'imagebuilder:StartImagePipelineExecution', Effect: 'Allow', Resource: pipelineArn() }] },
    Roles: [{ Ref: Match.stringLikeRegexp('^PipelineEventsRole') }],
  });
  for (const Pack of [AwsSolutionsChecks, NIST80053R5Checks]) expect(new Pack().validateScope(stack).violations).toEqual([]);
});

test('two rules that start a pipeline share the role', () => {
  for (const id of ['One', 'Two']) new events.Rule(stack, id, { schedule: events.Schedule.rate(Duration.days(1)), targets: [new ImagePipelineTarget(pipeline)] });
  const roles = Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Role', { Properties: { Description: Match.stringLikeRegexp('EventBridge') } }));
  expect(roles).toHaveLength(1);
});

test("a rule starts a pipeline with the user's role if one is given", () => {
  const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/events');
  base().onImageAvailable('Rebuild', { target: new ImagePipelineTarget(pipeline, { role }) });
  const template = Template.fromStack(stack);
  template.hasResourceProperties(RULE, { Targets: [Match.objectLike({ RoleArn: role.roleArn })] });
  template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
});

test('events that could not be delivered to a pipeline are retried, and kept in a queue', () => {
  const deadLetterQueue = new sqs.Queue(stack, 'Queue');
  const target = new ImagePipelineTarget(pipeline, { deadLetterQueue, maxEventAge: Duration.hours(1), retryAttempts: 3 });
  base().onImageAvailable('Rebuild', { target });

  const template = Template.fromStack(stack);
  const queueArn = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Queue'), 'Arn'] };
  template.hasResourceProperties(RULE, {
    Targets: [Match.objectLike({ DeadLetterConfig: { Arn: queueArn }, RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 3 } })],
  });
  template.hasResourceProperties('AWS::SQS::QueuePolicy', {
    PolicyDocument: {
      Statement: [Match.objectLike({
        Action: 'sqs:SendMessage',
        Resource: queueArn,
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [Match.stringLikeRegexp('^BaseRebuild'), 'Arn'] } } },
      })],
    },
  });
});

test('a rule can start an L1 and an existing pipeline, too', () => {
  const l1 = new CfnImagePipeline(stack, 'L1', { name: 'l1', imageRecipeArn: 'arn', infrastructureConfigurationArn: 'arn' });
  const imported = ImagePipeline.fromImagePipelineName(stack, 'Import', 'weekly');
  base().onImageAvailable('Rebuild', { target: new ImagePipelineTarget(l1) }).addTarget(new ImagePipelineTarget(imported));
  Template.fromStack(stack).hasResourceProperties(RULE, {
    Targets: [Match.objectLike({ Arn: { Ref: 'L1' } }), Match.objectLike({ Arn: { 'Fn::Join': ['', Match.arrayWith([':image-pipeline/weekly'])] } })],
  });
});

describe('rule that starts a pipeline on events of images', () => {
  const warnings = () => Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('each build would start the next'));

  test("gives a warning for the pipeline's own images", () => {
    pipeline.onImageFailed('TryAgain', { target: new ImagePipelineTarget(pipeline) });
    expect(warnings()).toHaveLength(1);
  });

  test('gives no warning for images of another pipeline', () => {
    const other = new ImagePipeline(stack, 'Other', { recipe: new ImageRecipe(stack, 'OtherRecipe', { baseImage: BaseImage.fromSsmParameterName('/imagebuilder/base') }) });
    other.onImageAvailable('Rebuild', { target: new ImagePipelineTarget(pipeline) });
    expect(warnings()).toHaveLength(0);
  });
});
