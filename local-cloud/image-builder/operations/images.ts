import { imageState, isTerminal } from '../build-state';
import { invalidRequest, notFound, ServiceError } from '../errors';
import { describeImage, Image, instantOf, replan, summarizeImage } from '../image';
import { parseArn } from '../names';
import { BuildSettings, Tags } from '../resource';
import { latestVersionReferences } from '../versions';
import { Call, Handlers } from './call';
import { getImage } from './image-lookup';
import { list, ListRequest } from './listing';
import { startBuild } from './start-build';

interface ArnRequest {
  readonly imageBuildVersionArn: string;
}

interface CreateRequest extends BuildSettings {
  readonly tags?: Tags;
  readonly clientToken: string;
}

const FILTERS = ['name', 'osVersion', 'platform', 'type', 'version'];

export const imageOperations: Handlers = {
  CreateImage: create,
  GetImage: get,
  DeleteImage: remove,
  CancelImageCreation: cancel,
  RetryImage: retry,
  ListImages: listVersions,
  ListImageBuildVersions: listBuilds,
};

function create(input: CreateRequest, call: Call) {
  const { tags, clientToken, ...settings } = input;
  const image = startBuild(call, { settings, tags: tags ?? {} });
  return { imageBuildVersionArn: image.arn, latestVersionReferences: references(image) };
}

function get(input: ArnRequest, call: Call) {
  const image = getImage(call, input.imageBuildVersionArn);
  return { image: describeImage(image, call.clock.now()), latestVersionReferences: references(image) };
}

function remove(input: ArnRequest, call: Call) {
  const image = call.store.images.get(input.imageBuildVersionArn);
  if (!image) throw notFound(input.imageBuildVersionArn);
  const { status } = stateOf(image, call);
  if (!isTerminal(status)) throw new ServiceError('ResourceInUseException', `The image '${image.arn}' is ${status} and cannot be deleted.`);
  call.store.deliveries.collect([...call.store.images.values()], call.clock.now());
  call.store.images.delete(image.arn);
  return { imageBuildVersionArn: image.arn };
}

function cancel(input: ArnRequest, call: Call) {
  const image = getImage(call, input.imageBuildVersionArn);
  const { status } = stateOf(image, call);
  if (isTerminal(status)) throw invalidRequest(`The image '${image.arn}' is ${status}; only an image that is being created can be cancelled.`);
  image.cancelledAt = call.clock.now();
  return { imageBuildVersionArn: image.arn };
}

/** Distributes again what was built and tested. */
function retry(input: ArnRequest, call: Call) {
  const image = getImage(call, input.imageBuildVersionArn);
  const { status } = stateOf(image, call);
  if (!isTerminal(status)) throw new ServiceError('ResourceInUseException', `The image '${image.arn}' is ${status}.`);
  if (status !== 'FAILED' || image.plan.failure?.imageStatus !== 'DISTRIBUTING') {
    throw invalidRequest(`The image '${image.arn}' is ${status}; only an image whose distribution failed can be retried.`);
  }
  const scenario = call.store.scenarioFor([image.pipeline?.name ?? '', image.recipe.name]);
  replan(image, { retries: [...image.request.retries, { at: call.clock.now(), scenario }] });
  return { imageBuildVersionArn: image.arn };
}

function listVersions(input: ListRequest & { byName?: boolean }, call: Call) {
  const newest = new Map(call.store.imagesIn(call).map((image) => [input.byName ? image.name : versionArn(image), image]));
  const items = [...newest.values()].map((image) => ({
    ...summarizeImage(image, call.clock.now()),
    arn: versionArn(image),
    version: image.version,
  }));
  const { page, nextToken } = list(call, items, input, FILTERS);
  return { imageVersionList: page, nextToken };
}

function listBuilds(input: ListRequest & { imageVersionArn?: string }, call: Call) {
  const items = call.store.imagesIn(call)
    .filter((image) => input.imageVersionArn === undefined || versionArn(image) === input.imageVersionArn)
    .map((image) => summarizeImage(image, call.clock.now()));
  const { page, nextToken } = list(call, items, input, FILTERS);
  return { imageSummaryList: page, nextToken };
}

function stateOf(image: Image, call: Call) {
  return imageState(image.plan, instantOf(image, call.clock.now()));
}

function versionArn(image: Image): string {
  return image.arn.slice(0, image.arn.lastIndexOf('/'));
}

function references(image: Image) {
  const { version } = parseArn(image.arn);
  return latestVersionReferences(versionArn(image).slice(0, -version!.length - 1), version!);
}
