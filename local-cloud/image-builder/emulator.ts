import { randomUUID } from 'node:crypto';
import { imageState, scanState } from './build-state';
import { Clock } from './clock';
import { Delivery } from './deliveries';
import { ServiceError } from './errors';
import { IdempotencyTokens } from './idempotency';
import { instantOf } from './image';
import { operations } from './model';
import { Place } from './names';
import { handlers } from './operations';
import { Handler } from './operations/call';
import { project } from './projection';
import { BuildScenario } from './scenarios';
import { Quotas, Store } from './store';
import { throttledImage } from './throttling';
import { readShape } from './validation';

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

/** EC2 Image Builder without HTTP: answers operations of the service's model. */
export class ImageBuilderEmulator {
  /** The calls so far, in their order. */
  public readonly calls: LoggedCall[] = [];
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
      since: image.cancelledAt ?? Math.max(...image.plan.states.map(({ at }) => at).filter((at) => at <= now)),
      scanState: scanState(image.plan, instantOf(image, now))?.status,
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

  /** What builds have done in other services since the last time that somebody asked. */
  public takeDeliveries(): Delivery[] {
    this.store.deliveries.collect([...this.store.images.values()], this.clock.now());
    return this.store.deliveries.take();
  }

  public answer(operation: string, input: unknown, place: Place): object {
    const time = new Date(this.clock.now()).toISOString();
    const logged = typeof input === 'object' && input !== null ? input : {};
    try {
      const output = this.respond(operation, input, place);
      this.calls.push({ time, operation, input: logged });
      return output;
    } catch (error) {
      this.calls.push({ time, operation, input: logged, error: error instanceof ServiceError ? error.code : String(error) });
      throw error;
    }
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
    const call = { ...place, operation, store: this.store, clock: this.clock, objects: this.objects };
    return this.tokens.answer(`${operation} ${place.region} ${place.accountId}`, read, () => complete(operation, read, handler(read, call)));
  }
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
