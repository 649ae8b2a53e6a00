import { InstanceCommandStep, InstanceStepProps } from './instance-step';

/**
 * Runs the components of the recipe on an instance: build components in a build workflow, test components in a test
 * workflow. No other workflow may have this step.
 *
 * It may take 12 hours by default, and at most 24.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-exec-components
 */
export class ExecuteComponentsStep extends InstanceCommandStep {
  /** @param name The name of the step, unique in the workflow. */
  public constructor(name: string, props: InstanceStepProps) {
    super(name, 'ExecuteComponents', { instanceId: props.instanceId }, props);
  }
}
