import { App, CfnParameter, Duration, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import {
  AmiDistribution, BaseContainerImage, BaseImage, Component, ContainerRecipe, DistributionConfiguration, DockerfileTemplate, GoldenImage,
  GoldenImageProps, ImagePipelineSchedule, ImageRecipe, ImageScanningConfiguration, InfrastructureConfiguration, LifecyclePeriod,
  LifecyclePolicyDetail, ManagedWorkflow, OnFailure, Severity, VulnerabilityGate,
} from '../src';
import { matches } from './pipeline/event-matching';

const BUILD = 'Custom::ImageBuilderImageBuild';
const WAIT = 'Custom::ImageBuilderImageWait';
const STATUS = 'Custom::ImageBuilderImageStatus';
const DISTRIBUTION = 'AWS::ImageBuilder::DistributionConfiguration';
const PIPELINE = 'AWS::ImageBuilder::ImagePipeline';
const RULE = 'AWS::Events::Rule';
const POLICY = 'AWS::IAM::ManagedPolicy';
const LIFECYCLE = 'AWS::ImageBuilder::LifecyclePolicy';

const baseImage = BaseImage.fromSsmParameterName('/base');
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

/** The name of a log group, which is another one in each stack. */
function logGroupName(imageName: string): object {
  const uniqueId = { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] };
  return { 'Fn::Join': ['', [`/aws/imagebuilder/${imageName}/`, { 'Fn::Select': [0, { 'Fn::Split': ['-', uniqueId] }] }]] };
}

/** Whom a golden image leaves it to publish its images. */
function publisher(): string {
  const byService = JSON.stringify(template().findResources(DISTRIBUTION)).includes('SsmParameterConfigurations');
  const waits = Object.values(template().findResources(WAIT));
  const byFunction = Object.keys(template().findResources(RULE)).length === 1 && waits.every(({ Properties }) => 'ParameterName' in Properties);
  const byNobody = Object.keys(template().findResources(RULE)).length === 0 && waits.every(({ Properties }) => !('ParameterName' in Properties));
  return byService && byNobody ? 'the service' : !byService && byFunction ? 'the function' : 'both or neither';
}

/** What the state machine gets from the rule for the event of an image. */
function inputOf(imageArn: string): unknown {
  const [{ Properties }] = Object.values(template().findResources(RULE));
  const { InputTemplate, InputPathsMap } = Properties.Targets[0].InputTransformer;
  expect(InputPathsMap).toEqual({ image: '$.resources[0]' });
  const text = (InputTemplate['Fn::Join'][1] as Array<string | object>).map((part) => (typeof part === 'string' ? part : 'PIPELINE')).join('');
  const variables = [...text.matchAll(/<([^<>]*)>/g)].map(([, name]) => name);
  expect(variables).toEqual(['image']);
  return JSON.parse(text.replace('<image>', JSON.stringify(imageArn)));
}

test('ten lines make an AMI that is built when it is deployed, and every part of it', () => {
  const golden = new GoldenImage(stack, 'Linux', { baseImage: BaseImage.amazonLinux2023(), schedule: ImagePipelineSchedule.rate(Duration.days(7)) });

  const types = Object.values(template().toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type);
  for (const type of ['AWS::ImageBuilder::ImageRecipe', 'AWS::ImageBuilder::InfrastructureConfiguration', DISTRIBUTION, PIPELINE, BUILD, WAIT]) {
    expect(types.filter((one) => one === type)).toHaveLength(1);
  }
  template().hasResourceProperties(PIPELINE, { Schedule: { ScheduleExpression: 'rate(7 days)' }, ImageScanningConfiguration: Match.absent() });
  template().hasResourceProperties('AWS::ImageBuilder::ImageRecipe', { Name: golden.imageName });
  expect(golden.parameterName).toBe(`/imagebuilder/${golden.imageName}`);
  expect(golden.execution).toBeDefined();
  expect(golden.lifecyclePolicy).toBeUndefined();
});

