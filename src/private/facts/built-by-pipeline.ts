import { Token } from 'aws-cdk-lib';
import { CfnImage, CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import { referencedResource } from './resource-of';

/** Whether a pipeline builds the image, rather than the image's own recipe. */
export function isBuiltByPipeline(image: CfnImage): boolean {
  return image.imagePipelineExecutionSettings !== undefined;
}

/** The pipeline that builds the image; undefined if none does, or if it is not in the app. */
export function pipelineOfImage(image: CfnImage): CfnImagePipeline | undefined {
  const settings = image.imagePipelineExecutionSettings;
  if (settings === undefined || Token.isUnresolved(settings) || !('deploymentId' in settings)) return undefined;
  return referencedResource(settings.deploymentId, CfnImagePipeline);
}
