import { aws_iam as iam, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledgeFinding } from '../../private/acknowledge-finding';
import { flattenReference } from '../../private/flatten-reference';
import { writeLogs } from '../../private/log-group';

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
