import { createRequire } from 'node:module';
import { executionTemplate } from './execution-template';
import { later } from './later';
import { RequestRecord, Stack, StackResult, Template } from '../../local-cloud/conductor';
import { FUNCTION_ENVIRONMENT, MemoryCloud } from '../../local-cloud/conductor/in-memory/memory-cloud';
import { virtualize } from '../../local-cloud/conductor/in-memory/virtual-globals';
import { Handler } from '../../local-cloud/conductor/in-memory/virtual-host';
import { BuildScenario, LoggedCall } from '../../local-cloud/image-builder';
import { VulnerabilityGate } from '../../src';
import { IMAGE_WAIT_RESOURCE_TYPE } from '../../src/contract/contract';
import { BUNDLE } from '../bundle';

export interface SimulationOptions {
  /** Number of stacks, each with one execution, that are deployed at the same time. */
  readonly executions: number;
  readonly scenario: BuildScenario;
  /**
   * Seconds within which the deployments begin.
   * @default 0
   */
  readonly withinSeconds?: number;
  /**
   * Calls of Image Builder that are answered in any one second; it refuses those beyond.
   * @default - all
   */
  readonly callsPerSecond?: number;
  /**
   * Workflows of the pipelines, as `build/build-image`.
   * @default - the service's default ones
   */
  readonly workflows?: string[];
  readonly gate?: VulnerabilityGate;
}

/** The observations of the deployments. */
export interface Simulation {
  readonly results: StackResult[];
  readonly requests: RequestRecord[];
  /** The calls that Image Builder answered, without CloudFormation's own. */
  readonly calls: LoggedCall[];
  /** Number of calls that Image Builder refused for their number. */
  readonly refused: number;
  /** Seconds from the end of each build to the response of the resource that waited for it. */
  readonly responseDelays: number[];
  /** The most that it answered within one second. */
  readonly busiestSecond: number;
}

const NAME = 'simulated';
const SECOND = 1000;
/** The same in each run: retries depend on it. */
const START = Date.parse('2026-03-01T00:00:00Z');
/** Calls of CloudFormation itself, which the limit does not count. */
const MADE_BY_CLOUDFORMATION = /^(Create|Update|Delete)(ImageRecipe|InfrastructureConfiguration|ImagePipeline)$/;

/** Deploys stacks side by side in one account, in virtual time, with the real bundle and the stack's own state machine. */
export async function simulate(options: SimulationOptions): Promise<Simulation> {
  const template = templateOf(options);
  const environment = { ...process.env };
  Object.assign(process.env, FUNCTION_ENVIRONMENT);
  const { handler } = createRequire(BUNDLE)(BUNDLE) as { handler: Handler };
  const limit = new Limit(options.callsPerSecond ?? Infinity);
  const memory: MemoryCloud = new MemoryCloud({
    handler,
    start: START,
    fault: ({ service }) => (service === 'imagebuilder' && !limit.admits(memory.time.now()) ? 'throttled' : undefined),
  });
  memory.cloud.options.resourceTypes.set(...later);
  memory.emulator.setQuotas({ pipelines: options.executions, concurrentBuilds: options.executions });
  memory.emulator.setScenario(NAME, options.scenario);
  const restore = virtualize({ time: memory.time, peer: memory.peer, runOf: memory.host.currentRun, random: chance(), log: () => {} });
  const { stackTraceLimit } = Error;
  // Each refusal is an error, and Jest lets it collect 100 frames.
  Error.stackTraceLimit = 0;
  try {
    const deploy = async (index: number) => {
      await memory.time.sleep((options.withinSeconds ?? 0) * SECOND * index / options.executions);
      return new Stack(memory.cloud, `Stack${index}`).deploy(renamed(template, nameOf(index)));
    };
    const results = await memory.time.run(Promise.all(Array.from({ length: options.executions }, (_, index) => deploy(index))));
    const calls = memory.emulator.calls.filter(({ operation }) => !MADE_BY_CLOUDFORMATION.test(operation));
    return {
      results, requests: memory.cloud.requests, calls, refused: limit.refused, busiestSecond: limit.busiest, responseDelays: responseDelaysOf(memory),
    };
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    restore();
    process.env = environment;
  }
}

