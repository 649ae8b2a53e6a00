/**
 * What scans the images of a registry.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html
 */
export enum RegistryScanType {
  /** Amazon ECR itself scans the operating system's packages. */
  BASIC = 'BASIC',
  /** Amazon Inspector scans the operating system's and the programming languages' packages. It is billed by the image. */
  ENHANCED = 'ENHANCED',
}

/**
 * When the images of a registry are scanned. Repositories that no rule names are scanned when someone asks for it.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_RegistryScanningRule.html
 */
export enum RegistryScanFrequency {
  /** When an image is pushed. */
  SCAN_ON_PUSH = 'SCAN_ON_PUSH',
  /** When an image is pushed, and again when a new vulnerability becomes known. Enhanced scanning only. */
  CONTINUOUS_SCAN = 'CONTINUOUS_SCAN',
}

/**
 * Which repositories are scanned when.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_RegistryScanningRule.html
 */
export interface RegistryScanningRule {
  /** When they are scanned. */
  readonly scanFrequency: RegistryScanFrequency;

  /**
   * Names of the repositories, with `*` for any characters: up to 100, each of 1 to 255 lower-case characters.
   *
   * @default ['*'] - all repositories
   */
  readonly repositoryFilters?: string[];
}
