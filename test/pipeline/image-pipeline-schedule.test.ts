import { Annotations as Notes, App, CfnParameter, Duration, Stack, TimeZone, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import * as fc from 'fast-check';
import { ImagePipelineCronOptions, ImagePipelineSchedule, ScheduleStartCondition } from '../../src/pipeline/image-pipeline-schedule';

const L1 = {
  name: 'pipeline',
  imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:111111111111:image-recipe/recipe/1.0.0',
  infrastructureConfigurationArn: 'arn:aws:imagebuilder:eu-west-1:111111111111:infrastructure-configuration/infrastructure',
};
const PIPELINE = 'AWS::ImageBuilder::ImagePipeline';

function bind(schedule: ImagePipelineSchedule, stack = new Stack(new App(), 'Stack')): Stack {
  const pipeline = new CfnImagePipeline(stack, 'Pipeline', L1);
  schedule._bind(stack, pipeline);
  return stack;
}

function rendered(schedule: ImagePipelineSchedule, stack?: Stack) {
  return Object.values(Template.fromStack(bind(schedule, stack)).findResources(PIPELINE))[0].Properties.Schedule;
}

function warnings(schedule: ImagePipelineSchedule): string[] {
  return Annotations.fromStack(bind(schedule)).findWarning('*', Match.anyValue()).map((warning) => String(warning.entry.data));
}

describe('cron schedule', () => {
  test.each([
    [{ minute: '0', hour: '10' }, 'cron(0 10 * * ? *)'],
    [{ minute: '0', hour: '10', day: '1' }, 'cron(0 10 1 * ? *)'],
    [{ minute: '0', hour: '10', weekDay: '2-6' }, 'cron(0 10 ? * 2-6 *)'],
    [{ minute: '0', hour: '10', weekDay: 'MON-FRI', month: 'Jan,JUL' }, 'cron(0 10 ? jan,jul mon-fri *)'],
    [{ minute: '0', hour: '10', weekDay: 'TUE#2', year: '2030' }, 'cron(0 10 ? * tue#2 2030)'],
    [{ minute: '0', hour: '10', day: 'L' }, 'cron(0 10 L * ? *)'],
    [{ minute: '*/15', weekDay: 'L' }, 'cron(*/15 * ? * L *)'],
    [{ minute: '0,15,30,45' }, 'cron(0,15,30,45 * * * ? *)'],
  ])('with %j is %s, without a warning', (options, expression) => {
    expect(rendered(ImagePipelineSchedule.cron(options))).toEqual({ ScheduleExpression: expression });
    expect(warnings(ImagePipelineSchedule.cron(options))).toEqual([]);
  });

  test('without minute runs every minute and gives a warning', () => {
    expect(rendered(ImagePipelineSchedule.cron({}))).toEqual({ ScheduleExpression: 'cron(* * * * ? *)' });
    expect(warnings(ImagePipelineSchedule.cron({}))).toEqual([expect.stringMatching(/set 'minute' to '0' for once an hour.*cdk-image-builder:scheduleEveryMinute/)]);
  });

  test.each([
    ['*', 'every minute'],
    ['*/14', 'every 14 minutes'],
    ['*/10', 'every 10 minutes'],
    ['0,1,30', 'every minute'],
  ])('in the minutes %s is due before a build has ended, and gives a warning', (minute, interval) => {
    const [warning, ...more] = warnings(ImagePipelineSchedule.cron({ minute, weekDay: 'L' })).filter((text) => text.includes('scheduleTooOften'));
    expect(warning).toContain(`it is due ${interval}, and most builds take longer than that`);
    expect(more).toEqual([]);
  });

  test('rejects day together with weekDay', () => {
    expect(() => ImagePipelineSchedule.cron({ minute: '0', day: '1', weekDay: 'mon' })).toThrow(/at most one of 'day' and 'weekDay', got day '1' and weekDay 'mon': leave one of them out/);
  });

  test('has errors that say what was given, in which field, what is allowed and what would be right', () => {
    expect(() => ImagePipelineSchedule.cron({ minute: '60', hour: '10' })).toThrow(
      "The schedule 'cron(60 10 * * ? *)' is not valid: '60' is not allowed in minute: it is out of range. Minute takes 0-59 and the wildcards , - * /. Valid are for example 'cron(0 10 ? * mon-fri *)'",
    );
  });

  test.each(['', ' ', '0 10'])('rejects a field that holds %j as this field', (minute) => {
    expect(() => bind(ImagePipelineSchedule.cron({ minute }))).toThrow(`'${minute}' is not allowed in minute`);
  });

  test('shows an unknown name as it was given', () => {
    expect(() => bind(ImagePipelineSchedule.cron({ minute: '0', weekDay: 'MONDAY' }))).toThrow("'MONDAY' is not allowed in day of week");
  });

  test('accepts a token in one field and still checks the others', () => {
    const stack = new Stack(new App(), 'Stack');
    const weekDay = new CfnParameter(stack, 'WeekDay').valueAsString;
    expect(rendered(ImagePipelineSchedule.cron({ minute: '0', hour: '1', weekDay }), stack).ScheduleExpression)
      .toEqual({ 'Fn::Join': ['', ['cron(0 1 ? * ', { Ref: 'WeekDay' }, ' *)']] });
    expect(() => bind(ImagePipelineSchedule.cron({ minute: '0', hour: '24', weekDay: Token.asString({ Ref: 'WeekDay' }) }))).toThrow('hour');
  });
});

test('a cron schedule in JavaScript accepts numbers, but no string as time zone', () => {
  const numbers = { minute: 0, hour: 3, weekDay: 1, month: 6 } as unknown as ImagePipelineCronOptions;
  expect(rendered(ImagePipelineSchedule.cron(numbers))).toEqual({ ScheduleExpression: 'cron(0 3 ? 6 1 *)' });
  const inBerlin = (timeZone: unknown) => () => ImagePipelineSchedule.rate(Duration.days(1), { timeZone: timeZone as TimeZone });
  expect(inBerlin('Europe/Berlin')).toThrow("'timeZone' must be a TimeZone, got the string 'Europe/Berlin': use TimeZone.of('Europe/Berlin').");
  expect(inBerlin(TimeZone.of('Europe/Berlin'))).not.toThrow();
});

describe('rate schedule', () => {
  test.each([
    [Duration.minutes(1), 'rate(1 minute)'],
    [Duration.minutes(90), 'rate(90 minutes)'],
    [Duration.minutes(60), 'rate(1 hour)'],
    [Duration.hours(36), 'rate(36 hours)'],
    [Duration.hours(24), 'rate(1 day)'],
    [Duration.seconds(120), 'rate(2 minutes)'],
    [Duration.days(90), 'rate(90 days)'],
  ])('of %s is %s', (duration, expression) => {
    expect(rendered(ImagePipelineSchedule.rate(duration))).toEqual({ ScheduleExpression: expression });
  });

  test('has the length that was given, and is a valid expression', () => {
    const minutesIn: Record<string, number> = { minute: 1, hour: 60, day: 1440 };
    const stack = new Stack(new App(), 'Stack');
    const pipeline = new CfnImagePipeline(stack, 'Pipeline', L1);
    const expressionOf = (schedule: ImagePipelineSchedule) => {
      schedule._bind(stack, pipeline);
      return (pipeline.schedule as CfnImagePipeline.ScheduleProperty).scheduleExpression!;
    };
    fc.assert(fc.property(fc.integer({ min: 1, max: 5_000_000 }), fc.constantFrom(1, 60, 1440), (count, scale) => {
      const expression = expressionOf(ImagePipelineSchedule.rate(Duration.minutes(count * scale)));
      expect(expressionOf(ImagePipelineSchedule.expression(expression))).toBe(expression);
      const [, value, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression)!;
      expect(Number(value) * minutesIn[unit]).toBe(count * scale);
    }));
    const others = Annotations.fromStack(stack).findWarning('*', Match.anyValue()).filter((warning) => !String(warning.entry.data).includes('scheduleTooOften'));
    expect(others).toEqual([]);
  });

  test('of less than a quarter of an hour gives a warning', () => {
    const tooOften = (minutes: number) => [expect.stringMatching(new RegExp(`'rate\\(${minutes} minutes?\\)'.* it is due every ${minutes === 1 ? 'minute' : `${minutes} minutes`}, and .*cdk-image-builder:scheduleTooOften`))];
    expect(warnings(ImagePipelineSchedule.rate(Duration.minutes(1)))).toEqual(tooOften(1));
    expect(warnings(ImagePipelineSchedule.rate(Duration.minutes(14)))).toEqual(tooOften(14));
    expect(warnings(ImagePipelineSchedule.expression('rate(14 minutes)'))).toEqual(tooOften(14));
    expect(warnings(ImagePipelineSchedule.rate(Duration.minutes(15)))).toEqual([]);
    expect(warnings(ImagePipelineSchedule.rate(Duration.hours(1)))).toEqual([]);
  });

  test.each([Duration.seconds(30), Duration.seconds(90), Duration.minutes(0), Duration.minutes(1.5), Duration.millis(1)])('of %s is rejected', (duration) => {
    expect(() => ImagePipelineSchedule.rate(duration)).toThrow(/whole number of minutes, hours or days, and at least one minute, got/);
  });

  test('accepts a token only in minutes, hours and days', () => {
    const stack = new Stack(new App(), 'Stack');
    const hours = new CfnParameter(stack, 'Hours', { type: 'Number' }).valueAsNumber;
    expect(rendered(ImagePipelineSchedule.rate(Duration.hours(hours)), stack).ScheduleExpression)
      .toEqual({ 'Fn::Join': ['', ['rate(', { Ref: 'Hours' }, ' hours)']] });
    expect(() => bind(ImagePipelineSchedule.rate(Duration.seconds(hours)))).toThrow('must be given in minutes, hours or days, got seconds');
  });
});

describe('schedule expression', () => {
  test('is rendered unchanged', () => {
    expect(rendered(ImagePipelineSchedule.expression('cron(0 10 ? * MON *)'))).toEqual({ ScheduleExpression: 'cron(0 10 ? * MON *)' });
  });

  test('is rejected where it is written if it breaks the grammar', () => {
    expect(() => ImagePipelineSchedule.expression('0 10 * * ? *')).toThrow(/The schedule '0 10 \* \* \? \*' is not valid: .*write cron\(0 10 \* \* \? \*\)/);
  });

  test('gives a warning, which can be acknowledged, for what the guide leaves open', () => {
    const schedule = ImagePipelineSchedule.expression('cron(0 0 * * sun *)');
    const id = 'cdk-image-builder:scheduleBothDays';
    expect(warnings(schedule)).toEqual([expect.stringContaining(`[ack: ${id}]`)]);

    const stack = bind(schedule);
    Notes.of(stack).acknowledgeWarning(id);
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('may be a token', () => {
    const stack = new Stack(new App(), 'Stack');
    const expression = new CfnParameter(stack, 'Expression').valueAsString;
    expect(rendered(ImagePipelineSchedule.expression(expression), stack)).toEqual({ ScheduleExpression: { Ref: 'Expression' } });
  });
});

describe('options of a schedule', () => {
  test('are rendered with each kind of schedule', () => {
    const options = {
      timeZone: TimeZone.EUROPE_BERLIN,
      startCondition: ScheduleStartCondition.EXPRESSION_MATCH_ONLY,
      autoDisableFailureCount: 3,
    };
    const expected = {
      Timezone: 'Europe/Berlin',
      PipelineExecutionStartCondition: 'EXPRESSION_MATCH_ONLY',
      AutoDisablePolicy: { FailureCount: 3 },
    };
    expect(rendered(ImagePipelineSchedule.cron({ minute: '0', ...options }))).toMatchObject(expected);
    expect(rendered(ImagePipelineSchedule.rate(Duration.days(1), options))).toMatchObject(expected);
    expect(rendered(ImagePipelineSchedule.expression('rate(1 day)', options))).toMatchObject(expected);
  });

  test('accept 1 to 10 as autoDisableFailureCount', () => {
    for (const autoDisableFailureCount of [0, 11, 1.5, -1]) {
      expect(() => bind(ImagePipelineSchedule.rate(Duration.days(1), { autoDisableFailureCount }))).toThrow(`must be an integer from 1 to 10, got ${autoDisableFailureCount}`);
    }
    for (const autoDisableFailureCount of [1, 10]) {
      const { AutoDisablePolicy } = rendered(ImagePipelineSchedule.rate(Duration.days(1), { autoDisableFailureCount }));
      expect(AutoDisablePolicy).toEqual({ FailureCount: autoDisableFailureCount });
    }
  });

  test('accept each time zone of aws-cdk-lib', () => {
    const zones = Object.values(TimeZone).filter((zone): zone is TimeZone => zone instanceof TimeZone);
    expect(zones.length).toBeGreaterThan(300);
    for (const timeZone of zones) {
      expect(() => bind(ImagePipelineSchedule.rate(Duration.days(1), { timeZone }))).not.toThrow();
    }
    expect(warnings(ImagePipelineSchedule.rate(Duration.days(1), { timeZone: TimeZone.ETC_UTC }))).toEqual([]);
  });

  test.each(['Europe Berlin', 'UT', `Europe/${'x'.repeat(94)}`, 'Zürich'])('reject the time zone %s', (name) => {
    expect(() => bind(ImagePipelineSchedule.rate(Duration.days(1), { timeZone: TimeZone.of(name) }))).toThrow('The time zone of a schedule');
  });

  test('give a warning for an unknown time zone, and none for a known or unresolved one', () => {
    const warned = (name: string) => warnings(ImagePipelineSchedule.rate(Duration.days(1), { timeZone: TimeZone.of(name) }));
    expect(warned('Europe/Berln')).toEqual([expect.stringContaining("'Europe/Berln'")]);
    expect(warned('Asia/Kolkata')).toEqual([]);
    expect(warned(Token.asString({ Ref: 'AWS::Region' }))).toEqual([]);
  });
});
