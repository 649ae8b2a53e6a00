import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { aws_lambda } from 'aws-cdk-lib/interfaces';
import { WorkflowStep, WorkflowStepProps } from './workflow-step';
import { jsonText } from '../private/json-text';
import { WorkflowValue } from '../workflow-value';

/** Properties of a step that waits for a decision from outside. */
export interface WaitForActionStepProps extends WorkflowStepProps {
  /**
   * The topic that is told that the workflow waits.
   *
   * @default - none; there is an event on the default event bus in any case
   */
  readonly topic?: sns.ITopic;

  /**
   * The function that is invoked when the workflow waits, asynchronously.
   *
   * @default - none
   */
  readonly lambdaFunction?: aws_lambda.IFunctionRef;

  /**
   * What the topic or the function is given besides the service's own message, of at most 16 KiB.
   *
   * @default - the service's own message only
   */
  readonly payload?: { [key: string]: any };
}

/**
 * Pauses the workflow until someone calls `SendWorkflowStepAction` with `RESUME` or `STOP`. After `STOP`, or when the
 * time is over, the workflow fails.
 *
 * It waits 3 days unless a time-out is given, and at most 7.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-waitfor
 */
export class WaitForActionStep extends WorkflowStep {
  /** What was decided: `RESUME` or `STOP`. */
  public readonly action: WorkflowValue;

  /** The reason that was given. */
  public readonly reason: WorkflowValue;

  private readonly topic?: sns.ITopic;

  /** @param name The name of the step, unique in the workflow. */
  public constructor(name: string, props: WaitForActionStepProps = {}) {
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
   * Publishing to an encrypted topic needs its key, of which the document says nothing.
   *
   * @internal
   */
  public _policyStatements(): iam.PolicyStatement[] {
    const key = this.topic?.masterKey;
    if (!key) return [];
    return [new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [key.keyArn] })];
  }
}
