import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import {
  BaseImage, Component, GoldenImage, GoldenImageProps, ImagePipelineExecution, ImagePipelineSchedule, ImageRecipe, ImageScanningConfiguration,
  ImageStatusAttribute, InfrastructureConfiguration, InstancePlacement, LifecyclePolicyDetail, ManagedWorkflow, OnFailure, VulnerabilityGate,
} from '../src';
import { ami, BUILD, baseImage, container, DISTRIBUTION, gate, LOG_GROUP, PIPELINE, POLICY, STATUS, WAIT } from './golden-image/golden';

let stack: Stack;

beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
});

test('ten lines make an AMI that is built when it is deployed, and every part of it', () => {
  const golden = new GoldenImage(stack, 'Linux', { baseImage: BaseImage.amazonLinux2023(), schedule: ImagePipelineSchedule.rate(Duration.days(7)) });

  const types = Object.values(Template.fromStack(stack).toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type);
  for (const type of ['AWS::ImageBuilder::ImageRecipe', 'AWS::ImageBuilder::InfrastructureConfiguration', DISTRIBUTION, PIPELINE, BUILD, WAIT]) {
    expect(types.filter((one) => one === type)).toHaveLength(1);
  }
  Template.fromStack(stack).hasResourceProperties(PIPELINE, { Schedule: { ScheduleExpression: 'rate(7 days)' }, ImageScanningConfiguration: Match.absent() });
  Template.fromStack(stack).hasResourceProperties('AWS::ImageBuilder::ImageRecipe', { Name: golden.imageName });
  expect(golden.parameterName).toBe(`/golden-images/${golden.imageName}`);
  expect(golden.execution).toBeDefined();
  expect(golden.lifecyclePolicy).toBeUndefined();
});

describe('logs of the builds of a golden image', () => {
  test('go where Image Builder may write, expire, and belong to no stack that could delete them', () => {
    expect(ami(stack).logGroup.logGroupName).toBe('/aws/imagebuilder/golden-linux');
    Template.fromStack(stack).hasResourceProperties(BUILD, { LogGroup: { LogGroupName: '/aws/imagebuilder/golden-linux', RetentionInDays: '30' } });
    Template.fromStack(stack).hasResourceProperties(PIPELINE, { LoggingConfiguration: { ImageLogGroupName: '/aws/imagebuilder/golden-linux' } });
    const groups = Object.values(Template.fromStack(stack).findResources('AWS::Logs::LogGroup')) as Array<{ Properties: { LogGroupName: unknown } }>;
    expect(groups.map(({ Properties }) => Properties.LogGroupName)).toEqual(['/aws/vendedlogs/cdk-image-builder/Stack', '/aws/vendedlogs/cdk-image-builder/Stack/state-machine']);
  });

  test('are kept as long as the user asks', () => {
    ami(stack, { logRetention: logs.RetentionDays.ONE_YEAR });
    Template.fromStack(stack).hasResourceProperties(BUILD, { LogGroup: { RetentionInDays: '365' } });
  });

  test('are kept for ever where that is asked for', () => {
    ami(stack, { logRetention: logs.RetentionDays.INFINITE });
    Template.fromStack(stack).hasResourceProperties(BUILD, { LogGroup: { LogGroupName: '/aws/imagebuilder/golden-linux', RetentionInDays: Match.absent() } });
  });

  test('are kept by a resource of their own for an image that no deployment builds', () => {
    ami(stack, { buildOnDeploy: false });
    Template.fromStack(stack).hasResourceProperties(LOG_GROUP, { LogGroupName: '/aws/imagebuilder/golden-linux', RetentionInDays: '30' });
  });

  test.each([true, false])('are in a group of which the function may set the retention, among those of Image Builder, with buildOnDeploy: %p', (buildOnDeploy) => {
    ami(stack, { buildOnDeploy });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([{
          Effect: 'Allow',
          Action: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy', 'logs:DeleteRetentionPolicy'],
          Resource: { 'Fn::Join': ['', Match.arrayWith([':log-group:/aws/imagebuilder/*'])] },
        }]),
      },
    });
  });

  test('are kept by its own stack, also where an execution of another stack builds it, whose function has no permission for that', () => {
    const other = new Stack(stack.node.root as App, 'Other');
    new ImagePipelineExecution(other, 'Execution', { pipeline: ami(stack).pipeline });
    Template.fromStack(other).hasResourceProperties(BUILD, { LogGroup: Match.absent() });
    expect(JSON.stringify(Template.fromStack(other).findResources('AWS::IAM::ManagedPolicy'))).not.toContain('logs:PutRetentionPolicy');
    Template.fromStack(stack).hasResourceProperties(BUILD, { LogGroup: { LogGroupName: '/aws/imagebuilder/golden-linux' } });
  });

  test('are left to a log group that the user gives', () => {
    ami(stack, { logGroup: logs.LogGroup.fromLogGroupName(stack, 'Logs', '/aws/imagebuilder/mine') });
    ami(stack, { imageName: 'other', buildOnDeploy: false, logGroup: logs.LogGroup.fromLogGroupName(stack, 'OtherLogs', '/aws/imagebuilder/other') }, 'Other');
    Template.fromStack(stack).resourceCountIs(LOG_GROUP, 0);
    Template.fromStack(stack).hasResourceProperties(BUILD, { LogGroup: Match.absent() });
  });
});

