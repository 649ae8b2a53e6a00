import { InstanceStepProps } from './instance-step';
import { WorkflowStep } from './workflow-step';
import { WorkflowValue } from '../workflow-value';

/**
 * Waits until Systems Manager can reach an instance, for example after a reboot.
 *
 * It may take 60 minutes by default, and at most 3 hours.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-wait-for-ssm-agent
 */
export class WaitForSsmAgentStep extends WorkflowStep {
  /** The state of the connection. */
  public readonly status: WorkflowValue;

  /** @param name The name of the step, unique in the workflow. */
  public constructor(name: string, props: InstanceStepProps) {
    super(name, 'WaitForSSMAgent', { instanceId: props.instanceId }, props);
    this.status = WorkflowValue.fromStepOutput(name, 'status');
  }
}
