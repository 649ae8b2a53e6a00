import { Stack, TimeZone } from 'aws-cdk-lib';
import { BaseImage, ImagePipeline, ImagePipelineSchedule, ImageRecipe, ImageScanningConfiguration, ImageStatus } from 'cdk-image-builder';

/** Scanned and scheduled pipelines as a user of the library writes them, each with its status. */
export function addLibraryPipelines(stack: Stack, count: number): void {
  for (let i = 0; i < count; i++) {
    const recipe = new ImageRecipe(stack, `Recipe${i}`, { baseImage: BaseImage.fromSsmParameterName('/golden/base') });
    const pipeline = new ImagePipeline(stack, `Pipeline${i}`, {
      recipe,
      imageScanningConfiguration: ImageScanningConfiguration.testInstance(),
      schedule: ImagePipelineSchedule.cron({ minute: '0', hour: '3', weekDay: 'sun', timeZone: TimeZone.EUROPE_BERLIN }),
    });
    new ImageStatus(stack, `Status${i}`, { pipeline });
  }
}
