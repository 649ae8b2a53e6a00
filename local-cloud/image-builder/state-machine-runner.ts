import { setTimeout as sleep } from 'node:timers/promises';
import { ImageBuilderEmulator } from './emulator';
import { StateMachineExecution } from './state-machine-steps';
import { ExecutionEnd } from './workflow-context';

const PAUSE_MILLISECONDS = 100;

interface Described {
  readonly status: ExecutionEnd['status'] | 'RUNNING';
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** Starts the state machines of ExecuteStateMachine steps through the API of Step Functions, and looks until they end. */
export class StateMachineRunner {
  private readonly ended = new AbortController();
  private readonly work: Promise<void>;

  public constructor(private readonly emulator: ImageBuilderEmulator, private readonly endpoint: string) {
    emulator.runStateMachines();
    this.work = this.run();
  }

  public async stop(): Promise<void> {
    this.ended.abort();
    await this.work;
  }

  private async run(): Promise<void> {
    const running: Promise<void>[] = [];
    while (await this.pause()) running.push(...this.emulator.takeExecutions().map(async (execution) => this.play(execution)));
    await Promise.all(running);
  }

  private async play(execution: StateMachineExecution): Promise<void> {
    const { stepExecutionId } = execution;
    try {
      const end = await this.execute(execution);
      if (end) this.emulator.endExecution(stepExecutionId, end);
    } catch (error) {
      if (!this.ended.signal.aborted) this.emulator.endExecution(stepExecutionId, { status: 'FAILED', error: 'NotStarted', cause: String(error) });
    }
  }

  private async execute({ region, stateMachineArn, name, input }: StateMachineExecution): Promise<Omit<ExecutionEnd, 'at'> | undefined> {
    // The effects of the steps before it must be visible.
    while (this.emulator.hasDeliveries && await this.pause()) { /* somebody takes them */ }
    const { executionArn } = await this.call<{ executionArn: string }>(region, 'StartExecution', { stateMachineArn, name, input });
    while (await this.pause()) {
      const { status, output, error, cause } = await this.call<Described>(region, 'DescribeExecution', { executionArn });
      if (status !== 'RUNNING') return { executionArn, status, output, error, cause };
    }
    return undefined;
  }

  private async call<T>(region: string, operation: string, input: object): Promise<T> {
    const response = await fetch(this.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AWSStepFunctions.${operation}`,
        'authorization': `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/states/aws4_request, SignedHeaders=host, Signature=none`,
      },
      body: JSON.stringify(input),
      signal: this.ended.signal,
    });
    const body = await response.text();
    if (!response.ok) throw new Error(`${operation} was answered with ${response.status}: ${body}`);
    return JSON.parse(body) as T;
  }

  /** Whether to go on after it. */
  private async pause(): Promise<boolean> {
    await sleep(PAUSE_MILLISECONDS, undefined, { signal: this.ended.signal }).catch(() => undefined);
    return !this.ended.signal.aborted;
  }
}
