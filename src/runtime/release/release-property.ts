import { ReleaseProperty } from '../../contract/release';
import { arnParts } from '../values/arn';
import { asText, JsonObject } from '../values/json';

/**
 * The release settings of an image in the definition of the state machine. Undefined if they are missing or ambiguous: such
 * an image is not released.
 */
export function releasePropertyOf(image: JsonObject, releases: readonly ReleaseProperty[]): ReleaseProperty | undefined {
  const name = arnParts(asText(image.arn)).name;
  const pipelineArn = asText(image.sourcePipelineArn);
  const pipelineName = pipelineArn === '' ? undefined : arnParts(pipelineArn).name;
  const found = releases.filter((release) => release.ImageName === name && release.PipelineName === pipelineName);
  return found.length === 1 ? found[0] : undefined;
}
