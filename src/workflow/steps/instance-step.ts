import { WorkflowStep, WorkflowStepProps } from './workflow-step';
import { WorkflowValue } from '../workflow-value';

/** Properties of a step that works on an instance. */
export interface InstanceStepProps extends WorkflowStepProps {
  /** The instance: the output of the step that launched it. */
  readonly instanceId: WorkflowValue;
}

/** A step that runs a script on an instance, through the Run Command of Systems Manager. */
export abstract class InstanceCommandStep extends WorkflowStep {
  /** The ID of the command that ran on the instance. */
  public readonly runCommandId: WorkflowValue;

  /** The status of the command. */
  public readonly status: WorkflowValue;

  /** The output of the command. */
  public readonly output: WorkflowValue;

  /**
   * @param name The name of the step.
   * @param actionName The name of the action.
   * @param inputs The inputs of the action, as the document names them.
   */
  protected constructor(name: string, actionName: string, inputs: { [name: string]: any }, props: WorkflowStepProps) {
    super(name, actionName, inputs, props);
    this.runCommandId = WorkflowValue.fromStepOutput(name, 'runCommandId');
    this.status = WorkflowValue.fromStepOutput(name, 'status');
    this.output = WorkflowValue.fromStepOutput(name, 'output');
  }
}
