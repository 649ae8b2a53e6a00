import { DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { Call, CallError, callErrorOf, ELASTIC_CONTAINER_REGISTRY } from './call-error';
import { CLIENT_OPTIONS } from './client-options';
import { Deadline } from './deadline';

/** `<account>.dkr.ecr.<region>.<domain>/<name>` */
const REPOSITORY_URI = /^(\d{12})\.dkr[.-]ecr[^/]*\/(.+)$/;

/** A container image in a repository. */
export interface PushedImage {
  /** As `sha256:…`. */
  readonly digest: string;
  readonly tags: readonly string[];
}

/** The calls of Elastic Container Registry. */
export class Repositories {
  /** Number of calls that were made. */
  public calls = 0;

  private readonly client = new ECRClient(CLIENT_OPTIONS);

  public constructor(private readonly deadline: Deadline) {}

  public close(): void {
    this.client.destroy();
  }

  /**
   * The image that has a tag.
   *
   * @throws CallError also if no image has the tag
   */
  public async imageOf(repositoryUri: string, imageTag: string): Promise<PushedImage> {
    const call: Call = { service: ELASTIC_CONTAINER_REGISTRY, operation: 'DescribeImages', resource: `${repositoryUri}:${imageTag}` };
    const [, registryId, repositoryName] = REPOSITORY_URI.exec(repositoryUri) ?? [];
    if (repositoryName === undefined) throw new CallError('REFUSED', `'${repositoryUri}' is not the URI of a repository in Elastic Container Registry.`);
    this.calls++;
    try {
      const command = new DescribeImagesCommand({ registryId, repositoryName, imageIds: [{ imageTag }] });
      const { imageDetails = [] } = await this.client.send(command, { abortSignal: this.deadline.signal });
      const [{ imageDigest: digest = '', imageTags: tags = [] } = {}] = imageDetails;
      if (/^sha256:[0-9a-f]{64}$/.test(digest)) return { digest, tags };
    } catch (error) {
      throw callErrorOf(error, call, this.deadline.hasPassed);
    }
    throw new CallError('NOT_FOUND', `The repository ${repositoryUri} has no image with the tag ${imageTag}.`);
  }
}
