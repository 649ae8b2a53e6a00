import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { IMAGE_REFUSED } from '../../contract/release';
import { narrowedPattern } from '../../pipeline/event-pattern';
import { acknowledgeFinding } from '../../private/iam/acknowledge-finding';

/**
 * A rule for executions of a stack's state machine in which a gate rejects an image.
 *
 * The state machine serves several images. The cause of the failure names the image by its ARN. The input of the execution does, too,
 * but possibly with the name of the recipe as it was given, with upper case or spaces.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export function refusedImagesRule(
  scope: Construct, id: string, stateMachineArn: string, imageName: string, { eventPattern, target, ...options }: events.OnEventOptions,
): events.Rule {
  const rule = new events.Rule(scope, id, {
    ...options,
    eventPattern: narrowedPattern(scope, {
      source: ['aws.states'],
      detailType: ['Step Functions Execution Status Change'],
      detail: {
        stateMachineArn: [stateMachineArn],
        status: ['FAILED'],
        error: [IMAGE_REFUSED],
        cause: events.Match.wildcard(`*:image/${imageName}/*`),
      },
    }, eventPattern),
    targets: target && [target],
  });
  acknowledgeFinding(rule.node.defaultChild, 'Serverless-EventBusDLQ', 'The verdict is in the tags of the image, and no release depends on an event: one that is lost only tells nobody.');
  return rule;
}
