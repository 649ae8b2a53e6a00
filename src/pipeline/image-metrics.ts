import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { IConstruct } from 'constructs';
import { Metric, METRIC_DIMENSION, METRIC_NAMESPACE } from '../contract/monitoring';
import { ValidationError } from '../private/checks/validation-error';
import { nameOfImages } from '../private/facts/image-name';

/** A metric that a `PipelineMonitor` publishes for images with a name. */
export function imageMetric(scope: IConstruct, imageName: string, metricName: Metric, options: cloudwatch.MetricOptions): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { [METRIC_DIMENSION]: imageName },
    ...options,
  }).attachTo(scope);
}

/** A metric of the images of a pipeline. */
export function pipelineMetric(pipeline: IConstruct, metricName: Metric, options: cloudwatch.MetricOptions): cloudwatch.Metric {
  const imageName = nameOfImages(pipeline);
  if (imageName === undefined) {
    throw new ValidationError(pipeline, 'Metrics are published by image name, but the recipe of the imported pipeline is not known: import it by ImagePipeline.fromImagePipelineAttributes() with its recipe.');
  }
  return imageMetric(pipeline, imageName, metricName, options);
}
