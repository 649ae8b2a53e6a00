/**
 * The wire contract of monitoring: what the constructs tell the monitoring function, and the metrics that it publishes. It
 * imports only the rest of the contract.
 */
import { TAG_PREFIX } from './contract';

/** The notices that people get about a pipeline. */
export const NOTICES = ['FAILED', 'REFUSED', 'WAITING', 'DISABLED', 'OVERDUE', 'RECOVERED'] as const;
export type Notice = typeof NOTICES[number];

/** A pipeline that is watched, as an entry of the JSON list in a parameter. */
export interface WatchedPipeline {
  readonly name: string;
  /** Whether the template itself disables the pipeline, so that no notice says that it is disabled. */
  readonly disabled?: true;
}

/** Environment variable: names of the parameters with the watched pipelines, separated by commas. */
export const WATCHED_PIPELINES_VARIABLE = 'WATCHED_PIPELINES';

/** Environment variable: ARNs of the topics, separated by commas. */
export const TOPICS_VARIABLE = 'TOPIC_ARNS';

/** Environment variable: each {@link Notice} that is sent, separated by commas. */
export const NOTICES_VARIABLE = 'NOTICES';

/** Environment variable: seconds after which a released image is too old; missing if images never are. */
export const MAXIMUM_IMAGE_AGE_VARIABLE = 'MAXIMUM_IMAGE_AGE_SECONDS';

/** Environment variable: seconds after which a notice is repeated if its cause persists; missing if it is never repeated. */
export const REPEAT_AFTER_VARIABLE = 'REPEAT_AFTER_SECONDS';

/** Environment variable: a name of the monitor that is unique in its account and Region. */
export const MONITOR_ID_VARIABLE = 'MONITOR_ID';

/** Key of the tag in which a monitor records the notices about a pipeline or an image; the id of the monitor follows. */
export const MONITOR_TAG_PREFIX = `${TAG_PREFIX}monitor-`;

/** Namespace of the metrics. */
export const METRIC_NAMESPACE = 'CdkImageBuilder';

/** The one dimension of each metric: the name of the images, as in their ARNs. */
export const METRIC_DIMENSION = 'Image';

/** The metrics. Those of a build are published when it ends, `ImageAgeHours` and `WaitingSteps` with each poll. */
export const METRICS = [
  'ImagesAvailable', 'ImagesFailed', 'ImagesRefused', 'BuildMinutes', 'FindingsCritical', 'FindingsHigh', 'ImageAgeHours', 'WaitingSteps',
] as const;
export type Metric = typeof METRICS[number];

/** The maximum size of a standard parameter, in characters. */
export const MAX_PARAMETER_CHARACTERS = 4096;
