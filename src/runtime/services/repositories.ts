import { DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { CallError, ELASTIC_CONTAINER_REGISTRY } from './call-error';
import { CLIENT_OPTIONS } from './client-options';
import { Deadline } from './deadline';
import { ServiceClient } from './service-client';

/** `<account>.dkr.ecr.<region>.<domain>/<name>` */
const REPOSITORY_URI = /^(\d{12})\.dkr[.-]ecr[^/]*\/(.+)$/;

/** A container image in a repository. */
export interface PushedImage {
  /** As `sha256:…`. */
  readonly digest: string;
  readonly tags: readonly string[];
}

/** The calls of Elastic Container Registry. */
export class Repositories extends ServiceClient<ECRClient> {
  public constructor(deadline: Deadline) {
    super(new ECRClient(CLIENT_OPTIONS), ELASTIC_CONTAINER_REGISTRY, deadline);
  }

  /**
   * The image that has a tag.
   *
   * @throws CallError also if no image has the tag
   */
  public async imageOf(repositoryUri: string, imageTag: string): Promise<PushedImage> {
    const [, registryId, repositoryName] = REPOSITORY_URI.exec(repositoryUri) ?? [];
    if (repositoryName === undefined) throw new CallError('REFUSED', `'${repositoryUri}' is not the URI of a repository in Elastic Container Registry.`);
    const command = new DescribeImagesCommand({ registryId, repositoryName, imageIds: [{ imageTag }] });
    const image = await this.call('DescribeImages', `${repositoryUri}:${imageTag}`, async (options) => {
      const { imageDetails = [] } = await this.client.send(command, options);
      const [{ imageDigest: digest = '', imageTags: tags = [] } = {}] = imageDetails;
      return { digest, tags };
    });
    if (/^sha256:[0-9a-f]{64}$/.test(image.digest)) return image;
    throw new CallError('NOT_FOUND', `The repository ${repositoryUri} has no image with the tag ${imageTag}.`);
  }
}
