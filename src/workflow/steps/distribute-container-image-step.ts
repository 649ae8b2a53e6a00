import { InstanceStepProps } from './instance-step';
import { WorkflowStep } from './workflow-step';
import { WorkflowValue } from '../workflow-value';

/**
 * Pushes the container image that was built on an instance to the repositories of the distribution. Only distribution
 * workflows may have this step, and not together with steps that distribute AMIs.
 *
 * It may take 2 hours by default, and at most 12.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-distribute-container
 */
export class DistributeContainerImageStep extends WorkflowStep {
  /** The status of the command that pushed the image. */
  public readonly status: WorkflowValue;

  /** The Regions to which the image was pushed. */
  public readonly succeededRegions: WorkflowValue;

  /** The Regions to which the push failed. */
  public readonly failedRegions: WorkflowValue;

  /** @param name The name of the step, unique in the workflow. */
  public constructor(name: string, props: InstanceStepProps) {
    super(name, 'DistributeContainerImage', { instanceId: props.instanceId }, props);
    this.status = WorkflowValue.fromStepOutput(name, 'status');
    this.succeededRegions = WorkflowValue.fromStepOutput(name, 'succeededRegions');
    this.failedRegions = WorkflowValue.fromStepOutput(name, 'failedRegions');
  }
}
