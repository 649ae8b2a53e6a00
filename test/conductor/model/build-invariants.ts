import { Observed } from './observed';
import { RequestRecord } from '../../../local-cloud/conductor';
import { IMAGE_BUILD_RESOURCE_TYPE, REQUEST_TAG } from '../../../src/contract/contract';

const SECOND = 1000;

/** Violations by builds that several requests share, or that a person started or cancelled. */
export function wrongBuilds(observed: Observed): string[] {
  return [...foreignImages(observed), ...wrongCancellations(observed)];
}

/** A stack takes no image that another stack of its name has built. */
function foreignImages({ memory: { cloud, emulator } }: Observed): string[] {
  return buildRequests(cloud.requests).flatMap((record) => {
    const arn = imageOf(record);
    const starter = emulator.builds.find((build) => build.arn === arn)?.tags[REQUEST_TAG];
    const foreign = cloud.requests.find(({ event }) => event.RequestId === starter && event.StackId !== record.event.StackId);
    return foreign ? [`${record.event.RequestId} was answered with ${arn} of another stack`] : [];
  });
}

/** No request cancels a build that a person has retried, or a deployment has asked for, after it was made. */
function wrongCancellations({ memory: { cloud, emulator }, people, script }: Observed): string[] {
  // After a fault, the function may not know what it could not read or write.
  if (script.faults.length > 0) return [];
  return emulator.calls.filter(({ operation, error }) => operation === 'CancelImageCreation' && error === undefined).flatMap(({ input, time }) => {
    const arn = (input as { readonly imageBuildVersionArn: string }).imageBuildVersionArn;
    const at = Date.parse(time);
    const deployments = buildRequests(cloud.requests).filter((record) => record.phase === 'DEPLOY' && record.sentAt <= at && imageOf(record) === arn);
    const retries = people.retries.filter((one) => one.imageArn === arn && one.at <= at);
    const begins = [...retries.map((one) => one.at), ...deployments.map(({ sentAt }) => sentAt)];
    const begun = secondOf(Math.max(-Infinity, ...begins));
    const isAsked = cloud.requests.some((record) => record.event.ResourceType === IMAGE_BUILD_RESOURCE_TYPE && record.event.RequestType !== 'Create'
      && !deployments.includes(record) && record.sentAt <= at && secondOf(record.sentAt) >= begun);
    return isAsked ? [] : [`${arn} was cancelled at ${time}, and nobody asked for that since it began`];
  });
}

/** The requests to build that were answered with an image. */
function buildRequests(requests: readonly RequestRecord[]): RequestRecord[] {
  return requests.filter(({ event, response }) => event.ResourceType === IMAGE_BUILD_RESOURCE_TYPE && response?.Status === 'SUCCESS' && event.RequestType !== 'Delete');
}

function imageOf({ response }: RequestRecord): unknown {
  return response?.Data?.ImageBuildVersionArn;
}

function secondOf(at: number): number {
  return Math.floor(at / SECOND);
}
