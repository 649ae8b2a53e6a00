import { isRollback, ResourceRequest } from './request';
import { secondBuildOf } from './second-build';
import { IMAGE_WAIT_RESOURCE_TYPE } from '../../contract/contract';
import { unknownAttributes } from '../image/attributes';
import { evaluate, notEvaluated, responseOf } from '../image/evaluation';
import { newestImageOf, readImage } from '../image/image-report';
import { CallError } from '../services/call-error';
import { retryTransient } from '../services/retry-transient';
import { Services } from '../services/services';
import { asText } from '../values/json';
import { Response } from '../values/response';

/** Reads the status of an image, or of a pipeline's newest image, and evaluates it. */
export async function readImageStatus(request: ResourceRequest, services: Services): Promise<Response> {
  try {
    // A rollback retries for longer, since other resources may depend on the restored status.
    return await (isRollback(request) ? retryTransient(services.deadline, () => read(request, services)) : read(request, services));
  } catch (error) {
    // Properties that were accepted before must not block a rollback, whatever fails now.
    if (isRollback(request)) return unreadable(request, (error as Error).message);
    if (error instanceof CallError) return { success: false, reason: error.message };
    throw error;
  }
}

/** A success with only a reason and the ARN of the image. */
function unreadable({ ResourceProperties = {} }: ResourceRequest, why: string): Response {
  const unknown = unknownAttributes(why, notEvaluated(ResourceProperties, 'the image could not be read'), ResourceProperties.Copies);
  return { success: true, attributes: { ...unknown, ImageBuildVersionArn: asText(ResourceProperties.ImageBuildVersionArn) } };
}

async function read(request: ResourceRequest, services: Services): Promise<Response> {
  const { images, region } = services;
  const properties = request.ResourceProperties ?? {};
  const [imageArn, pipelineArn, imageName] = [properties.ImageBuildVersionArn, properties.ImagePipelineArn, properties.ImageName].map(asText);
  if (!imageArn && !pipelineArn) {
    throw new CallError('OTHER', 'The template names neither an image nor a pipeline to read: ImageBuildVersionArn and ImagePipelineArn are empty.');
  }
  const arn = imageArn || await newestImageOf(images, pipelineArn, imageName);
  if (arn === undefined) {
    const reason = `${pipelineArn} has built no image${imageName ? ` of the recipe '${imageName}'` : ''} yet: start it, then deploy with another trigger to read its status.`;
    return { success: true, attributes: unknownAttributes(reason, notEvaluated(properties, 'there is no image yet'), properties.Copies) };
  }
  const report = await readImage(images, arn);
  // A wait that is rolled back was for the second build, if there is one.
  const second = request.ResourceType === IMAGE_WAIT_RESOURCE_TYPE ? await secondBuildOf(report, services, {}) : undefined;
  const evaluation = await evaluate(second === undefined ? report : await readImage(images, second), properties.Gate, images, new Date());
  return responseOf(evaluation, { mayFail: properties.OnFailure !== 'REPORT' && !isRollback(request), region, copies: properties.Copies });
}
