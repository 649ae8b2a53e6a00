import { aws_ecr } from 'aws-cdk-lib/interfaces';

/**
 * How the container image of a build is distributed in one Region.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/cr-upd-container-distribution-settings.html
 */
export interface ContainerDistribution {
  /**
   * The Region that gets the image. Give each Region only once.
   *
   * @default - the Region of the stack
   */
  readonly region?: string;

  /**
   * The repository that gets the image, in the account of the stack. In another Region, a repository of the same name must exist.
   * Synthesis fails if it is in neither the Region of the stack nor `region`.
   */
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
