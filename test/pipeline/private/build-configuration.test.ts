import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnComponent } from 'aws-cdk-lib/aws-imagebuilder';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { DistributionConfiguration } from '../../../src/infrastructure/distribution-configuration';
import { InfrastructureConfiguration } from '../../../src/infrastructure/infrastructure-configuration';
import { InstancePlacement } from '../../../src/infrastructure/instance-placement';
import { Image } from '../../../src/pipeline/image';
import { ImagePipeline, ImagePipelineProps } from '../../../src/pipeline/image-pipeline';
import { BaseContainerImage } from '../../../src/recipe/base-container-image';
import { BaseImage } from '../../../src/recipe/base-image';
import { Component } from '../../../src/recipe/component';
import { ComponentDocument } from '../../../src/recipe/component-document';
import { ContainerRecipe } from '../../../src/recipe/container-recipe';
import { ImageRecipe, ImageRecipeProps } from '../../../src/recipe/image-recipe';
import { Platform } from '../../../src/recipe/platform';

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

describe('a role of the user that runs the workflows', () => {
  const warning = Match.stringLikeRegexp("The executionRole 'Stack/Execution' lacks .* EC2ImageBuilderExecutionPolicy");
  const role = () => new iam.Role(stack, 'Execution', { assumedBy: new iam.ServicePrincipal('imagebuilder.amazonaws.com') });

  test('without what they need is worth a warning', () => {
    pipeline({ executionRole: role() });
    Annotations.fromStack(stack).hasWarning('/Stack/Pipeline', warning);
  });

  test('may have it from the managed policy, also later, from statements, or unknown to the app', () => {
    const executionRole = role();
    pipeline({ executionRole }).grantDefaultExecutionRolePermissions(executionRole);
    const other = new iam.Role(stack, 'Other', { assumedBy: new iam.ServicePrincipal('imagebuilder.amazonaws.com') });
    pipeline({ executionRole: other }, 'Statements');
    other.addToPolicy(new iam.PolicyStatement({ actions: ['ec2:*', 'ssm:*'], resources: ['*'] }));
    pipeline({ executionRole: iam.Role.fromRoleName(stack, 'ImportedRole', 'builder') }, 'Imported');
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('The executionRole .* lacks'));
  });
});

test('the parts of a build must be of its Region, and all but the recipe of its account', () => {
  const app = stack.node.root as App;
  const stackIn = (account: string, region: string) => new Stack(app, `In${account}${region}`, { env: { account, region } });
  const [home, region, account] = [stackIn('111122223333', 'eu-west-1'), stackIn('111122223333', 'us-east-1'), stackIn('444455556666', 'eu-west-1')];
  const recipeIn = (of: Stack) => ImageRecipe.fromImageRecipeArn(home, `Recipe${of.node.id}`, `arn:aws:imagebuilder:${of.region}:${of.account}:image-recipe/golden/1.0.0`);
  expect(() => new ImagePipeline(home, 'A', { recipe: recipeIn(region) })).toThrow("The recipe must be in the stack's own Region 'eu-west-1'");
  const shared = recipeIn(account);
  expect(() => new ImagePipeline(home, 'B', { recipe: shared })).not.toThrow();
  for (const [place, other] of [['Region', region], ['account', account]] as const) {
    const infrastructureConfiguration = new InfrastructureConfiguration(other, 'Infrastructure', { infrastructureConfigurationName: 'infrastructure' });
    const distributionConfiguration = new DistributionConfiguration(other, 'Distribution', { amiDistributions: [{}] });
    expect(() => new ImagePipeline(home, `I${place}`, { recipe: shared, infrastructureConfiguration })).toThrow(`The infrastructure configuration must be in the stack's own ${place}`);
    expect(() => new ImagePipeline(home, `D${place}`, { recipe: shared, distributionConfiguration })).toThrow(`The distribution configuration must be in the stack's own ${place}`);
  }
});

test('a distribution must be one for what the recipe makes', () => {
  const repository = new ecr.Repository(stack, 'Repository');
  const container = new ContainerRecipe(stack, 'Container', { baseImage: BaseContainerImage.amazonLinux2023(), targetRepository: repository });
  const amiDistributions = [{}];
  const containerDistributions = [{ region: 'us-east-1', targetRepository: repository }];
  const amis = new DistributionConfiguration(stack, 'Amis', { amiDistributions });
  const containers = new DistributionConfiguration(stack, 'Containers', { containerDistributions });
  const both = new DistributionConfiguration(stack, 'Both', { amiDistributions, containerDistributions });
  expect(() => pipeline({ distributionConfiguration: containers }, 'P1')).toThrow("The recipe produces AMIs, but the distribution configuration 'Stack/Containers' distributes only container images: set its 'amiDistributions'");
  expect(() => pipeline({ recipe: container, distributionConfiguration: amis }, 'P2')).toThrow('The recipe produces container images');
  for (const [recipe, distributionConfiguration] of [[undefined, amis], [undefined, both], [container, containers], [container, both]] as const) {
    expect(() => pipeline({ recipe, distributionConfiguration }, `${recipe?.node.id}${distributionConfiguration?.node.id}`)).not.toThrow();
  }
});

describe('the instances of a build', () => {
  const on = (...types: string[]) => new InfrastructureConfiguration(stack, `On${types.join()}`, { instanceTypes: types.map((type) => new ec2.InstanceType(type)) });
  const arm = () => recipeOf(BaseImage.amazonLinux2023(ec2.InstanceArchitecture.ARM_64));

  test('must have the architecture of the base image', () => {
    const recipe = arm();
    expect(() => pipeline({ recipe, infrastructureConfiguration: on('m7g.large', 'c6gn.medium') }, 'Arm')).not.toThrow();
    expect(() => pipeline({ recipe, infrastructureConfiguration: on('m7g.large', 'm7i.large') }, 'Mixed')).toThrow("The base image is for arm64, but the instance type 'm7i.large' of the infrastructure configuration 'Stack/Onm7g.large,m7i.large' is for x86_64");
    expect(() => pipeline({ infrastructureConfiguration: on('m7i.large') }, 'X86')).not.toThrow();
    expect(() => pipeline({ infrastructureConfiguration: on('t4g.small') }, 'Wrong')).toThrow("for x86_64, but the instance type 't4g.small'");
  });

  test('are accepted if an architecture is not known', () => {
    expect(() => pipeline({ recipe: recipeOf(BaseImage.fromAmiId('ami-12345678')), infrastructureConfiguration: on('t4g.small') }, 'Image')).not.toThrow();
    const token = new CfnParameter(stack, 'Type').valueAsString;
    for (const type of ['u-6tb1.metal', token]) {
      const infrastructureConfiguration = new InfrastructureConfiguration(stack, `On${type === token}`, { instanceTypes: [new ec2.InstanceType(type)] });
      expect(() => pipeline({ infrastructureConfiguration }, `Type${type === token}`)).not.toThrow();
    }
  });

  test('must be on a Dedicated Host for macOS', () => {
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
  expect(() => pipeline({ recipe, distributionConfiguration: shared }, 'Shared')).toThrow('shares it with other accounts as a copy, which needs a key of its own');
  expect(() => new Image(stack, 'Image', { recipe, distributionConfiguration: shared })).toThrow("give that distribution a 'kmsKey'");
});

describe('builds that decrypt with a customer key', () => {
  const key = () => kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1');
  const document = ComponentDocument.fromInline('schemaVersion: 1.0\nphases:\n  - {name: build, steps: []}\n');
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
