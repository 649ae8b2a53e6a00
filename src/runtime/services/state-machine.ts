import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { callErrorOf, STEP_FUNCTIONS } from './call-error';
import { CLIENT_OPTIONS } from './client-options';
import { Deadline } from './deadline';
import { asObject } from '../values/json';

/** The call of Step Functions that starts a wait. */
export class StateMachine {
  /** Number of calls that were made. */
  public calls = 0;

  private readonly client = new SFNClient(CLIENT_OPTIONS);

  public constructor(private readonly deadline: Deadline) {}

  public close(): void {
    this.client.destroy();
  }

  /**
   * Starts an execution, or finds that one of this name and input runs already.
   *
   * @returns false if an execution of this name has ended
   * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
   */
  public async start(stateMachineArn: string, name: string, input: object): Promise<boolean> {
    this.calls++;
    try {
      const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
      await this.client.send(command, { abortSignal: this.deadline.signal });
      return true;
    } catch (error) {
      if (asObject(error).name === 'ExecutionAlreadyExists') return false;
      throw callErrorOf(error, { service: STEP_FUNCTIONS, operation: 'StartExecution', resource: stateMachineArn }, this.deadline.hasPassed);
    }
  }
}
