import { IRepository } from 'aws-cdk-lib/aws-ecr';

/**
 * How container images are scanned.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_EcrConfiguration.html
 */
export interface ContainerScanOptions {
  /**
   * The repository to which the build instance pushes the copy that Amazon Inspector scans.
   * It must be in the account and Region of the build. A `ScanningRepository` has all that it needs.
   *
   * @default - Image Builder creates the repository `image-builder-image-scanning-repository`
   */
  readonly repository?: IRepository;

  /**
   * Tags of the scanned copy: each has 1 to 300 letters, digits, `_`, `.` and `-`, and starts with none of the last two.
   *
   * @default - none but those that Image Builder gives
   */
  readonly containerTags?: string[];
}
