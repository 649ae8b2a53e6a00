import { InstanceStepProps } from './instance-step';
import { WorkflowStep } from './workflow-step';
import { WorkflowValue } from '../workflow-value';

/**
 * Creates an AMI from a running instance.
 *
 * It may take 12 hours by default, and at most 3 days.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-create-img-from-inst
 */
export class CreateImageStep extends WorkflowStep {
  /** The ID of the AMI. A build workflow must return it as its output `ImageId`. */
  public readonly imageId: WorkflowValue;

  /** @param name The name of the step, unique in the workflow. */
  public constructor(name: string, props: InstanceStepProps) {
    super(name, 'CreateImage', { instanceId: props.instanceId }, props);
    this.imageId = WorkflowValue.fromStepOutput(name, 'imageId');
  }
}
