import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { IImagePipeline } from '../i-image-pipeline';
import { pipelineMetric } from '../image-metrics';
import { ImagePipelineExecution, ImagePipelineExecutionOptions } from '../image-pipeline-execution';
import { ExecutionPermissions } from './execution-permissions';
import { ImageEventSourceBase } from './image-event-source-base';
import { ArnMatcher, arnsOfRecipe, ImageEvent, imageBuilderRule } from './image-events';
import { grantOn } from '../../private/iam/grant-on';

/**
 * Shared behaviour of new and imported pipelines.
 *
 * @internal
 */
export abstract class ImagePipelineBase extends ImageEventSourceBase implements IImagePipeline {
  public abstract readonly imagePipelineArn: string;
  public abstract readonly imagePipelineName: string;

  /** A reference to this pipeline. */
  public get imagePipelineRef(): interfaces.ImagePipelineReference {
    return { imagePipelineArn: this.imagePipelineArn };
  }

  public start(id: string, options: ImagePipelineExecutionOptions = {}): ImagePipelineExecution {
    return new ImagePipelineExecution(this, id, { pipeline: this, ...options });
  }

  public grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    return grantOn(this.imagePipelineArn, grantee, actions);
  }

  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, 'imagebuilder:GetImagePipeline', 'imagebuilder:ListImagePipelineImages');
  }

  public grantStartExecution(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, 'imagebuilder:StartImagePipelineExecution');
  }

  public grantDefaultExecutionRolePermissions(grantee: iam.IGrantable): iam.Grant {
    return this._executionPermissions().grantTo(this, grantee);
  }

  public onAutoDisabled(id: string, options?: events.OnEventOptions): events.Rule {
    return imageBuilderRule(this, id, { event: ImageEvent.PIPELINE_DISABLED, resources: this._itself() }, options);
  }

  public metricImagesAvailable(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return pipelineMetric(this, 'ImagesAvailable', { statistic: 'Sum', ...options });
  }

  public metricImagesFailed(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return pipelineMetric(this, 'ImagesFailed', { statistic: 'Sum', ...options });
  }

  public metricImagesRefused(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return pipelineMetric(this, 'ImagesRefused', { statistic: 'Sum', ...options });
  }

  public metricBuildMinutes(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return pipelineMetric(this, 'BuildMinutes', { statistic: 'Average', ...options });
  }

  public metricFindingsCritical(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return pipelineMetric(this, 'FindingsCritical', { statistic: 'Maximum', ...options });
  }

  public metricFindingsHigh(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return pipelineMetric(this, 'FindingsHigh', { statistic: 'Maximum', ...options });
  }

  public metricImageAgeHours(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return pipelineMetric(this, 'ImageAgeHours', { statistic: 'Maximum', ...options });
  }

  public metricWaitingSteps(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return pipelineMetric(this, 'WaitingSteps', { statistic: 'Maximum', ...options });
  }

  /** @internal */
  protected _images(): ArnMatcher {
    return arnsOfRecipe(this);
  }

  /** @internal */
  protected _itself(): ArnMatcher[] {
    return [{ arn: this.imagePipelineArn }];
  }

  /**
   * The known permissions that the execution role of the pipeline needs beyond its managed policy.
   *
   * @internal
   */
  protected _executionPermissions(): ExecutionPermissions {
    return new ExecutionPermissions(this, undefined, { logGroups: [] });
  }
}
