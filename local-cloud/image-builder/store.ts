import { Deliveries } from './deliveries';
import { Image } from './image';
import { normalizeName, parseArn, Place } from './names';
import { DisabledPipeline, disabledByPolicy } from './pipeline-failures';
import { PipelineProperties, Resource, ResourceKind } from './resource';
import { BuildScenario, succeeds } from './scenarios';

/**
 * The quotas of an account that it can have raised.
 * @see https://docs.aws.amazon.com/general/latest/gr/imagebuilder.html
 */
export interface Quotas {
  readonly pipelines: number;
  readonly concurrentBuilds: number;
}

const DEFAULT_QUOTAS: Quotas = { pipelines: 75, concurrentBuilds: 100 };

/** The state of the emulator. */
export class Store {
  public readonly resources = new Map<string, Resource>();
  public readonly images = new Map<string, Image>();
  public readonly deliveries = new Deliveries();
  /** The pipelines that their policies have switched off, with each time that they were. */
  public readonly disabled: DisabledPipeline[] = [];
  /** Whether somebody runs the state machines that steps start. */
  public runsStateMachines = false;
  /** Whether Amazon Inspector is on for the account, by resource type. */
  public readonly inspector = { ec2: true, ecr: true };
  public readonly quotas = { ...DEFAULT_QUOTAS };
  /** Whether a reference with a wildcard keeps the newest build from being deleted, which is not recorded. */
  public wildcardsHoldBuilds = false;
  private readonly scenarios = new Map<string, BuildScenario>();
  private readonly buildNumbers = new Map<string, number>();

  public reset(): void {
    this.resources.clear();
    this.images.clear();
    this.deliveries.reset();
    this.disabled.length = 0;
    this.scenarios.clear();
    this.buildNumbers.clear();
    this.wildcardsHoldBuilds = false;
    Object.assign(this.inspector, { ec2: true, ecr: true });
    Object.assign(this.quotas, DEFAULT_QUOTAS);
  }

  public setScenario(namePrefix: string, scenario: BuildScenario): void {
    this.scenarios.set(normalizeName(namePrefix), scenario);
  }

  /** The scenario of the longest prefix that one of the names starts with. */
  public scenarioFor(names: string[]): BuildScenario {
    const prefixes = [...this.scenarios.keys()]
      .filter((prefix) => names.some((name) => normalizeName(name).startsWith(prefix)))
      .sort((a, b) => b.length - a.length);
    return this.scenarios.get(prefixes[0]) ?? succeeds();
  }

  /** Does what time alone does: switches off the pipelines whose scheduled builds have failed too often. */
  public settle(now: number): void {
    // Only scheduled builds count, and most pipelines have none.
    const scheduled = [...this.images.values()].filter(({ buildType }) => buildType === 'SCHEDULED');
    for (const arn of new Set(scheduled.map(({ pipeline }) => pipeline?.arn))) {
      const pipeline = this.resources.get(arn ?? '') as Resource<PipelineProperties> | undefined;
      if (!pipeline) continue;
      const disabled = disabledByPolicy(pipeline, this.imagesOf(pipeline.arn), this.scenarioFor([pipeline.name]), now);
      if (!disabled) continue;
      pipeline.properties = { ...pipeline.properties, status: 'DISABLED' };
      this.disabled.push(disabled);
    }
  }

  /** Adds the deliveries that have become due. */
  public collectDeliveries(now: number): void {
    this.settle(now);
    this.deliveries.collect([...this.images.values()], this.disabled, now);
  }

  /** A number is never given twice, not even after a deletion. */
  public nextBuildNumber(versionArn: string): number {
    const next = (this.buildNumbers.get(versionArn) ?? 0) + 1;
    this.buildNumbers.set(versionArn, next);
    return next;
  }

  public resourcesOf(kind: ResourceKind, place: Place): Resource[] {
    return [...this.resources.values()].filter((resource) => resource.kind === kind && isIn(resource.arn, place));
  }

  public imagesIn(place: Place): Image[] {
    return [...this.images.values()].filter((image) => isIn(image.arn, place));
  }

  /** The images of a pipeline, the oldest first. */
  public imagesOf(pipelineArn: string): Image[] {
    return [...this.images.values()].filter((image) => image.pipeline?.arn === pipelineArn);
  }

  /** The versions of a resource, as `image-recipe/<name>`. */
  public versionsOf(versionlessArn: string): string[] {
    return [...this.resources.values()]
      .filter((resource) => resource.arn.startsWith(`${versionlessArn}/`))
      .map((resource) => resource.version!);
  }
}

function isIn(arn: string, place: Place): boolean {
  const { region, owner } = parseArn(arn);
  return region === place.region && owner === place.accountId;
}