function responseDelaysOf({ emulator, cloud }: MemoryCloud): number[] {
  const endOf = new Map(emulator.builds.map(({ arn, since }) => [arn, since]));
  return cloud.requests
    .filter(({ event, phase }) => event.ResourceType === IMAGE_WAIT_RESOURCE_TYPE && event.ResourceProperties.Last === 'true' && phase === 'DEPLOY')
    .map(({ event, answeredAt }) => (answeredAt! - endOf.get(String(event.ResourceProperties.ImageBuildVersionArn))!) / SECOND);
}

/** The times at which each execution polled its image, in milliseconds. */
export function pollsOf({ calls }: Simulation): number[][] {
  const polls = new Map<string, number[]>();
  for (const { operation, input, time } of calls) {
    if (operation !== 'GetImage') continue;
    const { imageBuildVersionArn } = input as { imageBuildVersionArn: string };
    polls.set(imageBuildVersionArn, [...polls.get(imageBuildVersionArn) ?? [], Date.parse(time)]);
  }
  return [...polls.values()];
}

/** Calls a minute from the first poll to the last. */
export function callsPerMinute(polls: number[]): number {
  return (polls.length - 1) / ((polls.at(-1)! - polls[0]) / 60 / SECOND);
}

/** The most calls in any one minute. */
export function busiestMinute(polls: number[]): number {
  return Math.max(...polls.map((from) => polls.filter((at) => at >= from && at < from + 60 * SECOND).length));
}

/** The calls of the poll that found the end of the only build. If the build is rolled back, another poll follows. */
export function callsAtTheEnd({ calls }: Simulation): LoggedCall[] {
  const operations = calls.map(({ operation }) => operation);
  const first = operations.lastIndexOf('GetImage', operations.indexOf('ListWorkflowExecutions'));
  const next = operations.indexOf('GetImage', first + 1);
  return calls.slice(first, next < 0 ? undefined : next);
}

/** How often each operation was called. */
export function operationsOf(calls: readonly LoggedCall[]): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const { operation } of calls) numbers[operation] = (numbers[operation] ?? 0) + 1;
  return numbers;
}

function templateOf({ workflows, gate }: SimulationOptions): Template {
  const template = executionTemplate({ name: NAME, gate });
  if (!workflows) return template;
  const more = {
    ExecutionRole: 'arn:aws:iam::123456789012:role/build',
    Workflows: workflows.map((name) => ({ WorkflowArn: `arn:aws:imagebuilder:eu-west-1:aws:workflow/${name}/x.x.x` })),
  };
  const Resources = Object.fromEntries(Object.entries(template.Resources).map(([id, resource]) => [
    id, resource.Type === 'AWS::ImageBuilder::ImagePipeline' ? { ...resource, Properties: { ...resource.Properties, ...more } } : resource,
  ]));
  return { ...template, Resources };
}

function nameOf(index: number): string {
  return `${NAME}-${String(index).padStart(3, '0')}`;
}

/** The template with other names: names are unique in the account. */
function renamed(template: Template, name: string): Template {
  const Resources = Object.fromEntries(Object.entries(template.Resources).map(([id, { Properties, ...resource }]) => [
    id, { ...resource, Properties: Properties && { ...Properties, ...Properties.Name !== undefined && { Name: name } } },
  ]));
  return { ...template, Resources };
}

/** The same chance in each run. */
function chance(): () => number {
  let state = 1;
  return () => (state = state * 48_271 % 2_147_483_647) / 2_147_483_647;
}

/** A number of calls that are admitted in any one second. */
class Limit {
  public refused = 0;
  public busiest = 0;
  private admitted: number[] = [];

  public constructor(private readonly perSecond: number) {}

  public admits(now: number): boolean {
    this.admitted = this.admitted.filter((at) => at > now - SECOND);
    if (this.admitted.length >= this.perSecond) {
      this.refused++;
      return false;
    }
    this.admitted.push(now);
    this.busiest = Math.max(this.busiest, this.admitted.length);
    return true;
  }
}
