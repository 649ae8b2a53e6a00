import { DistributedImage } from './distribution';
import { BuildScenario } from './scenarios';
import { ImageType } from './workflows/document';

/** The answer to a step that waits for one. */
export interface StepAnswer {
  readonly action: 'RESUME' | 'STOP';
  readonly reason?: string;
  readonly at: number;
}

/** How the state machine's execution ended that a step started. */
export interface ExecutionEnd {
  readonly at: number;
  readonly executionArn?: string;
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** The build for which a workflow is planned. */
export interface WorkflowContext {
  readonly image: DistributedImage;
  readonly imageType: ImageType;
  readonly scenario: BuildScenario;
  /** The system variables of the image. */
  readonly variables: Record<string, unknown>;
  /** The build versions of the recipe's components. */
  readonly components: string[];
  /** Where the logs go, if a bucket is set. */
  readonly logUrl?: string;
  /** By the id of the step. */
  readonly answers: ReadonlyMap<string, StepAnswer>;
  /** By the id of the step; undefined where nothing runs state machines. */
  readonly executions?: ReadonlyMap<string, ExecutionEnd>;
  /** Emulated seconds for each real second that a step waits for a person or another service. */
  readonly waitRate: number;
  /** Says why the findings fail the image, if they do. */
  readonly refusedFindings?: string;
}
