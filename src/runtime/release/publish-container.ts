import { ReleaseParameterProperty } from '../../contract/release';
import { Services } from '../services/services';
import { arnParts } from '../values/arn';

/**
 * Writes the address of a released container image into its parameter: by digest, because tags can be moved.
 *
 * @throws CallError if a service rejects a call, or if the image is not in the repository
 */
export async function publishContainer(imageArn: string, parameter: ReleaseParameterProperty, { parameters, repositories }: Services): Promise<void> {
  const { Name, RepositoryUri } = parameter;
  const digest = await repositories.digestOf(RepositoryUri, buildTagOf(imageArn));
  await parameters.putText(Name, `${RepositoryUri}@${digest}`, `${imageArn}, released by cdk-image-builder`);
}

/** The tag that Image Builder gives each build, as `1.0.0-1`. */
function buildTagOf(imageArn: string): string {
  return arnParts(imageArn).version.replace('/', '-');
}