test('the logs of builds go where Image Builder may write, end, and are gone when the deployment that makes their group is rolled back', () => {
  ami();
  template().hasResource('AWS::Logs::LogGroup', { Properties: { LogGroupName: logGroupName('golden-linux'), RetentionInDays: 30 }, DeletionPolicy: 'Delete' });
  template().hasResourceProperties(PIPELINE, {
    LoggingConfiguration: { ImageLogGroupName: { Ref: Match.stringLikeRegexp('^LinuxLogGroup') } },
    ExecutionRole: Match.absent(),
  });
});

describe('who publishes', () => {
  const own = () => new DistributionConfiguration(stack, 'Own', { amiDistributions: [{}] });
  const token = () => new CfnParameter(stack, 'Name').valueAsString;

  test.each<[string, string, () => GoldenImageProps | Partial<GoldenImageProps>]>([
    ['an AMI without a gate', 'the service', () => ({})],
    ['an AMI with a condition of its scan', 'the service', () => ({
      imageScanningConfiguration: ImageScanningConfiguration.onDemandAmi({ maximumSeverity: Severity.HIGH }),
    })],
    ['an AMI with a parameter that Image Builder may write', 'the service', () => ({ parameterName: '/imagebuilder/other' })],
    ['an AMI with a parameter that Image Builder may not write', 'the function', () => ({ parameterName: '/golden/linux' })],
    ['an AMI with a parameter that is not known', 'the function', () => ({ parameterName: token() })],
    ['an AMI with a gate', 'the function', () => ({ gate })],
    ['an AMI with a distribution of the user', 'the function', () => ({ distributionConfiguration: own() })],
  ])('%s: %s', (_what, expected, props) => {
    ami(props());
    expect(publisher()).toBe(expected);
  });

  test('a container image: the function', () => {
    container();
    expect(publisher()).toBe('the function');
  });
});

describe('published by the service', () => {
  test('the parameter stands in the distribution to the own Region', () => {
    ami();
    template().hasResourceProperties(DISTRIBUTION, {
      Distributions: [{
        Region: { Ref: 'AWS::Region' },
        SsmParameterConfigurations: [{ ParameterName: '/imagebuilder/golden-linux', DataType: 'aws:ec2:image' }],
      }],
    });
  });

  test.each<[string, AmiDistribution]>([
    ['without a Region', { amiTags: { team: 'platform' }, ssmParameters: [{ parameterName: '/imagebuilder/mine' }] }],
    ['with the Region of the stack', { region: 'eu-west-1', amiTags: { team: 'platform' }, ssmParameters: [{ parameterName: '/imagebuilder/mine' }] }],
  ])('a distribution %s gets it beside its own settings, and the others are as they were', (_what, mine) => {
    stack = new Stack(new App(), 'InRegion', { env: { region: 'eu-west-1' } });
    ami({ amiDistributions: [{ region: 'us-east-1' }, mine] });
    template().hasResourceProperties(DISTRIBUTION, {
      Distributions: [
        {
          Region: 'eu-west-1',
          AmiDistributionConfiguration: { AmiTags: { team: 'platform' } },
          SsmParameterConfigurations: [Match.objectLike({ ParameterName: '/imagebuilder/golden-linux' }), Match.objectLike({ ParameterName: '/imagebuilder/mine' })],
        },
        { Region: 'us-east-1', SsmParameterConfigurations: Match.absent() },
      ],
    });
  });

  test('a parameter that a distribution names already stands there once', () => {
    ami({ amiDistributions: [{ ssmParameters: [{ parameterName: '/imagebuilder/golden-linux' }] }] });
    template().hasResourceProperties(DISTRIBUTION, { Distributions: [Match.objectLike({ SsmParameterConfigurations: [Match.anyValue()] })] });
  });

  test('a role of the user may write it', () => {
    ami({ executionRole: new iam.Role(stack, 'Mine', { assumedBy: new iam.ServicePrincipal('imagebuilder.amazonaws.com') }) });
    template().hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [Match.objectLike({ Action: 'ssm:PutParameter', Resource: { 'Fn::Join': ['', Match.arrayWith([':parameter/imagebuilder/golden-linux'])] } })],
      },
    });
  });
});

