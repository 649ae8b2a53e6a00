import { Findings, findingsOf } from './findings';
import { ofLastTry, readFailedStep } from './last-try';
import { datedImage, newestFirst } from './newest-first';
import { asReleaseFailure } from './release-failure';
import { isDeleted, stateOf } from './states';
import { WorkflowSteps } from './workflow-steps';
import { currentExecutions, FailedStep, WorkflowExecution } from './workflows';
import { asCallError, Call, CallError, IMAGE_BUILDER, malformedResponse } from '../services/call-error';
import { ImageBuilder } from '../services/image-builder';
import { arnParts } from '../values/arn';
import { asArray, asObject, asText, JsonObject } from '../values/json';

/** The report of an image. */
export interface ImageReport {
  readonly arn: string;
  readonly image: JsonObject;
  readonly state: string;
  readonly stateReason: string;
  readonly workflows: WorkflowExecution[];
  readonly failedStep?: FailedStep;
  readonly findings: Findings;
}

const BUILD_VERSION = /\/[0-9]+\.[0-9]+\.[0-9]+\/[0-9]+$/;

/**
 * Reads an image in two rounds of calls: image, workflows and finding totals, then the steps of failed workflows.
 *
 * @param given the image, if it was read already
 * @param steps the steps, if the caller reads them as well
 */
export async function readImage(api: ImageBuilder, imageArn: string, given?: JsonObject, steps = new WorkflowSteps(api)): Promise<ImageReport> {
  // A version, with or without an `x`, stands for its newest AVAILABLE build, which only GetImage resolves.
  const resolved = given ?? (BUILD_VERSION.test(imageArn) ? undefined : await api.getImage(imageArn));
  const arn = resolved ? asText(resolved.arn) : imageArn;
  const [image, executions, aggregations] = await Promise.all([
    resolved ?? api.getImage(arn),
    api.listWorkflowExecutions(arn).catch(asCallError),
    api.listImageScanFindingAggregations(arn).catch(asCallError),
  ]);
  if (executions instanceof CallError) throw executions;

  const workflows = currentExecutions(executions);
  const [failed, findings] = await Promise.all([
    readFailedStep(steps, image, workflows),
    findingsOf(image, aggregations, api),
  ]);
  const { status, reason } = asObject(image.state);
  const currentImage = ofLastTry(image, failed, executions);
  const failedStep = asReleaseFailure(currentImage, failed);
  return { arn, image: currentImage, state: asText(status), stateReason: asText(reason), workflows, failedStep, findings };
}

/**
 * The images that a pipeline built.
 *
 * @throws CallError if an entry cannot be read: it must not pass for a pipeline that has not built it
 */
export async function listPipelineImages(api: ImageBuilder, imagePipelineArn: string): Promise<JsonObject[]> {
  const images = await api.listImagePipelineImages(imagePipelineArn);
  if (images.some(({ arn }) => asText(arn) === '')) throw malformedResponse(listing(imagePipelineArn), 'imageSummaryList[].arn');
  return images;
}

/**
 * The images of a pipeline, for a decision that depends on their tags.
 *
 * @throws CallError if tags cannot be read, or the state of an image that has some
 */
export async function listTaggedImages(api: ImageBuilder, imagePipelineArn: string): Promise<JsonObject[]> {
  const images = await listPipelineImages(api, imagePipelineArn);
  if (!images.every(hasReadableTags)) throw malformedResponse(listing(imagePipelineArn), 'imageSummaryList[].tags');
  return images;
}

function hasReadableTags(image: JsonObject): boolean {
  const { tags } = image;
  if (tags === undefined || tags === null) return true;
  const isObject = typeof tags === 'object' && !Array.isArray(tags);
  return isObject && Object.values(tags).every((tag) => typeof tag === 'string') && stateOf(image) !== '';
}

/** The call that lists the images of a pipeline. */
export function listing(imagePipelineArn: string): Call {
  return { service: IMAGE_BUILDER, operation: 'ListImagePipelineImages', resource: imagePipelineArn };
}

/**
 * The ARN of the newest image that a pipeline built, or undefined if it has none.
 *
 * @param name the name of the images to consider, or an empty text for all: a pipeline keeps the images of earlier recipes
 */
export async function newestImageOf(api: ImageBuilder, imagePipelineArn: string, name = ''): Promise<string | undefined> {
  const images = await listPipelineImages(api, imagePipelineArn);
  const present = images.filter((image) => !isDeleted(image) && (name === '' || arnParts(asText(image.arn)).name === name));
  if (present.length > 1 && !present.every(datedImage)) throw malformedResponse(listing(imagePipelineArn), 'imageSummaryList[].dateCreated');
  const [newest] = newestFirst(present);
  return newest && asText(newest.arn);
}

/** The log group of the build. If none was given, the service creates one with the image's name. */
export function logGroupOf({ arn, image }: ImageReport): string {
  return asText(asObject(image.loggingConfiguration).logGroupName) || `/aws/imagebuilder/${arnParts(arn).name}`;
}

/**
 * The AMI of a Region, or an empty text.
 *
 * @param account the account of a copy, or an empty text for the image's own
 */
export function imageIdOf(report: ImageReport, region: string, account = ''): string {
  const amis = asArray(asObject(report.image.outputResources).amis).map(asObject);
  const own = arnParts(report.arn).account;
  const wanted = account || own;
  // A distribution to other accounts makes copies there, in the same Region.
  const found = amis.find((ami) => ami.region === region && (ami.accountId ?? own) === wanted);
  const id = asText(found?.image);
  return /^ami-\w{1,64}$/.test(id) ? id : '';
}

/**
 * The container image of a Region, or an empty text: by its digest where the service lists one, or else by
 * the tag that each build gets, such as `1.0.0-1`. The service lists a longer tag that ends in it, too.
 */
export function imageUriOf(report: ImageReport, region: string): string {
  const containers = asArray(asObject(report.image.outputResources).containers).map(asObject);
  const uris = asArray(containers.find((container) => container.region === region)?.imageUris).map(asText).filter((uri) => /^\S{1,1024}$/.test(uri));
  const tag = arnParts(report.arn).version.replace('/', '-');
  return uris.find((uri) => /@sha256:[0-9a-f]{64}$/.test(uri)) ?? uris.find((uri) => uri.endsWith(`:${tag}`)) ?? uris[0] ?? '';
}
