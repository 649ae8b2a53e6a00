import { Clock } from '../clock';
import { ServiceError } from '../errors';
import { Place } from '../names';
import { Store } from '../store';

/** The context of an operation, beside its input. */
export interface Call extends Place {
  readonly operation: string;
  readonly store: Store;
  readonly clock: Clock;
  /** The texts of the objects in S3 that the input names, by their addresses. */
  readonly objects: ReadonlyMap<string, string>;
}

/** Answers an operation whose input the service's model found valid. */
export type Handler<I> = (input: I, call: Call) => object;

/** The operations that are implemented, by name. */
export type Handlers = Record<string, Handler<never>>;

/** A dry run stops where the resource would be made. */
export function stopDryRun(input: { readonly dryRun?: boolean }): void {
  if (input.dryRun) throw new ServiceError('DryRunOperationException', 'The request would have succeeded, but dryRun is set.');
}
