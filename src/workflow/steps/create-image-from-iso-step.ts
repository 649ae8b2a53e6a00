import { InstanceStepProps } from './instance-step';
import { WorkflowStep } from './workflow-step';
import { WorkflowValue } from '../workflow-value';

/**
 * Creates an AMI from an ISO disk image on an instance.
 *
 * It may take 12 hours, and no longer.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-create-image-from-iso
 */
export class CreateImageFromIsoStep extends WorkflowStep {
  /** The name of the AMI. */
  public readonly amiName: WorkflowValue;

  /** The ID of the snapshot behind the AMI. */
  public readonly snapshotId: WorkflowValue;

  /** The architecture of the AMI: `x86_64` or `arm64`. */
  public readonly architecture: WorkflowValue;

  /** @param name The name of the step, unique in the workflow. */
  public constructor(name: string, props: InstanceStepProps) {
    super(name, 'CreateImageFromIso', { instanceId: props.instanceId }, props);
    this.amiName = WorkflowValue.fromStepOutput(name, 'amiName');
    this.snapshotId = WorkflowValue.fromStepOutput(name, 'snapshotId');
    this.architecture = WorkflowValue.fromStepOutput(name, 'architecture');
  }
}
