import { Duration } from 'aws-cdk-lib';
import { ComponentStep, ComponentStepProps } from './component-step';
import { quoted } from '../../private/checks/callers-language';
import { checkWholeSeconds } from '../../private/checks/whole-seconds';

/** Properties of a step that restarts the instance. It has no time-out. */
export interface RebootStepProps extends ComponentStepProps {
  /**
   * How long the step waits before it restarts the instance: whole seconds.
   *
   * @default - no wait
   */
  readonly delay?: Duration;
}

/**
 * Restarts the instance, then continues with the next step. On Linux and Windows.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-reboot
 */
export class RebootStep extends ComponentStep {
  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: RebootStepProps = {}) {
    checkWholeSeconds(props.delay, `The delay of the step ${quoted(name)}`);
    super(name, 'Reboot', { delaySeconds: props.delay?.toSeconds() }, props);
  }
}
