import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ServiceRole } from '../../private/iam/service-role';
import { BuildLogs } from '../build-logs';

/** Lets the user's own role put logs; the role decides how it gets the permission. */
export function grantPutLogs(role: iam.IRole, logs: BuildLogs): void {
  iam.Grant.addToPrincipal({ grantee: role, actions: ['s3:PutObject'], resourceArns: [logObjects(logs)] });
  grantKey(role, logs);
}

/** Lets the generated role put logs. */
export function allowPutLogs(scope: Construct, role: ServiceRole, logs: BuildLogs): void {
  const policy = role.allow(scope, 'LogsPolicy', {
    description: 'Lets instances of EC2 Image Builder put their logs',
    statements: [new iam.PolicyStatement({ actions: ['s3:PutObject'], resources: [logObjects(logs)] })],
    wildcardReason: 'The keys of the logs are not known before a build; the role may only put objects, under the prefix given for them.',
  });
  grantKey(policy, logs);
}

function logObjects({ bucket, keyPrefix = '' }: BuildLogs): string {
  return bucket.arnForObjects(`${keyPrefix}*`);
}

function grantKey(grantee: iam.IGrantable, { bucket }: BuildLogs): void {
  bucket.encryptionKey?.grant(grantee, 'kms:GenerateDataKey', 'kms:Decrypt');
}
