import { countSeverities } from './findings';
import { Image, openBehaviourOf, savedFindings, summarizeImage } from './image';
import { parseArn, Place, stableId } from './names';
import { DisabledPipeline } from './pipeline-failures';

/** An event for the default bus of a Region. */
export interface EventDelivery extends Place {
  readonly kind: 'event';
  readonly detailType: string;
  readonly resources: string[];
  readonly detail: object;
}

/** A parameter of Systems Manager that names an AMI. */
export interface ParameterDelivery extends Place {
  readonly kind: 'parameter';
  readonly name: string;
  readonly value: string;
  readonly dataType: string;
}

/** A container image that is pushed to a repository, under one tag. */
export interface PushDelivery extends Place {
  readonly kind: 'push';
  readonly repositoryName: string;
  readonly imageTag: string;
  /** The same for all tags of an image. */
  readonly manifest: string;
}

/** A message to a topic of SNS. */
export interface NotificationDelivery extends Place {
  readonly kind: 'notification';
  readonly topicArn: string;
  readonly message: object;
}

/** An asynchronous call of a Lambda function. */
export interface InvocationDelivery extends Place {
  readonly kind: 'invocation';
  readonly functionName: string;
  readonly payload: object;
}

/** An effect of a build on another service. */
export type Delivery = EventDelivery | ParameterDelivery | PushDelivery | NotificationDelivery | InvocationDelivery;

interface Timed {
  readonly at: number;
  readonly delivery: Delivery;
}

const REPORTED = ['BUILDING', 'TESTING', 'DISTRIBUTING', 'INTEGRATING', 'AVAILABLE', 'CANCELLED', 'FAILED'];

/** Hands out each delivery once, in the order of their times. */
export class Deliveries {
  private until = -Infinity;
  private pending: Delivery[] = [];

  /**
   * Adds what has become due: before somebody asks, and before an image is deleted. What happens at this very instant
   * is due in the next, since a caller may still intervene in this one.
   */
  public collect(images: Image[], disabled: DisabledPipeline[], now: number): void {
    const all = [...images.flatMap((image) => deliveriesOf(image, now)), ...disabled.map(disabledEvent)];
    const due = all.filter(({ at }) => at >= this.until && at < now);
    this.pending.push(...due.sort((a, b) => a.at - b.at).map(({ delivery }) => delivery));
    this.until = Math.max(this.until, now);
  }

  /** Whether somebody has asked for everything. */
  public get isEmpty(): boolean {
    return this.pending.length === 0;
  }

  public take(): Delivery[] {
    return this.pending.splice(0);
  }

  public reset(): void {
    this.pending = [];
  }
}

function deliveriesOf(image: Image, now: number): Timed[] {
  const { region, owner: accountId } = parseArn(image.arn);
  return [
    ...stateChanges(image).map(({ at, ...detail }) => ({ at, ...event('Image State Change', [image.arn], detail) })),
    ...scans(image, now),
    ...waitingSteps(image),
    ...parameters(image),
    ...pushes(image),
    ...notifications(image),
  ].map(({ at, ...delivery }) => ({ at, delivery: { region, accountId, ...delivery } as Delivery }));
}

/** @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/integ-eventbridge.html */
function event(what: string, resources: string[], detail: object) {
  return { kind: 'event' as const, detailType: `EC2 Image Builder ${what}`, resources, detail };
}

/** The count is a text. */
function disabledEvent({ at, arn, failures }: DisabledPipeline): Timed {
  const { region, owner: accountId } = parseArn(arn);
  const detail = { 'consecutive-failures': String(failures) };
  return { at, delivery: { region, accountId, ...event('Image Pipeline Automatically Disabled', [arn], detail) } };
}

function stateChanges(image: Image) {
  const { states } = image.plan;
  const { eventReason } = openBehaviourOf(image);
  return states.slice(1)
    .map(({ at, status, reason }, index) => ({
      at, 'previous-state': { status: states[index].status }, 'state': { status, ...eventReason && reason !== undefined && { reason } },
    }))
    .filter(({ state }) => REPORTED.includes(state.status));
}

function scans(image: Image, now: number) {
  const completed = image.plan.scanStates.find(({ status }) => status === 'COMPLETED');
  const findings = completed && completed.at <= now ? savedFindings(image, now) : undefined;
  if (!completed || !findings) return [];
  const resources = [image.arn, ...image.pipeline ? [image.pipeline.arn] : []];
  const detail = { 'resource-id': stableId('i', image.arn), 'finding-severity-counts': countSeverities(findings) };
  return [{ at: completed.at, ...event('CVE Detected', resources, detail) }];
}

/** The names of the keys are those that a Lambda function was seen to get; those of the form for SNS are not recorded. */
function waitingSteps(image: Image) {
  return image.plan.workflows.flatMap((workflow) => workflow.steps
    .filter(({ action, outcome }) => action === 'WaitForAction' && !['NEVER', 'SKIPPED'].includes(outcome))
    .flatMap(({ start: at, id, name, inputs = {} }) => {
      const ids = { 'workflow-execution-id': workflow.id, 'workflow-step-execution-id': id, 'workflow-step-name': name };
      const notice = { imageArn: image.arn, workflowStepExecutionId: id, ...inputs.payload !== undefined && { customPayload: inputs.payload } };
      return [
        { at, ...event('Workflow Step Waiting', [image.arn, workflow.arn], ids) },
        ...inputs.snsTopicArn === undefined ? [] : [{ at, kind: 'notification', topicArn: inputs.snsTopicArn, message: notice }],
        ...inputs.lambdaFunctionName === undefined ? [] : [{ at, kind: 'invocation', functionName: inputs.lambdaFunctionName, payload: notice }],
      ];
    }));
}

/** Only what the distribution has written. */
function parameters(image: Image) {
  return image.plan.effects.flatMap((effect) => effect.kind === 'PARAMETER'
    ? [{ ...effect, kind: 'parameter' }]
    : []);
}

/** Each tag that the distribution has pushed. */
function pushes(image: Image) {
  return image.plan.effects.flatMap((effect) => {
    if (effect.kind !== 'CONTAINER_IMAGE') return [];
    const { at, region, accountId, uri } = effect;
    const [, repositoryName, imageTag] = /^[^/]+\/(.+):([^:]+)$/.exec(uri)!;
    return [{ at, kind: 'push', region, accountId, repositoryName, imageTag, manifest: JSON.stringify({ image: image.arn }) }];
  });
}

/** @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/integ-sns.html */
function notifications(image: Image) {
  const { snsTopicArn } = image.infrastructure.properties as { snsTopicArn?: string };
  if (snsTopicArn === undefined) return [];
  return image.plan.states.filter(({ status }) => ['AVAILABLE', 'FAILED'].includes(status)).map(({ at, status, reason }) => ({
    at,
    kind: 'notification',
    topicArn: snsTopicArn,
    message: {
      ...summarizeImage(image, at),
      version: image.version,
      versionlessArn: image.arn.split('/').slice(0, 2).join('/'),
      buildVersion: Number(parseArn(image.arn).build),
      state: { status, reason },
      sourcePipelineArn: image.pipeline?.arn,
      accountId: parseArn(image.arn).owner,
    },
  }));
}
