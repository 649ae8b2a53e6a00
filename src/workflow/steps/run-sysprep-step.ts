import { InstanceCommandStep, InstanceStepProps } from './instance-step';

/**
 * Runs Sysprep on a Windows instance, before an image is created from it.
 *
 * It may take 60 minutes by default, and at most 12 hours.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-run-sysprep
 */
export class RunSysprepStep extends InstanceCommandStep {
  /** @param name The name of the step, unique in the workflow. */
  public constructor(name: string, props: InstanceStepProps) {
    super(name, 'RunSysPrep', { instanceId: props.instanceId }, props);
  }
}
