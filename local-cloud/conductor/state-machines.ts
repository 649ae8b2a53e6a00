import { interpret } from './interpreter';
import { AwsError } from './json-protocol';
import { Definition, parseDefinition, StatesError } from './states-language';
import { VirtualTime } from './virtual-time';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly input: string;
  readonly startDate: number;
  status: ExecutionStatus;
  stopDate?: number;
  error?: string;
  cause?: string;
  output?: string;
  /** The events that a reader of the execution's history sees, in their order. */
  readonly history: string[];
}

type ExecutionResult = Pick<Execution, 'error' | 'cause' | 'output'>;

interface StartRequest {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly input: string;
}

/** The environment of the executions. */
export interface StateMachinesOptions {
  readonly time: VirtualTime;
  /** Calls a Lambda function and waits for what it returns. */
  readonly invoke: (functionArn: string, payload: unknown) => Promise<unknown>;
  /**
   * The instant that an execution is told it started at.
   * @default - the virtual one
   */
  readonly now?: () => number;
}

const INVOKE = 'arn:aws:states:::lambda:invoke';
const MAX_INPUT_BYTES = 256 * 1024;

/** AWS Step Functions, as far as Standard state machines that call functions need it. */
export class StateMachines {
  public readonly executions = new Map<string, Execution>();
  /** The operations by their name in the protocol. */
  public readonly operations = {
    StartExecution: (input: StartRequest) => this.start(input),
    DescribeExecution: (input: { executionArn: string }) => this.describe(input),
    ListExecutions: (input: { stateMachineArn: string; statusFilter?: ExecutionStatus }) => this.list(input),
    StopExecution: (input: { executionArn: string; error?: string }) => this.stop(input),
  };
  private readonly definitions = new Map<string, Definition>();
  /** The state machines with the status DELETING. */
  private readonly deleting = new Set<string>();
  private readonly ends = new Map<string, Promise<void>>();

  public constructor(private readonly options: StateMachinesOptions) {}

  public create(stateMachineArn: string, definition: string): void {
    this.definitions.set(stateMachineArn, parseDefinition(definition));
  }

  /** The state machines that are there, also those that are being deleted. */
  public get arns(): string[] {
    return [...this.definitions.keys()];
  }

  /** The definition that executions get from now on. */
  public definitionOf(stateMachineArn: string): Definition | undefined {
    return this.definitions.get(stateMachineArn);
  }

  /** Starts an execution and waits for its end. */
  public async execute(input: StartRequest): Promise<Execution> {
    const { executionArn } = this.start(input);
    await this.ends.get(executionArn);
    return this.get(executionArn);
  }

  /**
   * Begins to delete a state machine: the next state transition ends each execution, and the last of them the machine.
   *
   * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachine.html
   */
  public remove(stateMachineArn: string): void {
    this.deleting.add(stateMachineArn);
    this.forgetIfDeleted(stateMachineArn);
  }

  private forgetIfDeleted(stateMachineArn: string): void {
    if (!this.deleting.has(stateMachineArn) || this.runningOf(stateMachineArn).length > 0) return;
    this.definitions.delete(stateMachineArn);
    this.deleting.delete(stateMachineArn);
  }

  private runningOf(stateMachineArn: string): Execution[] {
    return [...this.executions.values()].filter((execution) => execution.stateMachineArn === stateMachineArn && execution.status === 'RUNNING');
  }

