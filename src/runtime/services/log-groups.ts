import { CloudWatchLogsClient, CreateLogGroupCommand, DeleteRetentionPolicyCommand, PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CallError, CLOUDWATCH_LOGS } from './call-error';
import { CLIENT_OPTIONS } from './client-options';
import { Deadline } from './deadline';
import { ServiceClient } from './service-client';

/** The calls of CloudWatch Logs that keep log groups. */
export class LogGroups extends ServiceClient<CloudWatchLogsClient> {
  public constructor(deadline: Deadline) {
    super(new CloudWatchLogsClient(CLIENT_OPTIONS), CLOUDWATCH_LOGS, deadline);
  }

  /** Creates a log group, or finds it. */
  public async create(name: string): Promise<void> {
    try {
      await this.request('CreateLogGroup', name, new CreateLogGroupCommand({ logGroupName: name }));
    } catch (error) {
      if (!(error instanceof CallError && error.code === 'ResourceAlreadyExistsException')) throw error;
    }
  }

  /** @param days after which entries are deleted; undefined keeps them */
  public async retain(name: string, days?: number): Promise<void> {
    if (days === undefined) await this.request('DeleteRetentionPolicy', name, new DeleteRetentionPolicyCommand({ logGroupName: name }));
    else await this.request('PutRetentionPolicy', name, new PutRetentionPolicyCommand({ logGroupName: name, retentionInDays: days }));
  }

  private async request(
    operation: string, name: string, command: CreateLogGroupCommand | DeleteRetentionPolicyCommand | PutRetentionPolicyCommand,
  ): Promise<void> {
    // Each command has an empty response, which the overloads of the SDK cannot express.
    await this.call(operation, `log group ${name}`, (options) => this.client.send(command as CreateLogGroupCommand, options));
  }
}
