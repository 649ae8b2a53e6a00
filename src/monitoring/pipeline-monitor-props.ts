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
   * both: each gets a message in its own format. The topics are in the Region of the stack, and may be in other accounts.
   */
  readonly topics: sns.ITopic[];

  /**
   * The notices to send.
   *
   * @default - all of `PipelineNotice`
   */
  readonly on?: PipelineNotice[];

  /**
   * Maximum age of the released image. A notice goes out once when the image is older, whatever the reason: nothing else reports
   * a schedule that no longer starts builds. At least an hour, and longer than the interval of each schedule plus a build.
   *
   * @default - no image is too old
   */
  readonly maximumImageAge?: Duration;

  /**
   * Time after which a notice is repeated if its cause persists: the last build failed or was refused, a step still waits, a
   * pipeline is still disabled, or the released image is still too old. At least an hour.
   *
   * @default - never
   */
  readonly repeatAfter?: Duration;
}