describe('scan of a golden image', () => {
  const scanned = (properties: object | Match) => {
    Template.fromStack(stack).hasResourceProperties(PIPELINE, { ImageScanningConfiguration: properties });
  };

  test('is off by default, since it costs', () => {
    ami(stack);
    scanned(Match.absent());
  });

  test('is asked for by a gate', () => {
    ami(stack, { gate });
    container(stack, { gate });
    Template.fromStack(stack).resourcePropertiesCountIs(PIPELINE, { ImageScanningConfiguration: { ImageScanningEnabled: true } }, 2);
  });

  test.each([true, false])('that nobody can read fails the synthesis with a gate, with buildOnDeploy: %p', (buildOnDeploy) => {
    ami(stack, { gate, buildOnDeploy, imageScanningConfiguration: ImageScanningConfiguration.onDemandAmi() });
    expect(() => (stack.node.root as App).synth()).toThrow(/The gate cannot be evaluated: Image Builder does not list the findings of the on-demand scan of/);
  });

  test('has no findings for macOS, so that a gate fails the synthesis', () => {
    const infrastructureConfiguration = new InfrastructureConfiguration(stack, 'Host', { placement: InstancePlacement.dedicatedHost() });
    ami(stack, { gate, baseImage: BaseImage.macOs15(), infrastructureConfiguration });
    expect(() => (stack.node.root as App).synth()).toThrow(/The gate cannot be evaluated: Image Builder collects the findings of Linux and Windows images only, and 'Stack\/Linux\/Pipeline' builds images for macOS: leave out the gate and its scan\./);
  });

  test('is the one that the user gives', () => {
    ami(stack, { imageScanningConfiguration: ImageScanningConfiguration.disabled() });
    scanned({ ImageScanningEnabled: false });
  });
});

describe('a golden image that no deployment builds', () => {
  test('the function may hold images back, but neither start nor cancel builds', () => {
    const golden = ami(stack, { gate, buildOnDeploy: false });
    expect(golden.execution).toBeUndefined();
    Template.fromStack(stack).resourceCountIs(BUILD, 0);
    const policies = JSON.stringify(Template.fromStack(stack).findResources(POLICY));
    expect(policies).toContain('imagebuilder:UntagResource');
    expect(policies).not.toMatch(/StartImagePipelineExecution|CancelImageCreation/);
    expect(() => (stack.node.root as App).synth()).not.toThrow();
  });

  test('the outputs of a golden image are those of the newest image', () => {
    ami(stack, { buildOnDeploy: false }).addOutputs();
    Template.fromStack(stack).resourceCountIs(STATUS, 1);
    Template.fromStack(stack).hasOutput('LinuxImageState', { Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^LinuxStatus'), 'ImageState'] } });
  });
});

describe('given parts of a golden image', () => {
  test('of its recipe reach the generated recipe', () => {
    const component = Component.fromComponentName(stack, 'Component', 'hardening');
    ami(stack, { components: [{ component }], blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(20) }], description: 'Ours' });
    Template.fromStack(stack).hasResourceProperties('AWS::ImageBuilder::ImageRecipe', { Components: [Match.anyValue()], BlockDeviceMappings: [Match.anyValue()], Description: 'Ours' });
    Template.fromStack(stack).hasResourceProperties(PIPELINE, { Description: 'Ours' });
  });

  test('include a recipe, whose name is that of the images', () => {
    const golden = new GoldenImage(stack, 'Golden', { recipe: new ImageRecipe(stack, 'Recipe', { baseImage, imageRecipeName: 'mine' }) });
    expect(golden.imageName).toBe('mine');
    expect(golden.imageRecipe).toBeDefined();
    expect(golden.containerRecipe).toBeUndefined();
    Template.fromStack(stack).resourceCountIs('AWS::ImageBuilder::ImageRecipe', 1);
    Template.fromStack(stack).hasResourceProperties(BUILD, { LogGroup: { LogGroupName: '/aws/imagebuilder/mine' } });
  });

  test('include infrastructure, log group, workflows, tests, metadata and tags', () => {
    const infrastructureConfiguration = new InfrastructureConfiguration(stack, 'Infrastructure');
    const golden = ami(stack, {
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
    Template.fromStack(stack).hasResourceProperties(PIPELINE, {
      LoggingConfiguration: { ImageLogGroupName: '/aws/imagebuilder/mine' },
      Workflows: [Match.anyValue()],
      ImageTestsConfiguration: { ImageTestsEnabled: false },
      EnhancedImageMetadataEnabled: false,
      ImageTags: { team: 'platform' },
      Status: 'DISABLED',
    });
  });

  test('include the name of its pipeline, which the function may then start', () => {
    ami(stack, { imagePipelineName: 'web-servers' });
    Template.fromStack(stack).hasResourceProperties(PIPELINE, { Name: 'web-servers' });
    expect(JSON.stringify(Template.fromStack(stack).findResources(POLICY))).toContain(':image-pipeline/web-servers"');
  });

  test('of its infrastructure are network and instance types', () => {
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 });
    const golden = ami(stack, { vpc, subnetSelection: { subnetType: ec2.SubnetType.PUBLIC }, instanceTypes: [new ec2.InstanceType('m7i.large')] });
    golden.connections.allowToAnyIpv4(ec2.Port.tcp(443));
    Template.fromStack(stack).hasResourceProperties('AWS::ImageBuilder::InfrastructureConfiguration', {
      InstanceTypes: ['m7i.large'], SubnetId: { Ref: Match.stringLikeRegexp('Public') }, SecurityGroupIds: [Match.anyValue()],
    });
  });

  test('of its build are trigger, failure mode and scan', () => {
    ami(stack, { trigger: 'monday', onFailure: OnFailure.REPORT, waitForScan: true, imageScanningConfiguration: ImageScanningConfiguration.testInstance() });
    Template.fromStack(stack).hasResourceProperties(BUILD, { Trigger: 'monday' });
    Template.fromStack(stack).hasResourceProperties(WAIT, { OnFailure: 'REPORT', WaitForScan: 'true' });
  });

  test('may be granted permissions through it', () => {
    new s3.Bucket(stack, 'Bucket').grantRead(ami(stack));
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', { Roles: [{ Ref: Match.stringLikeRegexp('^LinuxInfrastructureConfigurationRole') }] });
  });

  test('include an imported infrastructure, of which neither connections nor role are known', () => {
    const infrastructureConfiguration = InfrastructureConfiguration.fromInfrastructureConfigurationName(stack, 'Infrastructure', 'other');
    const golden = ami(stack, { infrastructureConfiguration });
    expect(() => golden.connections).toThrow(/use the security groups instead/);
    expect(() => new s3.Bucket(stack, 'Bucket').grantRead(golden)).toThrow(/Stack\/Linux, resource imported without a role/);
  });
});

