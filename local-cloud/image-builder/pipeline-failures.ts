import { Image } from './image';
import { openBehaviour } from './open-behaviour';
import { PipelineProperties, Resource } from './resource';
import { BuildScenario } from './scenarios';

/** A pipeline that its policy has switched off. */
export interface DisabledPipeline {
  readonly at: number;
  readonly arn: string;
  readonly failures: number;
}

/** The number of failures after which a pipeline without a policy is disabled. */
const DEFAULT_FAILURES = 5;

/**
 * The failed scheduled builds in a row. A success of any build, and an update, start the count again; builds that somebody started
 * do not count.
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_AutoDisablePolicy.html
 */
export function failuresInARow(pipeline: Resource, images: Image[], now: number): number[] {
  const since = pipeline.updatedAt ?? pipeline.createdAt;
  const ends = images
    .flatMap(({ plan, buildType }) => plan.states
      .filter(({ status, at }) => at >= since && at <= now && (status === 'AVAILABLE' || (status === 'FAILED' && buildType === 'SCHEDULED')))
      .map(({ status, at }) => ({ status, at })))
    .sort((a, b) => a.at - b.at);
  const lastSuccess = ends.map(({ status }) => status).lastIndexOf('AVAILABLE');
  return ends.slice(lastSuccess + 1).map(({ at }) => at);
}

/** When a pipeline was switched off, if its policy did. */
export function disabledByPolicy(
  pipeline: Resource<PipelineProperties>, images: Image[], scenario: BuildScenario, now: number,
): DisabledPipeline | undefined {
  if (pipeline.properties.status !== 'ENABLED') return undefined;
  const { failureCount = DEFAULT_FAILURES } = pipeline.properties.schedule?.autoDisablePolicy ?? {};
  const count = openBehaviour(scenario.open).autoDisable === 'REACHED' ? failureCount : failureCount + 1;
  const failures = failuresInARow(pipeline, images, now);
  return failures.length < count ? undefined : { at: failures[count - 1], arn: pipeline.arn, failures: count };
}
