import { App, Duration, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import {
  BaseContainerImage, BaseImage, Component, ContainerRecipe, DistributionConfiguration, DockerfileTemplate, GoldenImage,
  GoldenImageProps, ImagePipelineSchedule, ImageRecipe, ImageScanningConfiguration, ImageStatusAttribute, InfrastructureConfiguration,
  LifecyclePeriod, LifecyclePolicyDetail, ManagedWorkflow, OnFailure, VulnerabilityGate,
} from '../src';

const BUILD = 'Custom::ImageBuilderImageBuild';
const WAIT = 'Custom::ImageBuilderImageWait';
const STATUS = 'Custom::ImageBuilderImageStatus';
const DISTRIBUTION = 'AWS::ImageBuilder::DistributionConfiguration';
const PIPELINE = 'AWS::ImageBuilder::ImagePipeline';
const POLICY = 'AWS::IAM::ManagedPolicy';
const LIFECYCLE = 'AWS::ImageBuilder::LifecyclePolicy';
const WORKFLOW = 'AWS::ImageBuilder::Workflow';

const baseImage = BaseImage.fromSsmParameterName('/imagebuilder/base');
const baseContainerImage = BaseContainerImage.fromDockerHub('amazonlinux', '2023');
const gate = VulnerabilityGate.atMost({ critical: 0 });

let stack: Stack;

beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
});

function ami(props: Partial<GoldenImageProps> = {}, id = 'Linux'): GoldenImage {
  return new GoldenImage(stack, id, { baseImage, imageName: 'golden-linux', ...props });
}

function container(props: Partial<GoldenImageProps> = {}): GoldenImage {
  const targetRepository = new ecr.Repository(stack, 'Target');
  return new GoldenImage(stack, 'Container', { baseContainerImage, targetRepository, imageName: 'golden-container', ...props });
}

function template(): Template {
  return Template.fromStack(stack);
}

test('ten lines make an AMI that is built when it is deployed, and every part of it', () => {
  const golden = new GoldenImage(stack, 'Linux', { baseImage: BaseImage.amazonLinux2023(), schedule: ImagePipelineSchedule.rate(Duration.days(7)) });

  const types = Object.values(template().toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type);
  for (const type of ['AWS::ImageBuilder::ImageRecipe', 'AWS::ImageBuilder::InfrastructureConfiguration', DISTRIBUTION, PIPELINE, BUILD, WAIT]) {
    expect(types.filter((one) => one === type)).toHaveLength(1);
  }
  template().hasResourceProperties(PIPELINE, { Schedule: { ScheduleExpression: 'rate(7 days)' }, ImageScanningConfiguration: Match.absent() });
  template().hasResourceProperties('AWS::ImageBuilder::ImageRecipe', { Name: golden.imageName });
  expect(golden.parameterName).toBe(`/golden-images/${golden.imageName}`);
  expect(golden.execution).toBeDefined();
  expect(golden.lifecyclePolicy).toBeUndefined();
});

const LOG_GROUP = 'Custom::ImageBuilderLogGroup';

