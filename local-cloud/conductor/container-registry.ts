import { createHash } from 'node:crypto';
import { ImageBuilderEmulator } from '../image-builder';
import { AwsError } from './json-protocol';

interface DescribeRequest {
  readonly registryId: string;
  readonly repositoryName: string;
  readonly imageIds: { readonly imageTag: string }[];
}

/** Elastic Container Registry, with what the builds of Image Builder have pushed. */
export class ContainerRegistry {
  /** The operations by their name in the protocol. */
  public readonly operations = { DescribeImages: (input: DescribeRequest) => this.describe(input) };

  public constructor(private readonly emulator: ImageBuilderEmulator) {}

  /** @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html */
  private describe({ registryId, repositoryName, imageIds }: DescribeRequest): object {
    const imageDetails = imageIds.map(({ imageTag }) => {
      const pushed = this.emulator.distributed.filter((one) => one.kind === 'CONTAINER_IMAGE' && one.accountId === registryId && one.uri.endsWith(`/${repositoryName}:${imageTag}`)).pop();
      if (!pushed) throw new AwsError('ImageNotFoundException', `The image with imageId {imageTag:'${imageTag}'} does not exist in the repository '${repositoryName}'.`);
      return { registryId, repositoryName, imageDigest: digestOf(pushed.imageArn), imageTags: [imageTag] };
    });
    return { imageDetails };
  }
}

/** The digest of the container image that a build has pushed. */
export function digestOf(imageArn: string): string {
  return `sha256:${createHash('sha256').update(imageArn).digest('hex')}`;
}
