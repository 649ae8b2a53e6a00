import { randomUUID } from 'node:crypto';
import { imageState, scanState } from './build-state';
import { Clock } from './clock';
import { Delivery } from './deliveries';
import { DistributionEffect } from './distribution';
import { ServiceError } from './errors';
import { IdempotencyTokens } from './idempotency';
import { instantOf } from './image';
import { operations } from './model';
import { parseArn, Place } from './names';
import { handlers } from './operations';
import { Call, Handler } from './operations/call';
import { LifecycleAction, runLifecyclePolicy } from './operations/lifecycle-run';
import { startScheduled } from './operations/pipelines';
import { project } from './projection';
import { BuildScenario } from './scenarios';
import { endExecution, nextExecutionAt, StateMachineExecution, takeExecutions } from './state-machine-steps';
import { Quotas, Store } from './store';
import { throttledImage } from './throttling';
import { readShape } from './validation';
import { ExecutionEnd } from './workflow-context';

/** A call that the emulator answered. */
export interface LoggedCall {
  /** The emulated time, in ISO 8601. */
  readonly time: string;
  readonly operation: string;
  readonly input: object;
  /** The name of the error, if the call was refused. */
  readonly error?: string;
}

/** An image that was or is being built. */
export interface Build {
  readonly arn: string;
  readonly pipelineArn?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly startedAt: number;
  readonly state: string;
  /** Since when it has been in this state. */
  readonly since: number;
  readonly scanState?: string;
}

/** A change that a build made outside of Image Builder: an AMI, a permission, a parameter, a launch template or a container image. */
export type Distributed = DistributionEffect & {
  readonly imageArn: string;
  /** The emulated time, in ISO 8601. */
  readonly time: string;
  /** The tags that the service sets on an AMI. */
  readonly tags?: Readonly<Record<string, string>>;
};

/** EC2 Image Builder without HTTP: answers operations of the service's model. */
export class ImageBuilderEmulator {
  /** The calls so far, in their order. */
  public readonly calls: LoggedCall[] = [];
  /** Is told that builds may go on in another way than they were to. */
  public onChange?: () => void;
  private readonly objects = new Map<string, string>();
  private readonly store = new Store();
  private readonly tokens = new IdempotencyTokens();

  public constructor(public readonly clock: Clock) {}

  /** How the builds of the recipes and pipelines go whose name starts so; the longest prefix wins. */
  public setScenario(namePrefix: string, scenario: BuildScenario): void {
    this.store.setScenario(namePrefix, scenario);
  }

  /** Raises quotas of the account. */
  public setQuotas(quotas: Partial<Quotas>): void {
    Object.assign(this.store.quotas, quotas);
  }

  /** Turns Amazon Inspector on or off for the account. */
  public setInspector(enabled: { readonly ec2?: boolean; readonly ecr?: boolean }): void {
    Object.assign(this.store.inspector, enabled);
  }

  /**
   * From now on, a recipe or pipeline that names a component or workflow with a wildcard keeps the newest build of it from
   * being deleted. What the service does is not recorded.
   */
  public holdBuildsByWildcards(): void {
    this.store.wildcardsHoldBuilds = true;
  }

  /** Forgets which requests were made before, as the service does in time. */
  public forgetTokens(): void {
    this.tokens.reset();
  }

  /** All builds that were started and not deleted, in their order. */
  public get builds(): Build[] {
    const now = this.clock.now();
    return [...this.store.images.values()].map((image) => ({
      arn: image.arn,
      pipelineArn: image.pipeline?.arn,
      tags: image.tags,
      startedAt: image.createdAt,
      state: imageState(image.plan, instantOf(image, now)).status,
      since: Math.max(...image.plan.states.map(({ at }) => at).filter((at) => at <= now)),
      scanState: scanState(image.plan, now)?.status,
    }));
  }

  /** Forgets everything but the time. */
  public reset(): void {
    this.store.reset();
    this.tokens.reset();
    this.objects.clear();
    this.calls.length = 0;
  }

  /** Tells the text of an object in S3, which calls can name from then on. */
  public setObject(uri: string, text: string): void {
    this.objects.set(uri, text);
  }

  /** Everything that builds have made or changed outside of Image Builder, of images that are still there. */
  public get distributed(): Distributed[] {
    const now = this.clock.now();
    return [...this.store.images.values()].flatMap(({ arn, plan }) => plan.effects.filter(({ at }) => at <= now)
      .map(({ at, ...effect }) => ({ imageArn: arn, time: new Date(at).toISOString(), ...effect, ...effect.kind === 'AMI' && { tags: amiTags(arn) } })));
  }

