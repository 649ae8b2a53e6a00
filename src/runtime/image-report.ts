import { failureContextOf } from './failure-context';
import { Findings, findingsOf } from './findings';
import { ImageBuilder } from './image-builder';
import { asArray, asObject, asText, JsonObject } from './json';
import { malformed, ReadError } from './read-error';
import { currentExecutions, failedStepOf, FailedStep, hasFailed, WorkflowExecution } from './workflows';

/** What was read of an image. */
export interface ImageReport {
  readonly arn: string;
  readonly image: JsonObject;
  readonly state: string;
  readonly stateReason: string;
  readonly workflows: WorkflowExecution[];
  readonly failedStep?: FailedStep;
  readonly findings: Findings;
}

/** The states in which an image has been built and is, or was, of use. */
const BUILT = ['AVAILABLE', 'DEPRECATED', 'DISABLED'];
/** The states in which there is no image, and none will come. */
const BROKEN = ['FAILED', 'CANCELLED', 'DELETED'];

const BUILD_VERSION = /\/[0-9]+\.[0-9]+\.[0-9]+\/[0-9]+$/;

/** Reads an image in two rounds of calls: image, workflows and finding totals, then the steps of failed workflows. */
export async function readImage(api: ImageBuilder, imageArn: string): Promise<ImageReport> {
  // A version, or one with an `x`, stands for its newest build, which the other calls do not resolve.
  const resolved = BUILD_VERSION.test(imageArn) ? undefined : await api.getImage(imageArn);
  const arn = resolved ? asText(resolved.arn) : imageArn;
  const [image, executions, aggregations] = await Promise.all([
    resolved ?? api.getImage(arn),
    api.listWorkflowExecutions(arn).catch(asReadError),
    api.listImageScanFindingAggregations(arn).catch(asReadError),
  ]);
  if (executions instanceof ReadError) throw executions;

  const workflows = currentExecutions(executions);
  const [failedStep, findings] = await Promise.all([
    readFailedStep(api, image, workflows),
    findingsOf(image, aggregations, api),
  ]);
  const { status, reason } = asObject(image.state);
  return { arn, image, state: asText(status), stateReason: asText(reason), workflows, failedStep, findings };
}

/** The ARN of the newest image that a pipeline built, or undefined if it has none. */
export async function newestImageOf(api: ImageBuilder, imagePipelineArn: string): Promise<string | undefined> {
  const images = await api.listImagePipelineImages(imagePipelineArn);
  // An entry that cannot be read must not pass for a pipeline that has built nothing.
  if (images.some(({ arn }) => asText(arn) === '')) throw malformed('ListImagePipelineImages', imagePipelineArn, 'imageSummaryList[].arn');
  return images
    .filter(({ state }) => asText(asObject(state).status) !== 'DELETED')
    .map(({ arn, dateCreated }) => ({ arn: asText(arn), created: Date.parse(asText(dateCreated)) || 0 }))
    .sort((a, b) => b.created - a.created)[0]?.arn;
}

export function isBuilt(report: ImageReport): boolean {
  return BUILT.includes(report.state);
}

export function isBroken(report: ImageReport): boolean {
  return BROKEN.includes(report.state);
}

/** The AMI of the function's Region, or an empty text. */
export function imageIdOf(report: ImageReport, region: string): string {
  const amis = asArray(asObject(report.image.outputResources).amis).map(asObject);
  return asText(amis.find((ami) => ami.region === region)?.image);
}

/** The container image of the function's Region, by the tag that names the build where there is one. */
export function imageUriOf(report: ImageReport, region: string): string {
  const containers = asArray(asObject(report.image.outputResources).containers).map(asObject);
  const uris = asArray(containers.find((container) => container.region === region)?.imageUris).map(asText).filter(Boolean);
  const tag = report.arn.split('/').slice(-2).join('-');
  return uris.find((uri) => uri.endsWith(tag)) ?? uris[0] ?? '';
}

async function readFailedStep(api: ImageBuilder, image: JsonObject, workflows: WorkflowExecution[]): Promise<FailedStep | undefined> {
  const failed = workflows.filter(hasFailed).filter(({ id }) => id !== '');
  const steps = await Promise.all(failed.map(async (execution) => failedStepOf(execution, await api.listWorkflowStepExecutions(execution.id))));
  const step = steps.find((one) => one.step !== '') ?? steps[0];
  const context = failureContextOf(image.state);
  return {
    step: step?.step || context?.step || '',
    action: step?.action ?? '',
    message: context?.message || step?.message || '',
  };
}

function asReadError(error: unknown): ReadError {
  if (error instanceof ReadError) return error;
  throw error;
}