describe('published by the function', () => {
  const exceptions = [{ vulnerabilityId: 'CVE-2024-1', reason: 'only <image> "quoted" & reachable < 1\\2' }];

  test('in a deployment by the last wait', () => {
    ami({ gate, timeout: Duration.hours(2) });
    const waits = Object.values(template().findResources(WAIT)).map(({ Properties }) => [Properties.Last, Properties.ParameterName]);
    expect(waits).toEqual(expect.arrayContaining([['true', '/imagebuilder/golden-linux'], [undefined, undefined]]));
  });

  test('after each other build by a rule on images that are available, and no others', () => {
    ami({ gate });
    const [{ Properties: { EventPattern } }] = Object.values(template().findResources(RULE));
    const isMatched = (status: string, name: string, detailType = 'Image State Change') => matches(EventPattern, {
      'source': 'aws.imagebuilder',
      'detail-type': `EC2 Image Builder ${detailType}`,
      'resources': [`arn:aws:imagebuilder:eu-west-1:123456789012:image/${name}/1.0.3/2`],
      'detail': { 'previous-state': { status: 'TESTING' }, 'state': { status } },
    });
    expect(isMatched('AVAILABLE', 'golden-linux')).toBe(true);
    expect(isMatched('FAILED', 'golden-linux')).toBe(false);
    expect(isMatched('AVAILABLE', 'golden-linux-2')).toBe(false);
    expect(isMatched('AVAILABLE', 'golden-linux', 'CVE Detected')).toBe(false);
  });

  test('with the state machine of the stack, which events may start', () => {
    ami({ gate });
    template().hasResourceProperties(RULE, {
      Targets: [Match.objectLike({
        Arn: { Ref: Match.stringLikeRegexp('^CdkImageBuilderProviderWaiting') },
        RoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^CdkImageBuilderProviderEventsRole'), 'Arn'] },
      })],
    });
  });

  test('with the same gate in both, whatever its reasons hold', () => {
    ami({ gate: VulnerabilityGate.atMost({ critical: 0, all: 20, exceptions, fixAvailableOnly: true }), waitForScan: true });
    const [{ Properties }] = Object.values(template().findResources(WAIT));
    expect(inputOf('arn:image')).toEqual({
      Publish: {
        ImageBuildVersionArn: 'arn:image',
        ImagePipelineArn: 'PIPELINE',
        ParameterName: '/imagebuilder/golden-linux',
        WaitForScan: 'true',
        Gate: Properties.Gate,
      },
    });
    expect(Properties.Gate.Except[0].Reason).toBe(exceptions[0].reason);
  });

  test('without a gate where there is none', () => {
    container();
    expect(inputOf('arn:image')).toEqual({
      Publish: { ImageBuildVersionArn: 'arn:image', ImagePipelineArn: 'PIPELINE', ParameterName: '/imagebuilder/golden-container' },
    });
  });

  test('a ceiling that is known at deployment stays a reference', () => {
    ami({ gate: VulnerabilityGate.atMost({ critical: new CfnParameter(stack, 'Critical', { type: 'Number' }).valueAsNumber }) });
    template().hasResourceProperties(RULE, {
      Targets: [Match.objectLike({ InputTransformer: { InputTemplate: { 'Fn::Join': ['', Match.arrayWith([{ Ref: 'Critical' }])] } } })],
    });
  });

  test('a gate that is too long for a rule is refused', () => {
    const long = (count: number) => VulnerabilityGate.atMost({
      all: 0,
      exceptions: Array.from({ length: count }, (_, i) => ({ vulnerabilityId: `CVE-2024-${i}`, reason: 'x'.repeat(1000) })),
    });
    expect(() => ami({ gate: long(7) }, 'Short')).not.toThrow();
    expect(() => ami({ gate: long(8), imageName: 'long' }, 'Long')).toThrow(/room for a gate of about 8192 characters, got \d+: shorten the reasons/);
  });

  test('the function may write the parameter and tag the images, and events may start the state machine', () => {
    ami({ gate });
    const policies = JSON.stringify(template().findResources(POLICY));
    expect(policies).toContain(':parameter/imagebuilder/golden-linux"');
    for (const action of ['TagResource', 'UntagResource', 'CancelImageCreation']) expect(policies).toContain(`imagebuilder:${action}`);
    template().hasResourceProperties(POLICY, {
      PolicyDocument: { Statement: [Match.objectLike({ Action: 'states:StartExecution' })] },
      Roles: [{ Ref: Match.stringLikeRegexp('ImageBuilderProviderRole') }, { Ref: Match.stringLikeRegexp('EventsRole') }],
    });
  });

  test('all golden images of a stack share the role of the events', () => {
    ami({ gate, imageName: 'one' }, 'One');
    ami({ gate, imageName: 'two' }, 'Two');
    template().resourceCountIs(RULE, 2);
    template().resourcePropertiesCountIs('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: [Match.objectLike({ Principal: { Service: 'events.amazonaws.com' } })] },
    }, 1);
  });
});

