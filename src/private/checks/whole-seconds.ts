import { Duration } from 'aws-cdk-lib';
import { ValidationError } from './validation-error';

/** Rejects a duration that is not a whole number of seconds; a token passes. */
export function checkWholeSeconds(duration: Duration | undefined, what: string): void {
  if (duration === undefined || duration.isUnresolved() || Number.isInteger(duration.toSeconds({ integral: false }))) return;
  throw new ValidationError(undefined, `${what} must be a whole number of seconds, got ${duration.toMilliseconds()} milliseconds: for example use Duration.minutes(30).`);
}
