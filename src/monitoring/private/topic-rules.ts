import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { checkSameRegion, placeDifference } from '../../private/checks/same-place';
import { ValidationError } from '../../private/checks/validation-error';
import { warn } from '../../private/checks/warnings';
import { refuseWebHooks } from '../../private/checks/web-hooks';
import { accountOutside, allowToPublish, allowToUseKey, TOPIC_KEY_ACTIONS } from '../../private/iam/topic-publishers';

const SEE_KEY = 'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html';
const SEE_REGION = 'https://docs.aws.amazon.com/sns/latest/dg/sns-cross-region-delivery.html';
/** The way from the topic of a monitor to a chat. */
const CHAT_ADVICE = "Give the ids of workspace and channel to a SlackChannelConfiguration or MicrosoftTeamsChannelConfiguration of aws-chatbot, with the topic in 'notificationTopics'";

/** Checks the topics of a monitor. */
export function checkTopics(scope: Construct, topics: readonly sns.ITopic[]): void {
  if (topics.length === 0) throw new ValidationError(scope, "A monitor needs somewhere to send notices: give at least one topic in 'topics'.");
  for (const topic of topics) checkTopic(scope, topic);
  refuseWebHooks(scope, topics, CHAT_ADVICE);
}

/** Lets the function and the alarm of a monitor publish to its topics. */
export function allowPublishing(scope: Construct, topics: readonly sns.ITopic[], role: iam.IRole): void {
  const { account } = Stack.of(scope);
  const alarms = new iam.ServicePrincipal('cloudwatch.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': account } } });
  for (const topic of topics) {
    allowToPublish(topic, [...accountOutside(scope, topic), alarms]);
    const { masterKey: key } = topic;
    if (key && !allowToUseKey(key, [...keyUsers(scope, key, role), alarms])) {
      warn(scope, 'monitorKeyPolicy', `The app cannot change the policy of the key '${key.node.path}', which encrypts the topic '${topic.node.path}': the policy must allow cloudwatch.amazonaws.com and the role of the monitor ${TOPIC_KEY_ACTIONS.join(' and ')}, or no notice is delivered. See ${SEE_KEY}`);
    }
  }
}

/**
 * The principals that the policy of a key must name for the role of a monitor, whose own policy allows the same. The stack of the
 * role depends on that of the key, so a key of another stack cannot refer to the role; a key of another account names its account.
 */
function keyUsers(scope: Construct, key: kms.IKey, role: iam.IRole): iam.IPrincipal[] {
  const outside = accountOutside(scope, key);
  if (outside.length > 0) return outside;
  return Stack.of(key) === Stack.of(role) ? [new iam.ArnPrincipal(role.roleArn)] : [];
}

function checkTopic(scope: Construct, topic: sns.ITopic): void {
  // The alarm, which goes off when notices cannot be published, publishes to the same topics: nobody would hear of a wrong Region.
  checkSameRegion(scope, { what: 'topic of a monitor', resource: topic, advice: "give a topic of the stack's Region, and subscribe the same people to it", see: SEE_REGION });
  if (topic.fifo) {
    throw new ValidationError(scope, `The topic '${topic.node.path}' is a FIFO topic, to which neither mail nor chat can subscribe: use a standard topic.`);
  }
  const difference = topic.masterKey && placeDifference(topic.env, topic.masterKey.env);
  if (difference?.what === 'Region') {
    throw new ValidationError(scope, `The key '${topic.masterKey!.node.path}' of the topic '${topic.node.path}' is in the Region '${difference.other}' and the topic in '${difference.own}', so SNS cannot use it: encrypt the topic with a key of its Region. See ${SEE_KEY}`);
  }
  const keyId = topic.node.findAll().find(sns.CfnTopic.isCfnTopic)?.kmsMasterKeyId;
  if (JSON.stringify(Stack.of(scope).resolve(keyId))?.includes('alias/aws/sns')) {
    throw new ValidationError(scope, `The topic '${topic.node.path}' is encrypted with 'alias/aws/sns', which CloudWatch alarms may not use: encrypt it with a key of yours ('masterKey'), or leave the key out. See ${SEE_KEY}`);
  }
}
