import { MeasuredFunction } from './function-load';

/** The functions of the library. */
export const FUNCTIONS: readonly MeasuredFunction[] = [
  {
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
  },
  // The console waits for this one, and shows an empty widget meanwhile.
  {
    what: 'the dashboard function',
    bundle: 'dashboard',
    emptyHandler: `
      import { ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
      export async function handler() { return new ImagebuilderClient({}); }
    `,
    maximumBytes: 330_000,
    maximumRatio: 1.15,
  },
  {
    what: 'the monitor',
    bundle: 'monitor',
    emptyHandler: `
      import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
      import { ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
      import { SNSClient } from '@aws-sdk/client-sns';
      import { SSMClient } from '@aws-sdk/client-ssm';
      export async function handler() { return [new CloudWatchClient({}), new ImagebuilderClient({}), new SNSClient({}), new SSMClient({})]; }
    `,
    maximumBytes: 470_000,
    maximumRatio: 1.15,
  },
];
