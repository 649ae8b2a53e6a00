import { loadTimeRatioOf, MeasuredFunction, sizeOf } from './function-load';
import { Measurement } from './measurement';

const MONITOR_FUNCTION: MeasuredFunction = {
  what: 'the monitor',
  bundle: 'monitor',
  emptyHandler: `
    import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
    import { ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
    import { SNSClient } from '@aws-sdk/client-sns';
    import { SSMClient } from '@aws-sdk/client-ssm';
    export async function handler() { return [new CloudWatchClient({}), new ImagebuilderClient({}), new SNSClient({}), new SSMClient({})]; }
  `,
  maximumBytes: 600_000,
  maximumRatio: 1.15,
};

export function monitorSize(): Measurement {
  return sizeOf(MONITOR_FUNCTION);
}

export function monitorLoadTimeRatio(): Promise<Measurement> {
  return loadTimeRatioOf(MONITOR_FUNCTION);
}
