import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { writeLogs } from '../../private/checks/log-group';
import { acknowledgeFinding } from '../../private/iam/acknowledge-finding';
import { flattenReference } from '../../private/iam/flatten-reference';

const ID = 'LogGroupsPolicy';

/**
 * Lets the generated role of instances write to a log group, by one managed policy for all groups, since compliance rules
 * object to inline ones.
 */
export function attachLogGroupPolicy(scope: Construct, role: iam.IRole, logGroupArn: string): void {
  const policy = scope.node.tryFindChild(ID) as iam.ManagedPolicy | undefined ?? new iam.ManagedPolicy(scope, ID, {
    description: 'Lets instances of EC2 Image Builder write to the log groups of the builds',
    roles: [role],
  });
  policy.addStatements(writeLogs(logGroupArn));
  const flat = flattenReference(Stack.of(scope).resolve(logGroupArn));
  if (flat.includes('*')) acknowledgeFinding(policy.node.defaultChild!, `AwsSolutions-IAM5[Resource::${flat}]`, 'The names of log streams are not known before a build.');
}
