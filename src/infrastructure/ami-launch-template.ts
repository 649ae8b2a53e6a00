import * as ec2 from 'aws-cdk-lib/aws-ec2';

/**
 * A launch template that gets a new version with each distributed AMI.
 *
 * For a template in another account, the role EC2ImageBuilderDistributionCrossAccountRole of that account must be allowed
 * to change it. The managed policy of that role requires the tag `CreatedBy` = `EC2 Image Builder` on the template.
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
