import { BuildRequest, planBuild } from '../build-plan';
import { imageState, isTerminal } from '../build-state';
import { ServiceError } from '../errors';
import { BuildType, Image, instantOf } from '../image';
import { formatArn, parseArn } from '../names';
import { openBehaviour } from '../open-behaviour';
import { BuildSettings, ContainerRecipeProperties, ImageScanningConfiguration, Tags } from '../resource';
import { BuildScenario, Severity } from '../scenarios';
import { BuildParts, resolveSettings } from './build-settings';
import { Call } from './call';
import { findResource } from './references';

const severities: Severity[] = ['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'];

export interface StartBuildRequest {
  readonly settings: BuildSettings & { readonly loggingConfiguration?: object };
  readonly tags: Tags;
  readonly buildType: BuildType;
  readonly pipeline?: { readonly arn: string; readonly name: string };
}

/** Starts a build: its whole course is planned here, and read off the clock from now on. */
export function startBuild(call: Call, order: StartBuildRequest): Image {
  const parts = resolveSettings(call, order.settings);
  checkQuota(call);
  const version = parts.recipe.version!;
  const versionArn = formatArn(call, `image/${parseArn(parts.recipe.arn).name}/${version}`);
  const arn = `${versionArn}/${call.store.nextBuildNumber(versionArn)}`;
  const scenario = call.store.scenarioFor([order.pipeline?.name ?? '', parts.recipe.name]);
  const { imageScanningConfiguration } = order.settings;
  const { region, accountId } = call;
  const request: BuildRequest = {
    image: {
      arn,
      name: parts.recipe.name,
      createdAt: call.clock.now(),
      region,
      accountId,
      version,
      build: parseArn(arn).build!,
      repository: (parts.recipe.properties as ContainerRecipeProperties).targetRepository?.repositoryName,
      distributions: parts.distribution?.properties.distributions,
    },
    imageType: parts.type,
    start: call.clock.now(),
    scenario,
    workflows: parts.workflows,
    variables: variablesOf(arn, parts, order.settings, scenario),
    components: componentsOf(call, parts),
    logUrl: logUrlOf(arn, parts),
    answers: new Map(),
    executions: call.store.runsStateMachines ? new Map() : undefined,
    waitRate: call.clock.rate || 1,
    interventions: [],
    isScanned: imageScanningConfiguration?.imageScanningEnabled ?? false,
    refusedFindings: refusedFindings(scenario, imageScanningConfiguration),
  };
  const image: Image = {
    arn,
    name: parts.recipe.name,
    version,
    ...frozen(parts),
    platform: parts.recipe.properties.platform,
    pipeline: order.pipeline,
    buildType: order.buildType,
    settings: shown(order.settings),
    scanning: imageScanningConfiguration,
    request,
    plan: planBuild(request),
    createdAt: call.clock.now(),
    tags: { ...order.tags },
    updates: [],
    throttledCallsLeft: scenario.throttledCalls,
    startedExecutions: new Set(),
  };
  call.store.images.set(arn, image);
  return image;
}

/** @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-dynamic-vars.html */
function variablesOf(
  arn: string, { type, recipe, infrastructure }: BuildParts, settings: BuildSettings, scenario: BuildScenario,
): Record<string, unknown> {
  const { version, build } = parseArn(arn);
  const { instanceProfileName, terminateInstanceOnFailure, subnetId, securityGroupIds } = infrastructure.properties as Record<string, unknown>;
  return {
    platform: recipe.properties.platform === 'macOS' ? 'MacOS' : recipe.properties.platform,
    imageType: type,
    imageName: recipe.name,
    imageVersionNumber: version,
    imageBuildNumber: build,
    sourceImageARN: sourceImage(arn, recipe, scenario),
    collectImageMetadata: settings.enhancedImageMetadataEnabled ?? true,
    collectImageScanFindings: settings.imageScanningConfiguration?.imageScanningEnabled ?? false,
    instanceProfileName,
    terminateInstanceOnFailure,
    subnetId,
    securityGroups: securityGroupIds,
  };
}

function sourceImage(arn: string, { name, properties }: BuildParts['recipe'], { open }: BuildScenario): string {
  switch (openBehaviour(open).sourceImage) {
    case 'NORMALIZED': return arn;
    case 'AS_GIVEN': return arn.replace(/\/[^/]+/, `/${name}`);
    case 'BASE': return properties.parentImage.startsWith('arn:') ? properties.parentImage : '';
  }
}

/** The build versions of the recipe's components; those that are not the account's own are taken to be first ones. */
function componentsOf(call: Call, { recipe }: BuildParts): string[] {
  return (recipe.properties.components ?? []).map(({ componentArn }) => findResource(call, componentArn)?.arn
    ?? (parseArn(componentArn).build === undefined ? `${componentArn.replaceAll('x.', '1.').replace(/x$/, '0')}/1` : componentArn));
}

function logUrlOf(arn: string, { recipe, infrastructure }: BuildParts): string | undefined {
  const { s3Logs } = (infrastructure.properties as { logging?: { s3Logs?: { s3BucketName?: string; s3KeyPrefix?: string } } }).logging ?? {};
  if (!s3Logs?.s3BucketName) return undefined;
  const { version, build } = parseArn(arn);
  return [`s3://${s3Logs.s3BucketName}`, s3Logs.s3KeyPrefix, recipe.name, version, build].filter((part) => part !== undefined).join('/');
}

/** Copies of the parts, which do not change when the parts are updated. */
function frozen({ type, recipe, infrastructure, distribution }: BuildParts) {
  return { type, recipe: { ...recipe }, infrastructure: { ...infrastructure }, distribution: distribution && { ...distribution } };
}

/** The settings that an image shows as they were given. */
function shown(settings: StartBuildRequest['settings']): object {
  const { imageTestsConfiguration, enhancedImageMetadataEnabled, executionRole, workflows, loggingConfiguration } = settings;
  const given = { imageTestsConfiguration, enhancedImageMetadataEnabled, executionRole, workflows, loggingConfiguration };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function checkQuota(call: Call): void {
  const { concurrentBuilds } = call.store.quotas;
  const now = call.clock.now();
  const running = call.store.imagesIn(call).filter((image) => !isTerminal(imageState(image.plan, instantOf(image, now)).status));
  if (running.length >= concurrentBuilds) {
    throw new ServiceError('ServiceQuotaExceededException', `At most ${concurrentBuilds} images can be built at the same time.`);
  }
}

/** @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ImageScanningConfiguration.html */
function refusedFindings(scenario: BuildScenario, scanning?: ImageScanningConfiguration): string | undefined {
  const condition = scanning?.imageScanningEnabled ? scanning.scanResultCondition : undefined;
  if (!condition) return undefined;
  const tooSevere = severities.slice(severities.indexOf(condition.maximumSeverityLabel as Severity) + 1);
  const found = tooSevere.filter((severity) => scenario.findings[severity] > 0);
  return found.length === 0 ? undefined : `The scan found vulnerabilities above ${condition.maximumSeverityLabel}: ${found.join(', ')}`;
}
