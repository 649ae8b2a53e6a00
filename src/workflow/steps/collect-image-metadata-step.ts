import { InstanceStepProps } from './instance-step';
import { WorkflowStep } from './workflow-step';
import { WorkflowValue } from '../workflow-value';

/**
 * Collects the version of the operating system and the list of packages of an instance. For AMIs only.
 *
 * It may take 30 minutes by default, and at most 12 hours.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-collect-image-metadata
 */
export class CollectImageMetadataStep extends WorkflowStep {
  /** The name and version of the operating system. */
  public readonly osVersion: WorkflowValue;

  /** The association of Systems Manager that collects the inventory. */
  public readonly associationId: WorkflowValue;

  /** @param name The name of the step, unique in the workflow. */
  public constructor(name: string, props: InstanceStepProps) {
    super(name, 'CollectImageMetadata', { instanceId: props.instanceId }, props);
    this.osVersion = WorkflowValue.fromStepOutput(name, 'osVersion');
    this.associationId = WorkflowValue.fromStepOutput(name, 'associationId');
  }
}
