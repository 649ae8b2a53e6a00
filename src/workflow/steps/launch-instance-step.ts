import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { WorkflowStep, WorkflowStepProps } from './workflow-step';
import { WorkflowValue } from '../workflow-value';

/** When a launched instance counts as healthy. */
export enum InstanceHealthCheck {
  /** It is running. Faster, with less certainty. */
  RUNNING = 'RUNNING',

  /** The status checks of EC2 have passed. */
  STATUS_CHECK_PASSED = 'STATUS_CHECK_PASSED',
}

/** Properties of a step that launches an instance. */
export interface LaunchInstanceStepProps extends WorkflowStepProps {
  /**
   * The AMI to launch.
   *
   * @default - the base image of the recipe in a build, the new AMI in a test
   */
  readonly imageIdOverride?: WorkflowValue;

  /**
   * The instance types, tried in this order until one can be launched.
   *
   * @default - those of the infrastructure configuration
   */
  readonly instanceTypesOverride?: ec2.InstanceType[];

  /**
   * When the instance counts as healthy.
   *
   * @default InstanceHealthCheck.STATUS_CHECK_PASSED
   */
  readonly healthCheck?: InstanceHealthCheck;
}

/**
 * Launches an instance with the settings of the recipe and the infrastructure configuration, and waits for its SSM agent.
 *
 * It may take 75 minutes by default, and at most 12 hours.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html#wfdoc-step-action-launch-instance
 */
export class LaunchInstanceStep extends WorkflowStep {
  /** The ID of the instance. */
  public readonly instanceId: WorkflowValue;

  /** @param name The name of the step, unique in the workflow. */
  public constructor(name: string, props: LaunchInstanceStepProps = {}) {
    super(name, 'LaunchInstance', {
      // Required, and the only condition that Image Builder supports.
      waitFor: 'ssmAgent',
      imageIdOverride: props.imageIdOverride,
      instanceTypesOverride: props.instanceTypesOverride?.map((type) => type.toString()),
      healthCheck: props.healthCheck,
    }, props);
    this.instanceId = WorkflowValue.fromStepOutput(name, 'instanceId');
  }
}