describe('what is distributed before the gate', () => {
  test('may not be the parameter of accepted images', () => {
    const writes = (name: string, region?: string) => ({ amiDistributions: [{ region, ssmParameters: [{ parameterName: `/imagebuilder/${name}` }] }] });
    expect(() => ami({ gate, ...writes('golden-linux') })).toThrow("The parameter '/imagebuilder/golden-linux' gets the id of an image once it is accepted");
    expect(() => ami({ gate, imageName: 'other', ...writes('other', 'us-east-1') }, 'Elsewhere')).not.toThrow();
  });

  const launchTemplate = () => ec2.LaunchTemplate.fromLaunchTemplateAttributes(stack, 'Template', { launchTemplateId: 'lt-1' });
  const message = Match.stringLikeRegexp('before the gate has seen the image');

  test.each<[string, () => AmiDistribution]>([
    ['a parameter', () => ({ region: 'us-east-1', ssmParameters: [{ parameterName: '/imagebuilder/other' }] })],
    ['a launch template', () => ({ launchTemplates: [{ launchTemplate: launchTemplate() }] })],
  ])('is a warning: %s', (_what, distribution) => {
    ami({ gate, amiDistributions: [distribution()] });
    Annotations.fromStack(stack).hasWarning('/Stack/Linux', message);
  });

  test('is none without a gate, or without such', () => {
    ami({ amiDistributions: [{ launchTemplates: [{ launchTemplate: launchTemplate() }] }] }, 'Ungated');
    ami({ gate, imageName: 'other', amiDistributions: [{ amiTags: { team: 'platform' }, ssmParameters: [] }] }, 'Untold');
    Annotations.fromStack(stack).hasNoWarning('*', message);
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
    expect(() => (stack.node.root as App).synth()).toThrow(/The gate cannot be evaluated.*onDemand|on-demand/);
  });

  test('of the user goes before', () => {
    ami({ imageScanningConfiguration: ImageScanningConfiguration.disabled() });
    scanned({ ImageScanningEnabled: false });
  });
});

