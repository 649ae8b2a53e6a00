import { Call, CallError, IMAGE_BUILDER, malformedResponse } from '../services/call-error';
import { ImageBuilder } from '../services/image-builder';
import { arnParts } from '../values/arn';
import { asArray, asCount, asObject, asText, JsonObject } from '../values/json';

/** A step that waits for a person. */
export interface WaitingStep {
  /** Build version ARN of the image that waits. */
  readonly imageArn: string;
  readonly stepExecutionId: string;
  readonly name: string;
  /** Build version ARN of the workflow. */
  readonly workflowArn: string;
  readonly workflowExecutionId: string;
  /** As the service writes it; empty if it does not say. */
  readonly startTime: string;
}

/** A pipeline as the list of the Region shows it. Unknown texts are empty. */
export interface PipelineOverview {
  readonly arn: string;
  readonly name: string;
  /** `ENABLED` or `DISABLED`. */
  readonly status: string;
  /** The expression of the schedule; empty for a pipeline that only people start. */
  readonly schedule: string;
  /** The recipe, of an AMI or of a container image. */
  readonly recipeArn: string;
  /** Name of the images that it builds now. */
  readonly imageName: string;
  readonly created: string;
  /** The state of the image that was started last. */
  readonly lastRunStatus: string;
  readonly lastRun: string;
  /** Undefined if the service does not say. */
  readonly consecutiveFailures?: number;
  readonly nextRun: string;
  /** ARNs of the workflows; empty for a pipeline that runs the default ones. */
  readonly workflows: readonly string[];
  readonly waitingSteps: readonly WaitingStep[];
  readonly tags: Readonly<Record<string, string>>;
}

/** What the lists of a Region show. */
export interface RegionOverview {
  readonly pipelines: PipelineOverview[];
  /** Steps that wait for a person in builds of no pipeline, or of a deleted one. */
  readonly otherSteps: WaitingStep[];
}

/** All pipelines of the account in the Region, as {@link readRegion} reads them. */
export async function readFleet(api: ImageBuilder, readable?: readonly string[]): Promise<PipelineOverview[]> {
  return (await readRegion(api, readable)).pipelines;
}

/**
 * All pipelines of the account in the Region, and all steps that wait for a person: one call for each 25 pipelines, and one for each
 * 25 steps.
 *
 * A waiting step names its image but no pipeline. If several pipelines build images of the same name, or none does, one more
 * call asks the image itself for its pipeline.
 *
 * @param readable names of the pipelines whose images the caller may read; steps of other images may belong to no pipeline. Default:
 * the caller may read all images
 * @throws CallError if a list cannot be read: a pipeline that is left out would look as if it did not exist
 */
export async function readRegion(api: ImageBuilder, readable?: readonly string[]): Promise<RegionOverview> {
  const [pipelines, steps] = await Promise.all([api.listImagePipelines(), api.listWaitingWorkflowSteps()]);
  if (pipelines.some(({ arn }) => asText(arn) === '')) throw malformedResponse(listing('ListImagePipelines'), 'imagePipelineList[].arn');
  const waiting = await waitingSteps(api, pipelines, steps.map(waitingStepOf), readable);
  const arns = pipelines.map(({ arn }) => asText(arn));
  return {
    pipelines: pipelines.map((pipeline) => overviewOf(pipeline, waiting.get(asText(pipeline.arn)) ?? [])),
    otherSteps: [...waiting].flatMap(([pipelineArn, ofPipeline]) => (arns.includes(pipelineArn) ? [] : ofPipeline)),
  };
}

/** A pipeline as the service describes it. */
export function overviewOf(pipeline: JsonObject, steps: WaitingStep[]): PipelineOverview {
  return {
    arn: asText(pipeline.arn),
    name: asText(pipeline.name),
    status: asText(pipeline.status),
    schedule: asText(asObject(pipeline.schedule).scheduleExpression),
    recipeArn: recipeArnOf(pipeline),
    imageName: arnParts(recipeArnOf(pipeline)).name,
    created: asText(pipeline.dateCreated),
    lastRunStatus: asText(pipeline.lastRunStatus),
    lastRun: asText(pipeline.dateLastRun),
    consecutiveFailures: asCount(pipeline.consecutiveFailures),
    nextRun: asText(pipeline.dateNextRun),
    workflows: asArray(pipeline.workflows).map((workflow) => asText(asObject(workflow).workflowArn)),
    waitingSteps: steps,
    tags: tagsOf(pipeline),
  };
}

/** The ARN of a pipeline's recipe, of an AMI or of a container image. */
export function recipeArnOf({ imageRecipeArn, containerRecipeArn }: JsonObject): string {
  return asText(imageRecipeArn) || asText(containerRecipeArn);
}

/** The tags of a resource that can be read. */
export function tagsOf({ tags }: JsonObject): Record<string, string> {
  return Object.fromEntries(Object.entries(asObject(tags)).filter((tag): tag is [string, string] => typeof tag[1] === 'string'));
}

function waitingStepOf(step: JsonObject): WaitingStep {
  const imageArn = asText(step.imageBuildVersionArn);
  const stepExecutionId = asText(step.stepExecutionId);
  // Without these, nobody could answer the step.
  if (imageArn === '' || stepExecutionId === '') throw malformedResponse(listing('ListWaitingWorkflowSteps'), `steps[].${imageArn === '' ? 'imageBuildVersionArn' : 'stepExecutionId'}`);
  return {
    imageArn,
    stepExecutionId,
    name: asText(step.name),
    workflowArn: asText(step.workflowBuildVersionArn),
    workflowExecutionId: asText(step.workflowExecutionId),
    startTime: asText(step.startTime),
  };
}

/** The waiting steps by the ARN of the pipeline that builds their image. */
async function waitingSteps(
  api: ImageBuilder, pipelines: JsonObject[], steps: WaitingStep[], readable?: readonly string[],
): Promise<Map<string, WaitingStep[]>> {
  const images = [...new Set(steps.map(({ imageArn }) => imageArn))];
  const waiting = new Map<string, WaitingStep[]>();
  await Promise.all(images.map(async (imageArn) => {
    const ofThisName = pipelines.filter((pipeline) => arnParts(recipeArnOf(pipeline)).name === arnParts(imageArn).name);
    const pipelineArn = ofThisName.length === 1 ? asText(ofThisName[0].arn) : await sourceOf(api, imageArn, ofThisName, readable);
    waiting.set(pipelineArn, [...waiting.get(pipelineArn) ?? [], ...steps.filter((step) => step.imageArn === imageArn)]);
  }));
  return waiting;
}

/** The ARN of the pipeline of an image, which the image itself names; empty if it has none, or the caller may not know. */
async function sourceOf(api: ImageBuilder, imageArn: string, candidates: JsonObject[], readable?: readonly string[]): Promise<string> {
  if (readable && !candidates.some(({ arn }) => readable.includes(arnParts(asText(arn)).name))) return '';
  try {
    return asText((await api.getImage(imageArn)).sourcePipelineArn);
  } catch (error) {
    // The list is of the whole account: one image of somebody else must not hide the pipelines of the caller.
    if (error instanceof CallError && (error.kind === 'NOT_FOUND' || (error.kind === 'DENIED' && readable))) return '';
    throw error;
  }
}

function listing(operation: string): Call {
  return { service: IMAGE_BUILDER, operation, resource: 'this account and Region' };
}
