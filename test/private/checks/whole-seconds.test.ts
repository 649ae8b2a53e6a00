import { Duration, Lazy } from 'aws-cdk-lib';
import { checkWholeSeconds } from '../../../src/private/checks/whole-seconds';
import { ExecuteBashStep, RebootStep } from '../../../src/recipe/steps';
import { LaunchInstanceStep } from '../../../src/workflow/steps';

test('a step rejects a time that is not a whole number of seconds', () => {
  const tooFine = Duration.millis(1500);
  expect(() => new RebootStep('Restart', { delay: tooFine })).toThrow("The delay of the step 'Restart' must be a whole number of seconds, got 1500 milliseconds");
  expect(() => new ExecuteBashStep('Run', { commands: ['true'], timeout: tooFine })).toThrow("The timeout of the step 'Run' must be a whole number of seconds, got 1500 milliseconds: for example use Duration.minutes(30).");
  expect(() => new LaunchInstanceStep('Launch', { timeout: tooFine })).toThrow("The timeout of the step 'Launch' must be");
  expect(() => new LaunchInstanceStep('Launch', { wait: tooFine })).toThrow("The wait of the step 'Launch' must be");
});

test('a step accepts a time in other units, or as a token', () => {
  const durations = [
    Duration.millis(2000), Duration.minutes(0.5), Duration.hours(1), undefined, Duration.millis(Lazy.number({ produce: () => 1500 })),
  ];
  for (const duration of durations) {
    expect(() => checkWholeSeconds(duration, 'The timeout')).not.toThrow();
  }
});
