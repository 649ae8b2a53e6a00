import {
  BuildTrigger, buildTriggerOf, clientTokenOf, earlierBuildsOf, isRequestedLater, replacedImageOf, reuseTagsOf, runningBuildsOf, SparedBuilds, tagsOf,
  triggerTagOf,
} from './build-trigger';
import { markImageInUse } from './image-in-use';
import { stopInFlight } from './in-flight';
import { keepLogGroup } from './log-group';
import { BuiltImages, formatBuildId, KeyedImage, parseBuildId } from './physical-id';
import { CloudFormationRequest } from './request';
import { signedAt } from './response-url';
import { explainStart } from './start-errors';
import { CANCELLED_TAG } from '../../contract/contract';
import { listTaggedImages } from '../image/image-report';
import { isRunning, stateOf } from '../image/states';
import { retriedAt } from '../image/workflows';
import { CallError } from '../services/call-error';
import { CALL_MS } from '../services/deadline';
import { ImageBuilder } from '../services/image-builder';
import { retryTransient } from '../services/retry-transient';
import { Services } from '../services/services';
import { bestEffort } from '../values/best-effort';
import { asText } from '../values/json';
import { Response } from '../values/response';

const CANCEL_POLL_MS = 5_000;
const SECOND_MS = 1_000;

/** Starts the build of a trigger, or finds it, and responds with its image. */
export async function buildImage(request: CloudFormationRequest, services: Services): Promise<Response> {
  const trigger = buildTriggerOf(request);
  const accepted = request.RequestType === 'Update' ? parseBuildId(request.PhysicalResourceId ?? '') : undefined;
  if (accepted?.image.key === trigger.key) {
    // The failed update, which this one rolls back, may have started a build.
    await Promise.all([tryToPrepare(request, services), cancelBuilds(request, services, { exceptKey: trigger.key })]);
    return built(accepted);
  }
  if (accepted?.before?.key === trigger.key) {
    await tryToPrepare(request, services);
    return built({ image: accepted.before });
  }
  try {
    await keepLogs(request, services);
    await spareImageInUse(request, services);
    const arn = await findOrStart(asText(request.ResourceProperties?.ImagePipelineArn), trigger, services);
    return built({ image: { arn, key: trigger.key }, before: accepted?.image });
  } catch (error) {
    if (error instanceof CallError) return { success: false, reason: explainStart(error) };
    throw error;
  }
}

/** Cancels running builds of the resource and leaves finished images alone. It never fails. */
export async function deleteBuild(request: CloudFormationRequest, services: Services): Promise<void> {
  const named = parseBuildId(request.PhysicalResourceId ?? '');
  if (named) await cancelBuild(named.image, signedAt(request.ResponseURL), services);
  // CloudFormation makes up the id of a resource whose request never got a response; its build may still be running.
  else await cancelBuilds(request, services);
}

function built(images: BuiltImages): Response {
  return { success: true, physicalId: formatBuildId(images), attributes: { ImageBuildVersionArn: images.image.arn } };
}

async function keepLogs({ ResourceProperties }: CloudFormationRequest, services: Services): Promise<void> {
  if (ResourceProperties?.LogGroup !== undefined) await keepLogGroup(ResourceProperties.LogGroup, services);
}

/** Before the lifecycle policy that spares only the tagged image is created or changed. */
async function spareImageInUse({ ResourceProperties }: CloudFormationRequest, { images, deadline }: Services): Promise<void> {
  if (ResourceProperties?.SparesReleased === undefined) return;
  await retryTransient(deadline, () => markImageInUse(images, asText(ResourceProperties.ImagePipelineArn)));
}

/** Nothing may block a rollback, and an update that only changes the log group looks like one. */
async function tryToPrepare(request: CloudFormationRequest, services: Services): Promise<void> {
  await bestEffort('keep the log group', () => keepLogs(request, services));
  await bestEffort('tag the image in use', () => spareImageInUse(request, services));
}

