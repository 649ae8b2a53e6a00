import { LifecyclePeriod } from './lifecycle-period';

/**
 * What a rule of a lifecycle policy leaves alone. What is left alone does not count as kept.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-rules.html
 */
export interface LifecycleExclusions {
  /**
   * Images with any of these tags, at most 50: tags on the image in Image Builder, not on its AMI or container image.
   *
   * @default - none
   */
  readonly imageTags?: { [key: string]: string };

  /**
   * AMIs that are left alone, although the rule holds for their image.
   *
   * @default - none
   */
  readonly amis?: AmiExclusions;
}

/**
 * Which AMIs a rule of a lifecycle policy leaves alone: those that any of these holds for. Not for container images.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailExclusionRulesAmis.html
 */
export interface AmiExclusions {
  /**
   * AMIs that are public.
   *
   * @default false
   */
  readonly isPublic?: boolean;

  /**
   * AMIs in these Regions.
   *
   * @default - none
   */
  readonly regions?: string[];

  /**
   * AMIs that are shared with any of these accounts, at most 1,536.
   *
   * @default - none
   */
  readonly sharedAccounts?: string[];

  /**
   * AMIs that an instance was launched from within this time: 1 to 365 days, weeks, months or years. EC2 records a launch
   * about a day later. AMIs without a recorded launch are not left alone.
   *
   * @default - none
   */
  readonly lastLaunched?: LifecyclePeriod;

  /**
   * AMIs with any of these tags, at most 50.
   *
   * @default - none
   */
  readonly amiTags?: { [key: string]: string };
}
