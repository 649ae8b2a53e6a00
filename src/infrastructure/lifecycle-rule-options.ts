import { LifecycleExclusions } from './lifecycle-exclusions';

/**
 * Options of a rule that deprecates or disables images.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailActionIncludeResources.html
 */
export interface LifecycleStateOptions {
  /**
   * Whether the AMIs of the images are deprecated or disabled too.
   *
   * @default true
   */
  readonly includeAmis?: boolean;

  /**
   * Images and AMIs that the rule leaves alone.
   *
   * @default - none
   */
  readonly exclusions?: LifecycleExclusions;
}

/**
 * Options of a rule that deletes images. Synthesis fails if an option is for the other kind of image.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailActionIncludeResources.html
 */
export interface LifecycleDeletionOptions {
  /**
   * Whether the AMIs of the images are deregistered too, in all accounts and Regions. Only for images with AMIs.
   *
   * @default - true for images with AMIs
   */
  readonly includeAmis?: boolean;

  /**
   * Whether the snapshots of the AMIs are deleted too. Needs `includeAmis`.
   *
   * @default - the same as `includeAmis`
   */
  readonly includeSnapshots?: boolean;

  /**
   * Whether the container images are deleted from their repositories too. Only for container images.
   *
   * The repositories need the tag `LifecycleExecutionAccess` = `EC2 Image Builder`.
   *
   * @default - true for container images
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html
   */
  readonly includeContainers?: boolean;

  /**
   * Images and AMIs that the rule leaves alone.
   *
   * @default - none
   */
  readonly exclusions?: LifecycleExclusions;
}

/**
 * Options of a rule that deletes images by their age.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailFilter.html
 */
export interface LifecycleAgeDeletionOptions extends LifecycleDeletionOptions {
  /**
   * The number of images of each recipe version to keep regardless of age: 1 to 10. Versions that are no longer built keep
   * their images too, so leave it out for a recipe that changes often.
   *
   * @default - none are kept: if builds stop, even the last image is deleted
   */
  readonly retainAtLeast?: number;
}
