import { AwsError } from './json-protocol';

export interface LogGroup {
  readonly name: string;
  retentionInDays?: number;
  /** The names of the streams. */
  readonly streams: string[];
}

/** Amazon CloudWatch Logs, as far as its log groups go. */
export class LogGroups {
  public readonly all = new Map<string, LogGroup>();

  /** The operations by their name in the protocol. */
  public readonly operations = {
    CreateLogGroup: ({ logGroupName }: { logGroupName: string }) => this.create(logGroupName),
    PutRetentionPolicy: ({ logGroupName, retentionInDays }: { logGroupName: string; retentionInDays: number }) =>
      this.retain(logGroupName, retentionInDays),
    DeleteRetentionPolicy: ({ logGroupName }: { logGroupName: string }) => this.retain(logGroupName, undefined),
  };

  /** Writes to a stream as a build instance does, which makes the group where there is none. */
  public write(name: string, stream: string): void {
    const group = this.all.get(name) ?? { name, streams: [] };
    this.all.set(name, group);
    if (!group.streams.includes(stream)) group.streams.push(stream);
  }

  /** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
  private create(name: string): object {
    if (!/^[\w/#.-]{1,512}$/.test(name)) throw new AwsError('InvalidParameterException', `'${name}' is not a name of a log group.`);
    if (this.all.has(name)) throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
    this.all.set(name, { name, streams: [] });
    return {};
  }

  /** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
  private retain(name: string, days: number | undefined): object {
    const group = this.all.get(name);
    if (!group) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
    group.retentionInDays = days;
    return {};
  }
}
