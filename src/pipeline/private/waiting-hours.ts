import { Duration } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { MAX_WAIT_SECONDS } from '../../contract/contract';
import { ValidationError } from '../../private/checks/validation-error';

const HOUR = 3600;
const MIN_TIMEOUT = Duration.minutes(5);
const MAX_TIMEOUT = Duration.hours(12);

/**
 * The seconds to wait in each begun hour of a time-out. A full hour holds less than an hour of waiting, since
 * CloudFormation wants its answer within it.
 */
export function waitingHours(scope: IConstruct, timeout: Duration): number[] {
  if (timeout.isUnresolved()) {
    throw new ValidationError(scope, 'The timeout of an execution must be known at synthesis, since there is one resource for each hour of it, got a token.');
  }
  const seconds = Math.ceil(timeout.toSeconds({ integral: false }));
  if (seconds < MIN_TIMEOUT.toSeconds() || seconds > MAX_TIMEOUT.toSeconds()) {
    throw new ValidationError(scope, `The timeout of an execution must be from ${MIN_TIMEOUT.toHumanString()} to ${MAX_TIMEOUT.toHumanString()}, got ${timeout.toHumanString()}. ${seconds < HOUR
      ? 'No build ends sooner.'
      : 'For a longer build, start the pipeline without waiting for it, and read its ImageStatus in a later deployment.'}`);
  }
  const hours = Math.ceil(seconds / HOUR);
  return Array.from({ length: hours }, (_, hour) => Math.min(seconds - hour * HOUR, MAX_WAIT_SECONDS));
}
