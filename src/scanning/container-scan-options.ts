import { IRepository } from 'aws-cdk-lib/aws-ecr';

/**
 * Options of a scan of container images.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_EcrConfiguration.html
 */
export interface ContainerScanOptions {
  /**
   * The repository to which the build instance pushes the copy that Amazon Inspector scans.
   * It must be in the account and Region of the build. `ScanningRepository` creates a suitable one. Synthesis fails if this is the
   * repository of released images, of this build or another one of the app, and a gate or an approval holds back either.
   *
   * @default - Image Builder creates the repository `image-builder-image-scanning-repository`
   */
  readonly repository?: IRepository;

  /**
   * Tags of the scanned copy: each has 1 to 300 letters, digits, `_`, `.` and `-`, and starts with neither `.` nor `-`.
   *
   * @default - only the tags that Image Builder adds
   */
  readonly containerTags?: string[];
}
