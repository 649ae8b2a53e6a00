import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { LocalCloud } from './index';

/** The text of an SSM parameter in the local cloud; undefined if there is none. */
export async function readParameter({ endpoint, environment }: LocalCloud, name: string): Promise<string | undefined> {
  const { AWS_REGION: region, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  const client = new SSMClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  try {
    return (await client.send(new GetParameterCommand({ Name: name }))).Parameter?.Value;
  } catch (error) {
    if ((error as Error).name === 'ParameterNotFound') return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}