describe('without a build in a deployment', () => {
  test('the pipeline still publishes, and the function may neither start nor cancel', () => {
    const golden = ami({ gate, buildOnDeploy: false });
    expect(golden.execution).toBeUndefined();
    template().resourceCountIs(BUILD, 0);
    template().resourceCountIs(RULE, 1);
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
    ['a gate without its scan', () => ({ baseImage, gate, waitForScan: false, buildOnDeploy: false }), /A gate waits for the scan whose findings it judges, got 'waitForScan' false with a 'gate': leave out one of them/],
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
    expect(() => both({})).toThrow("The parameter '/imagebuilder/mine' is that of the golden image 'Stack/One' already: give one of them another 'parameterName'");
    stack = new Stack(new App(), 'Stack');
    expect(() => both({ parameterName: '/imagebuilder/two' })).toThrow("named 'mine' is that of the golden image 'Stack/One' already: give one of them a 'logGroup'");
  });

  test('of one name are told to have two', () => {
    new GoldenImage(stack, 'One', { baseImage, imageName: 'mine' });
    expect(() => new GoldenImage(stack, 'Two', { baseImage, imageName: 'mine' })).toThrow("give one of them another 'imageName' or 'parameterName'");
  });

  test('may have their own', () => {
    expect(() => both({ parameterName: '/imagebuilder/two', logGroup: logGroup() })).not.toThrow();
  });
});

describe('a rule for refused images', () => {
  const failed = (status: string, image: string) => ({
    'source': 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    'detail': { stateMachineArn: 'MACHINE', status, input: JSON.stringify({ Publish: { ImageBuildVersionArn: image } }) },
  });
  const image = (name: string) => `arn:aws:imagebuilder:eu-west-1:123456789012:image/${name}/1.0.0/1`;

  function rule(id: string): object {
    const rules = Object.entries(template().findResources(RULE));
    const [, { Properties }] = rules.find(([logicalId]) => logicalId.includes(id))!;
    const [machine] = Object.keys(template().findResources('AWS::StepFunctions::StateMachine'));
    expect(Properties.EventPattern.detail.stateMachineArn).toEqual([{ Ref: machine }]);
    return JSON.parse(JSON.stringify(Properties.EventPattern).replace(JSON.stringify({ Ref: machine }), '"MACHINE"'));
  }

  test('matches executions that publish no image of this name', () => {
    ami({ gate }).onImageRefused('Refused');
    const pattern = rule('Refused');
    expect(matches(pattern, failed('FAILED', image('golden-linux')))).toBe(true);
    expect(matches(pattern, failed('TIMED_OUT', image('golden-linux')))).toBe(true);
    expect(matches(pattern, failed('SUCCEEDED', image('golden-linux')))).toBe(false);
    expect(matches(pattern, failed('FAILED', image('golden-linux-2')))).toBe(false);
    expect(matches(pattern, failed('FAILED', image('my-golden-linux')))).toBe(false);
  });

  test('is narrowed down, and has the target', () => {
    container({ gate, imageScanningConfiguration: ImageScanningConfiguration.container() }).onImageRefused('Refused', { eventPattern: { detail: { status: ['FAILED'] } } });
    expect(rule('Refused')).toMatchObject({ detail: { status: ['FAILED'] } });
  });

  test('is refused where nothing is', () => {
    expect(() => ami().onImageRefused('Refused')).toThrow("No image is refused, since there is no gate: give it a 'gate'");
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
    template().hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: logGroupName('mine') });
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
      PolicyDetails: [Match.objectLike({ ExclusionRules: { TagMap: { 'keep': 'true', 'cdk-image-builder:published': 'true' } } })],
    });
  });
});

describe('rules that go by the age alone leave the image that the parameter names', () => {
  const days = (value: number) => LifecyclePeriod.days(value);

  test.each<[string, LifecyclePolicyDetail]>([
    ['deletion', LifecyclePolicyDetail.deleteAfter(days(90))],
    ['deprecation', LifecyclePolicyDetail.deprecateAfter(days(90))],
    ['disabling', LifecyclePolicyDetail.disableAfter(days(90))],
  ])('%s: the function publishes, and marks it', (_what, rule) => {
    ami({ retention: [rule] });
    expect(publisher()).toBe('the function');
    template().hasResourceProperties(LIFECYCLE, { PolicyDetails: [Match.objectLike({ ExclusionRules: { TagMap: { 'cdk-image-builder:published': 'true' } } })] });
  });

  test.each<[string, LifecyclePolicyDetail]>([
    ['the last', LifecyclePolicyDetail.keepLast(1)], ['at least one', LifecyclePolicyDetail.deleteAfter(days(90), { retainAtLeast: 1 })],
  ])('where %s stays, Image Builder publishes', (_what, rule) => {
    ami({ retention: [rule] });
    expect(publisher()).toBe('the service');
  });
});

