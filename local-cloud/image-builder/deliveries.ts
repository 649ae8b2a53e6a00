import { countSeverities } from './findings';
import { Image, savedFindings, summarizeImage } from './image';
import { parseArn, Place, stableId } from './names';

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

/** A message to a topic of SNS. */
export interface NotificationDelivery extends Place {
  readonly kind: 'notification';
  readonly topicArn: string;
  readonly message: object;
}

/** What the service does for a build in other services. */
export type Delivery = EventDelivery | ParameterDelivery | NotificationDelivery;

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
  public collect(images: Image[], now: number): void {
    const due = images.flatMap((image) => deliveriesOf(image, now)).filter(({ at }) => at >= this.until && at < now);
    this.pending.push(...due.sort((a, b) => a.at - b.at).map(({ delivery }) => delivery));
    this.until = Math.max(this.until, now);
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
  const end = image.cancelledAt ?? Infinity;
  return [
    ...stateChanges(image).map(({ at, ...detail }) => ({ at, ...event('Image State Change', [image.arn], detail) })),
    ...scans(image, now),
    ...waitingSteps(image),
    ...parameters(image),
    ...notifications(image),
  ].filter(({ at }) => at <= end).map(({ at, ...delivery }) => ({ at, delivery: { region, accountId, ...delivery } as Delivery }));
}

/** @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/integ-eventbridge.html */
function event(what: string, resources: string[], detail: object) {
  return { kind: 'event', detailType: `EC2 Image Builder ${what}`, resources, detail };
}

function stateChanges(image: Image) {
  const { states } = image.plan;
  const before = states.filter(({ at }) => at <= (image.cancelledAt ?? Infinity));
  const all = image.cancelledAt === undefined ? before : [...before, { at: image.cancelledAt, status: 'CANCELLED', reason: undefined }];
  return all.slice(1)
    .map(({ at, status, reason }, index) => ({ at, 'previous-state': { status: all[index].status }, 'state': { status, reason } }))
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

function waitingSteps(image: Image) {
  return image.plan.workflows.flatMap((workflow) => workflow.steps
    .filter(({ action, outcome }) => action === 'WaitForAction' && ['COMPLETED', 'FAILED'].includes(outcome))
    .flatMap((step) => [
      {
        at: step.start,
        ...event('Workflow Step Waiting', [image.arn, workflow.arn], {
          'workflow-execution-id': workflow.id, 'workflow-step-execution-id': step.id, 'workflow-step-name': step.name,
        }),
      },
      ...typeof step.inputs?.snsTopicArn === 'string' ? [{
        at: step.start,
        kind: 'notification',
        topicArn: step.inputs.snsTopicArn,
        message: { imageBuildVersionArn: image.arn, stepExecutionId: step.id, payload: step.inputs.payload },
      }] : [],
    ]));
}

/** A distribution names its AMIs when its last step applies the settings. */
function parameters(image: Image) {
  const applied = image.plan.workflows.flatMap(({ steps }) => steps)
    .find(({ action, outcome }) => action === 'ApplyImageConfigurations' && outcome === 'COMPLETED');
  if (!applied) return [];
  return (image.distribution?.properties.distributions ?? []).flatMap(({ region, ssmParameterConfigurations = [] }) =>
    ssmParameterConfigurations.map(({ parameterName, dataType = 'text' }) => ({
      at: applied.end, kind: 'parameter', region, name: parameterName, value: stableId('ami', `${image.arn}/${region}`), dataType,
    })));
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
      versionlessArn: image.arn.split('/').slice(0, 2).join('/'),
      buildVersion: Number(parseArn(image.arn).build),
      state: { status, reason },
      sourcePipelineArn: image.pipeline?.arn,
      accountId: parseArn(image.arn).owner,
    },
  }));
}
