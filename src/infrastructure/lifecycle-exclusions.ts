import { LifecyclePeriod } from './lifecycle-period';

/**
 * Images and AMIs that a rule of a lifecycle policy leaves alone. If a rule keeps the newest images, an excluded image
 * among them counts, too.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/lifecycle-policy-execution.html
 */
export interface LifecycleExclusions {
  /**
   * Images with any of these tags, at most 50: tags on the image in Image Builder, not on its AMI or container image. They do
   * not keep an image whose build failed from being deleted.
   *
   * @default - none
   */
  readonly imageTags?: { [key: string]: string };

  /**
   * AMIs that are left alone even if the rule applies to their image. A rule that deletes still deletes the image in Image
   * Builder, so no policy applies to such an AMI later: to keep both, use `imageTags`.
   *
   * @default - none
   */
  readonly amis?: AmiExclusions;
}

/**
 * AMIs that a rule of a lifecycle policy leaves alone. An AMI is left alone if it matches any of these. Not for container
 * images.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailExclusionRulesAmis.html
 */
export interface AmiExclusions {
  /**
   * Whether public AMIs are left alone.
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
   * AMIs launched within this period: 1 to 365 days, weeks, months or years. EC2 records a launch about a day later.
   * AMIs without a recorded launch are not left alone.
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
