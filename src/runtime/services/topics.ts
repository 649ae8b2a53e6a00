import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { malformedResponse, SIMPLE_NOTIFICATION_SERVICE } from './call-error';
import { CLIENT_OPTIONS } from './client-options';
import { Deadline } from './deadline';
import { ServiceClient } from './service-client';

/** A message to a topic. */
export interface TopicMessage {
  /** The subject of a mail: ASCII in one line, less than 100 characters. */
  readonly subject: string;
  /** The text for each protocol; `default` is for all others. */
  readonly bodies: Readonly<Record<string, string>>;
}

/** The call of SNS that publishes a message. */
export class Topics extends ServiceClient<SNSClient> {
  public constructor(deadline: Deadline) {
    super(new SNSClient(CLIENT_OPTIONS), SIMPLE_NOTIFICATION_SERVICE, deadline);
  }

  /** @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
  public async publish(topicArn: string, { subject, bodies }: TopicMessage): Promise<void> {
    const [operation, resource] = ['Publish', `topic ${topicArn}`];
    const command = new PublishCommand({ TopicArn: topicArn, Subject: subject, MessageStructure: 'json', Message: JSON.stringify(bodies) });
    const { MessageId } = await this.call(operation, resource, (options) => this.client.send(command, options));
    // A page of a proxy does not prove that the message was delivered.
    if (!MessageId) throw malformedResponse(this.callOf(operation, resource), 'MessageId');
  }
}
