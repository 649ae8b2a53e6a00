import { loadTimeRatioOf, MeasuredFunction, sizeOf } from './function-load';
import { Measurement } from './measurement';

const STATUS_FUNCTION: MeasuredFunction = {
  what: 'the status function',
  bundle: 'runtime',
  emptyHandler: `
    import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
    import { ECRClient } from '@aws-sdk/client-ecr';
    import { ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
    import { Inspector2Client } from '@aws-sdk/client-inspector2';
    import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
    import { SFNClient } from '@aws-sdk/client-sfn';
    import { SSMClient } from '@aws-sdk/client-ssm';
    const CLIENTS = [CloudWatchLogsClient, ECRClient, ImagebuilderClient, Inspector2Client, SecretsManagerClient, SFNClient, SSMClient];
    export async function handler() { return CLIENTS.map((Client) => new Client({})); }
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
