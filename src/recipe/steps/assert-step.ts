import { ComponentCondition } from '../component-condition';
import { ComponentStep, ComponentStepProps } from './component-step';

/**
 * Succeeds if a condition holds, and fails otherwise.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-assertion
 */
export class AssertStep extends ComponentStep {
  /**
   * @param name The name of the step, unique in the phase.
   * @param assertion What must hold.
   */
  public constructor(name: string, assertion: ComponentCondition, props: ComponentStepProps = {}) {
    super(name, 'Assert', assertion._render(), props);
  }
}
