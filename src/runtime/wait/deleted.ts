import { IMAGE_STATUS_RESOURCE_TYPE } from '../../contract/contract';
import { unknownAttributes } from '../image/attributes';
import { notEvaluated } from '../image/evaluation';
import { isDeleted } from '../image/states';
import { CloudFormationRequest } from '../requests/request';
import { CallError } from '../services/call-error';
import { ImageBuilder } from '../services/image-builder';
import { asText } from '../values/json';
import { Response } from '../values/response';

/**
 * The response to an update for an image that an earlier deployment has accepted, and that was deleted since, for example by
 * retention. Otherwise a changed gate or time-out, or a status that only reports, would fail forever. Undefined if there is something to
 * wait for or to evaluate.
 */
export async function responseOfDeleted(request: CloudFormationRequest, images: ImageBuilder): Promise<Response | undefined> {
  const { RequestType, ResourceType, ResourceProperties: properties = {}, OldResourceProperties: old = {} } = request;
  const isStatus = ResourceType === IMAGE_STATUS_RESOURCE_TYPE;
  const arn = asText(properties.ImageBuildVersionArn);
  const isAccepted = RequestType === 'Update' && arn !== '' && old.ImageBuildVersionArn === arn;
  if (!isAccepted || (isStatus ? properties.OnFailure !== 'REPORT' : properties.Last !== 'true') || !await isGone(images, arn)) return undefined;
  const reason = `Image ${arn} was deleted after an earlier deployment had accepted it, so it was not evaluated again. ${isStatus ? 'Give the status another image.' : "Deploy with another 'trigger' to build a new image."}`;
  const unknown = unknownAttributes(reason, notEvaluated(properties, 'the image was deleted'), properties.Copies);
  return { success: true, attributes: { ...unknown, ImageBuildVersionArn: arn, ImageState: 'DELETED' } };
}

/** Whether an image is known to be deleted. Any other error is left to the wait. */
async function isGone(images: ImageBuilder, arn: string): Promise<boolean> {
  try {
    return isDeleted(await images.getImage(arn));
  } catch (error) {
    if (error instanceof CallError) return error.kind === 'NOT_FOUND';
    throw error;
  }
}
