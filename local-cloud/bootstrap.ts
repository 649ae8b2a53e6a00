import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CloudFormationClient, CreateStackCommand, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';

const TEMPLATE = join(dirname(require.resolve('aws-cdk/package.json')), 'lib', 'api', 'bootstrap', 'bootstrap-template.yaml');
const STACK = 'CDKToolkit';
/** The defaults of the CDK CLI for the template. */
const PARAMETERS = {
  CloudFormationExecutionPolicies: 'arn:aws:iam::aws:policy/AdministratorAccess',
  FileAssetsBucketKmsKeyId: 'AWS_MANAGED_KEY',
  PublicAccessBlockConfiguration: 'true',
};
const POLL_SECONDS = 0.02;
const MAX_SECONDS = 60;

/**
 * Deploys the bootstrap stack of the CDK CLI to a Region of the local cloud. `cdk bootstrap` deploys the same stack, but
 * compares a change set before, which takes as long as a deployment of an app.
 */
export async function bootstrap(endpoint: string, environment: { readonly [name: string]: string }, region: string): Promise<void> {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  const client = new CloudFormationClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  try {
    await client.send(new CreateStackCommand({
      StackName: STACK,
      TemplateBody: readFileSync(TEMPLATE, 'utf8'),
      Parameters: Object.entries(PARAMETERS).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
      Capabilities: ['CAPABILITY_NAMED_IAM'],
    }));
    const waiting = { client, minDelay: POLL_SECONDS, maxDelay: POLL_SECONDS, maxWaitTime: MAX_SECONDS };
    await waitUntilStackCreateComplete(waiting, { StackName: STACK });
  } finally {
    client.destroy();
  }
}
