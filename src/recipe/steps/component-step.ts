import { Duration } from 'aws-cdk-lib';
import * as assets from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { quoted } from '../../private/checks/callers-language';
import { Fields } from '../../private/checks/structure-check';
import { ValidationError } from '../../private/checks/validation-error';
import { checkWholeSeconds } from '../../private/checks/whole-seconds';
import { ComponentCondition, ComponentConditionAction } from '../component-condition';
import { ComponentLoop } from '../component-loop';
import { ComponentOnFailure } from '../component-on-failure';
import { Platform } from '../platform';
import { outputOf } from '../private/step-output';

const SEE_CONDITIONS = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-conditional-constructs.html';

/**
 * Properties of every step of a component.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html
 */
export interface ComponentStepProps {
  /**
   * When the step runs.
   *
   * @default - always
   */
  readonly condition?: ComponentCondition;

  /**
   * What the step does if the condition holds. Needs `condition`.
   *
   * @default ComponentConditionAction.EXECUTE
   */
  readonly onConditionMet?: ComponentConditionAction;

  /**
   * What the step does if the condition does not hold. Needs `condition`.
   *
   * @default ComponentConditionAction.SKIP
   */
  readonly onConditionNotMet?: ComponentConditionAction;

  /**
   * A loop: the step runs once for each value.
   *
   * @default - the step runs once
   */
  readonly loop?: ComponentLoop;

  /**
   * What happens when the step fails.
   *
   * @default ComponentOnFailure.ABORT
   */
  readonly onFailure?: ComponentOnFailure;

  /**
   * The maximum number of attempts: at least one. With a loop, each attempt runs the whole loop.
   *
   * @default 1
   */
  readonly maxAttempts?: number;

  /**
   * How long the step may take: whole seconds, at least 1.
   *
   * @default - 2 hours
   */
  readonly timeout?: Duration;

  /**
   * Whether the step has no time-out, whatever `timeout` says.
   *
   * @default false
   */
  readonly unlimitedTime?: boolean;

  /**
   * Whether to switch off logging for the step, for example if its inputs or outputs hold a secret.
   *
   * @default false
   */
  readonly disableLogging?: boolean;
}

/**
 * A step of a component. Each action module has a class of its own, with a property for each output of the module.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html
 */
export abstract class ComponentStep {
  /**
   * @param name The name of the step, of 3 to 128 letters, digits, `-` and `_`; unique in the phase.
   * @param actionName The name of the action module, such as `ExecuteBash`.
   * @param inputs The inputs of the module, as the document names them: a map, or a list of maps.
   */
  protected constructor(
    public readonly name: string,
    private readonly actionName: string,
    private readonly inputs: any,
    private readonly props: ComponentStepProps,
  ) {
    checkWholeSeconds(props.timeout, `The timeout of the step ${quoted(name)}`);
    checkHasCondition(name, props);
  }

  /**
   * Renders the step for the document.
   *
   * @internal
   */
  public _render(): Fields {
    const { condition, onConditionMet, onConditionNotMet, loop, onFailure, maxAttempts, timeout, unlimitedTime, disableLogging } = this.props;
    return {
      name: this.name,
      action: this.actionName,
      if: condition && { ...condition._render(), then: onConditionMet, else: onConditionNotMet },
      loop: loop?._render(),
      onFailure,
      maxAttempts,
      timeoutSeconds: unlimitedTime ? -1 : timeout?.toSeconds(),
      disableLogging,
      inputs: this.inputs,
    };
  }

  /**
   * Renders the steps that this step becomes in the document, and the assets that they read.
   *
   * @internal
   */
  public _renderIn(_scope: Construct, _platform: Platform): { steps: Fields[]; assets: assets.Asset[] } {
    return { steps: [this._render()], assets: [] };
  }

  /**
   * An output of the step, as part of a string in the inputs of a later step of the same stage.
   *
   * @internal
   */
  protected _output(output: string): string {
    return outputOf(this.name, output);
  }
}

function checkHasCondition(name: string, { condition, onConditionMet, onConditionNotMet }: ComponentStepProps): void {
  if (condition) return;
  const [given] = Object.entries({ onConditionMet, onConditionNotMet }).find(([, action]) => action !== undefined) ?? [];
  if (given) throw new ValidationError(undefined, `The step ${quoted(name)} has '${given}' without a 'condition', so it would run in any case: add the 'condition', or leave '${given}' out. See ${SEE_CONDITIONS}`);
}
