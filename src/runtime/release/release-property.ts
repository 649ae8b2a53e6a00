import { ReleaseProperty } from '../../contract/release';
import { asText, JsonObject } from '../values/json';

/** The build version ARN that Image Builder knows: the ARN has the name in lower case, the workflow's variable as given. */
export function normalizedImageArn(arn: string): string {
  const [prefix, name, ...version] = arn.split('/');
  return [prefix, name?.toLowerCase().replace(/[ _]/g, '-'), ...version].join('/');
}

/**
 * The release settings of an image in the definition of the state machine. Undefined if they are missing or ambiguous: such
 * an image is not released.
 */
export function releasePropertyOf(image: JsonObject, releases: readonly ReleaseProperty[]): ReleaseProperty | undefined {
  const name = asText(image.arn).split('/')[1];
  const pipelineArn = asText(image.sourcePipelineArn);
  const pipelineName = pipelineArn === '' ? undefined : pipelineArn.split('/')[1];
  const found = releases.filter((release) => release.ImageName === name && release.PipelineName === pipelineName);
  return found.length === 1 ? found[0] : undefined;
}