describe('the logs of builds', () => {
  test('go where Image Builder may write, expire, and belong to no stack that could delete them', () => {
    expect(ami().logGroup.logGroupName).toBe('/aws/imagebuilder/golden-linux');
    template().hasResourceProperties(LOG_GROUP, { LogGroupName: '/aws/imagebuilder/golden-linux', RetentionInDays: '30' });
    template().hasResourceProperties(PIPELINE, { LoggingConfiguration: { ImageLogGroupName: '/aws/imagebuilder/golden-linux' } });
    const groups = Object.values(template().findResources('AWS::Logs::LogGroup')) as Array<{ Properties: { LogGroupName: unknown } }>;
    expect(groups.map(({ Properties }) => Properties.LogGroupName)).toEqual(['/aws/vendedlogs/cdk-image-builder/Stack', '/aws/vendedlogs/cdk-image-builder/Stack/state-machine']);
  });

  test('are kept as long as is asked for', () => {
    ami({ logRetention: logs.RetentionDays.ONE_YEAR });
    template().hasResourceProperties(LOG_GROUP, { RetentionInDays: '365' });
  });

  test('are kept for ever where that is asked for', () => {
    ami({ logRetention: logs.RetentionDays.INFINITE });
    template().hasResourceProperties(LOG_GROUP, { RetentionInDays: Match.absent() });
  });

  test('are in a group of which the function may set the retention, among those of Image Builder', () => {
    ami();
    template().hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([{
          Effect: 'Allow',
          Action: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy', 'logs:DeleteRetentionPolicy'],
          Resource: { 'Fn::Join': ['', Match.arrayWith([':log-group:/aws/imagebuilder/*'])] },
        }]),
      },
    });
  });

  test('are left to whoever gives a log group', () => {
    ami({ logGroup: logs.LogGroup.fromLogGroupName(stack, 'Logs', '/aws/imagebuilder/mine') });
    template().resourceCountIs(LOG_GROUP, 0);
  });
});

describe('the scan', () => {
  const scanned = (properties: object | Match) => template().hasResourceProperties(PIPELINE, { ImageScanningConfiguration: properties });

  test('is none by default, since it costs', () => {
    ami();
    scanned(Match.absent());
  });

  test('is asked for by a gate', () => {
    ami({ gate });
    container({ gate });
    template().resourcePropertiesCountIs(PIPELINE, { ImageScanningConfiguration: { ImageScanningEnabled: true } }, 2);
  });

  test.each([true, false])('that nobody can read fails the synthesis with a gate, with buildOnDeploy: %p', (buildOnDeploy) => {
    ami({ gate, buildOnDeploy, imageScanningConfiguration: ImageScanningConfiguration.onDemandAmi() });
    expect(() => (stack.node.root as App).synth()).toThrow(/The gate cannot be evaluated: Image Builder does not list the findings of the on-demand scan of/);
  });

  test('of the user goes before', () => {
    ami({ imageScanningConfiguration: ImageScanningConfiguration.disabled() });
    scanned({ ImageScanningEnabled: false });
  });
});

