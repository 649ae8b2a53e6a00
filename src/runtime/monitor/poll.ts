import { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { PipelineWatch } from './pipeline-watch';
import { Settings } from './settings';
import { WatchServices } from './watch-services';
import { WatchedPipeline } from '../../contract/monitoring';
import { PipelineOverview, readFleet } from '../monitoring/fleet';
import { mapAtOnce } from '../values/map-at-once';

/** Pipelines that are read at the same time; low, because the limits of the API are not published. */
const AT_ONCE = 2;

/** The result of a poll. */
export interface PollResult {
  readonly pipelines: number;
  /** Errors of pipelines: what could not be read, sent or recorded. */
  readonly errors: readonly string[];
  /** Why the metrics could not be published. */
  readonly metricsError?: string;
}

/**
 * Reads each pipeline once. A pipeline that cannot be read does not stop the others.
 *
 * @param named the ARNs that events named
 */
export async function poll(services: WatchServices, settings: Settings, named: readonly string[], now: number): Promise<PollResult> {
  const fleet = await readFleet(services.images, settings.pipelines.map(({ name }) => name));
  const errors: string[] = [];
  const data = await mapAtOnce(AT_ONCE, settings.pipelines, async (pipeline) => {
    try {
      return await pollPipeline(services, settings, pipeline, fleet, named, now);
    } catch (error) {
      errors.push(`${pipeline.name}: ${(error as Error).message}`);
      return [];
    }
  });
  const metricsError = await services.metrics.put(data.flat()).then(() => undefined, (error: Error) => error.message);
  return { pipelines: settings.pipelines.length, errors, metricsError };
}

async function pollPipeline(
  services: WatchServices, settings: Settings, pipeline: WatchedPipeline, fleet: readonly PipelineOverview[], named: readonly string[], now: number,
): Promise<MetricDatum[]> {
  const overview = fleet.find(({ arn }) => arn.endsWith(`:image-pipeline/${pipeline.name}`));
  if (!overview) throw new Error('The pipeline does not exist in this account and Region. Create the pipeline, or remove it from the monitor, and deploy again.');
  return new PipelineWatch(services, settings, pipeline, overview, now).poll(named.some((arn) => isAbout(arn, overview)));
}

/** Whether an ARN is that of a pipeline, or of one of its images: an event of an image does not name the pipeline. */
function isAbout(arn: string, overview: PipelineOverview): boolean {
  return arn === overview.arn || arn.includes(`:image/${overview.imageName}/`);
}
