import { aws_ecr } from 'aws-cdk-lib/interfaces';

/**
 * Where the container image of a build goes in one Region.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/cr-upd-container-distribution-settings.html
 */
export interface ContainerDistribution {
  /**
   * The Region that gets the image. Each Region is given once.
   *
   * @default - the Region of the stack
   */
  readonly region?: string;

  /** The repository that gets the image. In another Region, one of this name must exist there. */
  readonly targetRepository: aws_ecr.IRepositoryRef;

  /**
   * Tags of the image in the repository.
   *
   * @default - only the version of the image, which Image Builder sets
   */
  readonly containerTags?: string[];

  /**
   * A description of 1 to 1,024 characters.
   *
   * @default - none
   */
  readonly description?: string;
}
