import { CfnResource, Token } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { IConstruct } from 'constructs';
import { onSynthesis } from './on-synthesis';
import { tokenIdentity } from './token-identity';
import { ValidationError } from './validation-error';

const SEE = 'https://docs.aws.amazon.com/chatbot/latest/adminguide/slack-setup.html';
/** Webhook URLs: anybody who knows the URL can post to it. */
const WEB_HOOK = /^https:\/\/(hooks\.slack\.com|[\w.-]*webhook\.office\.com|[\w.-]*\.logic\.azure\.com|discord(app)?\.com\/api\/webhooks|chat\.googleapis\.com)\b/i;

const CHANNEL = 'AWS::Chatbot::SlackChannelConfiguration';

/** The members of a `CfnSlackChannelConfiguration` that the check reads. */
interface Channel {
  readonly slackChannelId: string;
  readonly slackWorkspaceId: string;
  readonly snsTopicArns: string[];
}

/**
 * Rejects a webhook URL that gets the messages of a topic: it is a credential, and everybody who can read the template could use it.
 *
 * @param advice the way to a chat
 */
export function refuseWebHooks(scope: IConstruct, topics: readonly sns.ITopic[], advice: string): void {
  onSynthesis(scope, () => {
    const identity = (arn: string) => tokenIdentity(scope, arn).name;
    const arns = topics.map(({ topicArn }) => identity(topicArn));
    const isOurs = (arn: string) => arns.includes(identity(arn));
    for (const construct of scope.node.root.node.findAll()) {
      if (isHook(construct, isOurs)) {
        throw new ValidationError(construct, `The URL of a webhook is a credential: anybody who can read the template could post with it, and a chat does not understand the messages of SNS. ${advice}. See ${SEE}`);
      }
    }
  });
}

function isHook(construct: IConstruct, isOurs: (arn: string) => boolean): boolean {
  if (sns.CfnSubscription.isCfnSubscription(construct)) return isWebHook(construct.endpoint) && isOurs(construct.topicArn);
  if (!CfnResource.isCfnResource(construct) || construct.cfnResourceType !== CHANNEL) return false;
  // The class itself would load all of aws-chatbot in each app.
  const { slackChannelId, slackWorkspaceId, snsTopicArns = [] } = construct as CfnResource & Partial<Channel>;
  return [slackChannelId, slackWorkspaceId].some(isWebHook) && snsTopicArns.some(isOurs);
}

function isWebHook(text: string | undefined): boolean {
  return text !== undefined && !Token.isUnresolved(text) && WEB_HOOK.test(text);
}
