import { App, Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks, HIPAASecurityChecks, NagPack, NIST80053R5Checks, PCIDSS321Checks, ServerlessChecks } from 'cdk-nag';
import {
  BaseContainerImage, BaseImage, ContainerRecipe, GoldenImage, Image, ImagePipeline, ImageRecipe, ImageScanningConfiguration, ImageStatus,
  BuildDashboard, LifecyclePolicyDetail, MonitoringFunctionOptions, PipelineMonitor, ScanningRepository, ImageBuilderProvider, VulnerabilityGate,
} from '../src';

/** Creates each construct of the library, with default settings. */
function everything(stack: Stack): void {
  const recipe = new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.fromSsmParameterName('/imagebuilder/base') });
  const pipeline = new ImagePipeline(stack, 'Pipeline', { recipe, imageScanningConfiguration: ImageScanningConfiguration.testInstance() });
  new ImageStatus(stack, 'Status', { pipeline }).addOutputs();
  pipeline.start('Start', { timeout: Duration.hours(2), gate: VulnerabilityGate.atMost({ critical: 0 }) });
  ImagePipeline.fromImagePipelineName(stack, 'Started', 'started').start('Start');
  new ImageStatus(stack, 'OfImport', { pipeline: ImagePipeline.fromImagePipelineName(stack, 'Import', 'other') });
  const repository = ecr.Repository.fromRepositoryName(stack, 'Target', 'target');
  const container = new ContainerRecipe(stack, 'ContainerRecipe', {
    baseImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'), targetRepository: repository,
  });
  new Image(stack, 'Image', {
    recipe: container,
    imageScanningConfiguration: ImageScanningConfiguration.container({ repository: new ScanningRepository(stack, 'Scans') }),
  }).status('Gate', { gate: VulnerabilityGate.atMost({ critical: 0 }) });
}

/** Golden images with all their parts, of which one keeps its logs as the user wants. */
function goldenImages(stack: Stack, logGroup?: logs.ILogGroup): void {
  const gate = VulnerabilityGate.atMost({ critical: 0 });
  const retention = [LifecyclePolicyDetail.keepLast(3)];
  const baseImage = BaseImage.amazonLinux2023();
  new GoldenImage(stack, 'Golden', { baseImage, logGroup, retention });
  const gated = new GoldenImage(stack, 'Gated', { baseImage, logGroup, retention, gate, amiDistributions: [{ region: 'us-east-1' }] });
  gated.onImageRefused('Refused', { target: new targets.SnsTopic(sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:123456789012:topic')) });
}

function monitor(stack: Stack, options: MonitoringFunctionOptions = {}): void {
  const recipe = new ImageRecipe(stack, 'WatchedRecipe', { baseImage: BaseImage.amazonLinux2023() });
  const one = new PipelineMonitor(stack, 'Monitor', {
    ...options, pipelines: [new ImagePipeline(stack, 'Watched', { recipe })], topics: [sns.Topic.fromTopicArn(stack, 'WatchedTopic', 'arn:aws:sns:eu-west-1:123456789012:topic')],
  });
  one.alarmOnFailures().forEach((alarm) => alarm.addAlarmAction({ bind: () => ({ alarmActionArn: 'arn:aws:sns:eu-west-1:123456789012:topic' }) }));
}

/** Sets the options that a library cannot choose for its user. */
function configure(stack: Stack): void {
  const options = {
    vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a'], privateSubnetIds: ['subnet-1'] }),
    securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')],
    encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:123456789012:key/1'),
    reservedConcurrentExecutions: 5,
    logRetention: logs.RetentionDays.ONE_YEAR,
  };
  ImageBuilderProvider.configure(stack, { ...options, deadLetterQueue: sqs.Queue.fromQueueArn(stack, 'Queue', 'arn:aws:sqs:eu-west-1:123456789012:queue') });
  monitor(stack, options);
  new BuildDashboard(stack, 'Builds', { ...options, pipelines: [ImagePipeline.fromImagePipelineName(stack, 'Shown', 'shown')] });
}

function findings(pack: new () => NagPack, prepare: (stack: Stack) => void): string[] {
  const app = new App();
  prepare(new Stack(app, 'Golden'));
  return new pack().validateScope(app).violations
    .flatMap(({ ruleName, violatingResources }) => violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`));
}

describe('with default settings', () => {
  const all = (stack: Stack) => {
    everything(stack);
    goldenImages(stack);
    new BuildDashboard(stack, 'Builds', { pipelines: [ImagePipeline.fromImagePipelineName(stack, 'Shown', 'shown')] });
    monitor(stack);
  };
  test.each([[AwsSolutionsChecks], [ServerlessChecks]])('%p finds nothing', (pack) => expect(findings(pack, all)).toEqual([]));
});

describe('with a configured provider', () => {
  const all = (stack: Stack) => {
    everything(stack);
    goldenImages(stack, logs.LogGroup.fromLogGroupName(stack, 'Logs', '/aws/imagebuilder/encrypted'));
    configure(stack);
  };
  test.each([[AwsSolutionsChecks], [ServerlessChecks], [NIST80053R5Checks], [HIPAASecurityChecks], [PCIDSS321Checks]])(
    '%p finds nothing', (pack) => expect(findings(pack, all)).toEqual([]),
  );
});

test('the packs do look: a function that is not configured is found by them', () => {
  expect(findings(NIST80053R5Checks, everything)).toContainEqual(expect.stringContaining('LambdaInsideVPC'));
});

test('what is acknowledged is a single finding, never a whole rule, but for rules that have no findings within them', () => {
  const app = new App();
  const stack = new Stack(app, 'Golden');
  everything(stack);
  goldenImages(stack);
  monitor(stack);
  const acknowledged = stack.node.findAll().flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === 'aws:cdk:acknowledged-rules').flatMap(({ data }) => Object.entries(data as Record<string, string>));
  expect(acknowledged.length).toBeGreaterThan(0);
  for (const [id, reason] of acknowledged) {
    if (!/(LambdaDLQ|EventBusDLQ|SQS3|SQSRedrivePolicy|MappingDestination)$/.test(id)) expect(id).toMatch(/\[.+\]$/);
    expect(reason).toMatch(/^[A-Z].{20,}/);
  }
});
