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

test('the AMIs of an image are kept by default, and no role is made', () => {
  const image = new Image(stack, 'Image', { recipe, deleteUnderlyingResources: false });
  expect(image.deletionExecutionRole).toBeUndefined();
  const template = Template.fromStack(stack);
  template.hasResourceProperties(IMAGE, { DeletionSettings: Match.absent() });
  template.resourceCountIs('AWS::IAM::Role', 1);
});

test.each([
  ['a recipe', () => ({ recipe })],
  ['a pipeline', () => ({ pipeline: new ImagePipeline(stack, 'Pipeline', { recipe }) })],
])('the AMIs of an image of %s are deleted with it, by a role for that', (_what, source) => {
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

test("the AMIs of an image are deleted by the user's role if one is given", () => {
  const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/deletion');
  new Image(stack, 'Image', { recipe, deleteUnderlyingResources: true, deletionExecutionRole: role });
  Template.fromStack(stack).hasResourceProperties(IMAGE, { DeletionSettings: { ExecutionRole: role.roleArn } });
});

test.each([undefined, false])('an image rejects a deletion role without anything to delete (%s)', (deleteUnderlyingResources) => {
  const deletionExecutionRole = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/deletion');
  expect(() => new Image(stack, 'Image', { recipe, deleteUnderlyingResources, deletionExecutionRole })).toThrow(/set deleteUnderlyingResources to true too/);
});

describe('AMIs of an image that is retained', () => {
  test.each([RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE])('give a warning with %s', (policy) => {
    new Image(stack, 'Image', { recipe, deleteUnderlyingResources: true }).applyRemovalPolicy(policy);
    expect(warnings()).toHaveLength(1);
  });

  test('give a warning if only a replacement retains the image', () => {
    const image = new Image(stack, 'Image', { recipe, deleteUnderlyingResources: true });
    (image.node.defaultChild as CfnImage).applyRemovalPolicy(RemovalPolicy.RETAIN, { applyToUpdateReplacePolicy: true });
    (image.node.defaultChild as CfnImage).cfnOptions.deletionPolicy = undefined;
    expect(warnings()[0].entry.data).toContain('does nothing with UpdateReplacePolicy Retain:');
  });

  test('give no warning if they stay anyway, or if the image is destroyed', () => {
    new Image(stack, 'Kept', { recipe }).applyRemovalPolicy(RemovalPolicy.RETAIN);
    new Image(stack, 'Destroyed', { recipe, deleteUnderlyingResources: true }).applyRemovalPolicy(RemovalPolicy.DESTROY);
    expect(warnings()).toHaveLength(0);
  });
});
