import { imageState, isTerminal } from '../build-state';
import { invalidCombination, ServiceError } from '../errors';
import { Image, instantOf, summarizeImage } from '../image';
import { formatArn, normalizeName } from '../names';
import { nextRun } from '../next-run';
import { openBehaviour, OpenBehaviour } from '../open-behaviour';
import { failuresInARow } from '../pipeline-failures';
import { BuildSettings, describe, PipelineProperties, Resource, Tags } from '../resource';
import { resolveSettings } from './build-settings';
import { Call, Handlers, stopDryRun } from './call';
import { checkQuota, refuseExisting } from './configuration';
import { list, ListRequest } from './listing';
import { getResource } from './references';
import { startBuild, StartBuildRequest } from './start-build';

interface ArnRequest {
  readonly imagePipelineArn: string;
}

interface UpdateRequest extends BuildSettings, ArnRequest {
  readonly clientToken: string;
  readonly status?: string;
}

interface CreateRequest extends BuildSettings {
  readonly name: string;
  readonly status?: string;
  readonly tags?: Tags;
  readonly clientToken: string;
  readonly dryRun?: boolean;
}

const FILTERS = ['description', 'distributionConfigurationArn', 'imageRecipeArn', 'infrastructureConfigurationArn', 'name', 'status'];

export const pipelineOperations: Handlers = {
  CreateImagePipeline: create,
  UpdateImagePipeline: update,
  GetImagePipeline: get,
  DeleteImagePipeline: remove,
  ListImagePipelines: listAll,
  ListImagePipelineImages: listImages,
  StartImagePipelineExecution: start,
};

function create(input: CreateRequest, call: Call) {
  const { name, tags, clientToken, dryRun, ...settings } = input;
  const arn = formatArn(call, `image-pipeline/${normalizeName(name)}`);
  refuseExisting(call, arn);
  const properties = toProperties(call, settings);
  checkQuota(call, 'image-pipeline', call.store.quotas.pipelines);
  stopDryRun(input);
  call.store.resources.set(arn, { kind: 'image-pipeline', arn, name, createdAt: call.clock.now(), tags: tags ?? {}, properties });
  return { imagePipelineArn: arn };
}

/** Replaces all settings: members that an update leaves out return to their defaults. The kind of the recipe stays. */
function update(input: UpdateRequest, call: Call) {
  const { imagePipelineArn, clientToken, ...settings } = input;
  const pipeline = getResource(call, imagePipelineArn) as Resource<PipelineProperties>;
  const properties = toProperties(call, settings);
  if ((pipeline.properties.imageRecipeArn === undefined) !== (properties.imageRecipeArn === undefined)) {
    throw invalidCombination('The recipe must be of the same kind as the present one: an image recipe or a container recipe.');
  }
  pipeline.properties = properties;
  pipeline.updatedAt = call.clock.now();
  return { imagePipelineArn };
}

function get(input: ArnRequest, call: Call) {
  return { imagePipeline: describePipeline(call, getResource(call, input.imagePipelineArn) as Resource<PipelineProperties>) };
}

function remove(input: ArnRequest, call: Call) {
  const { arn } = getResource(call, input.imagePipelineArn);
  call.store.resources.delete(arn);
  return { imagePipelineArn: arn };
}

function listAll(input: ListRequest, call: Call) {
  const items = call.store.resourcesOf('image-pipeline', call)
    .map((pipeline) => describePipeline(call, pipeline as Resource<PipelineProperties>));
  const { page, nextToken } = list(call, items, input, FILTERS);
  return { imagePipelineList: page, nextToken };
}

function listImages(input: ListRequest & ArnRequest, call: Call) {
  const { arn } = getResource(call, input.imagePipelineArn);
  const images = call.store.imagesOf(arn);
  const { pipelineImages } = openBehaviourOf(call, getResource(call, arn).name);
  const items = (pipelineImages === 'OLDEST_FIRST' ? images : images.reverse()).map((image) => summarizeImage(image, call.clock.now()));
  const { page, nextToken } = list(call, items, input, ['name', 'version']);
  return { imageSummaryList: page, nextToken };
}

/** The pipeline's imageTags are for its scheduled builds; this one gets those of the request alone. */
function start(input: ArnRequest & { tags?: Tags }, call: Call) {
  const pipeline = getResource(call, input.imagePipelineArn) as Resource<PipelineProperties>;
  return { imageBuildVersionArn: startPipeline(call, pipeline, { tags: input.tags ?? {}, buildType: 'USER_INITIATED' }).arn };
}

/** Does what the time of a schedule does; a pipeline that is disabled does not build then. */
export function startScheduled(call: Call, imagePipelineArn: string): Image {
  const pipeline = getResource(call, imagePipelineArn) as Resource<PipelineProperties>;
  if (pipeline.properties.status !== 'ENABLED') throw new Error(`The pipeline '${pipeline.arn}' is ${pipeline.properties.status}: its schedule starts nothing.`);
  return startPipeline(call, pipeline, { tags: pipeline.properties.imageTags ?? {}, buildType: 'SCHEDULED' });
}

function startPipeline(call: Call, { arn, name, properties }: Resource<PipelineProperties>, order: Pick<StartBuildRequest, 'tags' | 'buildType'>): Image {
  const now = call.clock.now();
  const isBuilding = call.store.imagesOf(arn).some((image) => !isTerminal(imageState(image.plan, instantOf(image, now)).status));
  if (isBuilding && openBehaviourOf(call, name).secondStart === 'REFUSED') {
    throw new ServiceError('ResourceInUseException', `The pipeline '${arn}' is building an image.`);
  }
  const { imageTags: _imageTags, loggingConfiguration, ...settings } = properties;
  return startBuild(call, {
    ...order,
    settings: { ...settings, loggingConfiguration: loggingConfiguration && { logGroupName: loggingConfiguration.imageLogGroupName } },
    pipeline: { arn, name },
  });
}

function openBehaviourOf(call: Call, pipelineName: string) {
  return openBehaviour(call.store.scenarioFor([pipelineName]).open);
}

function toProperties(call: Call, settings: BuildSettings & { status?: string }): PipelineProperties {
  const { recipe } = resolveSettings(call, settings);
  return {
    platform: recipe.properties.platform,
    status: 'ENABLED',
    enhancedImageMetadataEnabled: true,
    imageTestsConfiguration: { imageTestsEnabled: true, timeoutMinutes: 720 },
    ...settings,
  };
}

function describePipeline(call: Call, pipeline: Resource<PipelineProperties>) {
  const now = call.clock.now();
  const images = call.store.imagesOf(pipeline.arn);
  const { schedule, status } = pipeline.properties;
  const next = schedule && status === 'ENABLED' ? nextRun(schedule, pipeline.updatedAt ?? pipeline.createdAt, now) : undefined;
  const states = images.map((image) => imageState(image.plan, instantOf(image, now)).status);
  return {
    ...describe(pipeline),
    dateLastRun: images.length === 0
      ? undefined
      : new Date(lastRun(images[images.length - 1], openBehaviourOf(call, pipeline.name), now)).toISOString(),
    dateNextRun: next === undefined ? undefined : new Date(next).toISOString(),
    lastRunStatus: states[states.length - 1],
    consecutiveFailures: failuresInARow(pipeline, images, now).length,
  };
}

function lastRun({ createdAt, plan }: Image, open: OpenBehaviour, now: number): number {
  const end = plan.states.find(({ status, at }) => isTerminal(status) && at <= now);
  return open.lastRun === 'ENDED' && end ? end.at : createdAt;
}
