import { InstanceCommandStep, InstanceStepProps } from './instance-step';

/**
 * Cleans up a Linux instance before an AMI is created from it. Not for containers.
 *
 * It may take 60 minutes by default, and at most 12 hours.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-sanitize-instance
 */
export class SanitizeInstanceStep extends InstanceCommandStep {
  /** @param name The name of the step, unique in the workflow. */
  public constructor(name: string, props: InstanceStepProps) {
    super(name, 'SanitizeInstance', { instanceId: props.instanceId }, props);
  }
}
