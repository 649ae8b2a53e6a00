import { Duration, TimeZone, Token } from 'aws-cdk-lib';
import { CronOptions } from 'aws-cdk-lib/aws-events';
import { CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import { IConstruct } from 'constructs';
import { MONTH_NAMES, ParsedField, WEEK_DAY_NAMES } from './cron-field';
import { parseCron, parseExpression } from './private/schedule-expression';
import { checkInteger, checkText } from '../private/checks/text-rules';
import { ValidationError } from '../private/checks/validation-error';
import { warn, Warning } from '../private/checks/warnings';

const GUIDE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/cron-expressions.html';
const API = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_Schedule.html';
/** A cache of time zones: one lookup costs more than the rest of a pipeline. */
const knownTimeZones = new Set<string>();
const SEE_AUTO_DISABLE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_AutoDisablePolicy.html';
const NAMES = new RegExp(`\\b(${[...MONTH_NAMES, ...WEEK_DAY_NAMES].join('|')})\\b`, 'gi');

/**
 * Whether a scheduled time alone starts a build.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_Schedule.html
 */
export enum ScheduleStartCondition {
  /** Build each time. */
  EXPRESSION_MATCH_ONLY = 'EXPRESSION_MATCH_ONLY',

  /**
   * Build only if there is something new: a newer version of a base image or component that the recipe names with an `x` in
   * the version, or a new value in the SSM parameter of the base image. A base image with a fixed version or AMI id is never
   * new, and new packages in a repository do not count.
   */
  EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE = 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE',
}

/**
 * Options of every schedule.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_Schedule.html
 */
export interface ImagePipelineScheduleOptions {
  /**
   * The time zone of the expression.
   *
   * @default - UTC
   */
  readonly timeZone?: TimeZone;

  /**
   * Whether a scheduled time alone starts a build.
   *
   * @default - not set: the service then uses `EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE`,
   * which builds only if the base image or a component has a newer version, or the SSM parameter of the base image
   * has a new value
   */
  readonly startCondition?: ScheduleStartCondition;

  /**
   * How many scheduled builds may fail in a row before Image Builder disables the pipeline, 1 to 10.
   *
   * Only scheduled builds count. A successful build, or a change to the pipeline, resets the count to 0.
   * A disabled pipeline stays disabled: a stack update that changes nothing in the pipeline does not enable it again.
   * Image Builder sends the event `EC2 Image Builder Image Pipeline Automatically Disabled`.
   *
   * @default - not set: the service then disables the pipeline after 5 failures
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/schedule-pipeline.html
   */
  readonly autoDisableFailureCount?: number;
}

/** A valid expression, and the warnings about it. */
interface ParsedSchedule {
  readonly expression: string;
  readonly warnings: Warning[];
}

/**
 * The six fields of a cron schedule, as in `aws-events`, and the options of every schedule.
 *
 * A field that is not given is `*` or `?`, whichever is right. Days of the week count from 1 for Sunday.
 */
export interface ImagePipelineCronOptions extends CronOptions, ImagePipelineScheduleOptions {}

/**
 * When Image Builder runs a pipeline. A build starts within about a minute of the scheduled time.
 *
 * Synthesis fails if an expression breaks the grammar of Image Builder. It warns, with an id to acknowledge, about most
 * forms that the guide neither allows nor forbids.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/cron-expressions.html
 */
export class ImagePipelineSchedule {
  /**
   * Run at the times that match the fields. Give at most one of `day` and `weekDay`.
   *
   * @param options the fields; `MON-FRI` and `2-6` mean the same as `weekDay`
   * @throws if both `day` and `weekDay` are given, a field breaks the grammar, or `autoDisableFailureCount` is not 1 to 10
   *
   * @example
   * import { TimeZone } from 'aws-cdk-lib';
   * import { ImagePipelineSchedule } from 'cdk-image-builder';
   *
   * const everySunday = ImagePipelineSchedule.cron({
   *   weekDay: 'SUN',
   *   hour: '3',
   *   minute: '0',
   *   timeZone: TimeZone.EUROPE_BERLIN,
   * });
   */
  public static cron(options: ImagePipelineCronOptions): ImagePipelineSchedule {
    return new ImagePipelineSchedule(cronSchedule(options), options);
  }

  /**
   * Run once in each interval.
   *
   * @param duration a whole number of minutes, hours or days; at least one minute
   * @param options time zone, start condition, auto-disable
   * @throws if the duration is not such a number, or `autoDisableFailureCount` is not 1 to 10
   *
   * @example
   * import { Duration } from 'aws-cdk-lib';
   * import { ImagePipelineSchedule, ScheduleStartCondition } from 'cdk-image-builder';
   *
   * const everyTwelveHours = ImagePipelineSchedule.rate(Duration.hours(12), {
   *   startCondition: ScheduleStartCondition.EXPRESSION_MATCH_ONLY,
   * });
   */
  public static rate(duration: Duration, options: ImagePipelineScheduleOptions = {}): ImagePipelineSchedule {
    return new ImagePipelineSchedule(rateSchedule(duration), options);
  }

  /**
   * Run according to an expression, which is passed on unchanged.
   *
   * @param expression `cron(...)` or `rate(...)`, with the parentheses
   * @param options time zone, start condition, auto-disable
   * @throws if the expression breaks the grammar, or `autoDisableFailureCount` is not 1 to 10
   */
  public static expression(expression: string, options: ImagePipelineScheduleOptions = {}): ImagePipelineSchedule {
    return new ImagePipelineSchedule(expressionSchedule(expression), options);
  }

  private constructor(private readonly schedule: ParsedSchedule, private readonly options: ImagePipelineScheduleOptions) {
    checkInteger(undefined, options.autoDisableFailureCount, 'autoDisableFailureCount', 1, 10, SEE_AUTO_DISABLE);
    if (options.timeZone) checkTimeZone(options.timeZone);
  }

  /** The schedule as Image Builder gets it, such as `rate(7 days)`. */
  public get scheduleExpression(): string {
    return this.schedule.expression;
  }

  /**
   * Sets the schedule on the L1 of the pipeline, and adds the warnings.
   *
   * @internal
   */
  public _bind(scope: IConstruct, pipeline: CfnImagePipeline): void {
    const { timeZone, startCondition, autoDisableFailureCount } = this.options;
    pipeline.schedule = {
      scheduleExpression: this.scheduleExpression,
      pipelineExecutionStartCondition: startCondition,
      autoDisablePolicy: autoDisableFailureCount === undefined ? undefined : { failureCount: autoDisableFailureCount },
    };
    for (const { id, message } of this.schedule.warnings) warn(scope, id, message);
    if (timeZone) {
      warnOfUnknownTimeZone(scope, timeZone);
      // The L1 of the oldest supported aws-cdk-lib does not have this property.
      pipeline.addPropertyOverride('Schedule.Timezone', timeZone.timezoneName);
    }
  }
}

function cronSchedule(options: CronOptions): ParsedSchedule {
  const { minute, hour, day, month, weekDay, year } = options;
  if (day !== undefined && weekDay !== undefined) {
    throw new ValidationError(undefined, `A schedule takes at most one of 'day' and 'weekDay', got day '${day}' and weekDay '${weekDay}': leave one of them out, for example 'day', with 'minute' '0', 'hour' '10' and 'weekDay' 'mon-fri'. See ${GUIDE}`);
  }
  const fields = [
    minute ?? '*',
    hour ?? '*',
    day ?? (weekDay === undefined ? '*' : '?'),
    lowerCaseNames(month ?? '*'),
    lowerCaseNames(weekDay ?? '?'),
    year ?? '*',
    // JavaScript callers may pass numbers.
  ].map(String);
  const { expression, warnings } = validate(`cron(${fields.join(' ')})`, parseCron(fields));
  if (minute !== undefined) return { expression, warnings };
  const everyMinute: Warning = {
    id: 'scheduleEveryMinute',
    message: "Without 'minute', a schedule of ImagePipelineSchedule.cron is due in every minute of its hours: set 'minute' to '0' for once an hour.",
  };
  return { expression, warnings: [everyMinute, ...warnings.filter(({ id }) => id !== 'scheduleTooOften')] };
}

function rateSchedule(duration: Duration): ParsedSchedule {
  if (duration.isUnresolved()) {
    if (!/^(minute|hour|day)s?$/.test(duration.unitLabel())) {
      throw new ValidationError(undefined, `A rate of unknown length must be given in minutes, hours or days, got ${duration.unitLabel()}: use for example Duration.hours. See ${GUIDE}`);
    }
    return { expression: `rate(${duration.formatTokenToNumber()})`, warnings: [] };
  }
  const minutes = duration.toMinutes({ integral: false });
  if (!Number.isInteger(minutes) || minutes < 1) {
    throw new ValidationError(undefined, `A rate must be a whole number of minutes, hours or days, and at least one minute, got ${duration.toHumanString()}: use for example Duration.hours(12). See ${GUIDE}`);
  }
  const [value, unit] = minutes % 1440 === 0 ? [minutes / 1440, 'day'] : minutes % 60 === 0 ? [minutes / 60, 'hour'] : [minutes, 'minute'];
  return expressionSchedule(`rate(${value} ${unit}${value === 1 ? '' : 's'})`);
}

function expressionSchedule(expression: string): ParsedSchedule {
  return Token.isUnresolved(expression) ? { expression, warnings: [] } : validate(expression, parseExpression(expression));
}

function validate(expression: string, { error, warnings }: ParsedField): ParsedSchedule {
  if (error) {
    throw new ValidationError(undefined, `The schedule '${expression}' is not valid: ${error}. Valid are for example 'cron(0 10 ? * mon-fri *)', 'cron(0 10 1 * ? *)' and 'rate(12 hours)'. See ${GUIDE}`);
  }
  return {
    expression,
    warnings: warnings.map(({ id, message }) => ({ id, message: `The schedule '${expression}' may not do what you mean: ${message}. See ${GUIDE}` })),
  };
}

function checkTimeZone(timeZone: TimeZone): void {
  const { timezoneName } = timeZone;
  if (typeof timeZone === 'string') {
    throw new ValidationError(undefined, `'timeZone' must be a TimeZone, got the string '${String(timeZone)}': use TimeZone.of('${String(timeZone)}').`);
  }
  checkText(undefined, timezoneName, {
    what: 'the time zone of a schedule',
    minLength: 3,
    maxLength: 100,
    pattern: /^[a-zA-Z0-9/_+-]+$/,
    form: "an IANA name such as 'Europe/Berlin'",
    see: API,
  });
}

/** Only warns, because the time-zone database of Node.js may be older than Image Builder's. */
function warnOfUnknownTimeZone(scope: IConstruct, timeZone: TimeZone): void {
  const name = timeZone.timezoneName;
  // Reading the database takes time, and the zones of aws-cdk-lib are known to exist.
  if (Token.isUnresolved(name) || Object.values(TimeZone).includes(timeZone) || knownTimeZones.has(name)) return;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    knownTimeZones.add(name);
  } catch {
    warn(scope, 'scheduleTimeZone', `The time zone '${name}' of the schedule is not in the time-zone database of this Node.js: check its spelling. Image Builder takes IANA names such as 'Europe/Berlin'. See ${API}`);
  }
}

/** The guide writes the names in lower case, CDK users are used to upper case. */
function lowerCaseNames(field: string): string {
  return Token.isUnresolved(field) ? field : String(field).replace(NAMES, (name) => name.toLowerCase());
}
