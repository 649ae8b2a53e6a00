import { unknownAttributes } from './attributes';
import { CallError } from './call-error';
import { newestImageOf, readImage } from './image-report';
import { asText } from './json';
import { judge, notEvaluated, outcomeOf } from './judgement';
import { isReturn, Outcome, ResourceRequest } from './request';
import { Services } from './services';
import { whenReady } from './when-ready';

/** Reads the status of an image, or of a pipeline's newest image, and judges it. */
export async function readImageStatus(request: ResourceRequest, services: Services): Promise<Outcome> {
  try {
    // What a rollback restores is worth some patience: other resources may be made from it.
    return await (isReturn(request) ? whenReady(services.deadline, () => read(request, services)) : read(request, services));
  } catch (error) {
    // What was accepted before must not keep a stack from rolling back, whatever is wrong now.
    if (isReturn(request)) return unreadable(request, (error as Error).message);
    if (error instanceof CallError) return { success: false, reason: error.message };
    throw error;
  }
}

/** A success of which nothing is known but why, and which image it is about. */
function unreadable({ ResourceProperties = {} }: ResourceRequest, why: string): Outcome {
  const unknown = unknownAttributes(why, notEvaluated(ResourceProperties, 'the image could not be read'));
  return { success: true, attributes: { ...unknown, ImageBuildVersionArn: asText(ResourceProperties.ImageBuildVersionArn) } };
}

async function read(request: ResourceRequest, { images, region }: Services): Promise<Outcome> {
  const properties = request.ResourceProperties ?? {};
  const [imageArn, pipelineArn, imageName] = [properties.ImageBuildVersionArn, properties.ImagePipelineArn, properties.ImageName].map(asText);
  if (!imageArn && !pipelineArn) {
    throw new CallError('OTHER', 'The template names neither an image nor a pipeline to read: ImageBuildVersionArn and ImagePipelineArn are empty.');
  }
  const arn = imageArn || await newestImageOf(images, pipelineArn, imageName);
  if (arn === undefined) {
    const reason = `${pipelineArn} has built no image${imageName ? ` of the recipe '${imageName}'` : ''} yet: start it, then deploy with another trigger to read its status.`;
    return { success: true, attributes: unknownAttributes(reason, notEvaluated(properties, 'there is no image yet')) };
  }
  const judgement = await judge(await readImage(images, arn), properties.Gate, images, new Date());
  return outcomeOf(judgement, properties.OnFailure !== 'REPORT' && !isReturn(request), region);
}
