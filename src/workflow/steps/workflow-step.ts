import { Duration, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { quoted } from '../../private/checks/callers-language';
import { checkWholeSeconds } from '../../private/checks/whole-seconds';
import { StepOnFailure } from '../step-on-failure';
import { WorkflowCondition } from '../workflow-condition';
import { WorkflowValue } from '../workflow-value';

const REFERENCE = /^\{\{ (\$\.[^{}]+) \}\}$/;

/**
 * Properties of every step of a workflow.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html
 */
export interface WorkflowStepProps {
  /**
   * A description of 1 to 1,024 characters.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * When the step runs; otherwise it is skipped.
   *
   * @default - always
   */
  readonly condition?: WorkflowCondition;

  /**
   * What happens when the step fails.
   *
   * @default StepOnFailure.ABORT
   */
  readonly onFailure?: StepOnFailure;

  /**
   * How long the step may take, in whole seconds, up to the maximum of its action.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html
   * @default - the default of the action
   */
  readonly timeout?: Duration;

  /**
   * How long the step waits before it runs, in whole seconds. Must be less than the time-out.
   *
   * @default - no wait
   */
  readonly wait?: Duration;

  /**
   * Whether the step is rolled back when the workflow fails.
   *
   * @default true
   */
  readonly rollbackEnabled?: boolean;
}

/**
 * A step of a workflow. Each action has a class of its own, with a property for each output of the action.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html
 */
export abstract class WorkflowStep {
  /**
   * @param name The name of the step, of 3 to 100 letters, digits and `_`, the first a letter; unique in the workflow.
   * @param actionName The name of the action, such as `LaunchInstance`.
   * @param inputs The inputs of the action, as the document names them. A reference is a `WorkflowValue`.
   */
  protected constructor(
    public readonly name: string,
    private readonly actionName: string,
    private readonly inputs: { [name: string]: any },
    private readonly props: WorkflowStepProps,
  ) {
    checkWholeSeconds(props.timeout, `The timeout of the step ${quoted(name)}`);
    checkWholeSeconds(props.wait, `The wait of the step ${quoted(name)}`);
  }

  /**
   * Renders the step for the document.
   *
   * @internal
   */
  public _render(): object {
    const { description, condition, onFailure, timeout, wait, rollbackEnabled } = this.props;
    return {
      name: this.name,
      action: this.actionName,
      description,
      if: condition?._render(),
      onFailure,
      rollbackEnabled,
      timeoutSeconds: timeout?.toSeconds(),
      waitSeconds: wait?.toSeconds(),
      inputs: renderInputs(this.inputs),
    };
  }

  /**
   * Rejects what does not fit the stack of the workflow.
   *
   * @internal
   */
  public _check(_scope: IConstruct): void {}

  /**
   * Grants the execution role permissions that do not follow from the document of this step.
   *
   * @internal
   */
  public _policyStatements(_scope: IConstruct): iam.PolicyStatement[] {
    return [];
  }
}

/** Renders the inputs of a step: leaves out undefined ones, and ends the key of a reference with `.$`. */
function renderInputs(inputs: { [name: string]: unknown }): { [name: string]: unknown } {
  return Object.fromEntries(Object.entries(inputs)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => renderInput(name, value)));
}

function renderInput(name: string, value: unknown): [string, unknown] {
  if (WorkflowValue._isWorkflowValue(value)) return value._renderInput(name);
  const reference = typeof value === 'string' ? REFERENCE.exec(value) : null;
  return reference ? [`${name}.$`, reference[1]] : [name, renderEntry(value)];
}

function renderEntry(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Token.isUnresolved(value)) return value;
  return Array.isArray(value) ? value.map(renderEntry) : renderInputs(value as { [name: string]: unknown });
}
