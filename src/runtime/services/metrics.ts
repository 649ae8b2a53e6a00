import { CloudWatchClient, MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { callErrorOf, CLOUDWATCH } from './call-error';
import { CLIENT_OPTIONS } from './client-options';
import { Deadline } from './deadline';

/** The maximum number of metrics in one call. */
const MAX_DATA = 1_000;

/** The call of CloudWatch that publishes metrics. */
export class Metrics {
  /** Number of calls that were made. */
  public calls = 0;

  private readonly client = new CloudWatchClient(CLIENT_OPTIONS);

  public constructor(private readonly deadline: Deadline) {}

  public close(): void {
    this.client.destroy();
  }

  public async put(namespace: string, data: readonly MetricDatum[]): Promise<void> {
    for (let start = 0; start < data.length; start += MAX_DATA) {
      this.calls++;
      try {
        const command = new PutMetricDataCommand({ Namespace: namespace, MetricData: data.slice(start, start + MAX_DATA) });
        await this.client.send(command, { abortSignal: this.deadline.signal });
      } catch (error) {
        throw callErrorOf(error, { service: CLOUDWATCH, operation: 'PutMetricData', resource: `namespace ${namespace}` }, this.deadline.hasPassed);
      }
    }
  }
}
