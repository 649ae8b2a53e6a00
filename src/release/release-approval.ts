import { Duration } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';

/**
 * Who is asked before an image is released, and for how long.
 *
 * The image waits in its distribution: it is built, tested, scanned and accepted by its gate, and nobody has it yet. Image
 * Builder tells the topic which image waits; whoever may call `imagebuilder:SendWorkflowStepAction` on the image answers
 * with `RESUME` or `STOP`. After `STOP`, or when the time is over, the image fails and is not distributed.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-waitfor
 */
export interface ReleaseApproval {
  /**
   * The topic that is told that an image waits. The message names the image, the gate's findings, and the commands that
   * approve and reject. If the topic is encrypted with a customer managed key, the key must be in the app or allow the
   * execution role `kms:Decrypt` and `kms:GenerateDataKey`.
   */
  readonly topic: sns.ITopic;

  /**
   * How long the image waits: 1 minute to 7 days. For a container image at most 12 hours, since its build instance runs
   * until the image is distributed.
   *
   * @default - 3 days; for a container image 12 hours
   */
  readonly timeout?: Duration;
}
