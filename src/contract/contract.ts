/**
 * The wire contract between the constructs and the function that serves them:
 * what a template says, and what comes back as attributes. It imports nothing.
 */

/** CloudFormation type of a resource that reads a status and responds at once. */
export const IMAGE_STATUS_RESOURCE_TYPE = 'Custom::ImageBuilderImageStatus';

/** CloudFormation type of a resource that starts a build and responds at once. */
export const IMAGE_BUILD_RESOURCE_TYPE = 'Custom::ImageBuilderImageBuild';

/** CloudFormation type of a resource that waits for a build, or for a part of it, and responds within the hour. */
export const IMAGE_WAIT_RESOURCE_TYPE = 'Custom::ImageBuilderImageWait';

/** CloudFormation type of a resource that keeps a log group, which outlives it, and responds at once. */
export const LOG_GROUP_RESOURCE_TYPE = 'Custom::ImageBuilderLogGroup';

/** CloudFormation type of a resource that activates Amazon Inspector, and responds once it is active. It has no attributes. */
export const INSPECTOR_ACTIVATION_RESOURCE_TYPE = 'Custom::ImageBuilderInspectorActivation';

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

/** Whether a failed build or a rejected image fails the deployment. */
export type OnFailureProperty = 'FAIL_DEPLOYMENT' | 'REPORT';

/** A vulnerability that does not count. CloudFormation turns every scalar into a string. */
export interface GateExceptionProperty {
  readonly VulnerabilityId: string;
  /** For people: the function does not read it. Missing in a release. */
  readonly Reason?: string;
  /** ISO 8601 instant from which the exception no longer holds. */
  readonly Expires?: string;
}

/** The ceilings of a gate. CloudFormation turns every scalar into a string. */
export interface GateProperty {
  readonly MaximumCritical?: string;
  readonly MaximumHigh?: string;
  readonly MaximumMedium?: string;
  readonly MaximumAll?: string;
  readonly Except?: GateExceptionProperty[];
  /** `true`: only findings with an available fix count. */
  readonly FixAvailableOnly?: string;
}

/** A copy of the image, and the attribute that names it: an id for an AMI, a URI for a container image. */
export interface ImageCopyProperty {
  readonly Attribute: string;
  readonly Of: 'AMI' | 'CONTAINER';
  readonly Region: string;
  /** The account of an AMI; without it the image's own. */
  readonly Account?: string;
}

/** Properties of {@link IMAGE_STATUS_RESOURCE_TYPE}: an image, or a pipeline whose newest image is read. */
export interface ImageStatusProperties {
  /** Build-version ARN of the image. */
  readonly ImageBuildVersionArn?: string;
  readonly ImagePipelineArn?: string;
  /** Only images of this name are read; other images of the pipeline were built from an earlier recipe. */
  readonly ImageName?: string;
  /** Any text; a new one makes CloudFormation read again. */
  readonly Trigger: string;
  readonly OnFailure: OnFailureProperty;
  readonly Gate?: GateProperty;
  /** The copies that it returns beside {@link STATUS_ATTRIBUTES}. */
  readonly Copies?: ImageCopyProperty[];
}

/** Properties of {@link IMAGE_BUILD_RESOURCE_TYPE}. Its one attribute is `ImageBuildVersionArn`. */
export interface ImageBuildProperties {
  readonly ImagePipelineArn: string;
  /** Any text; a new one starts a new build. */
  readonly Trigger: string;
  /** The log group of the builds, if the function keeps it. */
  readonly LogGroup?: LogGroupProperties;
  /** `true`: a lifecycle policy spares only the image with the tag of a release, so the image in use must have it. */
  readonly SparesReleased?: string;
}

/** The log group of builds: also the properties of {@link LOG_GROUP_RESOURCE_TYPE}, which has no attributes. */
export interface LogGroupProperties {
  readonly LogGroupName: string;
  /** Days after which log events are deleted; without it, they are kept forever. */
  readonly RetentionInDays?: string;
}

/** The kinds of resources that Amazon Inspector scans. */
export type InspectorResourceType = 'EC2' | 'ECR';

/** Properties of {@link INSPECTOR_ACTIVATION_RESOURCE_TYPE}. */
export interface InspectorActivationProperties {
  /** The state machine that waits. */
  readonly StateMachineArn: string;
  readonly ResourceTypes: InspectorResourceType[];
}

