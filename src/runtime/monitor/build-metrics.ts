import { MetricDatum, StandardUnit } from '@aws-sdk/client-cloudwatch';
import { BuildResult } from './notice-state';
import { Metric, METRIC_DIMENSION } from '../../contract/monitoring';
import { ImageReport } from '../image/image-report';
import { times } from '../image/workflows';
import { timeOf } from '../values/time';

const COUNTS: Record<BuildResult, Metric | undefined> = {
  AVAILABLE: 'ImagesAvailable',
  FAILED: 'ImagesFailed',
  REFUSED: 'ImagesRefused',
  OTHER: undefined,
};

/** CloudWatch takes no older data. */
const MAX_AGE = 13 * 24 * 3_600_000;

/** @param time milliseconds since 1970; without it now */
export function metric(imageName: string, name: Metric, value: number, time?: number): MetricDatum {
  return {
    MetricName: name,
    Dimensions: [{ Name: METRIC_DIMENSION, Value: imageName }],
    Value: value,
    Unit: name === 'ImageAgeHours' || name === 'BuildMinutes' ? StandardUnit.None : StandardUnit.Count,
    ...time !== undefined && Date.now() - time < MAX_AGE && time <= Date.now() && { Timestamp: new Date(time) },
  };
}

/** How a build ended, and how long it took. */
export function buildMetrics(imageName: string, result: BuildResult, report: ImageReport, time: number): MetricDatum[] {
  const count = COUNTS[result];
  const { seconds } = times(report.workflows, true);
  return [
    ...count ? [metric(imageName, count, 1, time)] : [],
    ...count && seconds !== '' ? [metric(imageName, 'BuildMinutes', Number(seconds) / 60, time)] : [],
  ];
}

/** The number of findings of each severity; empty if they are unknown. */
export function findingMetrics(imageName: string, { findings }: ImageReport, time: number): MetricDatum[] {
  if (!('totals' in findings)) return [];
  return [
    metric(imageName, 'FindingsCritical', findings.totals.critical, time),
    metric(imageName, 'FindingsHigh', findings.totals.high, time),
  ];
}

/** When the last workflow ended, in milliseconds since 1970; undefined if that is not known. */
export function ended({ workflows }: ImageReport): number | undefined {
  return timeOf(times(workflows, true).end);
}
