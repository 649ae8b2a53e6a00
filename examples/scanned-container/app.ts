import { App, Stack } from 'aws-cdk-lib';
import { Repository, TagMutability } from 'aws-cdk-lib/aws-ecr';
import {
  BaseContainerImage, ContainerRecipe, Image, ImageScanningConfiguration, ImageStatus, ManagedComponent, Platform, ScanningRepository,
  VulnerabilityGate,
} from 'cdk-image-builder';

const app = new App();
const stack = new Stack(app, 'ScannedContainer');

const recipe = new ContainerRecipe(stack, 'Recipe', {
  baseImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'),
  components: [{ component: ManagedComponent.python3(stack, 'Python', Platform.LINUX) }],
  targetRepository: new Repository(stack, 'Repository', { imageScanOnPush: true, imageTagMutability: TagMutability.IMMUTABLE }),
});
const image = new Image(stack, 'Image', {
  recipe,
  imageScanningConfiguration: ImageScanningConfiguration.container({
    repository: new ScanningRepository(stack, 'ScanningRepository'),
  }),
});

// An image with a critical finding, or with too many high findings, fails the deployment.
const high = Number(app.node.tryGetContext('high') ?? 10);
new ImageStatus(stack, 'Scanned', {
  image,
  gate: VulnerabilityGate.atMost({ critical: 0, high }),
}).addOutputs();
