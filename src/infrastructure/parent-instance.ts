import { Duration } from 'aws-cdk-lib';
import { aws_autoscaling } from 'aws-cdk-lib/interfaces';

/**
 * An Auto Scaling group with running instances, so that builds do not have to wait for a launch.
 *
 * Image Builder picks an instance of the group that is in service, has its Systems Manager agent online, and matches the
 * platform and architecture of the image. It detaches the instance from the group.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/infra-config-parent-instance.html
 */
export interface ParentInstance {
  /** The Auto Scaling group, in the same account and Region. */
  readonly autoScalingGroup: aws_autoscaling.IAutoScalingGroupRef;

  /**
   * How long a build waits for an instance if the group has none available: at most 1 hour.
   *
   * @default - the build does not wait, and fails
   */
  readonly capacityWaitTimeout?: Duration;
}
