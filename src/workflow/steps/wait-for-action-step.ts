import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { aws_lambda } from 'aws-cdk-lib/interfaces';
import { IConstruct } from 'constructs';
import { WorkflowStep, WorkflowStepProps } from './workflow-step';
import { quoted } from '../../private/checks/callers-language';
import { checkSameRegion } from '../../private/checks/same-place';
import { checkStandardTopic } from '../../private/checks/standard-topic';
import { keyScope } from '../../private/iam/key-scope';
import { allowAccountToPublish } from '../../private/iam/topic-publishers';
import { jsonText } from '../private/json-text';
import { WorkflowValue } from '../workflow-value';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-waitfor';

/** Properties of a step that waits for a decision. */
export interface WaitForActionStepProps extends WorkflowStepProps {
  /**
   * The topic that gets a message when the workflow starts to wait, in the Region of the stack. A topic of another account must
   * belong to the app, or allow the account of the stack to publish.
   *
   * @default - none; the default event bus gets an event in any case
   */
  readonly topic?: sns.ITopic;

  /**
   * The function that is invoked, asynchronously, when the workflow starts to wait.
   *
   * @default - none
   */
  readonly lambdaFunction?: aws_lambda.IFunctionRef;

  /**
   * Data for the topic or the function in addition to the message of Image Builder: at most 16 KiB.
   *
   * @default - only the message of Image Builder
   */
  readonly payload?: { [key: string]: any };
}

/**
 * Pauses the workflow until someone calls `SendWorkflowStepAction` with `RESUME` or `STOP`. The workflow fails after `STOP`,
 * and when the time-out expires.
 *
 * It waits 3 days by default, and at most 7.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-waitfor
 */
export class WaitForActionStep extends WorkflowStep {
  /** The decision: `RESUME` or `STOP`. */
  public readonly action: WorkflowValue;

  /** The reason for the decision. */
  public readonly reason: WorkflowValue;

  private readonly topic?: sns.ITopic;

  /** @param name The name of the step, unique in the workflow. */
  public constructor(name: string, props: WaitForActionStepProps = {}) {
    checkStandardTopic(undefined, props.topic, `The topic of the step ${quoted(name)}`, SEE);
    super(name, 'WaitForAction', {
      snsTopicArn: props.topic?.topicArn,
      lambdaFunctionName: props.lambdaFunction?.functionRef.functionArn,
      payload: jsonText(props.payload),
    }, props);
    this.topic = props.topic;
    this.action = WorkflowValue.fromStepOutput(name, 'action');
    this.reason = WorkflowValue.fromStepOutput(name, 'reason');
  }

  /**
   * Rejects a topic to which Image Builder cannot publish.
   *
   * @internal
   */
  public _check(scope: IConstruct): void {
    if (this.topic) checkSameRegion(scope, { what: `topic of the step ${quoted(this.name)}`, resource: this.topic, see: SEE });
  }

  /**
   * Grants the key of an encrypted topic, which the document does not name, and lets the account publish to a topic of another one.
   *
   * @internal
   */
  public _policyStatements(scope: IConstruct): iam.PolicyStatement[] {
    if (this.topic) allowAccountToPublish(scope, this.topic);
    const key = this.topic?.masterKey;
    if (!key) return [];
    return [new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], ...keyScope(key) })];
  }
}
