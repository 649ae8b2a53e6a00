import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { IConstruct } from 'constructs';
import { Metric } from '../../contract/monitoring';
import { imageMetric } from '../../pipeline/image-metrics';

/** A quarter of a dashboard. */
const WIDTH = 6;
const [GREEN, ORANGE, RED, BLUE] = ['#2ca02c', '#ff7f0e', '#d62728', '#1f77b4'];

/** The metrics of the images of a name, side by side. */
export function metricsRow(scope: IConstruct, imageName: string): cloudwatch.Row {
  const metric = (name: Metric, label: string, color: string, statistic: string, period = Duration.days(1)) => (
    imageMetric(scope, imageName, name, { label, color, statistic, period })
  );
  const left = { min: 0, showUnits: false };
  return new cloudwatch.Row(
    new cloudwatch.GraphWidget({
      title: 'Builds a day',
      width: WIDTH,
      stacked: true,
      leftYAxis: { ...left, label: 'builds' },
      left: [
        metric('ImagesAvailable', 'available', GREEN, 'Sum'),
        metric('ImagesRefused', 'refused', ORANGE, 'Sum'),
        metric('ImagesFailed', 'failed', RED, 'Sum'),
      ],
    }),
    new cloudwatch.GraphWidget({
      title: 'Minutes of a build',
      width: WIDTH,
      leftYAxis: { ...left, label: 'minutes' },
      left: [metric('BuildMinutes', 'longest of the day', BLUE, 'Maximum')],
    }),
    new cloudwatch.GraphWidget({
      title: 'Findings',
      width: WIDTH,
      leftYAxis: { ...left, label: 'findings' },
      left: [metric('FindingsCritical', 'critical', RED, 'Maximum'), metric('FindingsHigh', 'high', ORANGE, 'Maximum')],
    }),
    new cloudwatch.GraphWidget({
      title: 'Age of the released image',
      width: WIDTH,
      leftYAxis: { ...left, label: 'hours' },
      rightYAxis: { ...left, label: 'steps' },
      left: [metric('ImageAgeHours', 'age', BLUE, 'Maximum', Duration.hours(1))],
      right: [metric('WaitingSteps', 'waiting steps', ORANGE, 'Maximum', Duration.hours(1))],
    }),
  );
}