  /**
   * A name is used once in 90 days; with the same input it is the same execution while that runs.
   *
   * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
   */
  private start({ stateMachineArn, name, input }: StartRequest): { executionArn: string; startDate: number } {
    const definition = this.definitions.get(stateMachineArn);
    if (!definition) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`);
    if (this.deleting.has(stateMachineArn)) throw new AwsError('StateMachineDeleting', `State Machine is being deleted: '${stateMachineArn}'`);
    if (!/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}$/.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
    if (Buffer.byteLength(input) > MAX_INPUT_BYTES) throw new AwsError('InvalidExecutionInput', 'Invalid State Machine Execution Input: it is too large.');
    const arn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    const earlier = this.executions.get(arn);
    if (earlier && (earlier.status !== 'RUNNING' || earlier.input !== input)) {
      throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const execution = earlier ?? this.run(definition, { arn, name, stateMachineArn, input, startDate: this.options.time.now(), status: 'RUNNING', history: [] });
    return { executionArn: arn, startDate: execution.startDate / 1000 };
  }

  private run(definition: Definition, execution: Execution): Execution {
    const { time, now = () => time.now() } = this.options;
    this.executions.set(execution.arn, execution);
    let ended = () => {};
    this.ends.set(execution.arn, new Promise((resolve) => { ended = resolve; }));
    const end = (status: ExecutionStatus, result: ExecutionResult = {}) => {
      ended();
      if (execution.status !== 'RUNNING') return;
      cancelTimeout();
      this.end(execution, status, result);
    };
    const cancelTimeout = time.after((definition.TimeoutSeconds ?? 365 * 86_400) * 1000, () => end('TIMED_OUT'));
    const context = {
      Execution: { Id: execution.arn, Name: execution.name, Input: JSON.parse(execution.input), StartTime: new Date(now()).toISOString() },
      StateMachine: { Id: execution.stateMachineArn },
    };
    void interpret(definition, context.Execution.Input, {
      time,
      context,
      task: (resource, input) => this.task(resource, input),
      record: (event, data) => { if (execution.status === 'RUNNING') execution.history.push(`${event} ${JSON.stringify(data)}`); },
      hasEnded: () => {
        const cause = `State machine ${execution.stateMachineArn} has been deleted.`;
        if (this.deleting.has(execution.stateMachineArn)) end('FAILED', { error: 'States.Runtime', cause });
        return execution.status !== 'RUNNING';
      },
    }).then(
      (output) => end('SUCCEEDED', { output: JSON.stringify(output) }),
      (error: Error) => end('FAILED', { error: error.name, cause: error.message }),
    );
    return execution;
  }

  private end(execution: Execution, status: ExecutionStatus, result: ExecutionResult): void {
    Object.assign(execution, { status, ...result, stopDate: this.options.time.now() });
    const told = [result.error, result.cause].filter((text) => text !== undefined);
    if (told.length > 0) execution.history.push(told.join(': '));
    this.forgetIfDeleted(execution.stateMachineArn);
  }

  private async task(resource: string, input: unknown): Promise<unknown> {
    if (resource !== INVOKE) throw new StatesError('States.Runtime', `There is no resource ${resource}.`);
    const { FunctionName, Payload } = input as { FunctionName: string; Payload: unknown };
    return { StatusCode: 200, ExecutedVersion: '$LATEST', Payload: await this.options.invoke(FunctionName, Payload) };
  }

  private describe({ executionArn }: { executionArn: string }): object {
    const { arn, name, stateMachineArn, input, startDate, stopDate, status, output, error, cause } = this.get(executionArn);
    const dates = { startDate: startDate / 1000, stopDate: stopDate && stopDate / 1000 };
    return { executionArn: arn, name, stateMachineArn, input, status, output, error, cause, ...dates };
  }

  /** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html */
  private list({ stateMachineArn, statusFilter }: { stateMachineArn: string; statusFilter?: ExecutionStatus }): object {
    if (!this.definitions.has(stateMachineArn)) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`);
    const executions = [...this.executions.values()]
      .filter((execution) => execution.stateMachineArn === stateMachineArn && (statusFilter === undefined || execution.status === statusFilter))
      .map(({ arn, name, status, startDate }) => ({ executionArn: arn, stateMachineArn, name, status, startDate: startDate / 1000 }));
    return { executions };
  }

  private stop({ executionArn, error }: { executionArn: string; error?: string }): object {
    const execution = this.get(executionArn);
    if (execution.status === 'RUNNING') this.end(execution, 'ABORTED', { error });
    return { stopDate: (execution.stopDate ?? 0) / 1000 };
  }

  private get(executionArn: string): Execution {
    const execution = this.executions.get(executionArn);
    if (!execution) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
    return execution;
  }
}
