import { ExecutionListItem, ListExecutionsCommand, SFNClient, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { STEP_FUNCTIONS } from './call-error';
import { CLIENT_OPTIONS } from './client-options';
import { Deadline } from './deadline';
import { ServiceClient } from './service-client';
import { asObject } from '../values/json';

/** An execution of a state machine. */
export interface RunningExecution {
  readonly arn: string;
  readonly name: string;
}

/** The most that one call lists. */
const PAGE_SIZE = 1_000;

/** The calls of Step Functions that start waits and stop them. */
export class StateMachine extends ServiceClient<SFNClient> {
  public constructor(deadline: Deadline) {
    super(new SFNClient(CLIENT_OPTIONS), STEP_FUNCTIONS, deadline);
  }

  /**
   * Starts an execution, or finds that one of this name and input runs already.
   *
   * @returns false if an execution of this name has ended
   * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
   */
  public async start(stateMachineArn: string, name: string, input: object): Promise<boolean> {
    const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
    const started = await this.call('StartExecution', stateMachineArn, (options) => (
      this.client.send(command, options).catch(undefinedIf('ExecutionAlreadyExists'))
    ));
    return started !== undefined;
  }

  /** The running executions of a state machine; the newest ones may not be listed yet. */
  public async running(stateMachineArn: string): Promise<RunningExecution[]> {
    const all = await this.everyPage<ExecutionListItem>('ListExecutions', stateMachineArn, async (nextToken) => {
      const command = new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: PAGE_SIZE, nextToken });
      const page = await this.call('ListExecutions', stateMachineArn, (options) => this.client.send(command, options));
      return { entries: page.executions ?? [], token: page.nextToken };
    });
    return all.map(({ executionArn = '', name = '' }) => ({ arn: executionArn, name }));
  }

  /** Stops an execution; a finished one is left alone. */
  public async stop(executionArn: string): Promise<void> {
    const command = new StopExecutionCommand({ executionArn, error: 'Cancelled', cause: 'CloudFormation has given up on the resource that waits.' });
    await this.call('StopExecution', executionArn, (options) => this.client.send(command, options).catch(undefinedIf('ExecutionDoesNotExist')));
  }
}

/** Returns undefined for an expected error; throws any other error. */
function undefinedIf(expected: string): (error: unknown) => undefined {
  return (error) => {
    if (asObject(error).name !== expected) throw error;
  };
}
