import { InstanceCommandStep, InstanceStepProps } from './instance-step';

/**
 * Removes from a Linux instance what does not belong in an image, before an AMI is made of it. Not for containers.
 *
 * It may take 60 minutes unless a time-out is given, and at most 12 hours.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-sanitize-instance
 */
export class SanitizeInstanceStep extends InstanceCommandStep {
  /** @param name The name of the step, unique in the workflow. */
  public constructor(name: string, props: InstanceStepProps) {
    super(name, 'SanitizeInstance', { instanceId: props.instanceId }, props);
  }
}
