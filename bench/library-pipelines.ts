import { Stack, TimeZone } from 'aws-cdk-lib';
import { COMPONENTS, componentId } from './components';
import {
  BaseImage, Component, ComponentDocument, ExecuteBashStep, ImagePipeline, ImagePipelineSchedule, ImageRecipe, ImageScanningConfiguration,
  ImageStatus, Platform,
} from 'cdk-image-builder';

/** Scanned and scheduled pipelines as a user of the library writes them, each with its components and its status. */
export function addLibraryPipelines(stack: Stack, count: number): void {
  for (let i = 0; i < count; i++) {
    const components = COMPONENTS.map(({ name, commands }) => ({
      component: new Component(stack, componentId(name, i), {
        platform: Platform.LINUX,
        document: ComponentDocument.fromSteps({ buildSteps: [new ExecuteBashStep(name, { commands, failFast: false })] }),
      }),
    }));
    const recipe = new ImageRecipe(stack, `Recipe${i}`, { baseImage: BaseImage.fromSsmParameterName('/imagebuilder/golden/base'), components });
    const pipeline = new ImagePipeline(stack, `Pipeline${i}`, {
      recipe,
      imageScanningConfiguration: ImageScanningConfiguration.testInstance(),
      schedule: ImagePipelineSchedule.cron({ minute: '0', hour: '3', weekDay: 'sun', timeZone: TimeZone.EUROPE_BERLIN }),
    });
    new ImageStatus(stack, `Status${i}`, { pipeline });
  }
}
