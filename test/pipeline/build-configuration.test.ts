import { App, aws_ec2 as ec2, aws_ecr as ecr, aws_iam as iam, aws_kms as kms, aws_sns as sns, CfnParameter, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CfnComponent } from 'aws-cdk-lib/aws-imagebuilder';
import { DistributionConfiguration } from '../../src/infrastructure/distribution-configuration';
import { InfrastructureConfiguration } from '../../src/infrastructure/infrastructure-configuration';
import { InstancePlacement } from '../../src/infrastructure/instance-placement';
import { Image } from '../../src/pipeline/image';
import { ImagePipeline, ImagePipelineProps } from '../../src/pipeline/image-pipeline';
import { BaseContainerImage } from '../../src/recipe/base-container-image';
import { BaseImage } from '../../src/recipe/base-image';
import { Component } from '../../src/recipe/component';
import { ComponentDocument } from '../../src/recipe/component-document';
import { ContainerRecipe } from '../../src/recipe/container-recipe';
import { ImageRecipe, ImageRecipeProps } from '../../src/recipe/image-recipe';
import { Platform } from '../../src/recipe/platform';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
});

function pipeline(props: Partial<ImagePipelineProps> = {}, id = 'Pipeline'): ImagePipeline {
  return new ImagePipeline(stack, id, { ...props, recipe: props.recipe ?? recipeOf(BaseImage.amazonLinux2023(), {}, id) });
}

function recipeOf(baseImage: BaseImage, props: Partial<ImageRecipeProps> = {}, id = 'Pipeline'): ImageRecipe {
  return new ImageRecipe(stack, `${id}Recipe`, { baseImage, ...props });
}

test('the role that runs the workflows may use the key of an encrypted topic, since it tells how builds end', () => {
  const key = new kms.Key(stack, 'Key');
  const executionRole = new iam.Role(stack, 'Execution', { assumedBy: new iam.ServicePrincipal('imagebuilder.amazonaws.com') });
  pipeline({
    executionRole,
    infrastructureConfiguration: new InfrastructureConfiguration(stack, 'Infrastructure', { notificationTopic: new sns.Topic(stack, 'Topic', { masterKey: key }) }),
  });
  Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Principal: { AWS: stack.resolve(executionRole.roleArn) } })]) },
  });
});

describe('the instances fit the base image', () => {
  const on = (...types: string[]) => new InfrastructureConfiguration(stack, `On${types.join()}`, { instanceTypes: types.map(type => new ec2.InstanceType(type)) });
  const arm = () => recipeOf(BaseImage.amazonLinux2023(ec2.InstanceArchitecture.ARM_64));

  test('by their architecture', () => {
    const recipe = arm();
    expect(() => pipeline({ recipe, infrastructureConfiguration: on('m7g.large', 'c6gn.medium') }, 'Arm')).not.toThrow();
    expect(() => pipeline({ recipe, infrastructureConfiguration: on('m7g.large', 'm7i.large') }, 'Mixed')).toThrow("The base image is for arm64, and the instance type 'm7i.large' of the infrastructure configuration 'Stack/Onm7g.large,m7i.large' is for x86_64");
    expect(() => pipeline({ infrastructureConfiguration: on('m7i.large') }, 'X86')).not.toThrow();
    expect(() => pipeline({ infrastructureConfiguration: on('t4g.small') }, 'Wrong')).toThrow("for x86_64, and the instance type 't4g.small'");
  });

  test('as far as both are known', () => {
    expect(() => pipeline({ recipe: recipeOf(BaseImage.fromAmiId('ami-12345678')), infrastructureConfiguration: on('t4g.small') }, 'Image')).not.toThrow();
    const token = new CfnParameter(stack, 'Type').valueAsString;
    for (const type of ['u-6tb1.metal', token]) {
      const infrastructureConfiguration = new InfrastructureConfiguration(stack, `On${type === token}`, { instanceTypes: [new ec2.InstanceType(type)] });
      expect(() => pipeline({ infrastructureConfiguration }, `Type${type === token}`)).not.toThrow();
    }
  });

  test('macOS needs a Dedicated Host', () => {
    const recipe = recipeOf(BaseImage.macOs15());
    const onMac = (placement?: InstancePlacement) => new InfrastructureConfiguration(stack, placement ? 'Host' : 'None', { placement, instanceTypes: [new ec2.InstanceType('mac2.metal')] });
    expect(() => pipeline({ recipe, infrastructureConfiguration: onMac(InstancePlacement.dedicatedHost()) }, 'OnHost')).not.toThrow();
    expect(() => pipeline({ recipe, infrastructureConfiguration: onMac() }, 'OnNone')).toThrow('macOS runs on Dedicated Hosts only');
    expect(() => pipeline({ recipe }, 'OnDefault')).toThrow('InstancePlacement.dedicatedHost()');
    expect(() => new Image(stack, 'Image', { recipe })).toThrow('InstancePlacement.dedicatedHost()');
  });
});

