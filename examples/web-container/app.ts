import * as path from 'node:path';
import { App, CfnOutput, Stack, Tags } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import {
  BaseContainerImage, Component, ComponentDocument, ContainerRecipe, DistributionConfiguration, DockerfileTemplate, ExecuteBashStep, ImagePipeline,
  ImageScanningConfiguration, LifecyclePolicy, LifecyclePolicyDetail, Platform, RegistryScanning, ScanningRepository,
} from 'cdk-image-builder';

const app = new App();
const stack = new Stack(app, 'WebContainer');

const repository = new Repository(stack, 'Repository', { imageScanOnPush: true });
const recipe = new ContainerRecipe(stack, 'Recipe', {
  baseImage: BaseContainerImage.fromEcrPublic('amazonlinux', 'amazonlinux', '2023'),
  platformOverride: Platform.LINUX,
  dockerfile: DockerfileTemplate.fromFile(path.join(__dirname, 'Dockerfile')),
  components: [{
    component: new Component(stack, 'WebServer', {
      platform: Platform.LINUX,
      document: ComponentDocument.fromSteps({ buildSteps: [new ExecuteBashStep('Install', { commands: ['dnf install --assumeyes nginx'] })] }),
    }),
  }],
  targetRepository: repository,
});

// Amazon Inspector scans every image that is pushed to the scanning repositories of Image Builder. This setting applies
// to the whole registry: keep it in one stack of the account and Region.
new RegistryScanning(stack, 'RegistryScanning');
const pipeline = new ImagePipeline(stack, 'Pipeline', {
  recipe,
  imageScanningConfiguration: ImageScanningConfiguration.container({ repository: new ScanningRepository(stack, 'ScanningRepository') }),
  distributionConfiguration: new DistributionConfiguration(stack, 'Distribution', {
    containerDistributions: [{ targetRepository: repository, containerTags: ['latest'] }],
  }),
});

// Image Builder deletes old images from repositories with this tag only.
Tags.of(repository).add('LifecycleExecutionAccess', 'EC2 Image Builder');
new LifecyclePolicy(stack, 'Lifecycle', { recipes: [recipe], details: [LifecyclePolicyDetail.keepLast(10)] });
new CfnOutput(stack, 'PipelineArn', { value: pipeline.imagePipelineArn });
