import * as ec2 from 'aws-cdk-lib/aws-ec2';

/**
 * A launch template that gets a new version with each distributed AMI.
 *
 * For a template in another account, the role EC2ImageBuilderDistributionCrossAccountRole of that account must be allowed
 * `ec2:CreateLaunchTemplateVersion`, `ec2:ModifyLaunchTemplate`, `ec2:DescribeLaunchTemplates` and, on launch templates,
 * `ec2:CreateTags`. The new version names the AMI of the account that builds, even if the other account has a copy, so share
 * the AMI with a `launchPermission`, too.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/dist-using-launch-template.html
 */
export interface AmiLaunchTemplate {
  /** The launch template that gets the new version. Import it by its id: synthesis fails for a template imported by name. */
  readonly launchTemplate: ec2.ILaunchTemplate;

  /**
   * The id of the account that the launch template belongs to.
   *
   * @default - the account of the pipeline
   */
  readonly accountId?: string;

  /**
   * Whether the new version becomes the default version of the launch template.
   *
   * @default true
   */
  readonly setDefaultVersion?: boolean;
}
