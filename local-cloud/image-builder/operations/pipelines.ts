import { imageState, isTerminal } from '../build-state';
import { Image, instantOf, summarizeImage } from '../image';
import { formatArn, normalizeName } from '../names';
import { BuildSettings, describe, PipelineProperties, Resource, Tags } from '../resource';
import { resolveSettings } from './build-settings';
import { Call, Handlers, stopDryRun } from './call';
import { checkQuota, refuseExisting } from './configuration';
import { list, ListRequest } from './listing';
import { getResource } from './references';
import { startBuild } from './start-build';

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

/** What an update leaves out goes back to its default: it is not selective. */
function update(input: UpdateRequest, call: Call) {
  const { imagePipelineArn, clientToken, ...settings } = input;
  const pipeline = getResource(call, imagePipelineArn);
  pipeline.properties = toProperties(call, settings);
  pipeline.updatedAt = call.clock.now();
  return { imagePipelineArn };
}

function get(input: ArnRequest, call: Call) {
  return { imagePipeline: describePipeline(call, getResource(call, input.imagePipelineArn)) };
}

function remove(input: ArnRequest, call: Call) {
  const { arn } = getResource(call, input.imagePipelineArn);
  call.store.resources.delete(arn);
  return { imagePipelineArn: arn };
}

function listAll(input: ListRequest, call: Call) {
  const items = call.store.resourcesOf('image-pipeline', call).map((pipeline) => describePipeline(call, pipeline));
  const { page, nextToken } = list(call, items, input, FILTERS);
  return { imagePipelineList: page, nextToken };
}

function listImages(input: ListRequest & ArnRequest, call: Call) {
  const { arn } = getResource(call, input.imagePipelineArn);
  const items = imagesOf(call, arn).map((image) => summarizeImage(image, call.clock.now()));
  const { page, nextToken } = list(call, items, input, ['name', 'version']);
  return { imageSummaryList: page, nextToken };
}

function start(input: ArnRequest & { tags?: Tags }, call: Call) {
  const { arn, name, properties } = getResource(call, input.imagePipelineArn) as Resource<PipelineProperties>;
  const { imageTags, loggingConfiguration, ...settings } = properties;
  const image = startBuild(call, {
    settings: { ...settings, loggingConfiguration: loggingConfiguration && { logGroupName: loggingConfiguration.imageLogGroupName } },
    tags: { ...imageTags, ...input.tags },
    pipeline: { arn, name },
  });
  return { imageBuildVersionArn: image.arn };
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

function describePipeline(call: Call, pipeline: Resource) {
  const images = imagesOf(call, pipeline.arn);
  const states = images.map((image) => imageState(image.plan, instantOf(image, call.clock.now())).status);
  const ended = states.filter(isTerminal);
  const lastSuccess = ended.map((status) => status === 'FAILED' || status === 'CANCELLED').lastIndexOf(false);
  return {
    ...describe(pipeline),
    dateLastRun: images.length === 0 ? undefined : new Date(images[images.length - 1].createdAt).toISOString(),
    lastRunStatus: states[states.length - 1],
    consecutiveFailures: ended.slice(lastSuccess + 1).filter((status) => status === 'FAILED').length,
  };
}

function imagesOf(call: Call, pipelineArn: string): Image[] {
  return [...call.store.images.values()].filter((image) => image.pipeline?.arn === pipelineArn);
}
