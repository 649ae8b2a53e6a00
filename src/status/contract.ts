/**
 * The wire contract between the constructs and the function that serves them:
 * what a template says, and what comes back as attributes. It imports nothing.
 */

/** CloudFormation type of a resource that reads a status and answers at once. */
export const IMAGE_STATUS_RESOURCE_TYPE = 'Custom::ImageBuilderImageStatus';

/** The attributes of each status, in the order in which outputs are added. An unknown value is an empty string. */
export const STATUS_ATTRIBUTES = [
  'ImageBuildVersionArn',
  'ImageState',
  'ImageStateReason',
  'ImageId',
  'ImageUri',
  'ScanState',
  'ScanStateReason',
  'WorkflowStatus',
  'BuildWorkflowStatus',
  'TestWorkflowStatus',
  'DistributionWorkflowStatus',
  'TotalStepCount',
  'TotalStepsSucceeded',
  'TotalStepsFailed',
  'TotalStepsSkipped',
  'FailedStep',
  'FailedStepMessage',
  'FindingsAll',
  'FindingsCritical',
  'FindingsHigh',
  'FindingsMedium',
  'GateStatus',
  'GateReason',
  'StartTime',
  'EndTime',
  'DurationSeconds',
  'ConsoleUrl',
] as const;

export type StatusAttribute = typeof STATUS_ATTRIBUTES[number];
export type StatusAttributes = Record<StatusAttribute, string>;

export type GateStatus = 'PASSED' | 'FAILED' | 'NOT_EVALUATED';

/** Does a failed build or a refused image fail the deployment? */
export type OnFailureProperty = 'FAIL_DEPLOYMENT' | 'REPORT';

/** A vulnerability that does not count. CloudFormation turns every scalar into a string. */
export interface GateExceptionProperty {
  readonly VulnerabilityId: string;
  readonly Reason: string;
  /** ISO 8601 instant from which the exception no longer holds. */
  readonly Expires?: string;
}

/** The most findings an image may have. CloudFormation turns every scalar into a string. */
export interface GateProperty {
  readonly MaximumCritical?: string;
  readonly MaximumHigh?: string;
  readonly MaximumMedium?: string;
  readonly MaximumAll?: string;
  readonly Except?: GateExceptionProperty[];
  /** `true`: only findings that a fix is available for count. */
  readonly FixAvailableOnly?: string;
}

/** Properties of {@link IMAGE_STATUS_RESOURCE_TYPE}: an image, or a pipeline whose newest image is read. */
export interface ImageStatusProperties {
  /** Build-version ARN of the image. */
  readonly ImageBuildVersionArn?: string;
  readonly ImagePipelineArn?: string;
  /** Of a pipeline's images only those of this name are read: the others were built from an earlier recipe. */
  readonly ImageName?: string;
  /** Any text; a new one makes CloudFormation read again. */
  readonly Trigger: string;
  readonly OnFailure: OnFailureProperty;
  readonly Gate?: GateProperty;
}

/** The largest answer that CloudFormation takes, in bytes. */
export const MAX_RESPONSE_BYTES = 4096;
