import { ShownBuild } from './widget';
import { listPipelineImages } from '../image/image-report';
import { newestFirst } from '../image/newest-first';
import { isDeleted } from '../image/states';
import { readTimeline } from '../monitoring/timeline';
import { CallError } from '../services/call-error';
import { ImageBuilder } from '../services/image-builder';
import { asText } from '../values/json';
import { mapAtOnce } from '../values/map-at-once';

/** Builds that are read at the same time. */
const AT_ONCE = 2;

/** Reads the newest builds of a pipeline, the newest first. A build that cannot be read does not hide the others. */
export async function readBuilds(api: ImageBuilder, imagePipelineArn: string, most: number, now: Date): Promise<ShownBuild[]> {
  const images = await listPipelineImages(api, imagePipelineArn);
  const present = images.filter((image) => !isDeleted(image));
  const arns = newestFirst(present).slice(0, most).map(({ arn }) => asText(arn));
  return mapAtOnce(AT_ONCE, arns, (arn) => readBuild(api, arn, now));
}

async function readBuild(api: ImageBuilder, arn: string, now: Date): Promise<ShownBuild> {
  try {
    return await readTimeline(api, arn, undefined, now);
  } catch (error) {
    if (error instanceof CallError) return { arn, unreadable: error.message };
    throw error;
  }
}
