/** An attribute of a status, for the outputs of a stack. Every value is a string; an unknown one is empty. */
export enum ImageStatusAttribute {
  /** ARN of the image's build version. */
  IMAGE_BUILD_VERSION_ARN = 'ImageBuildVersionArn',
  /** State of the image, such as `AVAILABLE` or `FAILED`. */
  IMAGE_STATE = 'ImageState',
  /** Why the image is in its state. */
  IMAGE_STATE_REASON = 'ImageStateReason',
  /** Id of the AMI in the Region of the stack; empty for a container image. */
  IMAGE_ID = 'ImageId',
  /** URI of the container image in the Region of the stack; empty for an AMI. */
  IMAGE_URI = 'ImageUri',
  /** State of the vulnerability scan, such as `COMPLETED`; empty without a scan. */
  SCAN_STATE = 'ScanState',
  /** Why the scan is in its state, or why its findings are unknown. */
  SCAN_STATE_REASON = 'ScanStateReason',
  /** All workflows in one line, such as `BUILD COMPLETED 9/9, TEST FAILED 2/4`. */
  WORKFLOW_STATUS = 'WorkflowStatus',
  /** Status of the build workflow, such as `COMPLETED`. */
  BUILD_WORKFLOW_STATUS = 'BuildWorkflowStatus',
  /** Status of the test workflows, such as `COMPLETED`. */
  TEST_WORKFLOW_STATUS = 'TestWorkflowStatus',
  /** Status of the distribution workflow, such as `COMPLETED`. */
  DISTRIBUTION_WORKFLOW_STATUS = 'DistributionWorkflowStatus',
  /** Number of steps in all workflows. */
  TOTAL_STEP_COUNT = 'TotalStepCount',
  /** Number of steps that succeeded. */
  TOTAL_STEPS_SUCCEEDED = 'TotalStepsSucceeded',
  /** Number of steps that failed. */
  TOTAL_STEPS_FAILED = 'TotalStepsFailed',
  /** Number of steps that were skipped. */
  TOTAL_STEPS_SKIPPED = 'TotalStepsSkipped',
  /** Workflow type and name of the step that failed, such as `BUILD/ApplyBuildComponents`. */
  FAILED_STEP = 'FailedStep',
  /** The error message of the failed step. */
  FAILED_STEP_MESSAGE = 'FailedStepMessage',
  /** Number of findings of every severity. */
  FINDINGS_ALL = 'FindingsAll',
  /** Number of critical findings. */
  FINDINGS_CRITICAL = 'FindingsCritical',
  /** Number of high findings. */
  FINDINGS_HIGH = 'FindingsHigh',
  /** Number of medium findings. */
  FINDINGS_MEDIUM = 'FindingsMedium',
  /** The verdict of the gate: `PASSED`, `FAILED` or `NOT_EVALUATED`. */
  GATE_STATUS = 'GateStatus',
  /** The counts behind the verdict, or why the gate could not be evaluated. */
  GATE_REASON = 'GateReason',
  /** When the first workflow started (ISO 8601). */
  START_TIME = 'StartTime',
  /** When the last workflow ended (ISO 8601). */
  END_TIME = 'EndTime',
  /** Seconds from start to end. */
  DURATION_SECONDS = 'DurationSeconds',
  /** The URL of the image in the AWS console. */
  CONSOLE_URL = 'ConsoleUrl',
}
