import { GetParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { Call, CallError, callErrorOf, PARAMETER_STORE } from './call-error';
import { CLIENT_OPTIONS } from './client-options';
import { Deadline } from './deadline';

/** The most that one call reads. */
const MAX_NAMES = 10;

/** The calls of Systems Manager that read and write parameters. */
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

  /**
   * The texts of parameters, in the order of their names.
   *
   * @throws CallError if one of them does not exist
   */
  public async texts(names: readonly string[]): Promise<string[]> {
    const found = new Map<string, string>();
    for (let start = 0; start < names.length; start += MAX_NAMES) {
      const some = names.slice(start, start + MAX_NAMES);
      this.calls++;
      try {
        const { Parameters = [] } = await this.client.send(new GetParametersCommand({ Names: some }), { abortSignal: this.deadline.signal });
        Parameters.forEach(({ Name = '', Value = '' }) => found.set(Name, Value));
      } catch (error) {
        const call: Call = { service: PARAMETER_STORE, operation: 'GetParameters', resource: `parameters ${some.join(', ')}` };
        throw callErrorOf(error, call, this.deadline.hasPassed);
      }
    }
    return names.map((name) => {
      const text = found.get(name);
      if (text === undefined) throw new CallError('NOT_FOUND', `Parameter ${name} does not exist, or not in this account and Region.`);
      return text;
    });
  }
}