describe('without a build in a deployment', () => {
  test('the function may hold images back, but neither start nor cancel builds', () => {
    const golden = ami({ gate, buildOnDeploy: false });
    expect(golden.execution).toBeUndefined();
    template().resourceCountIs(BUILD, 0);
    const policies = JSON.stringify(template().findResources(POLICY));
    expect(policies).toContain('imagebuilder:UntagResource');
    expect(policies).not.toMatch(/StartImagePipelineExecution|CancelImageCreation/);
    expect(() => (stack.node.root as App).synth()).not.toThrow();
  });

  test('the outputs are those of the newest image', () => {
    ami({ buildOnDeploy: false }).addOutputs();
    template().resourceCountIs(STATUS, 1);
    template().hasOutput('LinuxImageState', { Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^LinuxStatus'), 'ImageState'] } });
  });
});

describe('settings are refused', () => {
  const recipe = () => new ImageRecipe(stack, 'Recipe', { baseImage });
  const containerRecipe = () => new ContainerRecipe(stack, 'Recipe', { baseImage: baseContainerImage, targetRepository: new ecr.Repository(stack, 'Repository') });
  const make = (props: GoldenImageProps) => new GoldenImage(stack, 'Golden', props);

  test.each<[string, () => GoldenImageProps, RegExp]>([
    ['no base', () => ({}), /exactly one of 'baseImage' \(an AMI\), 'baseContainerImage' and 'recipe', got none: for example set 'baseImage' to BaseImage.amazonLinux2023\(\)\./],
    ['two bases', () => ({ baseImage, baseContainerImage }), /got 'baseImage' and 'baseContainerImage': keep one of them/],
    ['a recipe and its parts', () => ({ recipe: recipe(), components: [], imageName: 'name' }), /'recipe' says what 'components' and 'imageName' would say/],
    ['a distribution twice', () => ({
      baseImage, amiDistributions: [{}], distributionConfiguration: new DistributionConfiguration(stack, 'D', { amiDistributions: [{}] }),
    }), /'distributionConfiguration' says what 'amiDistributions' would say/],
    ['an infrastructure twice', () => ({
      baseImage, instanceTypes: [], infrastructureConfiguration: new InfrastructureConfiguration(stack, 'I'),
    }), /'infrastructureConfiguration' says what 'instanceTypes' would say/],
    ['logs twice', () => ({
      baseImage, logGroup: new logs.LogGroup(stack, 'L'), logRetention: logs.RetentionDays.ONE_DAY,
    }), /'logGroup' says what 'logRetention' would say/],
    ['a container image without a repository', () => ({ baseContainerImage }), /needs the repository that it is pushed to: set 'targetRepository'/],
    ['what is for containers', () => ({ baseImage, dockerfile: DockerfileTemplate.minimal() }), /'dockerfile' is for container images, and this golden image is an AMI: leave it out/],
    ['several of these', () => ({ baseImage, dockerfile: DockerfileTemplate.minimal(), containerDistributions: [] }), /'dockerfile' and 'containerDistributions' are for container images, and this golden image is an AMI: leave them out/],
    ['what is for AMIs', () => ({ recipe: containerRecipe(), amiDistributions: [] }), /'amiDistributions' is for AMIs, and this golden image is a container image/],
    ['what does nothing', () => ({ baseImage, buildOnDeploy: false, timeout: Duration.hours(2), onFailure: OnFailure.REPORT }), /'buildOnDeploy' is false, so that 'timeout' and 'onFailure' would do nothing: leave them out/],
    ['a gate without its scan', () => ({ baseImage, gate, waitForScan: false, buildOnDeploy: false }), /A gate must wait for the scan that it evaluates, got 'waitForScan' false with a 'gate': leave out one of them/],
    ['a parameter that is none', () => ({ baseImage, parameterName: 'a b' }), /name of the parameter may hold only letters, digits/],
    ['a name that is none', () => ({ baseImage, imageName: 'Golden' }), /use 'golden' instead of 'Golden'/],
  ])('%s', (_what, props, message) => expect(() => make(props())).toThrow(message));

  test('but not what goes together', () => {
    make({ baseImage, buildOnDeploy: false, gate, waitForScan: true });
    new GoldenImage(stack, 'Container', { recipe: containerRecipe(), containerDistributions: [{ targetRepository: new ecr.Repository(stack, 'Other') }] });
  });
});

describe('golden images of one recipe', () => {
  const both = (second: Partial<GoldenImageProps>) => {
    const recipe = new ImageRecipe(stack, 'Recipe', { baseImage, imageRecipeName: 'mine' });
    new GoldenImage(stack, 'One', { recipe });
    new GoldenImage(stack, 'Two', { recipe, ...second });
  };
  const logGroup = () => logs.LogGroup.fromLogGroupName(stack, 'Logs', '/aws/imagebuilder/two');

  test('write neither one parameter nor one log group', () => {
    expect(() => both({})).toThrow("The parameter '/golden-images/mine' is that of the golden image 'Stack/One' already: give one of them another 'parameterName'");
    stack = new Stack(new App(), 'Stack');
    expect(() => both({ parameterName: '/imagebuilder/two' })).toThrow("named 'mine' is that of the golden image 'Stack/One' already: give one of them a 'logGroup'");
  });

  test('in two stacks or stages of one account and Region do not either, and in others do', () => {
    const app = new App();
    const golden = (scope: App | Stage, id: string, region?: string) => (
      new GoldenImage(new Stack(scope, id, region ? { env: { region, account: '111122223333' } } : {}), 'Golden', { baseImage, imageName: 'mine' })
    );
    golden(app, 'One', 'eu-west-1');
    golden(app, 'Elsewhere', 'us-east-1');
    golden(app, 'Anywhere');
    expect(() => golden(app, 'Two', 'eu-west-1')).toThrow("The parameter '/golden-images/mine' is that of the golden image 'One/Golden' already");
    expect(() => golden(new Stage(app, 'Beta'), 'Three', 'eu-west-1')).toThrow("that of the golden image 'One/Golden' already");
    expect(() => golden(app, 'AlsoAnywhere')).toThrow("that of the golden image 'Anywhere/Golden' already");
  });

  test('are not both held back, since a gate goes by the name of an image', () => {
    const recipe = new ImageRecipe(stack, 'Recipe', { baseImage, imageRecipeName: 'mine' });
    new GoldenImage(stack, 'One', { recipe, gate });
    expect(() => new GoldenImage(stack, 'Two', { recipe, gate, parameterName: '/golden-images/two', logGroup: logGroup() }))
      .toThrow("The name of released images 'mine' is that of the golden image 'Stack/One' already: gate and release go by the name of an image");
    const other = new ImageRecipe(stack, 'Other', { baseImage, imageRecipeName: 'other' });
    expect(() => new GoldenImage(stack, 'Three', { recipe: other, gate })).not.toThrow();
  });

  test('of one name are told to have two', () => {
    new GoldenImage(stack, 'One', { baseImage, imageName: 'mine' });
    expect(() => new GoldenImage(stack, 'Two', { baseImage, imageName: 'mine' })).toThrow("give one of them another 'imageName' or 'parameterName'");
  });

  test('may have their own', () => {
    expect(() => both({ parameterName: '/imagebuilder/two', logGroup: logGroup() })).not.toThrow();
  });
});

describe('each part may be given', () => {
  test('the parts of a recipe', () => {
    const component = Component.fromComponentName(stack, 'Component', 'hardening');
    ami({ components: [{ component }], blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(20) }], description: 'Ours' });
    template().hasResourceProperties('AWS::ImageBuilder::ImageRecipe', { Components: [Match.anyValue()], BlockDeviceMappings: [Match.anyValue()], Description: 'Ours' });
    template().hasResourceProperties(PIPELINE, { Description: 'Ours' });
  });

  test('a recipe, whose name is that of the images', () => {
    const golden = new GoldenImage(stack, 'Golden', { recipe: new ImageRecipe(stack, 'Recipe', { baseImage, imageRecipeName: 'mine' }) });
    expect(golden.imageName).toBe('mine');
    expect(golden.imageRecipe).toBeDefined();
    expect(golden.containerRecipe).toBeUndefined();
    template().resourceCountIs('AWS::ImageBuilder::ImageRecipe', 1);
    template().hasResourceProperties(LOG_GROUP, { LogGroupName: '/aws/imagebuilder/mine' });
  });

  test('infrastructure, log group, workflows, role, tests, metadata, tags', () => {
    const infrastructureConfiguration = new InfrastructureConfiguration(stack, 'Infrastructure');
    const golden = ami({
      infrastructureConfiguration,
      logGroup: logs.LogGroup.fromLogGroupName(stack, 'Logs', '/aws/imagebuilder/mine'),
      workflows: [{ workflow: ManagedWorkflow.buildImage(stack, 'Build') }],
      imageTestsEnabled: false,
      enhancedImageMetadataEnabled: false,
      imageTags: { team: 'platform' },
      enabled: false,
    });
    expect(golden.infrastructureConfiguration).toBe(infrastructureConfiguration);
    expect(golden.executionRole).toBeDefined();
    template().hasResourceProperties(PIPELINE, {
      LoggingConfiguration: { ImageLogGroupName: '/aws/imagebuilder/mine' },
      Workflows: [Match.anyValue()],
      ImageTestsConfiguration: { ImageTestsEnabled: false },
      EnhancedImageMetadataEnabled: false,
      ImageTags: { team: 'platform' },
      Status: 'DISABLED',
    });
  });

  test('the network and the instance types of the generated infrastructure', () => {
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 });
    const golden = ami({ vpc, subnetSelection: { subnetType: ec2.SubnetType.PUBLIC }, instanceTypes: [new ec2.InstanceType('m7i.large')] });
    golden.connections.allowToAnyIpv4(ec2.Port.tcp(443));
    template().hasResourceProperties('AWS::ImageBuilder::InfrastructureConfiguration', {
      InstanceTypes: ['m7i.large'], SubnetId: { Ref: Match.stringLikeRegexp('Public') }, SecurityGroupIds: [Match.anyValue()],
    });
  });

  test('the options of the build', () => {
    ami({ trigger: 'monday', onFailure: OnFailure.REPORT, waitForScan: true, imageScanningConfiguration: ImageScanningConfiguration.testInstance() });
    template().hasResourceProperties(BUILD, { Trigger: 'monday' });
    template().hasResourceProperties(WAIT, { OnFailure: 'REPORT', WaitForScan: 'true' });
  });

  test('permissions for the build instances', () => {
    new s3.Bucket(stack, 'Bucket').grantRead(ami());
    template().hasResourceProperties('AWS::IAM::Policy', { Roles: [{ Ref: Match.stringLikeRegexp('^LinuxInfrastructureConfigurationRole') }] });
  });

  test('of an infrastructure that is not known neither connections nor role are', () => {
    const infrastructureConfiguration = InfrastructureConfiguration.fromInfrastructureConfigurationName(stack, 'Infrastructure', 'other');
    const golden = ami({ infrastructureConfiguration });
    expect(() => golden.connections).toThrow(/take its security groups/);
    expect(() => new s3.Bucket(stack, 'Bucket').grantRead(golden)).toThrow(/Stack\/Linux, resource imported without a role/);
  });
});

