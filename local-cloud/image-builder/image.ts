import { BuildPlan, BuildRequest, planBuild } from './build-plan';
import { imageState, Instant, iso, isTerminal, scanState, StateUpdate } from './build-state';
import { AmiCopy, builtAmi, containerImagesOf } from './distribution';
import { Finding, makeFindings } from './findings';
import { parseArn } from './names';
import { openBehaviour, OpenBehaviour } from './open-behaviour';
import { describe, DistributionProperties, ImageScanningConfiguration, Resource, Tags } from './resource';

export type BuildType = 'USER_INITIATED' | 'SCHEDULED';

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
  readonly buildType: BuildType;
  readonly settings: object;
  readonly scanning?: ImageScanningConfiguration;
  request: BuildRequest;
  plan: BuildPlan;
  readonly createdAt: number;
  tags: Tags;
  readonly updates: StateUpdate[];
  throttledCallsLeft: number;
  /** The state machines that its steps have started. */
  readonly startedExecutions: Set<string>;
}

/** Plans the rest of a build again after an intervention; the past stays as it was. */
export function replan(image: Image, changes: Partial<Pick<BuildRequest, 'answers' | 'executions' | 'interventions'>>): void {
  image.request = { ...image.request, ...changes };
  image.plan = planBuild(image.request);
}

/** The behaviour that the scenario of the build chooses where none is recorded. */
export function openBehaviourOf(image: Image): OpenBehaviour {
  return openBehaviour(image.request.scenario.open);
}

/** An image as GetImage shows it. */
export function describeImage(image: Image, now: number) {
  const status = imageState(image.plan, instantOf(image, now)).status;
  const begins = ['PENDING', 'CREATING', 'BUILDING'].includes(status);
  return {
    ...summary(image, now),
    enhancedImageMetadataEnabled: true,
    imageTestsConfiguration: { imageTestsEnabled: true, timeoutMinutes: 720 },
    ...image.settings,
    imageRecipe: image.type === 'AMI' ? describe(image.recipe) : undefined,
    containerRecipe: image.type === 'DOCKER' ? describe(image.recipe) : undefined,
    infrastructureConfiguration: describe(image.infrastructure),
    distributionConfiguration: image.distribution && describe(image.distribution),
    sourcePipelineArn: image.pipeline?.arn,
    imageScanningConfiguration: image.scanning,
    scanState: scanState(image.plan, now),
    outputResources: begins ? undefined : outputResources(image, now),
    workflows: workflowsOf(image, now),
  };
}

/** An image as the list operations show it: without its scan state. */
export function summarizeImage(image: Image, now: number) {
  const { loggingConfiguration } = image.settings as { loggingConfiguration?: object };
  return { ...summary(image, now), owner: parseArn(image.arn).owner, loggingConfiguration };
}

function summary(image: Image, now: number) {
  return {
    arn: image.arn,
    name: image.name,
    version: `${image.version}/${parseArn(image.arn).build}`,
    type: image.type,
    platform: image.platform,
    osVersion: osVersion(image, now),
    state: stateOf(image, now),
    dateCreated: iso(image.createdAt),
    outputResources: outputResources(image, now),
    tags: image.tags,
    lifecycleExecutionId: image.updates.filter(({ executionId }) => executionId !== undefined).pop()?.executionId,
    buildType: image.buildType,
  };
}

/** It is known once the build has collected it. */
function osVersion(image: Image, now: number): string | undefined {
  const collected = image.plan.workflows.flatMap(({ steps }) => steps)
    .some(({ action, outcome, end }) => action === 'CollectImageMetadata' && outcome === 'COMPLETED' && end <= now);
  if (!collected) return undefined;
  return image.platform === 'Windows' ? 'Microsoft Windows Server 2022' : 'Amazon Linux 2023';
}

/** The workflows as they were given, or else the managed ones that ran. */
function workflowsOf(image: Image, now: number) {
  const { workflows } = image.settings as { workflows?: object[] };
  if (workflows || !isTerminal(imageState(image.plan, instantOf(image, now)).status)) return workflows;
  const arns = image.plan.workflows.filter(({ outcome, type }) => outcome !== 'NEVER' && type !== 'DISTRIBUTION').map(({ arn }) => arn);
  return arns.length === 0 ? undefined : [...new Set(arns)].map((workflowArn) => ({ workflowArn }));
}

