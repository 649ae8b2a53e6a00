import { Duration } from 'aws-cdk-lib';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { IConstruct } from 'constructs';
import { warn } from '../../private/checks/warnings';
import { factsOf } from '../../private/facts/facts';

/** Warns of a build that may wait longer for a person than the deployment waits for the build. */
export function warnOfLongApproval(execution: IConstruct, pipeline: interfaces.IImagePipelineRef, waitedSeconds: number): void {
  const { longestApproval: approval } = factsOf(pipeline);
  if (!approval || approval.seconds < waitedSeconds) return;
  const [long, short] = [approval.seconds, waitedSeconds].map((seconds) => Duration.seconds(seconds).toHumanString());
  warn(execution, 'approvalOutlastsDeployment', `The step '${approval.step}' of a workflow of '${pipeline.node.path}' waits for somebody's answer for up to ${long}, and the deployment for the image for ${short}: it fails unless the answer comes in that time. Raise the timeout (12 hours at most, of which 10 hours 36 minutes are waited), or let no deployment wait: set 'waitForImage' to false, and leave out timeout, gate and onFailure of the execution. See https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-waitfor`);
}
