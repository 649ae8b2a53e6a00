/** Behaviour of the service that nobody recorded: a scenario can play each variant. */
export interface OpenBehaviour {
  /** How a BUILD or DISTRIBUTION workflow ends that failed; of a failed TEST it is recorded: ROLLBACK_COMPLETED. */
  readonly failedWorkflow: 'FAILED' | 'ROLLBACK_COMPLETED';
  /** Whether workflows that have not begun are listed, as PENDING. */
  readonly listsPendingWorkflows: boolean;
  /** Whether a failed step has a message, beside what its outputs say. */
  readonly stepMessages: boolean;
  /** Whether a step tells the error and cause of the state machine's execution that failed it. */
  readonly handsCauseOn: boolean;
  /** How a step ends whose time is over. */
  readonly timedOutStep: 'FAILED' | 'TIMED_OUT';
  /** Whether an image that is not available lists the AMI that was built. */
  readonly listsBuiltAmi: boolean;
  /** The tag that comes first of the two that each container image has. */
  readonly firstContainerTag: 'LONG' | 'SHORT';
  /** Whether the tags of the distribution configuration are listed, too. */
  readonly listsContainerTags: boolean;
  /** The place of earlier executions in the list after a retry. */
  readonly supersededWorkflows: 'FIRST' | 'LAST';
  /** The answer about a scan that found nothing. */
  readonly zeroFindings: 'ZEROS' | 'NOTHING';
  /** Whether a pipeline can be started while it builds. */
  readonly secondStart: 'ACCEPTED' | 'REFUSED';
  /** The order of a pipeline's images. */
  readonly pipelineImages: 'OLDEST_FIRST' | 'NEWEST_FIRST';
  /** Whether the time of a pipeline's last run is when its last image was created, or when that image ended, once it did. */
  readonly lastRun: 'STARTED' | 'ENDED';
  /** Whether a pipeline is disabled when its failures reach the policy's count, or when they exceed it. */
  readonly autoDisable: 'REACHED' | 'EXCEEDED';
  /** Whether the event of a failed image tells the reason. */
  readonly eventReason: boolean;
  /** Whether steps have `attemptNumber` and `maxAttempts`. */
  readonly stepAttempts: boolean;
  /** Whether executions have a `type`; in 2023 they had none. */
  readonly workflowTypes: boolean;
  /** Whether a failed image has its failure context; older images have none. */
  readonly failureContext: boolean;
  /** The executions of a workflow are kept for a limited time. */
  readonly workflowRecords: 'KEPT' | 'GONE';
  /** Whether an image without a distribution configuration is DISTRIBUTING before it is AVAILABLE. */
  readonly distributesNothing: boolean;
  /**
   * The image that the variable `sourceImageARN` of a workflow names. The guide says "the image resource that the workflow uses", with a
   * build version as the example, and its name in mixed case: the image that is built, or one that it is built on.
   */
  readonly sourceImage: 'NORMALIZED' | 'AS_GIVEN' | 'BASE';
}

/** The ways that the recordings have, or that are the most likely ones. */
export const OPEN_DEFAULTS: OpenBehaviour = {
  failedWorkflow: 'FAILED',
  listsPendingWorkflows: false,
  stepMessages: false,
  handsCauseOn: false,
  timedOutStep: 'FAILED',
  listsBuiltAmi: false,
  firstContainerTag: 'LONG',
  listsContainerTags: true,
  supersededWorkflows: 'FIRST',
  zeroFindings: 'ZEROS',
  secondStart: 'ACCEPTED',
  pipelineImages: 'OLDEST_FIRST',
  lastRun: 'STARTED',
  autoDisable: 'REACHED',
  eventReason: false,
  stepAttempts: false,
  workflowTypes: true,
  failureContext: true,
  workflowRecords: 'KEPT',
  distributesNothing: false,
  sourceImage: 'NORMALIZED',
};

export function openBehaviour(given: Partial<OpenBehaviour>): OpenBehaviour {
  return { ...OPEN_DEFAULTS, ...given };
}
