import { Duration } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { MonitoringFunctionOptions } from './monitoring-function-options';
import { PipelineNotice } from './pipeline-notice';

/** Properties of a `PipelineMonitor`. */
export interface PipelineMonitorProps extends MonitoringFunctionOptions {
  /**
   * The pipelines to watch: golden images, pipelines of the app, imported ones, and L1s. They are in the account and Region of
   * the stack. Import a pipeline with its recipe: images are named after it.
   */
  readonly pipelines: interfaces.IImagePipelineRef[];

  /**
   * Where notices go. Subscribe mail addresses to a topic, or a chat channel of Amazon Q Developer in chat applications, or
   * both: each gets what it can show.
   */
  readonly topics: sns.ITopic[];

  /**
   * What is told.
   *
   * @default - everything that needs a person, and that it no longer does: all of `PipelineNotice`
   */
  readonly on?: PipelineNotice[];

  /**
   * How old a released image may become. It is told once when an image is older, whatever the reason: a schedule that no longer
   * starts builds tells nobody by itself. At least an hour, and no less than the interval of each schedule.
   *
   * @default - no image is too old
   */
  readonly maximumImageAge?: Duration;

  /**
   * After how long a notice is repeated if its cause still stands: the last build did not come through, a step still waits, a
   * pipeline is still disabled, or the released image is still too old. At least an hour.
   *
   * @default - never
   */
  readonly repeatAfter?: Duration;
}
