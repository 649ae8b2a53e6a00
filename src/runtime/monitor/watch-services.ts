import { ImageBuilder } from '../services/image-builder';
import { Metrics } from '../services/metrics';
import { Topics } from '../services/topics';

/** The services that a monitor calls. */
export interface WatchServices {
  readonly images: ImageBuilder;
  readonly metrics: Metrics;
  readonly topics: Topics;
}
