import { App, Stack, Validations } from 'aws-cdk-lib';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  BaseImage, Image, ImageRecipe, ImageScanningConfiguration, ImageStatus, ImageBuilderProvider, ManagedComponent, Platform, VulnerabilityGate,
} from 'cdk-image-builder';

const app = new App();
const stack = new Stack(app, 'Compliance');

// The organization's VPC. The function that reads statuses must reach Image Builder there and, for its responses, S3.
const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
  vpcId: 'vpc-0a1b2c3d4e5f60718',
  availabilityZones: ['us-east-1a', 'us-east-1b'],
  isolatedSubnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-0b1c2d3e4f5061728'],
  isolatedSubnetRouteTableIds: ['rtb-0a1b2c3d4e5f60718', 'rtb-0b1c2d3e4f5061728'],
});
const encryptionKey = new Key(stack, 'Key', { enableKeyRotation: true });
const deadLetterQueue = new Queue(stack, 'DeadLetters', { encryptionMasterKey: encryptionKey, enforceSSL: true });
Validations.of(deadLetterQueue).acknowledge({ id: 'Serverless-SQSRedrivePolicy', reason: 'It is where messages end; nothing reads them from it.' });
ImageBuilderProvider.configure(stack, {
  vpc,
  vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
  encryptionKey,
  reservedConcurrentExecutions: 5,
  deadLetterQueue,
  logRetention: RetentionDays.ONE_YEAR,
});

const image = new Image(stack, 'Image', {
  recipe: new ImageRecipe(stack, 'Recipe', {
    baseImage: BaseImage.amazonLinux2023(),
    components: [{ component: ManagedComponent.stigBuild(stack, 'Stig', Platform.LINUX) }],
  }),
  imageScanningConfiguration: ImageScanningConfiguration.testInstance(),
});
new ImageStatus(stack, 'Golden', { image, gate: VulnerabilityGate.atMost({ critical: 0 }) }).addOutputs();
