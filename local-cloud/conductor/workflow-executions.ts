import { ImageBuilderEmulator } from '../image-builder';
import { StateMachines } from './state-machines';
import { VirtualTime } from './virtual-time';
import { StateMachineExecution } from '../image-builder/state-machine-steps';
import { ExecutionEnd } from '../image-builder/workflow-context';

/** The fate of an execution that a workflow step starts: how often it is started, and whether the step learns of its end. */
export interface ExecutionFate {
  readonly starts: 1 | 2;
  readonly isHeard: boolean;
}

/** Runs the state machines of ExecuteStateMachine steps in virtual time. */
export class WorkflowExecutions {
  /** Is told each execution before it starts. */
  public onStart?: (execution: StateMachineExecution) => void;
  /** Says what becomes of an execution; without it each starts once and is heard of. */
  public fate?: (execution: StateMachineExecution) => ExecutionFate;
  private cancel?: () => void;

  public constructor(
    private readonly emulator: ImageBuilderEmulator,
    private readonly stateMachines: StateMachines,
    private readonly time: VirtualTime,
  ) {
    emulator.runStateMachines();
    emulator.onChange = () => this.schedule();
  }

  /** Wakes up when the next step starts a state machine. */
  private schedule(): void {
    this.cancel?.();
    const next = this.emulator.nextExecutionAt;
    if (next !== undefined) this.cancel = this.time.after(next - this.time.now(), () => this.start());
  }

  private start(): void {
    for (const execution of this.emulator.takeExecutions()) {
      this.onStart?.(execution);
      const { starts, isHeard } = this.fate?.(execution) ?? { starts: 1, isHeard: true };
      for (let index = 0; index < starts; index++) {
        void this.execute(execution, index).then((end) => { if (isHeard) this.emulator.endExecution(execution.stepExecutionId, end); });
      }
    }
    this.schedule();
  }

  private async execute({ stateMachineArn, name, input }: StateMachineExecution, index: number): Promise<Omit<ExecutionEnd, 'at'>> {
    try {
      const { arn: executionArn, status, output, error, cause } = await this.stateMachines.execute({
        stateMachineArn, input, name: index === 0 ? name : `${name}-${index + 1}`,
      });
      return { executionArn, status: status === 'RUNNING' ? 'ABORTED' : status, output, error, cause };
    } catch (error) {
      return { status: 'FAILED', error: 'NotStarted', cause: String(error) };
    }
  }
}
