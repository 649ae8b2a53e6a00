import { loadTimeRatioOf, MeasuredFunction, sizeOf } from './function-load';
import { Measurement } from './measurement';

const STATUS_FUNCTION: MeasuredFunction = {
  what: 'the status function',
  bundle: 'runtime',
  emptyHandler: `
    import { ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
    import { SFNClient } from '@aws-sdk/client-sfn';
    import { SSMClient } from '@aws-sdk/client-ssm';
    export async function handler() { return [new ImagebuilderClient({}), new SFNClient({}), new SSMClient({})]; }
  `,
  maximumBytes: 550_000,
  maximumRatio: 1.15,
};

export function bundleSize(): Measurement {
  return sizeOf(STATUS_FUNCTION);
}

export function loadTimeRatio(): Promise<Measurement> {
  return loadTimeRatioOf(STATUS_FUNCTION);
}
