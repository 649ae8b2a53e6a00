import * as sns from 'aws-cdk-lib/aws-sns';
import { IConstruct } from 'constructs';
import { ValidationError } from './validation-error';

/** Rejects a FIFO topic: Image Builder accepts no topic with a `.` in its name, and publishes without a message group. */
export function checkStandardTopic(scope: IConstruct | undefined, topic: sns.ITopic | undefined, what: string, see: string): void {
  if (!topic?.fifo) return;
  throw new ValidationError(scope, `${what} must be a standard topic, got the FIFO topic '${topic.node.path}': create one without 'fifo'. See ${see}`);
}
