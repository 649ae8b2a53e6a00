import { IResource } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { IImageEventSource } from './image-event-source';
import { ImagePipelineExecution, ImagePipelineExecutionOptions } from './image-pipeline-execution';

/** An EC2 Image Builder image pipeline. */
export interface IImagePipeline extends IResource, interfaces.IImagePipelineRef, IImageEventSource {
  /**
   * ARN of the pipeline.
   * @attribute
   */
  readonly imagePipelineArn: string;

  /**
   * Name of the pipeline, as in the ARN.
   * @attribute
   */
  readonly imagePipelineName: string;

  /**
   * Runs the pipeline when the stack is created and whenever the content of its image changes, and waits for the image.
   *
   * @param id id of the execution in the scope of the pipeline
   * @param options how long to wait, the gate, and what a failure does
   *
   * @example
   * import { Duration } from 'aws-cdk-lib';
   * import { IImagePipeline, VulnerabilityGate } from 'cdk-image-builder';
   *
   * declare const pipeline: IImagePipeline;
   * const execution = pipeline.start('Execution', {
   *   timeout: Duration.hours(2),
   *   gate: VulnerabilityGate.atMost({ critical: 0 }),
   * });
   * execution.addOutputs();
   */
  start(id: string, options?: ImagePipelineExecutionOptions): ImagePipelineExecution;

  /**
   * Grants actions on the pipeline, such as `imagebuilder:UpdateImagePipeline`.
   *
   * @param grantee who gets the permission
   * @param actions the actions, with the prefix `imagebuilder:`
   * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2imagebuilder.html
   */
  grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant;

  /**
   * Grants permission to read the pipeline and the list of its images.
   *
   * @param grantee who gets the permission
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;

  /**
   * Grants permission to start a build.
   *
   * @param grantee who gets the permission
   */
  grantStartExecution(grantee: iam.IGrantable): iam.Grant;

  /**
   * Grants your own role the permissions that it needs as `executionRole` of the pipeline: the managed policy
   * EC2ImageBuilderExecutionPolicy, and additional permissions for log groups, workflow steps and fast launches.
   *
   * @param grantee the role
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-workflows.html
   * @throws if the grantee is not a role
   */
  grantDefaultExecutionRolePermissions(grantee: iam.IGrantable): iam.Grant;

  /**
   * A rule for the event that Image Builder disabled the pipeline after repeated failures; see `autoDisableFailureCount` of
   * its schedule. Delivery is best effort.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/integ-eventbridge.html
   * @param id id of the rule in the scope of the pipeline
   * @param options the target of the rule, its name and description, and a narrower event pattern
   */
  onAutoDisabled(id: string, options?: events.OnEventOptions): events.Rule;

  /**
   * Images that became available. A `PipelineMonitor` publishes it.
   *
   * @param options by default the sum over 5 minutes
   * @throws if the pipeline is imported without its recipe, which names its images
   */
  metricImagesAvailable(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Builds that failed, except those that a gate refused. A `PipelineMonitor` publishes it.
   *
   * @param options by default the sum over 5 minutes
   * @throws if the pipeline is imported without its recipe, which names its images
   */
  metricImagesFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Images that the gate refused. A `PipelineMonitor` publishes it.
   *
   * @param options by default the sum over 5 minutes
   * @throws if the pipeline is imported without its recipe, which names its images
   */
  metricImagesRefused(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Duration of a build in minutes, whether or not it succeeded. A `PipelineMonitor` publishes it.
   *
   * @param options by default the average over 5 minutes
   * @throws if the pipeline is imported without its recipe, which names its images
   */
  metricBuildMinutes(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Critical findings of the scan of an image. A `PipelineMonitor` publishes it.
   *
   * @param options by default the maximum over 5 minutes
   * @throws if the pipeline is imported without its recipe, which names its images
   */
  metricFindingsCritical(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * High findings of the scan of an image. A `PipelineMonitor` publishes it.
   *
   * @param options by default the maximum over 5 minutes
   * @throws if the pipeline is imported without its recipe, which names its images
   */
  metricFindingsHigh(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Age of the released image in hours; without one, the age of the pipeline. A `PipelineMonitor` publishes it.
   *
   * @param options by default the maximum over 5 minutes
   * @throws if the pipeline is imported without its recipe, which names its images
   */
  metricImageAgeHours(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Workflow steps that wait for a person. A `PipelineMonitor` publishes it.
   *
   * @param options by default the maximum over 5 minutes
   * @throws if the pipeline is imported without its recipe, which names its images
   */
  metricWaitingSteps(options?: cloudwatch.MetricOptions): cloudwatch.Metric;
}
