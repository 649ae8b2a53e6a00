import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  BaseImage, BuildDashboard, GoldenImage, ImagePipeline, ImageRecipe, ImageStatus, PipelineMonitor, VulnerabilityGate,
} from '../../../src';

const PROVIDER = { 'Stack/CdkImageBuilderProvider/Role': 'provider' };
const GOLDEN = {
  ...PROVIDER,
  'Stack/CdkImageBuilderProvider/Waiting/Role': 'waiting',
  'Stack/CdkImageBuilderExecutionRole/Role': 'execution',
  'Stack/Golden/InfrastructureConfiguration/Role': 'build',
};

let stack: Stack;

beforeEach(() => {
  stack = new Stack(new App(), 'Stack', { env: { account: '123456789012', region: 'us-east-1' } });
});

const pipeline = () => ImagePipeline.fromImagePipelineAttributes(stack, 'Linux', {
  imagePipelineName: 'linux', recipe: ImageRecipe.fromImageRecipeName(stack, 'LinuxRecipe', 'linux'),
});
const status = () => void new ImageStatus(stack, 'Status', { pipeline: pipeline() });
const withParameter = () => void new ImagePipeline(stack, 'Pipeline', {
  recipe: new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.fromSsmParameterName('/golden/base') }),
});
const monitor = () => {
  const pipelines = [pipeline()];
  new PipelineMonitor(stack, 'Monitor', { pipelines, topics: [new sns.Topic(stack, 'Topic')] });
  new BuildDashboard(stack, 'Dashboard', { pipelines });
};
const golden = () => void new GoldenImage(stack, 'Golden', { baseImage: BaseImage.amazonLinux2023(), gate: VulnerabilityGate.atMost({ critical: 0 }) });

describe.each<[string, () => void, Record<string, string>, Record<string, number>]>([
  ['a status', status, PROVIDER, { 'AWS::Lambda::Function': 1 }],
  ['the shared execution role', withParameter, {
    'Stack/CdkImageBuilderExecutionRole/Role': 'execution', 'Stack/Pipeline/InfrastructureConfiguration/Role': 'build',
  }, {}],
  ['a monitor and a dashboard', monitor, { 'Stack/Monitor/Function/Role': 'monitor', 'Stack/Dashboard/Function/Role': 'dashboard' }, { 'AWS::Lambda::Function': 2 }],
  ['a golden image', golden, GOLDEN, { 'AWS::Lambda::Function': 1, 'AWS::StepFunctions::StateMachine': 1 }],
])('iam.Role.customizeRoles() and %s', (_what, add, usePrecreatedRoles, counts) => {
  test('uses the given roles, and creates neither roles nor policies', () => {
    iam.Role.customizeRoles(stack, { usePrecreatedRoles });
    add();
    const template = Template.fromStack(stack);
    for (const type of ['Role', 'Policy', 'ManagedPolicy']) template.resourceCountIs(`AWS::IAM::${type}`, 0);
    Object.entries(counts).forEach(([type, count]) => template.resourceCountIs(type, count));
    const text = JSON.stringify(template.toJSON());
    for (const name of Object.values(usePrecreatedRoles)) expect(text).toMatch(new RegExp(`:role/${name}"|"Roles":\\["${name}"\\]`));
    const { Resources } = template.toJSON() as { Resources: Record<string, { DependsOn?: string[] }> };
    expect(Object.keys(Resources)).toEqual(expect.arrayContaining(Object.values(Resources).flatMap(({ DependsOn }) => DependsOn ?? [])));
  });

  test('says which roles are missing', () => {
    iam.Role.customizeRoles(stack);
    add();
    const annotations = Annotations.fromStack(stack);
    for (const path of Object.keys(usePrecreatedRoles)) {
      annotations.hasError(`/${path}`, Match.stringLikeRegexp('You must provide a precreated role name'));
    }
  });

  test('creates roles and policies as ever if it only reports them', () => {
    iam.Role.customizeRoles(stack, { preventSynthesis: false });
    add();
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Role', Object.keys(usePrecreatedRoles).length);
  });
});
