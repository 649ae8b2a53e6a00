import { App, Stack } from 'aws-cdk-lib';
import { InterfaceVpcEndpointAwsService, SubnetType, Vpc, GatewayVpcEndpointAwsService } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { BaseImage, Image, ImageRecipe, ImageScanningConfiguration, ImageStatus, StatusProvider, VulnerabilityGate } from 'cdk-image-builder';

const app = new App();
const stack = new Stack(app, 'Compliance');

// The function that reads statuses runs in subnets without a way to the internet, so it reaches AWS through endpoints.
const vpc = new Vpc(stack, 'Vpc', {
  natGateways: 0,
  subnetConfiguration: [{ name: 'Isolated', subnetType: SubnetType.PRIVATE_ISOLATED }],
  gatewayEndpoints: { S3: { service: GatewayVpcEndpointAwsService.S3 } },
});
vpc.addInterfaceEndpoint('ImageBuilder', { service: InterfaceVpcEndpointAwsService.IMAGE_BUILDER });
const encryptionKey = new Key(stack, 'Key', { enableKeyRotation: true });
StatusProvider.configure(stack, {
  vpc,
  vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
  encryptionKey,
  reservedConcurrentExecutions: 5,
  deadLetterQueue: new Queue(stack, 'DeadLetters', { encryptionMasterKey: encryptionKey, enforceSSL: true }),
  logRetention: RetentionDays.ONE_YEAR,
});

const image = new Image(stack, 'Image', {
  recipe: new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.amazonLinux2023() }),
  imageScanningConfiguration: ImageScanningConfiguration.testInstance(),
});
new ImageStatus(stack, 'Golden', { image, gate: VulnerabilityGate.atMost({ critical: 0 }) }).addOutputs();
