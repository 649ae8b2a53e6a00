import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { callErrorOf, malformedResponse, SIMPLE_NOTIFICATION_SERVICE } from './call-error';
import { CLIENT_OPTIONS } from './client-options';
import { Deadline } from './deadline';

/** A message to a topic. */
export interface TopicMessage {
  /** The subject of a mail: ASCII in one line, less than 100 characters. */
  readonly subject: string;
  /** What each protocol gets, `default` for all others. */
  readonly bodies: Readonly<Record<string, string>>;
}

/** The call of SNS that publishes a message. */
export class Topics {
  /** Number of calls that were made. */
  public calls = 0;

  private readonly client = new SNSClient(CLIENT_OPTIONS);

  public constructor(private readonly deadline: Deadline) {}

  public close(): void {
    this.client.destroy();
  }

  /** @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
  public async publish(topicArn: string, { subject, bodies }: TopicMessage): Promise<void> {
    this.calls++;
    const call = { service: SIMPLE_NOTIFICATION_SERVICE, operation: 'Publish', resource: `topic ${topicArn}` };
    try {
      const command = new PublishCommand({ TopicArn: topicArn, Subject: subject, MessageStructure: 'json', Message: JSON.stringify(bodies) });
      const { MessageId } = await this.client.send(command, { abortSignal: this.deadline.signal });
      // A page of a proxy does not prove that the message was delivered.
      if (!MessageId) throw malformedResponse(call, 'MessageId');
    } catch (error) {
      throw callErrorOf(error, call, this.deadline.hasPassed);
    }
  }
}