test('the outputs of a golden image hold ten attributes of its build and the name of the parameter', () => {
  ami(stack).addOutputs();
  expect(Object.keys(Template.fromStack(stack).toJSON().Outputs)).toHaveLength(11);
  Template.fromStack(stack).hasOutput('LinuxImageId', { Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^LinuxExecution'), 'ImageId'] } });
  Template.fromStack(stack).hasOutput('LinuxParameterName', { Value: '/golden-images/golden-linux' });
});

test('the outputs of a golden image are all 28 on request', () => {
  ami(stack).addOutputs({ all: true });
  expect(Object.keys(Template.fromStack(stack).toJSON().Outputs)).toHaveLength(28);
});

test('the outputs of a golden image are only the chosen attributes, with a prefix', () => {
  ami(stack).addOutputs({ prefix: 'Base', only: [ImageStatusAttribute.IMAGE_ID] });
  expect(Object.keys(Template.fromStack(stack).toJSON().Outputs)).toEqual(['BaseImageId']);
});

test('the first gate of a golden image builds it again if the gate adds the scan, and no other gate does', () => {
  const triggerOf = (props: Partial<GoldenImageProps>) => {
    const alone = new Stack(new App(), 'Stack');
    ami(alone, props);
    return Object.values(Template.fromStack(alone).findResources(BUILD)).map(({ Properties }) => Properties.Trigger);
  };
  const scanned = { imageScanningConfiguration: ImageScanningConfiguration.testInstance() };
  const gated = triggerOf({ gate });
  expect(gated).not.toEqual(triggerOf({}));
  expect(gated).toEqual(triggerOf(scanned));
  expect(gated).toEqual(triggerOf({ gate: VulnerabilityGate.atMost({ high: 10 }) }));
});

test('a golden image is the same in two syntheses', () => {
  const synthesize = () => {
    stack = new Stack(new App(), 'Stack');
    new GoldenImage(stack, 'Golden', { baseImage, gate, retention: [LifecyclePolicyDetail.keepLast(3)] }).addOutputs();
    return JSON.stringify(Template.fromStack(stack).toJSON());
  };
  expect(synthesize()).toBe(synthesize());
});

test('a golden image may be built on another one, whose first build comes first', () => {
  const base = ami(stack, { gate });
  const web = ami(stack, { imageName: 'golden-web', baseImage: BaseImage.fromSsmParameterName(base.parameterName) }, 'Web');
  web.node.addDependency(base.execution!);
  Template.fromStack(stack).hasResource('AWS::ImageBuilder::ImageRecipe', {
    Properties: { Name: 'golden-web', ParentImage: 'ssm:/golden-images/golden-linux' },
    DependsOn: Match.arrayWith([Match.stringLikeRegexp('^LinuxExecution')]),
  });
  // The service-linked role could not read it.
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([Match.objectLike({
        Action: 'ssm:GetParameter', Resource: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(':parameter/golden-images/golden-linux$')])] },
      })]),
    },
    Roles: [web.pipeline.executionRole && stack.resolve(web.pipeline.executionRole.roleName)],
  });
});
