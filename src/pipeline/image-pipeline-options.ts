import { ImageBuildOptions } from './image-build-props';
import { ImagePipelineSchedule } from './image-pipeline-schedule';

/** Options of a pipeline, apart from its recipe. */
export interface ImagePipelineOptions extends ImageBuildOptions {
  /**
   * Name of the pipeline: 3 to 128 characters of a-z, 0-9 and hyphens.
   *
   * @default - a name made from the path of the construct
   */
  readonly imagePipelineName?: string;

  /**
   * When the pipeline builds automatically. By default, a scheduled time alone does not start a build; there must also be a
   * newer base image or component: see `startCondition` of the schedule.
   *
   * @default - no schedule: a deployment starts builds, or you do through the console or the API
   */
  readonly schedule?: ImagePipelineSchedule;

  /**
   * Whether the schedule is active. A pipeline that Image Builder disabled after repeated failures stays disabled until this
   * value changes or somebody enables it; deploying the same value again does not enable it.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/integ-eventbridge.html
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Tags of the images in Image Builder, not of their AMIs or container images: at most 35, because the library keeps 15 of 50
   * for the state of builds and releases. The AMIs get the `amiTags` of their distribution.
   *
   * Scheduled builds and deployments give an image these tags. A build that a person or an event starts does not, unless its
   * request has the same tags.
   *
   * @default - none
   */
  readonly imageTags?: { [key: string]: string };
}
