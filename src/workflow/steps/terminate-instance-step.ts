import { InstanceStepProps } from './instance-step';
import { WorkflowStep } from './workflow-step';

/** Properties of a step that terminates an instance. */
export interface TerminateInstanceStepProps extends InstanceStepProps {
  /**
   * Whether the next step waits until the instance is terminated.
   *
   * @default false
   */
  readonly waitForTermination?: boolean;
}

/**
 * Terminates an instance.
 *
 * It may take 30 minutes by default, and at most 12 hours.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-terminate-instance
 */
export class TerminateInstanceStep extends WorkflowStep {
  /** @param name The name of the step, unique in the workflow. */
  public constructor(name: string, props: TerminateInstanceStepProps) {
    super(name, 'TerminateInstance', { instanceId: props.instanceId, waitForTermination: props.waitForTermination }, props);
  }
}
