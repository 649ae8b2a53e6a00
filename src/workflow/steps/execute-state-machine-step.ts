import { aws_stepfunctions } from 'aws-cdk-lib/interfaces';
import { WorkflowStep, WorkflowStepProps } from './workflow-step';
import { holdsReference, jsonText } from '../private/json-text';
import { WorkflowValue } from '../workflow-value';

/** Properties of a step that runs a state machine. */
export interface ExecuteStateMachineStepProps extends WorkflowStepProps {
  /** The state machine of Step Functions. */
  readonly stateMachine: aws_stepfunctions.IStateMachineRef;

  /**
   * The input of the execution, of at most 16 KiB.
   *
   * @default {}
   */
  readonly input?: { [key: string]: any };
}

/**
 * Runs a state machine of Step Functions and waits for its end.
 *
 * It may take 6 hours by default, and at most 24.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-exec-state-machine
 */
export class ExecuteStateMachineStep extends WorkflowStep {
  /** The ARN of the execution. */
  public readonly executionArn: WorkflowValue;

  /** The output of the execution. */
  public readonly output: WorkflowValue;

  /** @param name The name of the step, unique in the workflow. */
  public constructor(name: string, props: ExecuteStateMachineStepProps) {
    super(name, 'ExecuteStateMachine', {
      stateMachineArn: props.stateMachine.stateMachineRef.stateMachineArn,
      // As in the sample of AWS, a text with references goes to `input.$`.
      [holdsReference(props.input) ? 'input.$' : 'input']: jsonText(props.input),
    }, props);
    this.executionArn = WorkflowValue.fromStepOutput(name, 'executionArn');
    this.output = WorkflowValue.fromStepOutput(name, 'output');
  }
}
