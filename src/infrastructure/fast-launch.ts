import * as ec2 from 'aws-cdk-lib/aws-ec2';

/**
 * Faster launching for a distributed Windows AMI, from snapshots that are prepared by instances, which cost.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/win-ami-config-fast-launch.html
 */
export interface FastLaunch {
  /**
   * Whether faster launching is turned on.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * The id of the account that owns the AMI.
   *
   * @default - the account of the pipeline
   */
  readonly accountId?: string;

  /**
   * The launch template of the instances that prepare snapshots. It needs the tag `CreatedBy` = `EC2 Image Builder`,
   * without which Image Builder may not use it. Do not take one that is distributed to: its versions change with
   * each AMI.
   *
   * @default - EC2 makes one
   */
  readonly launchTemplate?: ec2.ILaunchTemplate;

  /**
   * The version of the launch template. Needs `launchTemplate`.
   *
   * @default - the version that `launchTemplate` states, which is its default one if it states none
   */
  readonly launchTemplateVersion?: string;

  /**
   * How many instances may prepare snapshots at the same time: at least 1.
   *
   * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableFastLaunch.html
   * @default - the default of Amazon EC2
   */
  readonly maxParallelLaunches?: number;

  /**
   * How many prepared snapshots are kept in reserve: 1 to 10,000.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_FastLaunchSnapshotConfiguration.html
   * @default - the default of Amazon EC2
   */
  readonly targetSnapshotCount?: number;
}
