import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeFinding } from '../../private/iam/acknowledge-finding';
import { flattenReference } from '../../private/iam/flatten-reference';
import { BuildLogs } from '../build-logs';

/** Lets the role of a user put logs, in the way in which the role takes permissions. */
export function grantPutLogs(role: iam.IRole, logs: BuildLogs): void {
  iam.Grant.addToPrincipal({ grantee: role, actions: ['s3:PutObject'], resourceArns: [logObjects(logs)] });
  grantKey(role, logs);
}

/** Lets the generated role put logs, by a managed policy, since compliance rules object to inline ones. */
export function attachPutLogsPolicy(scope: Construct, role: iam.IRole, logs: BuildLogs): void {
  const policy = new iam.ManagedPolicy(scope, 'LogsPolicy', {
    description: 'Lets instances of EC2 Image Builder put their logs',
    roles: [role],
    statements: [new iam.PolicyStatement({ actions: ['s3:PutObject'], resources: [logObjects(logs)] })],
  });
  grantKey(policy, logs);
  const objects = flattenReference(Stack.of(scope).resolve(logObjects(logs)));
  acknowledgeFinding(
    policy.node.defaultChild!,
    `AwsSolutions-IAM5[Resource::${objects}]`,
    'The keys of the logs are not known before a build; the role may only put objects, under the prefix given for them.',
  );
}

function logObjects({ bucket, keyPrefix = '' }: BuildLogs): string {
  return bucket.arnForObjects(`${keyPrefix}*`);
}

function grantKey(grantee: iam.IGrantable, { bucket }: BuildLogs): void {
  bucket.encryptionKey?.grant(grantee, 'kms:GenerateDataKey', 'kms:Decrypt');
}
