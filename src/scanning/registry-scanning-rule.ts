/**
 * The scanner of a registry.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html
 */
export enum RegistryScanType {
  /** Amazon ECR scans the packages of the operating system. */
  BASIC = 'BASIC',
  /** Amazon Inspector scans the packages of the operating system and of programming languages. You pay for each image. */
  ENHANCED = 'ENHANCED',
}

/**
 * When the images of a registry are scanned. Repositories without a rule are scanned only on request with `BASIC`, and not at all with
 * `ENHANCED`.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html
 */
export enum RegistryScanFrequency {
  /** When an image is pushed. */
  SCAN_ON_PUSH = 'SCAN_ON_PUSH',
  /** When an image is pushed, and again when a new vulnerability becomes known. Enhanced scanning only. */
  CONTINUOUS_SCAN = 'CONTINUOUS_SCAN',
}

/**
 * A set of repositories, and when they are scanned.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_RegistryScanningRule.html
 */
export interface RegistryScanningRule {
  /** When the repositories are scanned. */
  readonly scanFrequency: RegistryScanFrequency;

  /**
   * Names of the repositories, with `*` for any characters: up to 100, each of 1 to 255 lower-case characters. A filter without `*`
   * matches all names that contain it.
   *
   * @default ['*'] - all repositories
   */
  readonly repositoryFilters?: string[];
}