/** Properties of {@link IMAGE_WAIT_RESOURCE_TYPE}. */
export interface ImageWaitProperties {
  /** The image that is built. */
  readonly ImageBuildVersionArn: string;
  /** The state machine that waits. */
  readonly StateMachineArn: string;
  /** The time-out in seconds, at most {@link MAX_WAIT_SECONDS}. */
  readonly WaitSeconds: string;
  /**
   * `true` on the last of the resources that wait for a build: it evaluates the image and returns the attributes.
   * The others only return `ImageBuildVersionArn`.
   */
  readonly Last?: string;
  /** `true`: also wait for the vulnerability scan of the image. A gate always waits for it. */
  readonly WaitForScan?: string;
  readonly OnFailure: OnFailureProperty;
  readonly Gate?: GateProperty;
  /** The copies that it returns beside {@link STATUS_ATTRIBUTES}. */
  readonly Copies?: ImageCopyProperty[];
}

/**
 * Longest wait of one resource: CloudFormation's limit is an hour, and the response must arrive within 55 minutes.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html
 */
export const MAX_WAIT_SECONDS = 53 * 60;

/** The action that the state machine requests: poll the build again, or respond that polling failed. */
export type WaitAction = 'CHECK' | 'GIVE_UP';

/**
 * The payload that the state machine passes to the function. `Wait` is the machine's state: its input at first (made by the
 * function from a request), then what the function returned last.
 */
export interface WaitEvent {
  readonly Action: WaitAction;
  readonly Wait: unknown;
  /** Name of the state machine's execution. */
  readonly Execution: string;
  /** ISO 8601 instant at which the state machine's execution started. */
  readonly StartedAt: string;
}

/** The part of the function's result that the state machine reads; the rest is private to the function. */
export interface WaitState {
  /** CloudFormation has its response, so the wait is over. */
  readonly Done: boolean;
  /** Seconds to wait until the next poll. */
  readonly Seconds: number;
}

/** The prefix of the library's tag keys. */
export const TAG_PREFIX = 'cdk-image-builder:';

/** The prefix of the secrets that store response URLs until they are used; the names of the stack and of the wait follow. */
export const RESPONSE_URL_SECRET_PREFIX = 'cdk-image-builder/response-urls';

/** Tag of such a secret, with the name of its stack. */
export const RESPONSE_URL_TAG = `${TAG_PREFIX}response-url-of`;

/** Tag of an image: the resource that started it, and the key that it was built for. The function needs `imagebuilder:TagResource` for it. */
export const TRIGGER_TAG = `${TAG_PREFIX}trigger`;

/** Tag of an image: the ARN of the failed image of a first build that it replaces. */
export const SECOND_BUILD_TAG = `${TAG_PREFIX}second-build-of`;

/** Tag of an image, with the value `true`: its build is being cancelled, which takes a while, so nothing may wait for it. */
export const CANCELLED_TAG = `${TAG_PREFIX}cancelled`;

/** Tag of an image: the request that started it. */
export const REQUEST_TAG = `${TAG_PREFIX}request`;

/** Tag of an image: the type of that request, `Create` or `Update`. */
export const REQUEST_TYPE_TAG = `${TAG_PREFIX}request-type`;

/** Tag of an image: when that request was made, as an ISO 8601 instant. */
export const REQUESTED_AT_TAG = `${TAG_PREFIX}requested-at`;

/** Tag of an image: the last request that reuses it instead of starting a build. */
export const REUSED_BY_TAG = `${TAG_PREFIX}reused-by`;

/** Environment variable with the ARN of the key that encrypts these secrets; without it `aws/secretsmanager` does. */
export const RESPONSE_URL_KEY_VARIABLE = 'RESPONSE_URL_KEY_ARN';

/** Environment variable with the ARN of the function's role, which alone may read these secrets. */
export const RESPONSE_URL_READER_VARIABLE = 'RESPONSE_URL_READER_ARN';

/**
 * Environment variable with a host to which the function may respond beside CloudFormation's own: for tests and the local
 * cloud. The function of a stack has none.
 */
export const RESPONSE_HOST_VARIABLE = 'RESPONSE_HOST';

/** The largest response that CloudFormation accepts, in bytes. */
export const MAX_RESPONSE_BYTES = 4096;
