/**
 * The wire contract between the constructs and the function that serves them:
 * what a template says, and what comes back as attributes. It imports nothing.
 */

/** CloudFormation type of a resource that reads a status and answers at once. */
export const IMAGE_STATUS_RESOURCE_TYPE = 'Custom::ImageBuilderImageStatus';

/** CloudFormation type of a resource that starts a build and answers at once. */
export const IMAGE_BUILD_RESOURCE_TYPE = 'Custom::ImageBuilderImageBuild';

/** CloudFormation type of a resource that waits for a build, or for a part of it, and answers within the hour. */
export const IMAGE_WAIT_RESOURCE_TYPE = 'Custom::ImageBuilderImageWait';

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

/** Properties of {@link IMAGE_BUILD_RESOURCE_TYPE}. Its one attribute is `ImageBuildVersionArn`. */
export interface ImageBuildProperties {
  readonly ImagePipelineArn: string;
  /** Any text; a new one starts a new build. */
  readonly Trigger: string;
}

/** Properties of {@link IMAGE_WAIT_RESOURCE_TYPE}. */
export interface ImageWaitProperties {
  /** The image that is built. */
  readonly ImageBuildVersionArn: string;
  /** The state machine that does the waiting. */
  readonly StateMachineArn: string;
  /** Seconds that may be waited, at most {@link MAX_WAIT_SECONDS}. */
  readonly WaitSeconds: string;
  /**
   * `true` on the last of the resources that wait for a build: it judges the image and returns the attributes.
   * The others return `ImageBuildVersionArn` and leave the evaluation to it.
   */
  readonly Last?: string;
  /** `true`: wait for the image's vulnerability scan, too. A gate waits for it in any case. */
  readonly WaitForScan?: string;
  readonly OnFailure: OnFailureProperty;
  readonly Gate?: GateProperty;
}

/**
 * Longest wait of one resource: CloudFormation's limit is an hour, and the answer must be there within 55 minutes.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html
 */
export const MAX_WAIT_SECONDS = 53 * 60;

/** What the state machine asks of the function: to look at a build once more, or to answer that it cannot be looked at. */
export type WaitAction = 'CHECK' | 'GIVE_UP';

/**
 * What the state machine passes to the function. `Wait` is the machine's state: its input at first (made by the
 * function from a request), then what the function returned last.
 */
export interface WaitEvent {
  readonly Action: WaitAction;
  readonly Wait: unknown;
  /** ISO 8601 instant at which the state machine's execution started. */
  readonly StartedAt: string;
}

/** What the state machine reads of the function's answer; the rest of it is the function's own. */
export interface WaitState {
  /** The request is answered: there is nothing to wait for. */
  readonly Done: boolean;
  /** Seconds to wait until the next look. */
  readonly Seconds: number;
}

/** What the names of the secrets begin with that hold response URLs until they are used; the stack's name and the wait's follow. */
export const RESPONSE_URL_SECRET_PREFIX = 'cdk-image-builder/response-urls';

/** Tag of such a secret, with the name of its stack. */
export const RESPONSE_URL_TAG = 'cdk-image-builder:response-url-of';

/** Tag of an image: the resource that started it, and the key that it was built for. The function needs `imagebuilder:TagResource` for it. */
export const TRIGGER_TAG = 'cdk-image-builder:trigger';

/** Tag of an image: the ARN of the failed image of a first build that it replaces. */
export const SECOND_BUILD_TAG = 'cdk-image-builder:second-build-of';

/** Tag of an image: the request that started it. */
export const REQUEST_TAG = 'cdk-image-builder:request';

/** Environment variable with the ARN of the key that encrypts these secrets; without it `aws/secretsmanager` does. */
export const RESPONSE_URL_KEY_VARIABLE = 'RESPONSE_URL_KEY_ARN';

/** Environment variable with the ARN of the function's role, which alone may read these secrets. */
export const RESPONSE_URL_READER_VARIABLE = 'RESPONSE_URL_READER_ARN';

/**
 * Environment variable with a host to which the function may respond beside CloudFormation's own: for tests and the local
 * cloud. The function of a stack has none.
 */
export const RESPONSE_HOST_VARIABLE = 'RESPONSE_HOST';

/** The largest answer that CloudFormation takes, in bytes. */
export const MAX_RESPONSE_BYTES = 4096;