describe('a machine image', () => {
  const env = { region: 'eu-west-1', account: '111111111111' };
  const consumer = (id = 'Consumer', props = {}) => new Stack(stack.node.root as App, id, props);

  test('of another stack is read in each deployment, the first one after the first build', () => {
    const golden = ami();
    const other = consumer();
    new ec2.LaunchTemplate(other, 'Template', { machineImage: golden.toMachineImage() });
    Template.fromStack(other).hasParameter('*', { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: '/imagebuilder/golden-linux' });
    expect(other.dependencies.map(({ stackName }) => stackName)).toEqual(['Stack']);
  });

  test('of the own stack can only be read at launch', () => {
    const golden = ami();
    expect(() => golden.toMachineImage().getImage(stack)).toThrow(/before it deploys the stack.*set 'resolveAtLaunch' of toMachineImage to true/);

    new ec2.LaunchTemplate(stack, 'Template', { machineImage: golden.toMachineImage({ resolveAtLaunch: true }) });
    template().hasResource('AWS::EC2::LaunchTemplate', {
      Properties: { LaunchTemplateData: Match.objectLike({ ImageId: 'resolve:ssm:/imagebuilder/golden-linux' }) },
      DependsOn: Match.arrayWith(Object.keys(template().findResources(WAIT))),
    });
  });

  test('of another Region or account has another id', () => {
    stack = new Stack(new App(), 'Stack', { env });
    const machineImage = ami().toMachineImage();
    expect(() => machineImage.getImage(consumer('Far', { env: { ...env, region: 'us-east-1' } }))).toThrow(/in the Region 'eu-west-1', got a stack in 'us-east-1'/);
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

test('the outputs hold the attributes of the build and the name of the parameter', () => {
  ami().addOutputs();
  template().hasOutput('LinuxImageId', { Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^LinuxExecution'), 'ImageId'] } });
  template().hasOutput('LinuxParameterName', { Value: '/imagebuilder/golden-linux' });
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

  test('holds 44 golden images with schedule, gate, retention and distribution, also with long names', () => {
    expect(countOf(44)).toBeLessThanOrEqual(500);
    expect(countOf(44, usual, (i) => `golden-${'linux-'.repeat(8)}${i}`)).toBeLessThanOrEqual(500);
  });

  test('holds 37 golden images with all their parts, and no more', () => {
    expect(countOf(37, all)).toBeLessThanOrEqual(500);
    expect(() => countOf(38, all)).toThrow('507 is greater than allowed maximum of 500');
  });

  test.each<[number, string, number, Parts]>([
    [9, 'nothing but a base image', 8, () => ({})],
    [11, 'what most have', 10, usual],
    [13, 'all its parts', 10, all],
    [24, 'all its parts and 12 hours to wait', 10, (i) => ({ ...all(i), timeout: Duration.hours(12) })],
  ])('needs %d for each golden image with %s, and %d beside', (each, _what, shared, parts) => {
    const [one, two] = [countOf(1, parts), countOf(2, parts)];
    expect(two - one).toBe(each);
    // One more resource tells AWS which constructs are in use.
    expect(one - each - 1).toBe(shared);
  });

  test('has policies that IAM takes, and no more than a role may have', () => {
    countOf(44);
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
    countOf(44);
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
    Properties: { Name: 'golden-web', ParentImage: 'ssm:/imagebuilder/golden-linux' },
    DependsOn: Match.arrayWith([Match.stringLikeRegexp('^LinuxExecution')]),
  });
});