describe('old images', () => {
  const retention = [LifecyclePolicyDetail.keepLast(3)];

  test('are kept by default', () => {
    ami();
    template().resourceCountIs(LIFECYCLE, 0);
  });

  test('go by the rules given, with one role for all golden images of a stack', () => {
    ami({ retention, imageName: 'one' }, 'One');
    ami({ retention, imageName: 'two' }, 'Two');
    template().resourcePropertiesCountIs(LIFECYCLE, {
      ExecutionRole: { 'Fn::GetAtt': [Match.stringLikeRegexp('^CdkImageBuilderLifecycleRole'), 'Arn'] },
      PolicyDetails: [Match.objectLike({ Filter: { Type: 'COUNT', Value: 3 }, ExclusionRules: Match.absent() })],
    }, 2);
  });

  test('stay while the parameter names them, although newer ones were refused', () => {
    ami({ gate, retention: [LifecyclePolicyDetail.keepLast(3, { exclusions: { imageTags: { keep: 'true' } } })] });
    template().hasResourceProperties(LIFECYCLE, {
      PolicyDetails: [Match.objectLike({ ExclusionRules: { TagMap: { 'keep': 'true', 'cdk-image-builder:release': 'RELEASED' } } })],
    });
  });
});

describe('rules that go by the age alone leave the released image', () => {
  const days = (value: number) => LifecyclePeriod.days(value);

  test.each<[string, LifecyclePolicyDetail]>([
    ['deletion', LifecyclePolicyDetail.deleteAfter(days(90))],
    ['deprecation', LifecyclePolicyDetail.deprecateAfter(days(90))],
    ['disabling', LifecyclePolicyDetail.disableAfter(days(90))],
  ])('%s: a workflow of the library marks it', (_what, rule) => {
    ami({ retention: [rule] });
    template().hasResourceProperties(LIFECYCLE, { PolicyDetails: [Match.objectLike({ ExclusionRules: { TagMap: { 'cdk-image-builder:release': 'RELEASED' } } })] });
    template().resourceCountIs(WORKFLOW, 1);
  });

  test.each<[string, LifecyclePolicyDetail]>([
    ['the last', LifecyclePolicyDetail.keepLast(1)], ['at least one', LifecyclePolicyDetail.deleteAfter(days(90), { retainAtLeast: 1 })],
  ])('where %s stays, the service distributes without a workflow', (_what, rule) => {
    ami({ retention: [rule] });
    template().resourceCountIs(WORKFLOW, 0);
  });
});

