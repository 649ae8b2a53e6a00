import { App, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as kms from 'aws-cdk-lib/aws-kms';
import {
  BaseContainerImage, BaseImage, Component, ComponentDocument, ContainerRecipe, DistributionConfiguration, ExecuteBashStep, ImageRecipe,
  LaunchInstanceStep, Platform, Workflow, WorkflowDocument, WorkflowType,
} from '../../../src';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack', { env: { account: '123456789012', region: 'eu-west-1' } });
});

const volumes = (kmsKey: kms.IKey) => [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(8, { encrypted: true, kmsKey }) }];
const container = (props = {}) => new ContainerRecipe(stack, 'Recipe', {
  baseImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'), targetRepository: ecr.Repository.fromRepositoryName(stack, 'Repository', 'web'), ...props,
});
const CONSTRUCTS: Array<[string, (kmsKey: kms.IKey) => unknown]> = [
  ['AWS::ImageBuilder::ImageRecipe', (kmsKey) => new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.amazonLinux2023(), blockDevices: volumes(kmsKey) })],
  ['AWS::ImageBuilder::ContainerRecipe', (kmsKey) => container({ kmsKey })],
  ['AWS::ImageBuilder::ContainerRecipe', (kmsKey) => container({ blockDevices: volumes(kmsKey) })],
  ['AWS::ImageBuilder::Component', (kmsKey) => new Component(stack, 'Component', {
    platform: Platform.LINUX, kmsKey, document: ComponentDocument.fromSteps({ buildSteps: [new ExecuteBashStep('Run', { commands: ['true'] })] }),
  })],
  ['AWS::ImageBuilder::Workflow', (kmsKey) => new Workflow(stack, 'Workflow', {
    workflowType: WorkflowType.TEST, kmsKey, document: WorkflowDocument.fromSteps({ steps: [new LaunchInstanceStep('Launch')] }),
  })],
  ['AWS::ImageBuilder::DistributionConfiguration', (kmsKey) => new DistributionConfiguration(stack, 'Distribution', { amiDistributions: [{ kmsKey }] })],
];

/** What the only resource of a type depends on. */
function dependenciesOf(type: string): unknown {
  const [resource] = Object.values(Template.fromStack(stack).findResources(type));
  return resource.DependsOn;
}

test.each(CONSTRUCTS)('a resource of type %s is created after the alias that it names', (type, create) => {
  const alias = new kms.Alias(stack, 'Alias', { aliasName: 'alias/images', targetKey: new kms.Key(stack, 'Key') });
  create(alias);
  expect(dependenciesOf(type)).toEqual([stack.getLogicalId(alias.node.defaultChild as kms.CfnAlias)]);
});

test.each(CONSTRUCTS)('a resource of type %s gets no dependency of its own on an imported alias or on a key', (type, create) => {
  create(kms.Alias.fromAliasName(stack, 'Alias', 'alias/images'));
  expect(dependenciesOf(type)).toBeUndefined();
  stack = new Stack(new App(), 'Stack', { env: { account: '123456789012', region: 'eu-west-1' } });
  create(new kms.Key(stack, 'Key'));
  expect(dependenciesOf(type)).toBeUndefined();
});

test.each(CONSTRUCTS)('a resource of type %s names the alias of another stage, on which it cannot depend', (type, create) => {
  const app = new App();
  const [keys, images] = ['Keys', 'Images'].map((id) => new Stack(new Stage(app, id), 'Stack', { env: { account: '123456789012', region: 'eu-west-1' } }));
  stack = images;
  create(new kms.Alias(keys, 'Alias', { aliasName: 'alias/images', targetKey: new kms.Key(keys, 'Key') }));
  expect(dependenciesOf(type)).toBeUndefined();
});
