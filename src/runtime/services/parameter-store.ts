import { GetParameterHistoryCommand, GetParametersCommand, ParameterHistory, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { beforeEachAttempt, EACH_ATTEMPT } from './before-each-attempt';
import { Call, CallError, callErrorOf, PARAMETER_STORE } from './call-error';
import { CallerOptions, CLIENT_OPTIONS } from './client-options';
import { Deadline } from './deadline';

/** The maximum number of parameters that one call reads. */
const MAX_NAMES = 10;
/** The maximum number of earlier values that one call lists. */
const HISTORY_PAGE = 50;

/** The calls of Systems Manager that read and write parameters. */
export class ParameterStore {
  /** Number of calls that were made. */
  public calls = 0;

  private readonly client: SSMClient;
  private readonly caller?: string;

  public constructor(private readonly deadline: Deadline, { caller, ...config }: CallerOptions = {}) {
    this.caller = caller;
    this.client = new SSMClient({ ...CLIENT_OPTIONS, ...config });
  }

  public close(): void {
    this.client.destroy();
  }

  /**
   * Writes a value. It names the tier, because an account may default to advanced parameters, which cost money. An advanced
   * parameter cannot become a standard one.
   *
   * @param check runs before each attempt, and throws to write nothing
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-default-tier.html
   */
  public async putText(name: string, text: string, description: string, check: () => Promise<void>): Promise<void> {
    this.calls++;
    try {
      const command = new PutParameterCommand({
        Name: name, Value: text, Description: description, Type: 'String', Tier: 'Intelligent-Tiering', Overwrite: true,
      });
      command.middlewareStack.add(beforeEachAttempt(check), EACH_ATTEMPT);
      await this.client.send(command, { abortSignal: this.deadline.signal });
    } catch (error) {
      throw callErrorOf(error, { service: PARAMETER_STORE, operation: 'PutParameter', resource: `parameter ${name}` }, this.deadline.hasPassed);
    }
  }

  /**
   * The values of parameters, in the order of their names.
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

  /** All values of a parameter, the oldest first; the service keeps 100. */
  public async historyOf(name: string): Promise<ParameterHistory[]> {
    const history: ParameterHistory[] = [];
    let nextToken: string | undefined;
    try {
      do {
        this.calls++;
        const command = new GetParameterHistoryCommand({ Name: name, MaxResults: HISTORY_PAGE, NextToken: nextToken });
        const page = await this.client.send(command, { abortSignal: this.deadline.signal });
        history.push(...page.Parameters ?? []);
        nextToken = page.NextToken;
      } while (nextToken);
    } catch (error) {
      const call = { service: PARAMETER_STORE, operation: 'GetParameterHistory', resource: `parameter ${name}`, caller: this.caller };
      throw callErrorOf(error, call, this.deadline.hasPassed);
    }
    return history;
  }
}
