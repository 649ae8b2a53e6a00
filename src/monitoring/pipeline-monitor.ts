import { Duration, Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { PipelineMonitorProps } from './pipeline-monitor-props';
import { PipelineNotice } from './pipeline-notice';
import { allowWatching } from './private/monitor-permissions';
import { MonitorQueue } from './private/monitor-queue';
import { MonitoringFunction } from './private/monitoring-function';
import { allowPublishing, checkTopics } from './private/topic-rules';
import { isDisabledByTemplate, watchedImages, WatchedImages } from './private/watched-images';
import {
  MAX_PARAMETER_CHARACTERS, MAXIMUM_IMAGE_AGE_VARIABLE, MONITOR_ID_VARIABLE, MONITOR_TAG_PREFIX, NOTICES_VARIABLE, REPEAT_AFTER_VARIABLE,
  TOPICS_VARIABLE, WATCHED_PIPELINES_VARIABLE, WatchedPipeline,
} from '../contract/monitoring';
import { imageMetric } from '../pipeline/image-metrics';
import { ValidationError } from '../private/checks/validation-error';
import { checkWholeSeconds } from '../private/checks/whole-seconds';
import { resolvedHash } from '../private/documents/resolved-hash';
import { isOfClass, markClass } from '../private/facts/class-mark';

const FUNCTION_TIMEOUT = Duration.minutes(5);
const MIN_SPAN = Duration.hours(1);
/** The longest entry in the list of watched pipelines, assumed for names that are unknown at synthesis. */
const MAX_ENTRY_CHARACTERS = 128 + '{"name":"","disabled":true},'.length;
/** Hours in a row with a failed poll, or without any, after which the alarm of the monitor goes off. */
const ALARM_HOURS = 3;

/**
 * Watches pipelines after the deployment and tells people what happened, in words: a build failed, the gate refused an image, a
 * step waits for a person, a pipeline was disabled, the released image is older than it should be, and a pipeline has recovered.
 *
 * A notice goes out once for each incident. The monitor polls all pipelines every hour; events of Image Builder, which may be lost,
 * late or duplicated, only trigger an earlier poll. It records the notices that it sent in tags of pipelines and images. Its
 * function may only read, write these tags, and publish metrics and notices.
 *
 * A monitor costs about $0.50 a month, and $0.60 more for each pipeline (list prices in us-east-1, November 2026; see
 * `docs/monitoring.md`).
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/integ-eventbridge.html
 *
 * @example
 * import { Duration, Stack } from 'aws-cdk-lib';
 * import * as sns from 'aws-cdk-lib/aws-sns';
 * import { GoldenImage, PipelineMonitor } from 'cdk-image-builder';
 *
 * declare const stack: Stack;
 * declare const linux: GoldenImage;
 * declare const windows: GoldenImage;
 * declare const topic: sns.ITopic;
 * new PipelineMonitor(stack, 'Monitor', {
 *   pipelines: [linux, windows],
 *   topics: [topic],
 *   maximumImageAge: Duration.days(30),
 * });
 */
@propertyInjectable
export class PipelineMonitor extends Construct {
  /** Identifies the class to `PropertyInjectors`. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-image-builder.PipelineMonitor';

  /**
   * Whether a value is a `PipelineMonitor` of this library, even one from another copy of it.
   *
   * @param x any value
   */
  public static isPipelineMonitor(x: any): x is PipelineMonitor {
    return isOfClass(x, PipelineMonitor.PROPERTY_INJECTION_ID);
  }

  /** The function that polls the pipelines and sends the notices. */
  public readonly function: lambda.IFunction;

  /** The log of the function: a line for each poll and for each notice. */
  public readonly logGroup: logs.ILogGroup;

  /**
   * Goes off when a poll failed, or none ran, in each of three hours in a row. Its action publishes to the topics. It costs $0.10 a
   * month.
   */
  public readonly alarm: cloudwatch.Alarm;

  private readonly watched: readonly WatchedImages[];
  private readonly maximumImageAge?: Duration;
  private readonly topics: readonly sns.ITopic[];

  /**
   * @throws if there is no pipeline or no topic, if a pipeline is in another account or Region or its images are unknown, if two
   * pipelines build images of one name, if the age is not longer than the interval of a schedule, if a topic is in another Region
   * or has a key that CloudWatch may not use, or if a webhook URL is given instead of an id
   */
  public constructor(scope: Construct, id: string, props: PipelineMonitorProps) {
    super(scope, id);
    markClass(this, PipelineMonitor.PROPERTY_INJECTION_ID);
    const { topics, maximumImageAge, repeatAfter, on = Object.values(PipelineNotice) } = props;
    checkSpan(this, maximumImageAge, 'maximumImageAge');
    checkSpan(this, repeatAfter, 'repeatAfter');
    if (on.length === 0) throw new ValidationError(this, "A monitor without notices has no effect: give at least one notice in 'on', or leave it out for all of them.");
    if (props.on?.includes(PipelineNotice.OVERDUE) && !maximumImageAge) {
      throw new ValidationError(this, "An image is never overdue without 'maximumImageAge': set it, for example Duration.days(30), or leave PipelineNotice.OVERDUE out of 'on'.");
    }
    checkTopics(this, topics);
    this.topics = topics;
    this.maximumImageAge = maximumImageAge;
    this.watched = watchedImages(this, props.pipelines, maximumImageAge);

    const monitorId = monitorIdOf(this);
    const parameters = this.addParameters();
    const watching = new MonitoringFunction(this, 'Function', {
      bundle: 'monitor',
      description: 'Watches EC2 Image Builder pipelines and tells people what happened',
      purpose: 'Watches EC2 Image Builder pipelines',
      timeout: FUNCTION_TIMEOUT,
      environment: {
        [MONITOR_ID_VARIABLE]: monitorId,
        [WATCHED_PIPELINES_VARIABLE]: parameters.map(({ ref }) => ref).join(','),
        [TOPICS_VARIABLE]: topics.map(({ topicArn }) => topicArn).join(','),
        [NOTICES_VARIABLE]: on.join(','),
        ...maximumImageAge && { [MAXIMUM_IMAGE_AGE_VARIABLE]: seconds(maximumImageAge) },
        ...repeatAfter && { [REPEAT_AFTER_VARIABLE]: seconds(repeatAfter) },
      },
      withoutDeadLetters: 'The queue retries a failed poll, and the next hourly poll covers the same events.',
      options: props,
    });
    const { function: handler, policies } = watching;
    policies.addStatement({ actions: ['ssm:GetParameters'], resources: parameters.map(({ ref }) => this.parameterArn(ref)) });
    allowWatching(this, policies, MONITOR_TAG_PREFIX + monitorId, this.watched, topics);
    allowPublishing(this, topics, handler.role!);
    new MonitorQueue(this, 'Queue', FUNCTION_TIMEOUT).run(handler, policies);
    this.function = handler;
    this.logGroup = watching.logGroup;
    this.alarm = this.alarmOfMonitor();
  }

  /**
   * Adds an alarm for each pipeline whose released image is older than `maximumImageAge`, or is unknown.
   * Each alarm costs $0.10 a month. The alarms have no actions: the notice `OVERDUE` tells people.
   *
   * @throws if the monitor has no `maximumImageAge`
   */
  public alarmOnImageAge(): cloudwatch.Alarm[] {
    const { maximumImageAge } = this;
    if (!maximumImageAge) throw new ValidationError(this, "An alarm on the age of images needs 'maximumImageAge': give it to the monitor.");
    return this.alarms('ImageAge', (imageName) => ({
      alarmDescription: `The released image of ${imageName} is older than ${maximumImageAge.toHumanString()}, or its age is unknown.`,
      metric: imageMetric(this, imageName, 'ImageAgeHours', { period: Duration.hours(ALARM_HOURS), statistic: 'Minimum' }),
      threshold: maximumImageAge.toHours({ integral: false }),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    }));
  }

  /** Adds an alarm for each pipeline, which goes off when a build failed. Each alarm costs $0.10 a month, and has no actions. */
  public alarmOnFailures(): cloudwatch.Alarm[] {
    return this.alarms('Failures', (imageName) => ({
      alarmDescription: `A build of ${imageName} failed.`,
      ...anyOf(imageMetric(this, imageName, 'ImagesFailed', { period: Duration.hours(1), statistic: 'Sum' })),
    }));
  }

  /** Adds an alarm for each pipeline, which goes off when an image was refused. Each alarm costs $0.10 a month, and has no actions. */
  public alarmOnRefusals(): cloudwatch.Alarm[] {
    return this.alarms('Refusals', (imageName) => ({
      alarmDescription: `The gate refused an image of ${imageName}.`,
      ...anyOf(imageMetric(this, imageName, 'ImagesRefused', { period: Duration.hours(1), statistic: 'Sum' })),
    }));
  }

  /** Without runs there is no data, so missing data counts as a failure, also before the first poll. */
  private alarmOfMonitor(): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(this, 'Alarm', {
      alarmDescription: 'The monitor could not read all of its image pipelines, or did not run: see the log of its function.',
      metric: this.function.metricErrors({ period: Duration.hours(1), statistic: 'Sum' }),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: ALARM_HOURS,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
    alarm.addAlarmAction(...this.topics.map(({ topicArn }) => ({ bind: () => ({ alarmActionArn: topicArn }) })));
    return alarm;
  }

  private alarms(id: string, props: (imageName: string) => cloudwatch.AlarmProps): cloudwatch.Alarm[] {
    const parent = new Construct(this, id);
    return this.watched.map(({ imageName }, i) => new cloudwatch.Alarm(parent, Token.isUnresolved(imageName) ? `Image${i}` : imageName, props(imageName)));
  }

  /** The environment of a function is too small for the names of many pipelines. */
  private addParameters(): ssm.CfnParameter[] {
    const perParameter = Math.floor((MAX_PARAMETER_CHARACTERS - 2) / MAX_ENTRY_CHARACTERS);
    const parameters: ssm.CfnParameter[] = [];
    for (let start = 0; start < this.watched.length; start += perParameter) {
      const pipelines = this.watched.slice(start, start + perParameter).map((one): WatchedPipeline => (
        { name: one.pipelineName, ...isDisabledByTemplate(one) && { disabled: true } }
      ));
      parameters.push(new ssm.CfnParameter(this, `Pipelines${start / perParameter + 1}`, {
        type: 'String',
        // An account may have advanced parameters by default, which cost.
        tier: 'Intelligent-Tiering',
        description: `Image pipelines that the monitor ${this.node.path} watches`,
        value: Lazy.string({ produce: () => Stack.of(this).toJsonString(pipelines) }),
      }));
    }
    return parameters;
  }

  private parameterArn(name: string): string {
    return Stack.of(this).formatArn({ service: 'ssm', resource: 'parameter', resourceName: name });
  }
}

/**
 * The id of a monitor. Its path is not enough: stacks of several apps may hold a monitor at the same path, and both may watch one
 * pipeline. A nested stack gets its name when it is deployed, which is too long for the key of a tag, so its GUID takes its place.
 */
function monitorIdOf(monitor: PipelineMonitor): string {
  const { stackName, stackId } = Stack.of(monitor);
  const path = monitor.node.addr;
  if (Token.isUnresolved(stackName)) return `${path.slice(-8)}-${Fn.select(2, Fn.split('/', stackId))}`;
  return resolvedHash(monitor, [stackName, path]).slice(0, 8);
}

function anyOf(metric: cloudwatch.IMetric) {
  return {
    metric,
    threshold: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  };
}

function checkSpan(scope: Construct, span: Duration | undefined, what: string): void {
  checkWholeSeconds(span, `'${what}'`);
  if (span === undefined || span.isUnresolved() || span.toSeconds() >= MIN_SPAN.toSeconds()) return;
  throw new ValidationError(scope, `'${what}' must be at least an hour, because a monitor polls once an hour, got ${span.toHumanString()}.`);
}

function seconds(span: Duration): string {
  return span.isUnresolved() ? Token.asString(span.toSeconds()) : String(span.toSeconds());
}
