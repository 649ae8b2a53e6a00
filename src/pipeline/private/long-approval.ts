import { Duration } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { quoted } from '../../private/checks/callers-language';
import { warn } from '../../private/checks/warnings';
import { factsOf } from '../../private/facts/facts';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-waitfor';

/**
 * Warns of a build that may wait longer for a person than the deployment waits for the build.
 *
 * @param builder the pipeline or image whose workflows wait
 */
export function warnOfLongApproval(scope: IConstruct, builder: IConstruct, waited: Duration, advice: string): void {
  const { longestApproval: approval } = factsOf(builder);
  if (!approval || approval.seconds < waited.toSeconds()) return;
  const long = Duration.seconds(approval.seconds).toHumanString();
  warn(scope, 'approvalOutlastsDeployment', `The step ${quoted(approval.step)} of a workflow of '${builder.node.path}' waits up to ${long} for a person, but the deployment waits only ${waited.toHumanString()} for the image: it fails unless the person answers in that time. ${advice} See ${SEE}`);
}
