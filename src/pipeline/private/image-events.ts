import { Arn, ArnFormat, IResource, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { placeDifference } from '../../private/checks/same-place';
import { ValidationError } from '../../private/checks/validation-error';
import { warn } from '../../private/checks/warnings';
import { nameOfImages } from '../../private/facts/image-name';
import { narrowedPattern } from '../event-pattern';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/integ-eventbridge.html';

/** The events of Image Builder, by their detail type in EventBridge. */
export enum ImageEvent {
  STATE_CHANGE = 'EC2 Image Builder Image State Change',
  CVE_DETECTED = 'EC2 Image Builder CVE Detected',
  WORKFLOW_STEP_WAITING = 'EC2 Image Builder Workflow Step Waiting',
  PIPELINE_DISABLED = 'EC2 Image Builder Image Pipeline Automatically Disabled',
}

/** The events that a rule matches. */
export interface EventFilter {
  /** @default - any */
  readonly event?: ImageEvent;
  /** ARNs of which an event has at least one. */
  readonly resources: ArnMatcher[];
  readonly detail?: events.EventPattern['detail'];
}

/** An ARN, or its beginning. */
export type ArnMatcher = { readonly arn: string } | { readonly prefix: string };

/** A rule for events of a pipeline or image, narrowed down by its user. */
export function imageBuilderRule(source: Construct & IResource, id: string, filter: EventFilter, options: events.OnEventOptions = {}): events.Rule {
  const { target, eventPattern, ...rest } = options;
  warnIfElsewhere(source);
  return new events.Rule(source, id, {
    ...rest,
    eventPattern: narrowedPattern(source, {
      source: ['aws.imagebuilder'],
      detailType: filter.event && [filter.event],
      resources: resourcesOf(filter.resources),
      detail: filter.detail,
    }, eventPattern),
    targets: target && [target],
  });
}

/**
 * The ARNs of all images with the recipe of a pipeline or an image, since images are named after their recipe.
 *
 * A name that is known at synthesis does not refer to the image, so the rule exists before the image's build ends.
 */
export function arnsOfRecipe(source: IResource): ArnMatcher {
  const name = nameOfImages(source);
  if (name === undefined) {
    throw new ValidationError(source, `Events identify images by the name of their recipe, but the recipe of the imported pipeline is not known: import it by ImagePipeline.fromImagePipelineAttributes() with its recipe. Without it, use onCveDetected() and onAutoDisabled(), whose events name the pipeline. See ${SEE}`);
  }
  return arnsOfImages(source, name);
}

/** The beginning of the ARNs of all images with a name, including the beginning of their version if it is known. */
export function arnsOfImages({ env, stack }: IResource, name: string, version = ''): ArnMatcher {
  const prefix = Arn.format({
    partition: stack.partition,
    service: 'imagebuilder',
    region: env.region,
    account: env.account,
    resource: 'image',
    resourceName: `${name}/${version}`,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
  return { prefix };
}

function resourcesOf(matchers: ArnMatcher[]): string[] {
  return events.Match.anyOf(...matchers.map((matcher) => 'arn' in matcher ? matcher.arn : events.Match.prefix(matcher.prefix)));
}

/** Warns of an imported pipeline or image in another account or Region, whose events do not reach this one by themselves. */
function warnIfElsewhere(source: Construct & IResource): void {
  const stack = Stack.of(source);
  if (placeDifference(stack, source.env)) {
    warn(source, 'eventsElsewhere', `The events of '${source.node.path}' are on the default event bus of account ${source.env.account} in ${source.env.region}: the rule matches them only if a rule there sends them to the bus of account ${stack.account} in ${stack.region}. See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html`);
  }
}
