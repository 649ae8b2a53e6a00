import { checkIsRunning } from './running-image';
import { ReleaseParameterProperty } from '../../contract/release';
import { Services } from '../services/services';
import { arnParts } from '../values/arn';

/**
 * Writes the address of a released container image into its parameter: by digest, because tags can be moved.
 *
 * @throws CallError if a service rejects a call, if the image is not in the repository, or if its build has ended
 */
export async function publishContainer(imageArn: string, parameter: ReleaseParameterProperty, services: Services): Promise<void> {
  const { Name, RepositoryUri } = parameter;
  const { images, parameters, repositories } = services;
  const digest = await repositories.digestOf(RepositoryUri, buildTagOf(imageArn));
  const description = `${imageArn}, released by cdk-image-builder`;
  await parameters.putText(Name, `${RepositoryUri}@${digest}`, description, async () => void await checkIsRunning(images, imageArn));
}

/** The tag that Image Builder gives each build, as `1.0.0-1`. */
function buildTagOf(imageArn: string): string {
  return arnParts(imageArn).version.replace('/', '-');
}
