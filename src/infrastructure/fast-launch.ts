import * as ec2 from 'aws-cdk-lib/aws-ec2';

/**
 * Fast launch for a distributed Windows AMI: EC2 prepares snapshots ahead of time, on instances that you pay for.
 *
 * Without a `launchTemplate`, EC2 also creates a network, for which the execution role needs the managed policy
 * `EC2FastLaunchFullAccess`. The role that the library creates has it; an `executionRole` that you give must have it, too.
 * Synthesis fails if the AMI is not for Windows.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/win-ami-config-fast-launch.html
 */
export interface FastLaunch {
  /**
   * Whether fast launch is turned on.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * The id of the account that owns the AMI. Image Builder turns on fast launches in the account of the pipeline only: each other
   * account must do that itself for its copy.
   *
   * @default - the account of the pipeline
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/cr-upd-ami-distribution-settings.html
   */
  readonly accountId?: string;

  /**
   * The launch template of the instances that prepare snapshots. Image Builder may use it only if it has the tag
   * `CreatedBy` = `EC2 Image Builder`. Do not use a launch template of the distribution: each AMI adds a version to it.
   *
   * @default - EC2 creates one
   */
  readonly launchTemplate?: ec2.ILaunchTemplate;

  /**
   * The version of the launch template. Needs `launchTemplate`.
   *
   * @default - the version number of `launchTemplate`: the latest version of a launch template of the app, and the default version of an
   * imported one that does not say otherwise
   */
  readonly launchTemplateVersion?: string;

  /**
   * The maximum number of instances that prepare snapshots at the same time: at least 6, which is EC2's rule.
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
