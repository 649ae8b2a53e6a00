import { GetParameterHistoryCommand, GetParametersCommand, ParameterHistory, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { beforeEachAttempt, EACH_ATTEMPT } from './before-each-attempt';
import { CallError, PARAMETER_STORE } from './call-error';
import { CallerOptions, CLIENT_OPTIONS } from './client-options';
import { Deadline } from './deadline';
import { ServiceClient } from './service-client';

/** The maximum number of parameters that one call reads. */
const MAX_NAMES = 10;
/** The maximum number of earlier values that one call lists. */
const HISTORY_PAGE = 50;

/** The calls of Systems Manager that read and write parameters. */
export class ParameterStore extends ServiceClient<SSMClient> {
  public constructor(deadline: Deadline, { caller, ...config }: CallerOptions = {}) {
    super(new SSMClient({ ...CLIENT_OPTIONS, ...config }), PARAMETER_STORE, deadline, caller);
  }

  /**
   * Writes a value. It names the tier, because an account may default to advanced parameters, which cost money. An advanced
   * parameter cannot become a standard one.
   *
   * @param check runs before each attempt, and throws to write nothing
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-default-tier.html
   */
  public async putText(name: string, text: string, description: string, check: () => Promise<void>): Promise<void> {
    const command = new PutParameterCommand({
      Name: name, Value: text, Description: description, Type: 'String', Tier: 'Intelligent-Tiering', Overwrite: true,
    });
    command.middlewareStack.add(beforeEachAttempt(check), EACH_ATTEMPT);
    await this.call('PutParameter', `parameter ${name}`, (options) => this.client.send(command, options));
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
      await this.call('GetParameters', `parameters ${some.join(', ')}`, async (options) => {
        const { Parameters = [] } = await this.client.send(new GetParametersCommand({ Names: some }), options);
        Parameters.forEach(({ Name = '', Value = '' }) => found.set(Name, Value));
      });
    }
    return names.map((name) => {
      const text = found.get(name);
      if (text === undefined) throw new CallError('NOT_FOUND', `Parameter ${name} does not exist, or not in this account and Region.`);
      return text;
    });
  }

  /** All values of a parameter, the oldest first; the service keeps 100. */
  public historyOf(name: string): Promise<ParameterHistory[]> {
    const [operation, resource] = ['GetParameterHistory', `parameter ${name}`];
    return this.everyPage(operation, resource, async (token) => {
      const command = new GetParameterHistoryCommand({ Name: name, MaxResults: HISTORY_PAGE, NextToken: token });
      const { Parameters = [], NextToken } = await this.call(operation, resource, (options) => this.client.send(command, options));
      return { entries: Parameters, token: NextToken };
    });
  }
}
