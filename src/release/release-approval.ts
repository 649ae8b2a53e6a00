import { Duration } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';

/**
 * A manual approval before an image is released.
 *
 * The image waits at the start of its distribution: it is built, tested and scanned, and has passed its gate, but it has not reached anybody. Image
 * Builder sends a message to the topic. Anyone with `imagebuilder:SendWorkflowStepAction` on the image responds with `RESUME`
 * or `STOP`. After `STOP`, or when the time-out expires, the image fails and is not distributed.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-waitfor
 */
export interface ReleaseApproval {
  /**
   * The topic that gets a message when an image waits, in the Region of the stack. The message contains the image, the counts of the gate, and the
   * commands to approve and to reject. If the topic is encrypted with a customer managed key, the key must belong to the app
   * or allow the execution role `kms:Decrypt` and `kms:GenerateDataKey`. A topic of another account must belong to the app, or
   * allow the account of the stack to publish. Synthesis fails if the URL of a webhook subscribes to it.
   */
  readonly topic: sns.ITopic;

  /**
   * How long the image waits: 1 minute to 7 days. A container image waits at most 12 hours, because its build instance runs
   * until the image is distributed.
   *
   * @default - 3 days; for a container image 12 hours
   */
  readonly timeout?: Duration;
}