describe('a machine image', () => {
  const env = { region: 'eu-west-1', account: '111111111111' };
  const consumer = (id = 'Consumer', props = {}) => new Stack(stack.node.root as App, id, props);

  test('of another stack is read in each deployment, the first one after the first build', () => {
    const golden = ami();
    const other = consumer();
    new ec2.LaunchTemplate(other, 'Template', { machineImage: golden.toMachineImage() });
    Template.fromStack(other).hasParameter('*', { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: '/golden-images/golden-linux' });
    expect(other.dependencies.map(({ stackName }) => stackName)).toEqual(['Stack']);
  });

  test('of the own stack can only be read at launch', () => {
    const golden = ami();
    expect(() => golden.toMachineImage().getImage(stack)).toThrow(/before it deploys the stack.*set 'resolveAtLaunch' of toMachineImage to true/);

    new ec2.LaunchTemplate(stack, 'Template', { machineImage: golden.toMachineImage({ resolveAtLaunch: true }) });
    template().hasResource('AWS::EC2::LaunchTemplate', {
      Properties: { LaunchTemplateData: Match.objectLike({ ImageId: 'resolve:ssm:/golden-images/golden-linux' }) },
      DependsOn: Match.arrayWith(Object.keys(template().findResources(WAIT))),
    });
  });

  test('of a Region that the AMI is not distributed to is refused, and is there once the Region is added as the error says', () => {
    stack = new Stack(new App(), 'Stack', { env });
    const far = consumer('Far', { env: { ...env, region: 'us-east-1' } });
    expect(() => ami().toMachineImage().getImage(far)).toThrow(/no AMI, and no parameter, in the Region 'us-east-1': add \{ region: 'us-east-1' \} to its amiDistributions/);
    const distributed = ami({ imageName: 'golden-far', amiDistributions: [{ region: 'us-east-1' }] }, 'Distributed');
    new ec2.LaunchTemplate(far, 'Template', { machineImage: distributed.toMachineImage() });
    Template.fromStack(far).hasParameter('*', { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: '/golden-images/golden-far' });
  });

  test('of a Region where only other accounts have a copy is refused, and no parameter of the own account is written there', () => {
    stack = new Stack(new App(), 'Stack', { env });
    const golden = ami({ amiDistributions: [{ region: 'us-east-1', targetAccounts: ['222222222222'] }] });
    expect(() => golden.toMachineImage().getImage(consumer('Far', { env: { ...env, region: 'us-east-1' } }))).toThrow(/in the Region 'us-east-1'/);
    const [{ Properties: { Distributions } }] = Object.values(template().findResources('AWS::ImageBuilder::DistributionConfiguration'));
    expect(Distributions.map((one: Record<string, unknown>) => 'SsmParameterConfigurations' in one)).toEqual([true, false]);
  });

  test('of another account has another id', () => {
    stack = new Stack(new App(), 'Stack', { env });
    const machineImage = ami().toMachineImage();
    expect(() => machineImage.getImage(consumer('Foreign', { env: { ...env, account: '222222222222' } }))).toThrow(/in the account '111111111111', got a stack in '222222222222'/);
    expect(() => machineImage.getImage(consumer('Near', { env }))).not.toThrow();
  });

  test('of a stack that is nested can only be read at launch in the one that holds it', () => {
    const parent = stack;
    stack = new NestedStack(parent, 'Nested');
    const golden = ami();
    expect(() => golden.toMachineImage().getImage(parent)).toThrow(/before it deploys the stack/);
    expect(() => golden.toMachineImage({ resolveAtLaunch: true }).getImage(new Construct(parent, 'Template'))).not.toThrow();
    expect(() => golden.toMachineImage().getImage(new NestedStack(parent, 'Beside'))).not.toThrow();
  });

  test('of another stage does not wait for its deployment', () => {
    const app = stack.node.root as App;
    stack = new Stack(new Stage(app, 'Build'), 'Stack');
    const golden = ami();
    const other = new Stack(new Stage(app, 'Use'), 'Other');
    new ec2.LaunchTemplate(other, 'Template', { machineImage: golden.toMachineImage() });
    expect(() => app.synth()).not.toThrow();
  });

  test('has the operating system of the recipe, or the one given', () => {
    const windows = ami({ baseImage: BaseImage.windowsServer2022() });
    expect(windows.toMachineImage().getImage(consumer('One')).osType).toBe(ec2.OperatingSystemType.WINDOWS);
    expect(windows.toMachineImage().getImage(consumer('Two')).userData.render()).toContain('<powershell>');
    const operatingSystem = ec2.OperatingSystemType.LINUX;
    expect(windows.toMachineImage({ operatingSystem }).getImage(consumer('Three')).osType).toBe(operatingSystem);
  });

  test('is none of a container image', () => {
    expect(() => container().toMachineImage()).toThrow(/container image starts no instance/);
  });
});

