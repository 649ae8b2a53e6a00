import { Construct } from 'constructs';
import { releaseStepProps } from './private/release-step-props';
import { ExecuteStateMachineStep } from '../workflow/steps/execute-state-machine-step';

/**
 * Holds the image back until its `gate` has passed, and until no older image of the pipeline is being released. It tags the
 * image with the verdict, and fails the workflow of a refused image.
 *
 * A pipeline or image with a `gate` already has this step in its distribution workflow. In your own distribution workflow,
 * put it before the first distribution step, and a `ReleaseMarkStep` after the last one. For an AMI, all three steps in between
 * are needed: a `DistributeImageStep` alone shares nothing, and writes no parameter and no launch template.
 *
 * It may take 6 hours.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-exec-state-machine
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import {
 *   ApplyImageConfigurationsStep, DistributeImageStep, ModifyImageAttributesStep, ReleaseGateStep, ReleaseMarkStep, Workflow, WorkflowDocument,
 *   WorkflowType,
 * } from 'cdk-image-builder';
 *
 * declare const stack: Stack;
 * const distribute = new DistributeImageStep('Distribute');
 * new Workflow(stack, 'Distribution', {
 *   workflowType: WorkflowType.DISTRIBUTION,
 *   document: WorkflowDocument.fromSteps({
 *     steps: [
 *       new ReleaseGateStep(stack, 'Gate'),
 *       distribute,
 *       new ModifyImageAttributesStep('Share', { distributedImages: distribute.distributedImages }),
 *       new ApplyImageConfigurationsStep('Configure', { distributedImages: distribute.distributedImages }),
 *       new ReleaseMarkStep(stack, 'Mark'),
 *     ],
 *   }),
 * });
 */
export class ReleaseGateStep extends ExecuteStateMachineStep {
  /**
   * @param scope the stack of the pipeline or image, or a construct in it
   * @param name the name of the step, unique in the workflow
   */
  public constructor(scope: Construct, name: string) {
    super(name, releaseStepProps(scope, { Step: 'GATE' }));
  }
}

/**
 * Tags the image as the released one of its pipeline, and removes the tag from the others. The retention of a `GoldenImage`
 * always keeps the image with this tag.
 *
 * In your own distribution workflow, put it after the last distribution step, behind a `ReleaseGateStep` or a `ReleaseTurnStep`.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-exec-state-machine
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import {
 *   ApplyImageConfigurationsStep, DistributeImageStep, ModifyImageAttributesStep, ReleaseGateStep, ReleaseMarkStep, WorkflowStep,
 * } from 'cdk-image-builder';
 *
 * declare const stack: Stack;
 * const distribute = new DistributeImageStep('Distribute');
 * const steps: WorkflowStep[] = [
 *   new ReleaseGateStep(stack, 'Gate'),
 *   distribute,
 *   new ModifyImageAttributesStep('Share', { distributedImages: distribute.distributedImages }),
 *   new ApplyImageConfigurationsStep('Configure', { distributedImages: distribute.distributedImages }),
 *   new ReleaseMarkStep(stack, 'Mark'),
 * ];
 */
export class ReleaseMarkStep extends ExecuteStateMachineStep {
  /**
   * @param scope the stack of the pipeline or image, or a construct in it
   * @param name the name of the step, unique in the workflow
   */
  public constructor(scope: Construct, name: string) {
    super(name, releaseStepProps(scope, { Step: 'RELEASE' }));
  }
}

/**
 * Makes sure that no newer image of the pipeline is released, and that no older one is being released.
 *
 * A `ReleaseGateStep` does this, too. In a distribution workflow of your own that waits for a person after its gate, put it
 * right before the image is distributed: in the meantime, a newer image may have been released. It fails for an image that
 * did not pass its gate.
 *
 * An image that is held back without a gate, such as a golden container image, needs it in place of a `ReleaseGateStep`.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-exec-state-machine
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import {
 *   ApplyImageConfigurationsStep, DistributeImageStep, ModifyImageAttributesStep, ReleaseGateStep, ReleaseMarkStep, ReleaseTurnStep,
 *   WaitForActionStep, WorkflowStep,
 * } from 'cdk-image-builder';
 *
 * declare const stack: Stack;
 * const distribute = new DistributeImageStep('Distribute');
 * const steps: WorkflowStep[] = [
 *   new ReleaseGateStep(stack, 'Gate'),
 *   new WaitForActionStep('Approve'),
 *   new ReleaseTurnStep(stack, 'Turn'),
 *   distribute,
 *   new ModifyImageAttributesStep('Share', { distributedImages: distribute.distributedImages }),
 *   new ApplyImageConfigurationsStep('Configure', { distributedImages: distribute.distributedImages }),
 *   new ReleaseMarkStep(stack, 'Mark'),
 * ];
 */
export class ReleaseTurnStep extends ExecuteStateMachineStep {
  /**
   * @param scope the stack of the pipeline or image, or a construct in it
   * @param name the name of the step, unique in the workflow
   */
  public constructor(scope: Construct, name: string) {
    super(name, releaseStepProps(scope, { Step: 'TURN' }));
  }
}
