import { Duration } from 'aws-cdk-lib';
import { aws_autoscaling } from 'aws-cdk-lib/interfaces';

/**
 * Where builds take an instance from that runs already, so that they need not wait for one to launch.
 *
 * Image Builder takes any instance of the group that is in service, whose Systems Manager agent is online, and whose
 * platform and architecture are those of the image; it detaches the instance from the group.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/infra-config-parent-instance.html
 */
export interface ParentInstance {
  /** The Auto Scaling group, of the same account and Region. */
  readonly autoScalingGroup: aws_autoscaling.IAutoScalingGroupRef;

  /**
   * How long a build waits for an instance if the group has none at hand, at most 1 hour.
   *
   * @default - not at all: the build fails
   */
  readonly capacityWaitTimeout?: Duration;
}
