import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledgeFinding } from '../../private/iam/acknowledge-finding';
import { ManagedPolicySet } from '../../private/iam/managed-policy-set';

/** One group: one poll at a time, so that no notice is sent twice. */
const GROUP = 'polls';
/** How long a failed poll is retried; after that, the next hourly poll follows. */
const RETENTION = Duration.minutes(20);
const BATCH = 10;
const ENDS = ['AVAILABLE', 'FAILED', 'CANCELLED'];
const DLQ_RULES = ['AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy'];

/**
 * The triggers of a poll: events, which may come twice, late or never, and the clock. All go through a FIFO queue, which runs
 * the function once for several events, and never twice at the same time.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagegroupid-property.html
 */
export class MonitorQueue extends Construct {
  private readonly queue: sqs.Queue;

  public constructor(scope: Construct, id: string, functionTimeout: Duration) {
    super(scope, id);
    this.queue = new sqs.Queue(this, 'Resource', {
      fifo: true,
      contentBasedDeduplication: true,
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: RETENTION,
      visibilityTimeout: functionTimeout.plus(Duration.minutes(1)),
    });
    for (const rule of DLQ_RULES) {
      acknowledgeFinding(this.queue.node.defaultChild, rule, 'A message only says that something happened: the next poll finds out what, whether the message was lost or not.');
    }
    this.addRule('Hourly', {
      description: 'Looks at the image pipelines of a monitor each hour',
      schedule: events.Schedule.cron({ minute: String(parseInt(scope.node.addr.slice(-8), 16) % 60) }),
    });
    this.addRule('Builds', {
      description: 'Looks at the image pipelines of a monitor when a build ends',
      eventPattern: {
        source: ['aws.imagebuilder'],
        detailType: ['EC2 Image Builder Image State Change'],
        detail: { state: { status: ENDS } },
      },
    });
    this.addRule('Others', {
      description: 'Looks at the image pipelines of a monitor when a scan ends, a step waits, or a pipeline was disabled',
      eventPattern: {
        source: ['aws.imagebuilder'],
        detailType: ['EC2 Image Builder CVE Detected', 'EC2 Image Builder Workflow Step Waiting', 'EC2 Image Builder Image Pipeline Automatically Disabled'],
      },
    });
  }

  /** Runs the function for the messages of the queue. */
  public run(target: lambda.Function, policies: ManagedPolicySet): void {
    policies.addStatement({ actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], resources: [this.queue.queueArn] });
    const mapping = target.addEventSourceMapping('Queue', { eventSourceArn: this.queue.queueArn, batchSize: BATCH });
    // Lambda rejects a mapping if the role may not read the queue yet.
    mapping.node.addDependency(policies.first);
    acknowledgeFinding(mapping.node.defaultChild, 'Serverless-LambdaEventSourceMappingDestination', 'A message that failed needs no keeping: the next poll finds out the same.');
  }

  private addRule(id: string, props: events.RuleProps): void {
    const rule = new events.Rule(this, id, props);
    rule.addTarget({ bind: () => ({ arn: this.queue.queueArn, sqsParameters: { messageGroupId: GROUP } }) });
    this.queue.addToResourcePolicy(new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [this.queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
    }));
    acknowledgeFinding(rule.node.defaultChild, 'Serverless-EventBusDLQ', 'An event that is lost changes nothing: the poll of the next hour finds out the same.');
  }
}
