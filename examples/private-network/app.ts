import { App, CfnOutput, Stack, Validations } from 'aws-cdk-lib';
import { FlowLogDestination, InstanceType, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  BaseImage, ImageBuilderEndpoints, ImagePipeline, ImageRecipe, InfrastructureConfiguration, ManagedComponent, Platform,
} from 'cdk-image-builder';

const app = new App();
const stack = new Stack(app, 'PrivateNetwork');

// A network without internet access.
const vpc = new Vpc(stack, 'Vpc', {
  maxAzs: 2,
  natGateways: 0,
  subnetConfiguration: [{ name: 'Builds', subnetType: SubnetType.PRIVATE_ISOLATED }],
  flowLogs: { All: { destination: FlowLogDestination.toCloudWatchLogs() } },
});
const logs = new Bucket(stack, 'Logs', { enforceSSL: true, blockPublicAccess: BlockPublicAccess.BLOCK_ALL });
Validations.of(logs).acknowledge({ id: 'AwsSolutions-S1', reason: 'It holds logs itself.' });

const infrastructure = new InfrastructureConfiguration(stack, 'Infrastructure', {
  vpc,
  subnetSelection: { subnetType: SubnetType.PRIVATE_ISOLATED },
  instanceTypes: [new InstanceType('m7i.large'), new InstanceType('m6i.large')],
  logging: { bucket: logs },
  // The library extends the key policy so that the service may use the key of the topic.
  notificationTopic: new Topic(stack, 'Builds', { masterKey: new Key(stack, 'Key', { enableKeyRotation: true }), enforceSSL: true }),
  resourceTags: { Purpose: 'image-build' },
});
// Systems Manager, Image Builder, CloudWatch Logs and S3, which every build needs.
new ImageBuilderEndpoints(stack, 'Endpoints', { vpc, builders: [infrastructure] });

const pipeline = new ImagePipeline(stack, 'Pipeline', {
  recipe: new ImageRecipe(stack, 'Recipe', {
    baseImage: BaseImage.amazonLinux2023(),
    components: [{ component: ManagedComponent.python3(stack, 'Python', Platform.LINUX) }],
  }),
  infrastructureConfiguration: infrastructure,
});
new CfnOutput(stack, 'PipelineArn', { value: pipeline.imagePipelineArn });
