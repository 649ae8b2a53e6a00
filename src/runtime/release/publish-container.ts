import { checkIsRunning } from './running-image';
import { ReleaseParameterProperty } from '../../contract/release';
import { CallError } from '../services/call-error';
import { Repositories } from '../services/repositories';
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
  const digest = await digestOf(imageArn, RepositoryUri, repositories);
  const description = `${imageArn}, released by cdk-image-builder`;
  await parameters.putText(Name, `${RepositoryUri}@${digest}`, description, async () => void await checkIsRunning(images, imageArn));
}

/**
 * Image Builder pushes each build with two tags, such as `1.0.0-1` and `golden-1.0.0-1`. The short one may be that of an image
 * of another pipeline that pushes to the same repository.
 */
async function digestOf(imageArn: string, repositoryUri: string, repositories: Repositories): Promise<string> {
  const { name, version } = arnParts(imageArn);
  const shortTag = version.replace('/', '-');
  const longTag = `${name}-${shortTag}`;
  try {
    return (await repositories.imageOf(repositoryUri, longTag)).digest;
  } catch (error) {
    if (!(error instanceof CallError) || !['NOT_FOUND', 'REFUSED'].includes(error.kind)) throw error;
    // How a name with upper case is written in the tag is not recorded; the ARN has it in lower case.
    const { digest, tags } = await repositories.imageOf(repositoryUri, shortTag);
    if (tags.some((tag) => tag.toLowerCase() === longTag)) return digest;
    throw error;
  }
}
