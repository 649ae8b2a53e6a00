import { Duration, Stack, Token } from 'aws-cdk-lib';
import { CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import { aws_imagebuilder as interfaces } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { clockChangeOf, longestInterval } from './schedule-interval';
import { quoted } from '../../private/checks/callers-language';
import { checkSamePlace } from '../../private/checks/same-place';
import { ValidationError } from '../../private/checks/validation-error';
import { nameOfPipeline, nameOfImages } from '../../private/facts/image-name';
import { propertyOverride } from '../../private/facts/property-override';
import { resourceOf } from '../../private/facts/resource-of';

/** A pipeline that is watched. */
export interface WatchedImages {
  readonly pipeline: interfaces.IImagePipelineRef;
  readonly pipelineName: string;
  /** Name of the images that it builds. */
  readonly imageName: string;
  /** Its L1; undefined for an imported pipeline. */
  readonly resource?: CfnImagePipeline;
}

/** The pipelines that a monitor watches. */
export function watchedImages(
  scope: Construct, pipelines: readonly interfaces.IImagePipelineRef[], maximumImageAge: Duration | undefined,
): WatchedImages[] {
  if (pipelines.length === 0) throw new ValidationError(scope, "A monitor needs pipelines to watch: give at least one in 'pipelines'.");
  const watched = pipelines.map((pipeline) => watch(scope, pipeline));
  checkApart(scope, watched);
  if (maximumImageAge) watched.forEach((one) => checkAge(scope, one, maximumImageAge));
  return watched;
}

/** Whether the template itself disables a pipeline. */
export function isDisabledByTemplate({ resource }: WatchedImages): boolean {
  return resource?.status === 'DISABLED';
}

function watch(scope: Construct, pipeline: interfaces.IImagePipelineRef): WatchedImages {
  checkSamePlace(scope, { what: 'pipeline of a monitor', resource: pipeline, advice: 'put a monitor into a stack there' });
  const { imagePipelineArn } = pipeline.imagePipelineRef;
  const resource = resourceOf(pipeline, CfnImagePipeline);
  const known = resource ?? pipeline;
  const imageName = nameOfImages(known);
  if (imageName === undefined) {
    throw new ValidationError(scope, `Images are named after their recipe, and the recipe of the imported pipeline '${pipeline.node.path}' is not known: import it by ImagePipeline.fromImagePipelineAttributes() with its recipe.`);
  }
  return { pipeline, pipelineName: nameOfPipeline(known, imagePipelineArn), imageName, resource };
}

/** Rejects two pipelines with images of one name, which identifies notices, metrics and threads. */
function checkApart(scope: Construct, watched: readonly WatchedImages[]): void {
  const text = (value: string) => JSON.stringify(Stack.of(scope).resolve(value));
  watched.forEach((one, i) => {
    const other = watched.slice(0, i).find(({ imageName }) => text(imageName) === text(one.imageName));
    if (!other) return;
    if (text(other.pipelineName) === text(one.pipelineName)) {
      throw new ValidationError(scope, `The pipeline '${one.pipeline.node.path}' is given twice: leave out one of them.`);
    }
    throw new ValidationError(scope, `The pipelines '${other.pipeline.node.path}' and '${one.pipeline.node.path}' build images of one recipe${Token.isUnresolved(one.imageName) ? '' : `, ${quoted(one.imageName)}`}, so nobody could tell their notices and metrics apart: give each a recipe of its own.`);
  });
}

function checkAge(scope: Construct, { pipeline, resource }: WatchedImages, maximumImageAge: Duration): void {
  const { schedule } = resource ?? {};
  const expression = schedule && 'scheduleExpression' in schedule ? schedule.scheduleExpression : undefined;
  const interval = expression === undefined ? undefined : longestInterval(expression);
  if (interval === undefined || maximumImageAge.isUnresolved()) return;
  const timeZone = timeZoneOf(resource!);
  const clockChange = clockChangeOf(expression!, timeZone);
  const hours = interval + clockChange;
  if (maximumImageAge.toHours({ integral: false }) > hours) return;
  const when = clockChange === 0 ? '' : ` when its time zone, ${timeZone}, sets the clocks back`;
  throw new ValidationError(scope, `'maximumImageAge' is ${maximumImageAge.toHumanString()}, and the schedule of '${pipeline.node.path}', ${expression}, may leave ${intervalText(hours)} between two builds${when}, so images would become too old: allow more than that, and the time of a build.`);
}

/** The time zone of a schedule, which the L1 of the oldest supported aws-cdk-lib does not have. */
function timeZoneOf(resource: CfnImagePipeline): string | undefined {
  const overrides = propertyOverride(resource, 'Schedule') as { readonly Timezone?: string } | undefined;
  return overrides?.Timezone ?? (resource.schedule as { readonly timezone?: string }).timezone;
}

function intervalText(hours: number): string {
  return Duration.minutes(Math.ceil(hours * 60)).toHumanString();
}
