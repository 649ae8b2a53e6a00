import { clientTokenOf, replacedImageOf, secondBuildTagsOf, triggerOfImage } from './build-trigger';
import { causeOf } from '../image/explain';
import { ImageReport, listPipelineImages } from '../image/image-report';
import { hasNoImage, stateOf } from '../image/states';
import { Services } from '../services/services';
import { asText } from '../values/json';

/** Whether a second build may be started. */
export interface SecondBuildOptions {
  /** Id of the request that starts it. Without it, only a second build that was already started counts. */
  readonly startedBy?: string;
}

/**
 * The second build of a stack whose instance profile was so new that EC2 did not know it everywhere. The first build then
 * fails at its launch, and another one succeeds. If the second build fails, too, something else is wrong.
 *
 * @returns the ARN of its image, or undefined if the image failed for another reason, or has no second build
 */
export async function secondBuildOf(report: ImageReport, { images }: Services, { startedBy }: SecondBuildOptions): Promise<string | undefined> {
  const trigger = triggerOfImage(report.image);
  const pipelineArn = asText(report.image.sourcePipelineArn);
  const isSecond = replacedImageOf(report.image) !== '';
  if (report.state !== 'FAILED' || isSecond || !trigger || pipelineArn === '' || causeOf(report) !== 'instance-profile') return undefined;

  const second = (await listPipelineImages(images, pipelineArn)).find((image) => replacedImageOf(image) === report.arn);
  if (second) return hasNoImage(stateOf(second)) ? undefined : asText(second.arn);
  if (startedBy === undefined) return undefined;
  const tags = { ...await images.imageTagsOf(pipelineArn), ...secondBuildTagsOf(report.image, startedBy) };
  return images.startImagePipelineExecution(pipelineArn, clientTokenOf(trigger, report.arn), tags);
}