test('AMIs that nobody could use are not shared', () => {
  const recipe = recipeOf(BaseImage.amazonLinux2023(), { blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(8, { encrypted: true }) }] });
  const to = (...targetAccounts: string[]) => new DistributionConfiguration(stack, `To${targetAccounts.length}`, { amiDistributions: [{ targetAccounts }] });
  expect(() => pipeline({ recipe, distributionConfiguration: to() }, 'Own')).not.toThrow();
  const shared = to('444455556666');
  expect(() => pipeline({ recipe, distributionConfiguration: shared }, 'Shared')).toThrow('shares it with other accounts, which cannot use the default key');
  expect(() => new Image(stack, 'Image', { recipe, distributionConfiguration: shared })).toThrow('give that distribution a kmsKey');
});

describe('builds that decrypt', () => {
  const key = () => kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1');
  const document = ComponentDocument.fromInline('schemaVersion: 1.0\nphases: []\n');
  const component = (kmsKey?: kms.IKey) => new Component(stack, 'Component', { platform: Platform.LINUX, document, kmsKey });
  const containerRecipe = (kmsKey?: kms.IKey) => new ContainerRecipe(stack, 'Recipe', {
    baseImage: BaseContainerImage.amazonLinux2023(),
    targetRepository: ecr.Repository.fromRepositoryName(stack, 'Repository', 'web'),
    kmsKey,
  });

  test.each<[string, string, () => ImagePipelineProps['recipe']]>([
    ['a component with a key', 'logs, kms, s3', () => recipeOf(BaseImage.amazonLinux2023(), { components: [{ component: component(key()) }] })],
    ['a component without one', 'logs, s3', () => recipeOf(BaseImage.amazonLinux2023(), { components: [{ component: component() }] })],
    ['an L1 with a key', 'logs, kms, s3', () => recipeOf(BaseImage.amazonLinux2023(), {
      components: [{ component: new CfnComponent(stack, 'Cfn', { name: 'web', version: '1.0.0', platform: 'Linux', kmsKeyId: 'key' }) }],
    })],
    ['an imported component', 'logs, s3', () => recipeOf(BaseImage.amazonLinux2023(), { components: [{ component: Component.fromComponentName(stack, 'Web', 'web') }] })],
    ['a Dockerfile template with a key', 'logs, kms, ecr.api, ecr.dkr, s3', () => containerRecipe(key())],
    ['a Dockerfile template without one', 'logs, ecr.api, ecr.dkr, s3', () => containerRecipe()],
  ])('%s: from an isolated subnet they need endpoints for %s', (_, services, recipe) => {
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a'], isolatedSubnetIds: ['subnet-1'] });
    const subnetSelection = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
    pipeline({ recipe: recipe(), infrastructureConfiguration: new InfrastructureConfiguration(stack, 'Infrastructure', { vpc, subnetSelection }) });
    Annotations.fromStack(stack).hasWarning('/Stack/Infrastructure', Match.stringLikeRegexp(`imagebuilder, ${services}, without which`));
  });
});
