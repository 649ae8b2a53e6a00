import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { callErrorOf, PARAMETER_STORE } from './call-error';
import { CLIENT_OPTIONS } from './client-options';
import { Deadline } from './deadline';

/** The call of Systems Manager that writes a parameter. */
export class ParameterStore {
  /** Number of calls that were made. */
  public calls = 0;

  private readonly client = new SSMClient(CLIENT_OPTIONS);

  public constructor(private readonly deadline: Deadline) {}

  public close(): void {
    this.client.destroy();
  }

  /**
   * Writes a text. The tier is named, since an account may have advanced parameters by default, which cost; a parameter that
   * is an advanced one already cannot become a standard one.
   *
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-default-tier.html
   */
  public async putText(name: string, text: string, description: string): Promise<void> {
    this.calls++;
    try {
      const command = new PutParameterCommand({
        Name: name, Value: text, Description: description, Type: 'String', Tier: 'Intelligent-Tiering', Overwrite: true,
      });
      await this.client.send(command, { abortSignal: this.deadline.signal });
    } catch (error) {
      throw callErrorOf(error, { service: PARAMETER_STORE, operation: 'PutParameter', resource: `parameter ${name}` }, this.deadline.hasPassed);
    }
  }
}
