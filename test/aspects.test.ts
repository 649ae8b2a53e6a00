import { App, Aspects, IAspect, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnContainerRecipe, CfnImagePipeline, CfnImageRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { IConstruct } from 'constructs';
import { BaseImage, BuildDashboard, GoldenImage, ImageBuilderProvider, ImageRecipe, PipelineMonitor, VulnerabilityGate } from '../src';

const baseImage = BaseImage.amazonLinux2023();
let stack: Stack;

beforeEach(() => {
  stack = new Stack(new App(), 'Stack', { env: { account: '123456789012', region: 'eu-west-1' } });
});

const golden = (imageName = 'linux') => new GoldenImage(stack, 'Linux', { baseImage, imageName, gate: VulnerabilityGate.atMost({ critical: 0 }) });
const visit = (visitor: (node: IConstruct) => void) => Aspects.of(stack).add({ visit: visitor } satisfies IAspect);
const bucket = () => s3.Bucket.fromBucketName(stack, `Bucket${stack.node.children.length}`, 'acme');
const synthesize = () => () => (stack.node.root as App).synth();

describe('an Aspect that names', () => {
  test.each<[string, (recipe: CfnImageRecipe) => void]>([
    ['by its property', (recipe) => { recipe.name = 'acme-linux'; }],
    ['by an override', (recipe) => recipe.addPropertyOverride('Name', 'acme-linux')],
  ])('the recipe of a golden image %s is refused, and the advice works', (_how, rename) => {
    golden();
    visit((node) => {
      if (CfnImageRecipe.isCfnImageRecipe(node)) rename(node);
    });
    expect(synthesize()).toThrow(/'Stack\/Linux\/Recipe\/Resource' was named 'linux' when permissions, rules and parameters were made from its name, and an Aspect or an override now names it 'acme-linux': give the name to the construct itself, such as by 'imageName'/);
    stack = new Stack(new App(), 'Stack');
    golden('acme-linux');
    expect(synthesize()).not.toThrow();
  });

  test('a pipeline that the deployment starts is refused', () => {
    golden();
    visit((node) => {
      if (CfnImagePipeline.isCfnImagePipeline(node)) node.name = 'acme-pipeline';
    });
    expect(synthesize()).toThrow(/now names it 'acme-pipeline'/);
  });

  test('a recipe of which nothing is made yet may be renamed', () => {
    new ImageRecipe(stack, 'Recipe', { baseImage, imageRecipeName: 'linux' });
    visit((node) => {
      if (CfnImageRecipe.isCfnImageRecipe(node) || CfnContainerRecipe.isCfnContainerRecipe(node)) node.name = `acme-${node.name}`;
    });
    expect(synthesize()).not.toThrow();
    Template.fromStack(stack).hasResourceProperties('AWS::ImageBuilder::ImageRecipe', { Name: 'acme-linux' });
  });
});

describe('an Aspect that puts every function into a VPC', () => {
  const vpcConfig = { subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'] };

  test.each<[string, (resource: lambda.CfnFunction) => void]>([
    ['by its property', (resource) => { resource.vpcConfig = vpcConfig; }],
    ['by an override', (resource) => resource.addPropertyOverride('VpcConfig', { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] })],
  ])('%s is refused, and is told how to', (_how, change) => {
    golden();
    visit((node) => {
      if (lambda.CfnFunction.isCfnFunction(node)) change(node);
    });
    expect(synthesize()).toThrow(/puts the function of cdk-image-builder, 'Stack\/CdkImageBuilderProvider\/Function', into a VPC, .* set 'vpc' by ImageBuilderProvider.configure\(\)/);
  });

  test('is told how in the language of the app', () => {
    golden();
    visit((node) => {
      if (lambda.CfnFunction.isCfnFunction(node)) node.vpcConfig = vpcConfig;
    });
    process.env.JSII_AGENT = 'go1.26.1/linux/amd64';
    try {
      expect(synthesize()).toThrow(/by ImageBuilderProvider_Configure\(/);
    } finally {
      delete process.env.JSII_AGENT;
    }
  });
});

test.each<[string, string, () => unknown]>([
  ['the provider', 'CdkImageBuilderProviderRole', () => golden()],
  ['a monitor', 'MonitorFunctionRole', () => new PipelineMonitor(stack, 'Monitor', { pipelines: [golden().pipeline], topics: [new sns.Topic(stack, 'Topic')] })],
  ['a dashboard', 'DashboardFunctionRole', () => new BuildDashboard(stack, 'Dashboard', { pipelines: [golden().pipeline] })],
])('an Aspect that adds to the permissions of each function adds to those of %s, before the function runs', (_of, role, create) => {
  create();
  visit((node) => {
    if (node instanceof lambda.Function) node.addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::acme/*'] }));
  });
  synthesize()();
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: [{ Action: 's3:GetObject', Effect: 'Allow', Resource: 'arn:aws:s3:::acme/*' }] },
    Roles: [{ Ref: Match.stringLikeRegexp(`^${role}`) }],
  });
  template.hasResource('AWS::Lambda::Function', { DependsOn: Match.arrayWith([Match.stringLikeRegexp(`^${role}DefaultPolicy`)]) });
});

test.each<[string, (fn: lambda.Function) => void]>([
  ['a grant', (fn) => { bucket().grantRead(fn); }],
  ['a grant to its role', (fn) => { bucket().grantRead(fn.role!); }],
  ['a statement for its role', (fn) => {
    fn.role!.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject*', 's3:GetBucket*', 's3:List*'], resources: ['arn:aws:s3:::acme/*'] }));
  }],
])('an Aspect that gives %s to each function reaches the function of the provider, before it runs', (_what, give) => {
  golden();
  visit((node) => {
    if (node instanceof lambda.Function) give(node);
  });
  synthesize()();
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: [{ Action: ['s3:GetObject*', 's3:GetBucket*', 's3:List*'], Effect: 'Allow' }] },
    Roles: [{ Ref: Match.stringLikeRegexp('^CdkImageBuilderProviderRole') }],
  });
  template.hasResource('AWS::Lambda::Function', { DependsOn: Match.arrayWith([Match.stringLikeRegexp('^CdkImageBuilderProviderRoleDefaultPolicy')]) });
});

test('a managed policy that an app adds to the role of the function is there', () => {
  golden();
  ImageBuilderProvider.of(stack).function.role!.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess'));
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
    ManagedPolicyArns: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/ReadOnlyAccess']] }],
  });
});

test('without an Aspect the function has no inline policy', () => {
  golden();
  Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
});
