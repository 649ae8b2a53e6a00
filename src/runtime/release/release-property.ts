import { ReleaseProperty } from '../../contract/release';
import { arnParts } from '../values/arn';
import { asText, JsonObject } from '../values/json';

/**
 * The release settings of an image in the definition of the state machine. Undefined if they are missing or ambiguous: such
 * an image is not released.
 */
export function releasePropertyOf(image: JsonObject, releases: readonly ReleaseProperty[]): ReleaseProperty | undefined {
  const found = releasesOfPipeline(image, releases).filter((release) => release.ImageName === arnParts(asText(image.arn)).name);
  return found.length === 1 ? found[0] : undefined;
}

/**
 * Whether an image has lost its parameter: the stack writes parameters for its pipeline, but now under another name of the images. The
 * parameter of that name is not for this image, and the function may not write the earlier one any more.
 */
export function hasLostParameter(image: JsonObject, releases: readonly ReleaseProperty[]): boolean {
  return releasePropertyOf(image, releases) === undefined && releasesOfPipeline(image, releases).some(({ Parameter }) => Parameter !== undefined);
}

/** Why an image is not released if its stack has given its images another name since the build began. */
export function renamedReason(imageArn: string): string {
  return `Image ${imageArn} is not released: its stack no longer releases images of this name. Build the image again.`;
}

function releasesOfPipeline({ sourcePipelineArn }: JsonObject, releases: readonly ReleaseProperty[]): ReleaseProperty[] {
  const pipelineArn = asText(sourcePipelineArn);
  const pipelineName = pipelineArn === '' ? undefined : arnParts(pipelineArn).name;
  return releases.filter(({ PipelineName }) => PipelineName === pipelineName);
}
