import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { IConstruct } from 'constructs';
import { checkSameAccount } from '../../private/checks/same-place';
import { warn } from '../../private/checks/warnings';
import { Build } from '../../private/facts/build-part';
import { isCyclic } from '../../private/facts/cyclic-reference';
import { keyScope } from '../../private/iam/key-scope';
import { accountOutside, allowAccountToPublish, allowToUseKey, TOPIC_KEY_ACTIONS } from '../../private/iam/topic-publishers';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/integ-sns.html';
const SERVICE_LINKED_ROLE = 'aws-service-role/imagebuilder.amazonaws.com/AWSServiceRoleForImageBuilder';

/**
 * Allows the service-linked role of Image Builder, which publishes the result of builds, to use the key of an encrypted topic, and
 * the account to publish to a topic of another one.
 */
export function allowNotifications(scope: IConstruct, topic: sns.ITopic): void {
  allowAccountToPublish(scope, topic);
  const key = topic.masterKey;
  if (!key) return;
  checkSameAccount(scope, { what: 'key of an encrypted notificationTopic', resource: key, advice: 'encrypt the topic with a key of that account, since Image Builder can use no other', see: SEE });
  const roleArn = Stack.of(scope).formatArn({ service: 'iam', region: '', resource: 'role', resourceName: SERVICE_LINKED_ROLE });
  // A condition, because KMS rejects a principal that does not exist, and this role only exists after the first use of Image Builder.
  addToPolicy(scope, key, new iam.AnyPrincipal().withConditions({ ArnEquals: { 'aws:PrincipalArn': roleArn } }), 'the service-linked role AWSServiceRoleForImageBuilder');
}

/**
 * Allows the role that runs the workflows of a build, which then publishes its result, to use the key of an encrypted topic. Its
 * managed policy does not let it publish to a topic of another account.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/security-iam-awsmanpol.html
 */
export function allowNotificationsBy(scope: IConstruct, topic: sns.ITopic, { scope: build, executionRole: role, allowExecutionRole }: Build): void {
  if (!role) return;
  if (accountOutside(scope, topic).length > 0) allowExecutionRole(new iam.PolicyStatement({ actions: ['sns:Publish'], resources: [topic.topicArn] }));
  const key = topic.masterKey;
  if (!key) return;
  if (isCyclic(key, build, role.roleArn)) {
    allowExecutionRole(new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], ...keyScope(key) }));
  } else {
    addToPolicy(scope, key, new iam.ArnPrincipal(role.roleArn), `the execution role '${role.node.path}'`);
  }
}

function addToPolicy(scope: IConstruct, key: kms.IKey, principal: iam.IPrincipal, who: string): void {
  if (allowToUseKey(key, [principal])) return;
  warn(scope, 'notificationKeyPolicy', `The app cannot change the policy of the key '${key.node.path}', which encrypts the notificationTopic: the policy must allow ${who} ${TOPIC_KEY_ACTIONS.join(' and ')}, or no message about a build is sent. A key that AWS manages cannot allow this. See ${SEE}`);
}
