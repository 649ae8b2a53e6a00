import { later } from './later';
import { startMemory } from './memory';
import { soundness } from './soundness';
import { Cloud, HttpCloud, HttpCloudOptions, RollbackBehaviour, Stack, StackResult, Template } from '../../local-cloud/conductor';
import { MemoryCloudOptions } from '../../local-cloud/conductor/in-memory/memory-cloud';
import { Build, BuildScenario, LoggedCall } from '../../local-cloud/image-builder';
import { BUNDLE } from '../bundle';

/** Plays CloudFormation with the real bundle, and keeps the results. */
export class Conductor {
  /** The bundle runs in a process of its own and calls services over HTTP. */
  public static async overHttp(options: Omit<HttpCloudOptions, 'bundle'>): Promise<Conductor> {
    const http = await HttpCloud.start({ bundle: BUNDLE, ...options });
    http.cloud.options.resourceTypes.set(...later);
    return new Conductor(http.cloud, () => http.lambda.output, () => http.stop());
  }

  /** The bundle runs in this process, where time-outs and pauses take no time. */
  public static inMemory(options: Partial<MemoryCloudOptions>): Conductor {
    const memory = startMemory(options);
    return new Conductor(memory.cloud, () => memory.log.join('\n'), async () => memory.stop());
  }

  private constructor(public readonly cloud: Cloud, public readonly log: () => string, public readonly stop: () => Promise<void>) {}

  public stack(name: string, rollback?: RollbackBehaviour): Stack {
    return new Stack(this.cloud, name, rollback);
  }

  public deploy(stack: Stack, template: Template): Promise<StackResult> {
    return this.cloud.options.time.run(stack.deploy(template));
  }

  /** Deploys, and does something else a number of seconds later. */
  public async interrupt<T>(stack: Stack, template: Template, seconds: number, act: () => T | Promise<T>): Promise<[StackResult, T]> {
    const { time } = this.cloud.options;
    return time.run(Promise.all([stack.deploy(template), time.sleep(seconds * 1000).then(act)]));
  }

  public delete(stack: Stack): Promise<StackResult> {
    return this.cloud.options.time.run(stack.delete());
  }

  /** Lets a number of seconds pass. */
  public passes(seconds: number): Promise<void> {
    const { time } = this.cloud.options;
    return time.run(time.sleep(seconds * 1000));
  }

  public setScenario(name: string, scenario: BuildScenario): void {
    this.cloud.options.emulator.setScenario(name, scenario);
  }

  /** The builds of a pipeline, in their order. */
  public builds(name: string): Build[] {
    return this.cloud.options.emulator.builds.filter(({ pipelineArn }) => pipelineArn?.endsWith(`:image-pipeline/${name}`));
  }

  /** The calls of an operation about a name, including those that Image Builder refused. */
  public calls(operation: string, name: string): LoggedCall[] {
    return this.cloud.options.emulator.calls.filter((call) => call.operation === operation && new RegExp(`/${name}(/|"|$)`).test(JSON.stringify(call.input)));
  }

  /** The requests to the resources of a type. */
  public requests(type: string, kind?: string) {
    return this.cloud.requests.filter(({ event }) => event.ResourceType === type && (kind === undefined || event.RequestType === kind));
  }

  /** How many documents arrived for each request to a resource of a type. */
  public documents(type: string): number[] {
    return this.requests(type).map(({ event }) => this.cloud.options.responses.received.get(event.RequestId)!.documents.length);
  }

  /** The broken invariants; empty if all hold. */
  public complaints(): string[] {
    return soundness(this.cloud, this.log());
  }
}

/** The physical id of the resource of Image Builder of a type, such as `ImageRecipe`. */
export function idOf(stack: Stack, type: string): string {
  return [...stack.resources.values()].find((resource) => resource.type === `AWS::ImageBuilder::${type}`)!.physicalId!;
}
