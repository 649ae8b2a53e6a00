import { BuildPlan, BuildRequest, planBuild } from './build-plan';
import { imageState, Instant, iso, scanState, StateUpdate } from './build-state';
import { Finding, makeFindings } from './findings';
import { parseArn, stableId } from './names';
import { ContainerRecipeProperties, describe, DistributionProperties, ImageScanningConfiguration, Resource, Tags } from './resource';
import { BuildScenario } from './scenarios';

/** A build of an image: what it was asked to be, frozen when it started, and how it will go. */
export interface Image {
  readonly arn: string;
  readonly name: string;
  readonly version: string;
  readonly type: 'AMI' | 'DOCKER';
  readonly platform: string;
  readonly recipe: Resource;
  readonly infrastructure: Resource;
  readonly distribution?: Resource<DistributionProperties>;
  readonly pipeline?: { readonly arn: string; readonly name: string };
  readonly settings: object;
  readonly scanning?: ImageScanningConfiguration;
  readonly scenario: BuildScenario;
  request: BuildRequest;
  plan: BuildPlan;
  readonly createdAt: number;
  tags: Tags;
  cancelledAt?: number;
  readonly updates: StateUpdate[];
  throttledCallsLeft: number;
}

/** Plans anew what follows after somebody intervened; what has happened stays as it was. */
export function replan(image: Image, changes: Partial<Pick<BuildRequest, 'answers' | 'retries'>>): void {
  image.request = { ...image.request, ...changes };
  image.plan = planBuild(image.request);
}

/** An image as GetImage shows it. */
export function describeImage(image: Image, now: number) {
  const instant = instantOf(image, now);
  return {
    ...summary(image, now),
    version: image.version,
    enhancedImageMetadataEnabled: true,
    imageTestsConfiguration: { imageTestsEnabled: true, timeoutMinutes: 720 },
    ...image.settings,
    imageRecipe: image.type === 'AMI' ? describe(image.recipe) : undefined,
    containerRecipe: image.type === 'DOCKER' ? describe(image.recipe) : undefined,
    infrastructureConfiguration: describe(image.infrastructure),
    distributionConfiguration: image.distribution && describe(image.distribution),
    sourcePipelineArn: image.pipeline?.arn,
    sourcePipelineName: image.pipeline?.name,
    imageScanningConfiguration: image.scanning,
    scanState: scanState(image.plan, instant),
  };
}

/** An image as the list operations show it: without its scan state. */
export function summarizeImage(image: Image, now: number) {
  const { loggingConfiguration } = image.settings as { loggingConfiguration?: object };
  return { ...summary(image, now), version: `${image.version}/${parseArn(image.arn).build}`, owner: parseArn(image.arn).owner, loggingConfiguration };
}

function summary(image: Image, now: number) {
  return {
    arn: image.arn,
    name: image.name,
    type: image.type,
    platform: image.platform,
    osVersion: image.platform === 'Windows' ? 'Microsoft Windows Server 2022' : 'Amazon Linux 2023',
    state: stateOf(image, now),
    dateCreated: iso(image.createdAt),
    outputResources: outputResources(image, now),
    tags: image.tags,
    lifecycleExecutionId: image.updates.filter(({ executionId }) => executionId !== undefined).pop()?.executionId,
    buildType: 'USER_INITIATED',
    imageSource: 'CUSTOM',
  };
}

export function instantOf(image: Image, now: number): Instant {
  return { now, cancelledAt: image.cancelledAt, updates: image.updates };
}

/**
 * The state, with the context of a failure.
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-failure-context.html
 */
function stateOf(image: Image, now: number) {
  const state = imageState(image.plan, instantOf(image, now));
  const { failure } = image.plan;
  if (state.status !== 'FAILED' || !failure) return state;
  const { workflow, step, imageStatus } = failure;
  const component = image.scenario.failure?.component;
  return {
    ...state,
    failureContext: {
      imageStatus,
      workflowExecutionId: workflow.id,
      workflowArn: workflow.arn,
      stepExecutionId: step.id,
      failedStep: step.name,
      componentFailure: component && { ...component, errorMessage: step.message },
      distributionFailure: workflow.type === 'DISTRIBUTION' ? { errorMessage: step.message } : undefined,
    },
  };
}

function outputResources(image: Image, now: number) {
  if (!['AVAILABLE', 'DEPRECATED', 'DISABLED'].includes(imageState(image.plan, instantOf(image, now)).status)) return { amis: [], containers: [] };
  const place = parseArn(image.arn);
  const distributions = image.distribution?.properties.distributions ?? [{ region: place.region }];
  if (image.type === 'DOCKER') {
    return { amis: [], containers: distributions.map(({ region, ...outputs }) => ({ region, imageUris: imageUris(image, region, outputs) })) };
  }
  const amis = distributions.map(({ region }) => ({
    region,
    image: stableId('ami', `${image.arn}/${region}`),
    name: `${place.name} ${iso(image.createdAt)}`,
    accountId: place.owner,
    state: { status: 'AVAILABLE' },
  }));
  return { amis, containers: [] };
}

/** The service tags a container image with its build version, a hyphen for the slash. */
function imageUris(image: Image, region: string, outputs: Omit<DistributionProperties['distributions'][number], 'region'>): string[] {
  const { owner, build } = parseArn(image.arn);
  const target = outputs.containerDistributionConfiguration;
  const recipe = image.recipe.properties as ContainerRecipeProperties;
  const repository = target?.targetRepository.repositoryName ?? recipe.targetRepository.repositoryName;
  const suffix = region.startsWith('cn-') ? '.cn' : '';
  return [...target?.containerTags ?? [], `${image.version}-${build}`]
    .map((tag) => `${owner}.dkr.ecr.${region}.amazonaws.com${suffix}/${repository}:${tag}`);
}

/** Findings are kept once a scan is complete; of an on-demand scan none are. */
export function savedFindings(image: Image, now: number): Finding[] | undefined {
  const onDemand = image.scanning?.imageScanningTypes?.includes('ON_DEMAND_AMI_CVE');
  if (onDemand || scanState(image.plan, instantOf(image, now))?.status !== 'COMPLETED') return undefined;
  const scanned = {
    accountId: parseArn(image.arn).owner,
    imageBuildVersionArn: image.arn,
    imagePipelineArn: image.pipeline?.arn,
    scannedAt: image.plan.scanStates[image.plan.scanStates.length - 1].at,
  };
  return makeFindings(scanned, image.scenario.findings);
}
