import { ImageBuildOptions } from './image-build-props';
import { ImagePipelineSchedule } from './image-pipeline-schedule';

/** How and when a pipeline builds, besides its recipe. */
export interface ImagePipelineOptions extends ImageBuildOptions {
  /**
   * When the pipeline builds by itself. By default only if the base image or a component has a newer version: see
   * `startCondition` of the schedule.
   *
   * @default - never: a deployment starts a build, or you do through the console or the API
   */
  readonly schedule?: ImagePipelineSchedule;

  /**
   * Whether the pipeline builds by its schedule. A pipeline that the service disabled after repeated failures stays disabled
   * until this changes or somebody enables it: a deployment that leaves it as it was does not enable it.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/integ-eventbridge.html
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Tags of the images that the pipeline builds.
   *
   * @default - none
   */
  readonly imageTags?: { [key: string]: string };
}
