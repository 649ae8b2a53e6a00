import { InstanceCommandStep, InstanceStepProps } from './instance-step';

/**
 * Installs Docker and the AWS CLI on an instance, so that it can build containers.
 *
 * It may take 60 minutes by default, and at most 12 hours.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-bootstrap-container
 */
export class BootstrapInstanceForContainerStep extends InstanceCommandStep {
  /** @param name The name of the step, unique in the workflow. */
  public constructor(name: string, props: InstanceStepProps) {
    super(name, 'BootstrapInstanceForContainer', { instanceId: props.instanceId }, props);
  }
}
