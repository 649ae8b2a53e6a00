import { CloudWatchLogsClient, CreateLogGroupCommand, DeleteRetentionPolicyCommand, PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CallError, callErrorOf, CLOUDWATCH_LOGS } from './call-error';
import { CLIENT_OPTIONS } from './client-options';
import { Deadline } from './deadline';

/** The calls of CloudWatch Logs that keep log groups. */
export class LogGroups {
  /** Number of calls that were made. */
  public calls = 0;

  private readonly client = new CloudWatchLogsClient(CLIENT_OPTIONS);

  public constructor(private readonly deadline: Deadline) {}

  public close(): void {
    this.client.destroy();
  }

  /** Creates a log group, or finds it. */
  public async create(name: string): Promise<void> {
    try {
      await this.call('CreateLogGroup', name, new CreateLogGroupCommand({ logGroupName: name }));
    } catch (error) {
      if (!(error instanceof CallError && error.code === 'ResourceAlreadyExistsException')) throw error;
    }
  }

  /** @param days after which entries are deleted; undefined keeps them */
  public async retain(name: string, days?: number): Promise<void> {
    if (days === undefined) await this.call('DeleteRetentionPolicy', name, new DeleteRetentionPolicyCommand({ logGroupName: name }));
    else await this.call('PutRetentionPolicy', name, new PutRetentionPolicyCommand({ logGroupName: name, retentionInDays: days }));
  }

  private async call(
    operation: string, name: string, command: CreateLogGroupCommand | DeleteRetentionPolicyCommand | PutRetentionPolicyCommand,
  ): Promise<void> {
    this.calls++;
    try {
      // Each command has an empty response, which the overloads of the SDK cannot express.
      await this.client.send(command as CreateLogGroupCommand, { abortSignal: this.deadline.signal });
    } catch (error) {
      throw callErrorOf(error, { service: CLOUDWATCH_LOGS, operation, resource: `log group ${name}` }, this.deadline.hasPassed);
    }
  }
}