test('the outputs hold ten attributes of the build and the name of the parameter', () => {
  ami().addOutputs();
  expect(Object.keys(template().toJSON().Outputs)).toHaveLength(11);
  template().hasOutput('LinuxImageId', { Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^LinuxExecution'), 'ImageId'] } });
  template().hasOutput('LinuxParameterName', { Value: '/golden-images/golden-linux' });
});

test('the outputs are all 28 on request', () => {
  ami().addOutputs({ all: true });
  expect(Object.keys(template().toJSON().Outputs)).toHaveLength(28);
});

test('the outputs are only the chosen attributes, with a prefix', () => {
  ami().addOutputs({ prefix: 'Base', only: [ImageStatusAttribute.IMAGE_ID] });
  expect(Object.keys(template().toJSON().Outputs)).toEqual(['BaseImageId']);
});

describe('a stack of 500 resources', () => {
  type Parts = (i: number) => Partial<GoldenImageProps>;

  /** What most golden images have. */
  const usual: Parts = () => ({
    schedule: ImagePipelineSchedule.rate(Duration.days(7)),
    gate,
    amiDistributions: [{ region: 'us-east-1' }],
    retention: [LifecyclePolicyDetail.keepLast(3)],
  });

  /** All parts that a golden image may have. */
  const all: Parts = (i) => ({
    ...usual(i),
    vpc: ec2.Vpc.fromVpcAttributes(stack, `Vpc${i}`, { vpcId: 'vpc-1', availabilityZones: ['a'], privateSubnetIds: ['subnet-1'] }),
    workflows: [
      { workflow: ManagedWorkflow.buildImage(stack, `Build${i}`) },
      { workflow: ManagedWorkflow.testImage(stack, `Test${i}`) },
    ],
  });

  const resources = () => template().toJSON().Resources as Record<string, { Type: string; Properties: Record<string, any> }>;
  const countOf = (count: number, parts: Parts = usual, imageName: (i: number) => string = (i) => `golden-linux-${i}`) => {
    stack = new Stack(new App({ analyticsReporting: true }), 'Stack');
    for (let i = 0; i < count; i++) ami({ imageName: imageName(i), ...parts(i) }, `Golden${i}`);
    return Object.keys(resources()).length;
  };

  test('holds 48 golden images with schedule, gate, retention and distribution, also with long names', () => {
    expect(countOf(48)).toBeLessThanOrEqual(500);
    expect(countOf(48, usual, (i) => `golden-${'linux-'.repeat(8)}${i}`)).toBeLessThanOrEqual(500);
  });

  test('holds 43 golden images with all their parts, and no more', () => {
    expect(countOf(43, all)).toBeLessThanOrEqual(500);
    expect(() => countOf(44, all)).toThrow('502 is greater than allowed maximum of 500');
  });

  test('holds 60 golden images that share an infrastructure configuration', () => {
    const shared: Parts = (i) => ({
      ...usual(i),
      infrastructureConfiguration: stack.node.tryFindChild('Shared') as InfrastructureConfiguration | undefined ?? new InfrastructureConfiguration(stack, 'Shared'),
    });
    expect(countOf(60, shared)).toBeLessThanOrEqual(500);
    expect(countOf(2, shared) - countOf(1, shared)).toBe(7);
  });

  test.each<[number, string, number, Parts]>([
    [9, 'nothing but a base image', 11, () => ({})],
    [10, 'what most have', 13, usual],
    [11, 'all its parts', 13, all],
    [22, 'all its parts and 12 hours to wait', 13, (i) => ({ ...all(i), timeout: Duration.hours(12) })],
  ])('needs %d for each golden image with %s, and %d beside', (each, _what, shared, parts) => {
    const [one, two] = [countOf(1, parts), countOf(2, parts)];
    expect(two - one).toBe(each);
    // One more resource tells AWS which constructs are in use.
    expect(one - each - 1).toBe(shared);
  });

  test('has policies that IAM takes, and no more than a role may have', () => {
    countOf(48);
    const policies = Object.values(resources()).filter(({ Type }) => Type === POLICY);
    const policiesOfFunction = policies.filter(({ Properties }) => JSON.stringify(Properties.Roles).includes('ImageBuilderProviderRole'));
    expect(policiesOfFunction.length).toBeLessThanOrEqual(10);
    for (const { Properties } of policies) {
      const rendered = JSON.stringify(Properties.PolicyDocument)
        .replace(/\{"Fn::Join":\["",\[((?:[^\][]|\[[^\]]*\])*)\]\]\}/g, (_match, parts: string) => `"${parts.replace(/"|,/g, '').replace(/\{Ref:AWS::\w+\}/g, 'us-gov-west-1')}"`);
      expect(rendered.length).toBeLessThan(6144);
    }
  });

  test('is smaller than CloudFormation allows', () => {
    countOf(48);
    expect(JSON.stringify(template().toJSON()).length).toBeLessThan(1_000_000 / 2);
  });
});

test('two syntheses are the same', () => {
  const synthesize = () => {
    stack = new Stack(new App(), 'Stack');
    new GoldenImage(stack, 'Golden', { baseImage, gate, retention: [LifecyclePolicyDetail.keepLast(3)] }).addOutputs();
    return JSON.stringify(template().toJSON());
  };
  expect(synthesize()).toBe(synthesize());
});

test('a golden image may be built on another one, whose first build comes first', () => {
  const base = ami({ gate });
  const web = ami({ imageName: 'golden-web', baseImage: BaseImage.fromSsmParameterName(base.parameterName) }, 'Web');
  web.node.addDependency(base.execution!);
  template().hasResource('AWS::ImageBuilder::ImageRecipe', {
    Properties: { Name: 'golden-web', ParentImage: 'ssm:/golden-images/golden-linux' },
    DependsOn: Match.arrayWith([Match.stringLikeRegexp('^LinuxExecution')]),
  });
  // The service-linked role could not read it.
  template().hasResourceProperties('AWS::IAM::ManagedPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([Match.objectLike({
        Action: 'ssm:GetParameter', Resource: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(':parameter/golden-images/golden-linux$')])] },
      })]),
    },
    Roles: [web.pipeline.executionRole && stack.resolve(web.pipeline.executionRole.roleName)],
  });
});
