import { WorkflowValue } from './workflow-value';

/**
 * The variables that Image Builder sets for a workflow.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-dynamic-vars.html
 */
export class SystemVariable {
  /** The CloudWatch log group of the build. */
  public static readonly CLOUDWATCH_LOG_GROUP = WorkflowValue.fromSystemVariable('cloudWatchLogGroup');

  /** The CloudWatch log stream of the build. */
  public static readonly CLOUDWATCH_LOG_STREAM = WorkflowValue.fromSystemVariable('cloudWatchLogStream');

  /** Whether enhanced image metadata is collected. */
  public static readonly COLLECT_IMAGE_METADATA = WorkflowValue.fromSystemVariable('collectImageMetadata');

  /** Whether scan findings are collected. */
  public static readonly COLLECT_IMAGE_SCAN_FINDINGS = WorkflowValue.fromSystemVariable('collectImageScanFindings');

  /** The number of the image's build. */
  public static readonly IMAGE_BUILD_NUMBER = WorkflowValue.fromSystemVariable('imageBuildNumber');

  /** The AMI of the base image. */
  public static readonly IMAGE_ID = WorkflowValue.fromSystemVariable('imageId');

  /** The name of the image. */
  public static readonly IMAGE_NAME = WorkflowValue.fromSystemVariable('imageName');

  /** The kind of the image: `AMI` or `DOCKER`. */
  public static readonly IMAGE_TYPE = WorkflowValue.fromSystemVariable('imageType');

  /** The version of the image. */
  public static readonly IMAGE_VERSION_NUMBER = WorkflowValue.fromSystemVariable('imageVersionNumber');

  /** The name of the instance profile. */
  public static readonly INSTANCE_PROFILE_NAME = WorkflowValue.fromSystemVariable('instanceProfileName');

  /** The platform of the image: `Linux`, `Windows` or `MacOS`. */
  public static readonly PLATFORM = WorkflowValue.fromSystemVariable('platform');

  /** Where the logs go in S3. */
  public static readonly S3_LOGS = WorkflowValue.fromSystemVariable('s3Logs');

  /** The security groups of the instance. */
  public static readonly SECURITY_GROUPS = WorkflowValue.fromSystemVariable('securityGroups');

  /** The ARN of the image that the workflow runs for. */
  public static readonly SOURCE_IMAGE_ARN = WorkflowValue.fromSystemVariable('sourceImageARN');

  /** The subnet of the instance. */
  public static readonly SUBNET_ID = WorkflowValue.fromSystemVariable('subnetId');

  /** Whether the instance is terminated when the build fails. */
  public static readonly TERMINATE_INSTANCE_ON_FAILURE = WorkflowValue.fromSystemVariable('terminateInstanceOnFailure');

  /** The stage of the workflow: `Build` or `Test`. */
  public static readonly WORKFLOW_PHASE = WorkflowValue.fromSystemVariable('workflowPhase');

  /** The working directory of the components. */
  public static readonly WORKING_DIRECTORY = WorkflowValue.fromSystemVariable('workingDirectory');

  private constructor() {}
}