async function findOrStart(pipelineArn: string, trigger: BuildTrigger, { images, deadline }: Services): Promise<string> {
  const find = async () => {
    // An overlooked build would be built again.
    return earlierBuildsOf(trigger, await listTaggedImages(images, pipelineArn));
  };
  const earlier = await retryTransient(deadline, find);
  if (earlier.imageArn !== undefined) {
    // The second delivery of this request must find the same image, even if the build fails in between.
    if (!earlier.isOfRequest) await bestEffort(`mark ${earlier.imageArn} as reused`, () => images.tagResource(earlier.imageArn!, reuseTagsOf(trigger)));
    return earlier.imageArn;
  }
  // The service adds these tags only to the images of scheduled builds.
  const imageTags = await retryTransient(deadline, () => images.imageTagsOf(pipelineArn));
  const start = (salt: string) =>
    images.startImagePipelineExecution(pipelineArn, clientTokenOf(triggerTagOf(trigger), salt), { ...imageTags, ...tagsOf(trigger) });
  try {
    return await retryTransient(deadline, () => start(String(earlier.unusable)));
  } catch (error) {
    if (!(error instanceof CallError) || error.code !== 'IdempotentParameterMismatchException') throw error;
    // Another request has started this build: either it is listed by now, or its image is gone.
    return (await find()).imageArn ?? start(trigger.requestId);
  }
}

/**
 * Cancels a build and waits, while time remains, until it has ended: then its dependencies can be deleted.
 *
 * @param requestedAt when CloudFormation asked for that
 */
async function cancelAndWait(arn: string, requestedAt: number | undefined, { images, deadline }: Services): Promise<void> {
  if (await isRetriedLater(arn, requestedAt, images)) return;
  await bestEffort(`mark ${arn} as cancelled`, () => images.tagResource(arn, { [CANCELLED_TAG]: 'true' }));
  await images.cancelImageCreation(arn);
  while (deadline.left > CANCEL_POLL_MS + CALL_MS) {
    if (!isRunning(stateOf(await images.getImage(arn)))) return;
    await deadline.sleep(CANCEL_POLL_MS);
  }
}

/** Whether a person has retried a build since: the request may be delivered twice, and late. Unreadable workflows do not count. */
async function isRetriedLater(arn: string, requestedAt: number | undefined, images: ImageBuilder): Promise<boolean> {
  if (requestedAt === undefined) return false;
  const retried = retriedAt(await images.listWorkflowExecutions(arn).catch(() => []));
  // A response URL is signed with a precision of one second.
  return retried !== undefined && retried >= requestedAt + SECOND_MS;
}

async function cancelBuild({ arn }: KeyedImage, requestedAt: number | undefined, services: Services): Promise<void> {
  await bestEffort(`cancel ${arn}`, async () => {
    const image = await services.images.getImage(arn);
    if (isRequestedLater(image, requestedAt)) return;
    if (isRunning(stateOf(image))) await cancelAndWait(arn, requestedAt, services);
    // A second build may still be running.
    if (stateOf(image) !== 'FAILED') return;
    const all = await services.images.listImagePipelineImages(asText(image.sourcePipelineArn));
    const running = all.filter((other) => replacedImageOf(other) === arn && isRunning(stateOf(other)));
    await Promise.all(running.map((other) => cancelAndWait(asText(other.arn), requestedAt, services)));
  });
}

async function cancelBuilds(request: CloudFormationRequest, services: Services, spared?: SparedBuilds): Promise<void> {
  const { images, deadline } = services;
  const trigger = buildTriggerOf(request);
  const cancelRunning = async () => {
    const all = await images.listImagePipelineImages(asText(request.ResourceProperties?.ImagePipelineArn));
    const running = runningBuildsOf(trigger, all, spared);
    await Promise.all(running.map((arn) => bestEffort(`cancel ${arn}`, () => cancelAndWait(arn, trigger.requestedAt, services))));
    return running.length;
  };
  await bestEffort('look for builds to cancel', () => stopInFlight(deadline, cancelRunning));
}