export function instantOf(image: Image, now: number): Instant {
  return { now, updates: image.updates };
}

/**
 * The state, with the context of a failure.
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-failure-context.html
 */
function stateOf(image: Image, now: number) {
  const state = imageState(image.plan, instantOf(image, now));
  const failure = image.plan.failures.filter(({ at }) => at <= now).pop();
  if (state.status !== 'FAILED' || !failure || !openBehaviourOf(image).failureContext) return state;
  const { workflow, step, imageStatus, service } = failure;
  const { component } = image.request.scenario.failure ?? {};
  return {
    ...state,
    failureContext: {
      imageStatus,
      workflowExecutionId: workflow?.id,
      workflowArn: workflow?.arn,
      stepExecutionId: step?.id,
      failedStep: step?.name,
      componentFailure: step?.action === 'ExecuteComponents' && component
        ? { componentArn: image.request.components[0], ...component, errorMessage: [...step.error!].slice(0, 1024).join('') }
        : undefined,
      distributionFailure: service && { errorMessage: service.errorMessage, regionFailures: service.regionFailures },
    },
  };
}

/** The output of the build: listed once the image is available, and also if its distribution failed. */
function outputResources(image: Image, now: number) {
  const { status } = imageState(image.plan, instantOf(image, now));
  const made = image.plan.effects.filter(({ at }) => at <= now);
  const failedIn = image.plan.failures.filter(({ at }) => at <= now).pop()?.imageStatus;
  const isDistributed = status === 'FAILED' && ['DISTRIBUTING', 'INTEGRATING'].includes(failedIn!);
  const isListed = ['AVAILABLE', 'DEPRECATED', 'DISABLED'].includes(status) || isDistributed || openBehaviourOf(image).listsBuiltAmi;
  if (image.type === 'DOCKER') return { containers: isListed ? containersOf(image, made) : [] };
  return { amis: isListed ? amisOf(image, made) : [] };
}

/** The AMI of the build is one of the copies where the distribution has its Region, or where there is no distribution. */
function amisOf(image: Image, made: BuildPlan['effects']) {
  const copies = new Map<string, AmiCopy>();
  for (const effect of made) {
    if (effect.kind !== 'AMI') continue;
    const { kind: _kind, at: _at, ...copy } = effect;
    copies.set(copy.amiId, copy);
  }
  const distributions = image.request.image.distributions;
  const own = builtAmi(image.request.image).amiId;
  const isOwnListed = !distributions || distributions.some(({ region }) => region === parseArn(image.arn).region) || copies.size === 1;
  return [...copies.values()].filter(({ amiId }) => amiId !== own || isOwnListed)
    .map(({ region, amiId, name, accountId }) => ({ region, image: amiId, name, accountId }));
}

function containersOf(image: Image, made: BuildPlan['effects']) {
  const { listsContainerTags, firstContainerTag } = openBehaviourOf(image);
  const pushed = new Set(made.flatMap((effect) => effect.kind === 'CONTAINER_IMAGE' ? [effect.uri] : []));
  return containerImagesOf(image.request.image).map(({ region, fixed, configured }) => {
    const own = firstContainerTag === 'LONG' ? fixed : [...fixed].reverse();
    return { region, imageUris: [...listsContainerTags ? configured : [], ...own].filter((uri) => pushed.has(uri)) };
  }).filter(({ imageUris }) => imageUris.length > 0);
}

/** The findings of each build that has been scanned: each page of a long list would make all of them again. */
const FINDINGS = new WeakMap<BuildPlan, Finding[]>();

/** Findings are kept once a scan is complete; of an on-demand scan none are. */
export function savedFindings(image: Image, now: number): Finding[] | undefined {
  const onDemand = image.scanning?.imageScanningTypes?.includes('ON_DEMAND_AMI_CVE');
  if (onDemand || scanState(image.plan, now)?.status !== 'COMPLETED') return undefined;
  const known = FINDINGS.get(image.plan);
  if (known) return known;
  const scanned = {
    accountId: parseArn(image.arn).owner,
    imageBuildVersionArn: image.arn,
    imagePipelineArn: image.pipeline?.arn,
    scannedAt: image.plan.scanStates.filter(({ status }) => status === 'COMPLETED')[0].at,
  };
  const findings = makeFindings(scanned, image.request.scenario.findings);
  FINDINGS.set(image.plan, findings);
  return findings;
}
