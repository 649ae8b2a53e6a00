import { setTimeout as sleep } from 'node:timers/promises';
import { BuildTrigger, buildTriggerOf, clientTokenOf, earlierBuildsOf, hasReadableTags, runningBuildsOf, tagsOf } from './build-trigger';
import { BuiltImages, formatBuildId, KeyedImage, parseBuildId } from './physical-id';
import { ResourceRequest } from './request';
import { explainStart } from './start-errors';
import { listing, listPipelineImages } from '../image/image-report';
import { isRunning } from '../image/states';
import { CallError, malformed } from '../services/call-error';
import { retryTransient } from '../services/retry-transient';
import { Services } from '../services/services';
import { bestEffort } from '../values/best-effort';
import { asObject, asText } from '../values/json';
import { Response } from '../values/response';

/** How long a request that CloudFormation has given up may still be on its way to the service. */
const IN_FLIGHT_MS = 10_000;

/** Starts the build of a trigger, or finds it, and answers with its image. */
export async function buildImage(request: ResourceRequest, services: Services): Promise<Response> {
  const trigger = buildTriggerOf(request);
  const accepted = request.RequestType === 'Update' ? parseBuildId(request.PhysicalResourceId ?? '') : undefined;
  if (accepted?.image.key === trigger.key) {
    // The update that failed, and is taken back by this one, may have started a build.
    await cancelBuilds(request, services, accepted.image.arn);
    return built(accepted);
  }
  if (accepted?.before?.key === trigger.key) return built({ image: accepted.before });
  try {
    const arn = await findOrStart(asText(request.ResourceProperties?.ImagePipelineArn), trigger, services);
    return built({ image: { arn, key: trigger.key }, before: accepted?.image });
  } catch (error) {
    if (error instanceof CallError) return { success: false, reason: explainStart(error) };
    throw error;
  }
}

/** Cancels what the resource still builds, and touches nothing that was built. It never fails. */
export async function deleteBuild(request: ResourceRequest, services: Services): Promise<Response> {
  const named = parseBuildId(request.PhysicalResourceId ?? '');
  if (named) await cancelBuild(named.image, services);
  // The id of a request that was never answered is CloudFormation's own invention, but a build may run.
  else await cancelBuilds(request, services);
  return { success: true };
}

function built(images: BuiltImages): Response {
  return { success: true, physicalId: formatBuildId(images), attributes: { ImageBuildVersionArn: images.image.arn } };
}

async function findOrStart(pipelineArn: string, trigger: BuildTrigger, { images, deadline }: Services): Promise<string> {
  const find = async () => {
    const all = await listPipelineImages(images, pipelineArn);
    // A build that is overlooked is built again.
    if (all.some((image) => !hasReadableTags(image))) throw malformed(listing(pipelineArn), 'imageSummaryList[].tags');
    return earlierBuildsOf(trigger, all);
  };
  const start = (salt: string) => images.startImagePipelineExecution(pipelineArn, clientTokenOf(trigger, salt), tagsOf(trigger));
  const earlier = await retryTransient(deadline, find);
  if (earlier.imageArn) return earlier.imageArn;
  try {
    return await retryTransient(deadline, () => start(String(earlier.broken)));
  } catch (error) {
    if (!(error instanceof CallError) || error.code !== 'IdempotentParameterMismatchException') throw error;
    // Another request has started this build, and it is listed by now; or its image is gone.
    return (await find()).imageArn ?? start(trigger.requestId);
  }
}

async function cancelBuild({ arn }: KeyedImage, { images }: Services): Promise<void> {
  await bestEffort(`cancel ${arn}`, async () => {
    const image = await images.getImage(arn);
    if (isRunning(asText(asObject(image.state).status))) await images.cancelImageCreation(arn);
  });
}

async function cancelBuilds(request: ResourceRequest, { images, deadline }: Services, except?: string): Promise<void> {
  const cancelRunning = async () => {
    const all = await images.listImagePipelineImages(asText(request.ResourceProperties?.ImagePipelineArn));
    const running = runningBuildsOf(buildTriggerOf(request).owner, all).filter((arn) => arn !== except);
    await Promise.all(running.map((arn) => bestEffort(`cancel ${arn}`, () => images.cancelImageCreation(arn))));
    return running.length;
  };
  await bestEffort('look for builds to cancel', async () => {
    if (await cancelRunning() > 0 || deadline.left < 2 * IN_FLIGHT_MS) return;
    // The request that is taken back was not answered, and may be about to start its build.
    await sleep(IN_FLIGHT_MS, undefined, { signal: deadline.signal }).catch(() => undefined);
    await cancelRunning();
  });
}
