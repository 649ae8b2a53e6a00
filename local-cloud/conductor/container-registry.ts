import { createHash } from 'node:crypto';
import { ImageBuilderEmulator } from '../image-builder';
import { AwsError } from './json-protocol';

interface DescribeRequest {
  readonly registryId: string;
  readonly repositoryName: string;
  readonly imageIds: { readonly imageTag: string }[];
}

/** Elastic Container Registry in a Region, with what the builds of Image Builder have pushed. */
export class ContainerRegistry {
  /** The operations by their name in the protocol. */
  public readonly operations = { DescribeImages: (input: DescribeRequest) => this.describe(input) };

  public constructor(private readonly emulator: ImageBuilderEmulator, private readonly region: string) {}

  /**
   * A tag that was pushed again belongs to the newer image.
   *
   * @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html
   */
  private describe({ registryId, repositoryName, imageIds }: DescribeRequest): object {
    const owners = this.ownersOfTags(registryId, repositoryName);
    const imageDetails = imageIds.map(({ imageTag }) => {
      const imageArn = owners.get(imageTag);
      if (imageArn === undefined) throw new AwsError('ImageNotFoundException', `The image with imageId {imageTag:'${imageTag}'} does not exist in the repository '${repositoryName}'.`);
      const imageTags = [...owners.keys()].filter((tag) => owners.get(tag) === imageArn);
      return { registryId, repositoryName, imageDigest: digestOf(imageArn), imageTags };
    });
    return { imageDetails };
  }

  private ownersOfTags(registryId: string, repositoryName: string): Map<string, string> {
    const owners = new Map<string, string>();
    for (const one of this.emulator.distributed) {
      if (one.kind !== 'CONTAINER_IMAGE' || one.region !== this.region || one.accountId !== registryId) continue;
      const [, name, tag] = /^[^/]+\/(.+):([^:]+)$/.exec(one.uri)!;
      if (name === repositoryName) owners.set(tag, one.imageArn);
    }
    return owners;
  }
}

/** The digest of the container image that a build has pushed. */
export function digestOf(imageArn: string): string {
  return `sha256:${createHash('sha256').update(imageArn).digest('hex')}`;
}
