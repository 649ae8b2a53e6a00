import { CloudWatchClient, MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CLOUDWATCH } from './call-error';
import { CLIENT_OPTIONS } from './client-options';
import { Deadline } from './deadline';
import { ServiceClient } from './service-client';
import { METRIC_NAMESPACE } from '../../contract/monitoring';

/** The maximum number of metrics in one call. */
const MAX_DATA = 1_000;

/** The call of CloudWatch that publishes metrics. */
export class Metrics extends ServiceClient<CloudWatchClient> {
  public constructor(deadline: Deadline) {
    super(new CloudWatchClient(CLIENT_OPTIONS), CLOUDWATCH, deadline);
  }

  public async put(data: readonly MetricDatum[]): Promise<void> {
    for (let start = 0; start < data.length; start += MAX_DATA) {
      const command = new PutMetricDataCommand({ Namespace: METRIC_NAMESPACE, MetricData: data.slice(start, start + MAX_DATA) });
      await this.call('PutMetricData', `namespace ${METRIC_NAMESPACE}`, (options) => this.client.send(command, options));
    }
  }
}
