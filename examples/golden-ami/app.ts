import { App, CfnOutput, Stack, TimeZone } from 'aws-cdk-lib';
import {
  BaseImage, Component, ComponentDocument, Image, ImagePipeline, ImagePipelineSchedule, ImageRecipe, ImageScanningConfiguration, ImageStatus,
  Platform,
} from 'cdk-image-builder';

const app = new App();
const stack = new Stack(app, 'GoldenAmi');

const hardening = new Component(stack, 'Hardening', {
  platform: Platform.LINUX,
  document: ComponentDocument.fromObject({
    schemaVersion: '1.0',
    phases: [{
      name: 'build',
      steps: [{ name: 'Update', action: 'ExecuteBash', inputs: { commands: ['dnf upgrade --releasever=latest --assumeyes'] } }],
    }],
  }),
});
const recipe = new ImageRecipe(stack, 'Recipe', {
  baseImage: BaseImage.amazonLinux2023(),
  components: [{ component: hardening }],
});

// Built and scanned now, while the stack is deployed.
const image = new Image(stack, 'Image', {
  recipe,
  imageScanningConfiguration: ImageScanningConfiguration.testInstance(),
});
new ImageStatus(stack, 'Golden', { image }).addOutputs();
new CfnOutput(stack, 'AmiId', { value: image.imageId });

// And built every Sunday night, if the base image or a managed component has a newer version.
new ImagePipeline(stack, 'Pipeline', {
  recipe,
  infrastructureConfiguration: image.infrastructureConfiguration,
  imageScanningConfiguration: ImageScanningConfiguration.testInstance(),
  schedule: ImagePipelineSchedule.cron({ minute: '0', hour: '3', weekDay: 'SUN', timeZone: TimeZone.EUROPE_BERLIN }),
});
