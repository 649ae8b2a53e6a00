import { App, CfnOutput, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { BaseImage, Image, ImagePipeline, ImagePipelineTarget, ImageRecipe, ManagedComponent, Platform } from 'cdk-image-builder';

const app = new App();
const stack = new Stack(app, 'Chained');

// All builds write to our own log group; the library grants this to the roles that need it.
const imageLogGroup = new logs.LogGroup(stack, 'Builds', {
  logGroupName: '/golden/builds',
  retention: logs.RetentionDays.ONE_MONTH,
  removalPolicy: RemovalPolicy.DESTROY,
});

const base = new ImagePipeline(stack, 'Base', {
  recipe: new ImageRecipe(stack, 'BaseRecipe', {
    baseImage: BaseImage.amazonLinux2023(),
    components: [{ component: ManagedComponent.cloudWatchAgent(stack, 'CloudWatchAgent', Platform.LINUX) }],
  }),
  imageLogGroup,
});

// The first base image is built while the stack is deployed. It is deleted with the stack.
const baseImage = new Image(stack, 'BaseImage', { pipeline: base, deleteUnderlyingResources: true });

const application = new ImagePipeline(stack, 'Application', {
  recipe: new ImageRecipe(stack, 'ApplicationRecipe', {
    baseImage: BaseImage.fromImage(Image.fromImageName(stack, 'NewestBase', baseImage.imageName)),
    components: [{ component: ManagedComponent.cloudWatchAgent(stack, 'Agent', Platform.LINUX) }],
  }),
  imageLogGroup,
});

// Each new base image starts a build of the application image. A queue keeps the events that EventBridge cannot deliver.
const undelivered = new sqs.Queue(stack, 'Undelivered', { enforceSSL: true });
Validations.of(undelivered).acknowledge(
  { id: 'AwsSolutions-SQS3', reason: 'It is where events end; nothing reads them from it.' },
  { id: 'Serverless-SQSRedrivePolicy', reason: 'It is where events end; nothing reads them from it.' },
);
base.onImageAvailable('RebuildApplication', { target: new ImagePipelineTarget(application, { deadLetterQueue: undelivered }) });

// EventBridge can publish to an encrypted topic only if it may use the key.
const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
key.grantEncryptDecrypt(new iam.ServicePrincipal('events.amazonaws.com'));
const alarms = new sns.Topic(stack, 'Alarms', { enforceSSL: true, masterKey: key });
for (const pipeline of [base, application]) pipeline.onImageFailed('Failed', { target: new targets.SnsTopic(alarms, { deadLetterQueue: undelivered }) });

const template = new ec2.LaunchTemplate(stack, 'Template', { machineImage: baseImage.toMachineImage(), requireImdsv2: true });

new CfnOutput(stack, 'BaseAmiId', { value: baseImage.imageId });
new CfnOutput(stack, 'LaunchTemplateId', { value: template.launchTemplateId! });
new CfnOutput(stack, 'ApplicationPipelineArn', { value: application.imagePipelineArn });
