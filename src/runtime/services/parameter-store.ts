import { DeleteParameterCommand, GetParameterCommand, PutParameterCommand, PutParameterCommandInput, SSMClient } from '@aws-sdk/client-ssm';
import { CallError, callErrorOf, PARAMETER_STORE } from './call-error';
import { CLIENT_OPTIONS } from './client-options';
import { Deadline } from './deadline';
import { oneLine } from '../values/text';

/** The calls of Systems Manager that keep parameters. */
export class ParameterStore {
  /** Number of calls that were made. */
  public calls = 0;

  private readonly client = new SSMClient(CLIENT_OPTIONS);

  public constructor(private readonly deadline: Deadline) {}

  public close(): void {
    this.client.destroy();
  }

  /** Keeps a text that stands in no error, whatever the service says of it. */
  public async putSecret(name: string, secret: string, keyId?: string): Promise<void> {
    try {
      await this.put({ Name: name, Value: secret, Type: 'SecureString', Overwrite: true, ...keyId && { KeyId: keyId } });
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      throw new CallError(error.kind, oneLine(`Systems Manager refused PutParameter for ${name}: ${error.code || 'no answer in time'}.`), error.code);
    }
  }

  public async putText(name: string, text: string, description: string): Promise<void> {
    await this.put({ Name: name, Value: text, Description: description, Type: 'String', Overwrite: true });
  }

  /** The text that is kept, or undefined if there is none. */
  public async getSecret(name: string): Promise<string | undefined> {
    try {
      const command = new GetParameterCommand({ Name: name, WithDecryption: true });
      const { Parameter } = await this.call('GetParameter', name, () => this.client.send(command, { abortSignal: this.deadline.signal }));
      return Parameter?.Value;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  public async delete(name: string): Promise<void> {
    try {
      const command = new DeleteParameterCommand({ Name: name });
      await this.call('DeleteParameter', name, () => this.client.send(command, { abortSignal: this.deadline.signal }));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  private async put(input: PutParameterCommandInput): Promise<void> {
    const command = new PutParameterCommand(input);
    await this.call('PutParameter', input.Name!, () => this.client.send(command, { abortSignal: this.deadline.signal }));
  }

  private async call<T>(operation: string, resource: string, send: () => Promise<T>): Promise<T> {
    this.calls++;
    try {
      return await send();
    } catch (error) {
      throw callErrorOf(error, { service: PARAMETER_STORE, operation, resource: `parameter ${resource}` }, this.deadline.hasPassed);
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof CallError && error.code === 'ParameterNotFound';
}
