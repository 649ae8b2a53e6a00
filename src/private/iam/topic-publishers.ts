import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { IEnvironmentAware } from 'aws-cdk-lib/interfaces';
import { IConstruct } from 'constructs';
import { areDifferent } from '../checks/same-place';

/** The actions on the key of an encrypted topic that a publisher needs. */
export const TOPIC_KEY_ACTIONS = ['kms:GenerateDataKey*', 'kms:Decrypt'];

/**
 * The account of a stack, if a topic or key is in another one: the policy of that resource must name it, whatever the policies of the
 * stack's roles allow. It cannot name the roles, because SNS and KMS reject those that do not exist yet.
 */
export function accountOutside(scope: IConstruct, resource: IEnvironmentAware): iam.IPrincipal[] {
  const { account } = Stack.of(scope);
  return areDifferent(resource.env.account, account) ? [new iam.AccountPrincipal(account)] : [];
}

/** Lets principals publish to a topic. The policy of an imported topic stays as it is. */
export function allowToPublish(topic: sns.ITopic, principals: readonly iam.IPrincipal[]): void {
  for (const principal of principals) {
    topic.addToResourcePolicy(new iam.PolicyStatement({ actions: ['sns:Publish'], resources: [topic.topicArn], principals: [principal] }));
  }
}

/**
 * Lets principals use the key of an encrypted topic.
 *
 * @returns false if the app cannot change the policy of the key
 */
export function allowToUseKey(key: kms.IKey, principals: readonly iam.IPrincipal[]): boolean {
  return principals
    .map((principal) => key.addToResourcePolicy(new iam.PolicyStatement({ actions: TOPIC_KEY_ACTIONS, resources: ['*'], principals: [principal] })))
    .every(({ statementAdded }) => statementAdded);
}

/** Lets the roles of a stack publish to a topic of the app in another account, as far as their own policies allow. */
export function allowAccountToPublish(scope: IConstruct, topic: sns.ITopic): void {
  allowToPublish(topic, accountOutside(scope, topic));
  if (topic.masterKey) allowToUseKey(topic.masterKey, accountOutside(scope, topic.masterKey));
}
