import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnImage } from 'aws-cdk-lib/aws-imagebuilder';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import { BaseImage, Image, ImagePipeline, ImageRecipe } from '../../src';

const IMAGE = 'AWS::ImageBuilder::Image';

let stack: Stack;
let recipe: ImageRecipe;

beforeEach(() => {
  stack = new Stack(new App(), 'Golden');
  recipe = new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.fromSsmParameterName('/imagebuilder/base') });
});

const warnings = () => Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('deleteUnderlyingResources does nothing'));

test('AMIs stay by default, and no role is made', () => {
  const image = new Image(stack, 'Image', { recipe, deleteUnderlyingResources: false });
  expect(image.deletionExecutionRole).toBeUndefined();
  const template = Template.fromStack(stack);
  template.hasResourceProperties(IMAGE, { DeletionSettings: Match.absent() });
  template.resourceCountIs('AWS::IAM::Role', 1);
});

test.each([
  ['a recipe', () => ({ recipe })],
  ['a pipeline', () => ({ pipeline: new ImagePipeline(stack, 'Pipeline', { recipe }) })],
])('the AMIs of an image of %s are deleted with it, with a role for that', (_what, source) => {
  const image = new Image(stack, 'Image', { ...source(), deleteUnderlyingResources: true });
  const template = Template.fromStack(stack);
  template.hasResourceProperties(IMAGE, { DeletionSettings: { ExecutionRole: stack.resolve(image.deletionExecutionRole!.roleArn) } });
  template.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: { Statement: [Match.objectLike({ Principal: { Service: 'imagebuilder.amazonaws.com' } })] },
    ManagedPolicyArns: [{ 'Fn::Join': ['', Match.arrayWith([':iam::aws:policy/service-role/EC2ImageBuilderLifecycleExecutionPolicy'])] }],
  });
  expect(warnings()).toHaveLength(0);
  for (const Pack of [AwsSolutionsChecks, NIST80053R5Checks]) expect(new Pack().validateScope(stack).violations).toEqual([]);
});

test('a role of the user is used', () => {
  const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/deletion');
  new Image(stack, 'Image', { recipe, deleteUnderlyingResources: true, deletionExecutionRole: role });
  Template.fromStack(stack).hasResourceProperties(IMAGE, { DeletionSettings: { ExecutionRole: role.roleArn } });
});

test.each([undefined, false])('a role without anything to delete is refused (%s)', (deleteUnderlyingResources) => {
  const deletionExecutionRole = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/deletion');
  expect(() => new Image(stack, 'Image', { recipe, deleteUnderlyingResources, deletionExecutionRole })).toThrow(/set deleteUnderlyingResources to true too/);
});

describe('an image that is kept', () => {
  test.each([RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE])('is warned of, with %s', (policy) => {
    new Image(stack, 'Image', { recipe, deleteUnderlyingResources: true }).applyRemovalPolicy(policy);
    expect(warnings()).toHaveLength(1);
  });

  test('is warned of when only its replacement keeps it', () => {
    const image = new Image(stack, 'Image', { recipe, deleteUnderlyingResources: true });
    (image.node.defaultChild as CfnImage).applyRemovalPolicy(RemovalPolicy.RETAIN, { applyToUpdateReplacePolicy: true });
    (image.node.defaultChild as CfnImage).cfnOptions.deletionPolicy = undefined;
    expect(warnings()[0].entry.data).toContain('does nothing with UpdateReplacePolicy Retain:');
  });

  test('is not where its AMIs stay anyway, and one that is destroyed is not', () => {
    new Image(stack, 'Kept', { recipe }).applyRemovalPolicy(RemovalPolicy.RETAIN);
    new Image(stack, 'Destroyed', { recipe, deleteUnderlyingResources: true }).applyRemovalPolicy(RemovalPolicy.DESTROY);
    expect(warnings()).toHaveLength(0);
  });
});