  /** Starts the build that a pipeline's schedule would start now; its ARN. */
  public runSchedule(imagePipelineArn: string): string {
    const { region, owner: accountId } = parseArn(imagePipelineArn);
    this.store.settle(this.clock.now());
    const { arn } = startScheduled(this.callIn('StartImagePipelineExecution', { region, accountId }), imagePipelineArn);
    this.onChange?.();
    return arn;
  }

  /** Runs a lifecycle policy, as the service does once a day; what it did with which image. */
  public runLifecyclePolicy(lifecyclePolicyArn: string): LifecycleAction[] {
    const { region, owner: accountId } = parseArn(lifecyclePolicyArn);
    return runLifecyclePolicy(this.callIn('RunLifecyclePolicy', { region, accountId }), lifecyclePolicyArn);
  }

  /** From now on, steps that start state machines wait until `endExecution` says how they ended. */
  public runStateMachines(): void {
    this.store.runsStateMachines = true;
  }

  /** The state machines that steps have begun to start since the last time that somebody asked. */
  public takeExecutions(): StateMachineExecution[] {
    return takeExecutions(this.store, this.clock.now());
  }

  /** Says how the execution of a state machine ended; without effect where the step has ended before. */
  public endExecution(stepExecutionId: string, end: Omit<ExecutionEnd, 'at'>): void {
    endExecution(this.store, stepExecutionId, { ...end, at: this.clock.now() });
    this.onChange?.();
  }

  /** The next instant at which a step starts a state machine, as long as nobody intervenes. */
  public get nextExecutionAt(): number | undefined {
    return nextExecutionAt(this.store, this.clock.now());
  }

  /** Whether builds have done something in other services that nobody has asked for yet. */
  public get hasDeliveries(): boolean {
    this.store.collectDeliveries(this.clock.now());
    return !this.store.deliveries.isEmpty;
  }

  /** The effects of builds on other services since the last call. */
  public takeDeliveries(): Delivery[] {
    this.store.collectDeliveries(this.clock.now());
    return this.store.deliveries.take();
  }

  public answer(operation: string, input: unknown, place: Place): object {
    const time = new Date(this.clock.now()).toISOString();
    const logged = typeof input === 'object' && input !== null ? input : {};
    try {
      const output = this.respond(operation, input, place);
      this.calls.push({ time, operation, input: logged });
      if (!/^(Get|List)/.test(operation)) this.onChange?.();
      return output;
    } catch (error) {
      this.calls.push({ time, operation, input: logged, error: error instanceof ServiceError ? error.code : String(error) });
      throw error;
    }
  }

  private callIn(operation: string, place: Place): Call {
    return { ...place, operation, store: this.store, clock: this.clock, objects: this.objects };
  }

  private respond(operation: string, input: unknown, place: Place): object {
    const handler: Handler<never> | undefined = handlers[operation];
    if (!handler) throw new ServiceError('UnsupportedOperationException', `The emulator does not implement ${operation}.`, 501);
    const read = readInput(operation, input) as never;
    const throttled = throttledImage(this.store, read);
    if (throttled) {
      throttled.throttledCallsLeft -= 1;
      throw new ServiceError('CallRateLimitExceededException', 'Rate exceeded.');
    }
    this.store.settle(this.clock.now());
    const call = this.callIn(operation, place);
    return this.tokens.answer(`${operation} ${place.region} ${place.accountId}`, read, () => complete(operation, read, handler(read, call)));
  }
}

function amiTags(imageArn: string) {
  return { CreatedBy: 'EC2 Image Builder', Ec2ImageBuilderArn: imageArn };
}

/** The tag operations know other errors than the rest. */
function readInput(operation: string, input: unknown): unknown {
  try {
    return readShape(operations[operation].input, input);
  } catch (error) {
    if (!(error instanceof ServiceError) || operations[operation].errors.includes('InvalidRequestException')) throw error;
    throw new ServiceError('InvalidParameterException', error.message);
  }
}

/** Adds what almost every answer has, and drops what this one has not. */
function complete(operation: string, input: { clientToken?: string }, output: object): object {
  return project(operations[operation].output, { requestId: randomUUID(), clientToken: input.clientToken, ...output }) as object;
}
