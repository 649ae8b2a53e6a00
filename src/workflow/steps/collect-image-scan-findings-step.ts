import { InstanceCommandStep, InstanceStepProps } from './instance-step';

/**
 * Collects the findings of Amazon Inspector on the test instance. Only test workflows may have this step. It needs Amazon
 * Inspector in the account and scanning in the pipeline.
 *
 * It may take 2 hours by default, and at most 12.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-collect-findings
 */
export class CollectImageScanFindingsStep extends InstanceCommandStep {
  /** @param name The name of the step, unique in the workflow. */
  public constructor(name: string, props: InstanceStepProps) {
    super(name, 'CollectImageScanFindings', { instanceId: props.instanceId }, props);
  }
}
