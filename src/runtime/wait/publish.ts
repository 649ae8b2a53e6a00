import { PUBLISHED_TAG } from '../../contract/contract';
import { imageIdOf, ImageReport, imageUriOf, listing, listPipelineImages } from '../image/image-report';
import { malformed } from '../services/call-error';
import { Services } from '../services/services';
import { bestEffort } from '../values/best-effort';
import { asObject, asText, JsonObject } from '../values/json';
import { timeOf } from '../values/time';

/** Was the image published? If not, why, and does that hold for each later image as well? */
export interface Publication {
  readonly isPublished: boolean;
  readonly reason?: string;
  readonly isFailure?: boolean;
}

/**
 * Writes the id of an image that was accepted into a parameter, unless the pipeline has a newer one.
 *
 * Publishing an image again changes nothing, so that what ended in the middle can be repeated.
 *
 * @throws CallError if a service refuses a call
 */
export async function publish(report: ImageReport, parameterName: string, { images, parameters, region }: Services): Promise<Publication> {
  if (report.state !== 'AVAILABLE') return { isPublished: false, reason: `image ${report.arn} is ${report.state}` };
  const id = imageIdOf(report, region) || imageUriOf(report, region);
  if (id === '') {
    return {
      isPublished: false,
      isFailure: true,
      reason: `Parameter ${parameterName} cannot name image ${report.arn}, which has no AMI and no container in ${region}: let its distribution include this Region.`,
    };
  }
  const pipelineArn = asText(report.image.sourcePipelineArn);
  const others = pipelineArn === '' ? [] : (await listPipelineImages(images, pipelineArn)).filter(({ arn }) => arn !== report.arn);
  const newer = others.find((other) => isNewer(other, report, pipelineArn));
  if (newer) return { isPublished: false, reason: `image ${asText(newer.arn)} is newer than ${report.arn}` };

  await images.tagResource(report.arn, { [PUBLISHED_TAG]: 'true' });
  await parameters.putText(parameterName, id, `${report.arn}, published by cdk-image-builder`);
  const published = others.filter(({ tags }) => PUBLISHED_TAG in asObject(tags)).map(({ arn }) => asText(arn));
  // An image that keeps the tag is kept longer than it need be, until the next one is published.
  await Promise.all(published.map((arn) => bestEffort(`untag ${arn}`, () => images.untagResource(arn, [PUBLISHED_TAG]))));
  return { isPublished: true };
}

/** Is it an available image of the same recipe that was made later? */
function isNewer({ arn, state, dateCreated }: JsonObject, report: ImageReport, pipelineArn: string): boolean {
  if (nameOf(asText(arn)) !== nameOf(report.arn) || asText(asObject(state).status) !== 'AVAILABLE') return false;
  const [its, own] = [dateCreated, report.image.dateCreated].map((date) => timeOf(asText(date)));
  if (its === undefined || own === undefined) throw malformed(listing(pipelineArn), 'imageSummaryList[].dateCreated');
  return its > own;
}

function nameOf(imageArn: string): string {
  return imageArn.split('/')[1];
}
