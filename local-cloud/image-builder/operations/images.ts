import { stageToRetry } from '../build-plan';
import { imageState, isTerminal } from '../build-state';
import { dependedOn, invalidRequest, invalidValue, notFound, ServiceError } from '../errors';
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
  const image = startBuild(call, { settings, tags: tags ?? {}, buildType: 'USER_INITIATED' });
  return { imageBuildVersionArn: image.arn, latestVersionReferences: references(image) };
}

function get(input: ArnRequest, call: Call) {
  const image = getImage(call, input.imageBuildVersionArn);
  return { image: describeImage(image, call.clock.now()), latestVersionReferences: references(image) };
}

function remove(input: ArnRequest, call: Call) {
  const image = call.store.images.get(input.imageBuildVersionArn);
  if (!image) throw notFound(input.imageBuildVersionArn);
  if (!isTerminal(stateOf(image, call).status)) throw dependedOn(image.arn);
  call.store.collectDeliveries(call.clock.now());
  call.store.images.delete(image.arn);
  return { imageBuildVersionArn: image.arn };
}

/** Answers at once; the build is stopped after that. */
function cancel(input: ArnRequest, call: Call) {
  const image = getImage(call, input.imageBuildVersionArn);
  const { status } = stateOf(image, call);
  if (isTerminal(status)) throw invalidValue('imageBuildVersionArn', `The image '${image.arn}' is ${status}; only an image that is being created can be cancelled.`);
  const at = call.clock.now() + image.request.scenario.cancelSeconds * 1000;
  replan(image, { interventions: [...image.request.interventions, { kind: 'CANCEL', at }] });
  return { imageBuildVersionArn: image.arn };
}

/**
 * Tests or distributes again what was built, in the same build version.
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_RetryImage.html
 */
function retry(input: ArnRequest, call: Call) {
  const image = getImage(call, input.imageBuildVersionArn);
  const { status } = stateOf(image, call);
  if (!isTerminal(status)) throw new ServiceError('ResourceInUseException', `The image '${image.arn}' is ${status}.`);
  if (image.type !== 'AMI') throw invalidRequest(`The image '${image.arn}' is a container image; only an AMI can be retried.`);
  if (!['FAILED', 'CANCELLED'].includes(status) || !stageToRetry(image.plan.states)) {
    throw invalidRequest(`The image '${image.arn}' is ${status}; only an image that failed or was cancelled in its test or distribution can be retried.`);
  }
  const scenario = call.store.scenarioFor([image.pipeline?.name ?? '', image.recipe.name]);
  replan(image, { interventions: [...image.request.interventions, { kind: 'RETRY', at: call.clock.now(), scenario }] });
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

/** The newest build comes first. */
function listBuilds(input: ListRequest & { imageVersionArn?: string }, call: Call) {
  const items = call.store.imagesIn(call).reverse()
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
