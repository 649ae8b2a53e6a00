import * as ec2 from 'aws-cdk-lib/aws-ec2';

/**
 * A launch template that gets a new version with each distributed AMI.
 *
 * In another account, its role EC2ImageBuilderDistributionCrossAccountRole must be allowed to change the template,
 * for which the template has the tag `CreatedBy` = `EC2 Image Builder`.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/dist-using-launch-template.html
 */
export interface AmiLaunchTemplate {
  /** The launch template that gets the new version. Synthesis fails if its id is not known: import it by its id, not by its name. */
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
