import { App, Duration, NestedStack, Stack, TimeZone, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CfnSlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import {
  BaseImage, GoldenImage, ImagePipeline, ImagePipelineSchedule, ImageRecipe, PipelineMonitor, PipelineMonitorProps, PipelineNotice,
} from '../../src';
import { NOTICES, NOTICES_VARIABLE } from '../../src/contract/monitoring';

const ENV = { account: '123456789012', region: 'eu-west-1' };
const baseImage = BaseImage.amazonLinux2023();
const HOOK = 'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX';

let stack: Stack;
let topic: sns.Topic;

beforeEach(() => {
  stack = new Stack(new App(), 'Golden', { env: ENV });
  topic = new sns.Topic(stack, 'Topic');
});

function pipeline(id = 'Pipeline', props: { schedule?: ImagePipelineSchedule; enabled?: boolean; recipe?: ImageRecipe } = {}): ImagePipeline {
  return new ImagePipeline(stack, id, { recipe: new ImageRecipe(stack, `${id}Recipe`, { baseImage }), ...props });
}

function monitor(props: Partial<PipelineMonitorProps> = {}): PipelineMonitor {
  return new PipelineMonitor(stack, 'Monitor', { pipelines: props.pipelines ?? [pipeline()], topics: [topic], ...props });
}

/** The statements of the monitor's policies. */
function statements(): Array<{ Action: string | string[]; Resource: unknown; Condition?: object }> {
  const policies = Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy', { Properties: { Description: 'Watches EC2 Image Builder pipelines' } });
  return Object.values(policies).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

test('golden images, pipelines, imported ones and L1s are watched by their names', () => {
  const golden = new GoldenImage(stack, 'Linux', { baseImage, imageName: 'linux' });
  const recipe = new ImageRecipe(stack, 'Recipe', { baseImage, imageRecipeName: 'imported' });
  const imported = ImagePipeline.fromImagePipelineAttributes(stack, 'Imported', { imagePipelineName: 'imported-pipeline', recipe });
  const l1 = new CfnImagePipeline(stack, 'L1', {
    name: 'L1 Pipeline', infrastructureConfigurationArn: 'arn', imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:123456789012:image-recipe/l1/1.0.0', status: 'DISABLED',
  });
  monitor({ pipelines: [golden, pipeline('Own'), imported, l1] });
  const [parameter] = Object.values(Template.fromStack(stack).findResources('AWS::SSM::Parameter'));
  const watched = JSON.parse(parameter.Properties.Value);
  expect(watched).toEqual([
    { name: expect.stringMatching(/^golden-linux-pipeline/) }, { name: expect.stringMatching(/^golden-own/) }, { name: 'imported-pipeline' },
    // The template itself disables this pipeline, so nobody needs a notice.
    { name: 'l1-pipeline', disabled: true },
  ]);
});

test('the list of many pipelines is spread over parameters that hold it', () => {
  monitor({ pipelines: Array.from({ length: 75 }, (_, i) => pipeline(`P${i}`)) });
  const parameters = Object.values(Template.fromStack(stack).findResources('AWS::SSM::Parameter'));
  expect(parameters.flatMap(({ Properties }) => JSON.parse(Properties.Value))).toHaveLength(75);
  for (const { Properties } of parameters) expect(Properties.Value.length).toBeLessThanOrEqual(4096);
});

test('the function may read, write its own tag, and publish, and nothing else', () => {
  monitor();
  const actions = statements().flatMap(({ Action }) => Action).sort();
  expect(actions).toEqual([
    'cloudwatch:PutMetricData', 'imagebuilder:GetImage', 'imagebuilder:GetWorkflowStepExecution', 'imagebuilder:ListImagePipelineImages',
    'imagebuilder:ListImagePipelines', 'imagebuilder:ListImageScanFindingAggregations', 'imagebuilder:ListImageScanFindings',
    'imagebuilder:ListWaitingWorkflowSteps', 'imagebuilder:ListWorkflowExecutions', 'imagebuilder:ListWorkflowStepExecutions',
    'imagebuilder:TagResource', 'logs:CreateLogStream', 'logs:PutLogEvents', 'sns:Publish', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes',
    'sqs:ReceiveMessage', 'ssm:GetParameters', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments',
  ]);
  const tagging = statements().find(({ Action }) => Action === 'imagebuilder:TagResource')!;
  // A function that may write the tags of a release could release an image.
  expect(tagging.Condition).toEqual({
    'ForAllValues:StringEquals': { 'aws:TagKeys': [expect.stringMatching(/^cdk-image-builder:monitor-[0-9a-f]{8}$/)] },
    'Null': { 'aws:TagKeys': 'false' },
  });
  expect(statements().find(({ Action }) => Action === 'cloudwatch:PutMetricData')!.Condition).toEqual({ StringEquals: { 'cloudwatch:namespace': 'CdkImageBuilder' } });
});

describe('the id of a monitor, which is in the keys of its tags,', () => {
  const idIn = (scope: Stack) => {
    const [{ Properties }] = Object.values(Template.fromStack(scope).findResources('AWS::Lambda::Function', { Properties: { Description: Match.stringLikeRegexp('^Watches') } }));
    return Properties.Environment.Variables.MONITOR_ID;
  };

  test('differs between stacks that have it at the same path, and stays the same in one', () => {
    const ids = ['team-a', 'team-b', 'team-a'].map((stackName) => {
      stack = new Stack(new App(), 'Monitoring', { env: ENV, stackName });
      topic = new sns.Topic(stack, 'Topic');
      monitor();
      return idIn(stack);
    });
    expect(ids[0]).not.toBe(ids[1]);
    expect(ids[2]).toBe(ids[0]);
  });

  test('differs between the monitors of a stack', () => {
    for (const id of ['First', 'Second']) new PipelineMonitor(stack, id, { pipelines: [pipeline(`${id}P`)], topics: [topic] });
    const ids = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function')).map(({ Properties }) => Properties.Environment.Variables?.MONITOR_ID);
    expect(new Set(ids.filter(Boolean)).size).toBe(2);
  });

  test('holds the GUID of a nested stack, whose name is known only when it is deployed', () => {
    stack = new NestedStack(stack, 'Nested');
    topic = new sns.Topic(stack, 'Topic');
    monitor();
    const guid = { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] };
    expect(idIn(stack)).toEqual({ 'Fn::Join': ['', [expect.stringMatching(/^[0-9a-f]{8}-$/), guid]] });
  });
});

test('events and the clock go through one queue, which runs one poll at a time', () => {
  monitor();
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::SQS::Queue', {
    FifoQueue: true, ContentBasedDeduplication: true, MessageRetentionPeriod: 20 * 60, SqsManagedSseEnabled: true,
  });
  // Lambda refuses a queue that hands a message out again while the function may still run.
  const [{ Properties: queue }] = Object.values(template.findResources('AWS::SQS::Queue'));
  const [{ Properties: handler }] = Object.values(template.findResources('AWS::Lambda::Function'));
  expect(queue.VisibilityTimeout).toBeGreaterThan(handler.Timeout);
  const rules = Object.values(template.findResources('AWS::Events::Rule')).map(({ Properties }) => Properties);
  expect(rules).toHaveLength(3);
  for (const { Targets } of rules) expect(Targets).toEqual([expect.objectContaining({ SqsParameters: { MessageGroupId: 'polls' } })]);
  expect(rules.map(({ ScheduleExpression }) => ScheduleExpression).filter(Boolean)).toEqual([expect.stringMatching(/^cron\(\d+ \* \* \* \? \*\)$/)]);
});

test('monitors of several stacks do not all look in the same minute', () => {
  const minutes = new Set(Array.from({ length: 20 }, (_, i) => {
    stack = new Stack(new App(), `Stack${i}`, { env: ENV });
    topic = new sns.Topic(stack, 'Topic');
    monitor();
    const rules = Object.values(Template.fromStack(stack).findResources('AWS::Events::Rule'));
    return rules.map(({ Properties }) => Properties.ScheduleExpression).find(Boolean);
  }));
  expect(minutes.size).toBeGreaterThan(10);
});

test('the alarm of the monitor goes off when it fails or is dead, and tells all topics', () => {
  const other = new sns.Topic(stack, 'Other');
  monitor({ topics: [topic, other] });
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'AWS/Lambda',
    MetricName: 'Errors',
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'breaching',
    EvaluationPeriods: 3,
    Period: 3600,
    Statistic: 'Sum',
    AlarmActions: [topic, other].map(({ topicArn }) => stack.resolve(topicArn)),
  });
});

test('alarms on age, failures and refusals go by the name of the images', () => {
  const one = monitor({ pipelines: [new GoldenImage(stack, 'Linux', { baseImage, imageName: 'linux' })], maximumImageAge: Duration.days(30) });
  expect([one.alarmOnImageAge(), one.alarmOnFailures(), one.alarmOnRefusals()].map(({ length }) => length)).toEqual([1, 1, 1]);
  const template = Template.fromStack(stack);
  const of = (MetricName: string, more: object) => template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'CdkImageBuilder', MetricName, Dimensions: [{ Name: 'Image', Value: 'linux' }], ...more,
  });
  const hourly = { Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold', EvaluationPeriods: 1, Period: 3600, Statistic: 'Sum', TreatMissingData: 'notBreaching' };
  of('ImageAgeHours', {
    Threshold: 720, ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1, Period: 3 * 3600, Statistic: 'Minimum', TreatMissingData: 'breaching',
  });
  of('ImagesFailed', hourly);
  of('ImagesRefused', hourly);
});

test('the metrics of a golden image are those that a monitor publishes of it', () => {
  const golden = new GoldenImage(stack, 'Linux', { baseImage, imageName: 'linux' });
  const metrics = [
    golden.metricImagesAvailable(), golden.metricImagesFailed(), golden.metricImagesRefused(), golden.metricBuildMinutes(),
    golden.metricFindingsCritical(), golden.metricFindingsHigh(), golden.metricImageAgeHours(), golden.metricWaitingSteps(),
  ];
  expect(metrics.map(({ metricName }) => metricName)).toEqual([
    'ImagesAvailable', 'ImagesFailed', 'ImagesRefused', 'BuildMinutes', 'FindingsCritical', 'FindingsHigh', 'ImageAgeHours', 'WaitingSteps',
  ]);
  for (const { namespace, dimensions } of metrics) expect([namespace, dimensions]).toEqual(['CdkImageBuilder', { Image: 'linux' }]);
  expect(golden.metricImageAgeHours({ statistic: 'Average' }).statistic).toBe('Average');
});

test('a monitor sends every notice that its function knows, or those that the app chooses', () => {
  monitor();
  new PipelineMonitor(stack, 'Some', { pipelines: [pipeline('Other')], topics: [topic], on: [PipelineNotice.WAITING, PipelineNotice.FAILED] });
  const environments = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function')).map(({ Properties }) => Properties.Environment.Variables);
  expect(environments.map((variables) => variables[NOTICES_VARIABLE])).toEqual([NOTICES.join(','), 'WAITING,FAILED']);
});

describe('a monitor refuses', () => {
  test('no pipelines to watch', () => {
    expect(() => monitor({ pipelines: [] })).toThrow(/A monitor needs pipelines to watch: give at least one in 'pipelines'/);
  });

  test('no topics to tell', () => {
    expect(() => monitor({ topics: [] })).toThrow(/A monitor needs somewhere to send notices: give at least one topic in 'topics'/);
  });

  test('no notices to send', () => {
    expect(() => monitor({ on: [] })).toThrow(/A monitor without notices has no effect: give at least one notice in 'on', or leave it out/);
  });

  test('a notice of overdue images without an age, and takes it with one', () => {
    expect(() => monitor({ on: [PipelineNotice.OVERDUE] })).toThrow(/An image is never overdue without 'maximumImageAge': set it, .* or leave PipelineNotice.OVERDUE out/);
    new PipelineMonitor(stack, 'WithAge', { pipelines: [pipeline('A')], topics: [topic], on: [PipelineNotice.OVERDUE], maximumImageAge: Duration.days(30) });
    new PipelineMonitor(stack, 'Without', { pipelines: [pipeline('B')], topics: [topic], on: [PipelineNotice.FAILED] });
  });

  test.each([['maximumImageAge'], ['repeatAfter']])("'%s' of less than an hour, and takes an hour", (name) => {
    expect(() => monitor({ [name]: Duration.minutes(59) })).toThrow(new RegExp(`'${name}' must be at least an hour, because a monitor polls once an hour, got 59 minutes`));
    new PipelineMonitor(stack, 'Hour', { pipelines: [pipeline('Other')], topics: [topic], [name]: Duration.hours(1) });
  });

  test.each([
    ['a weekly schedule', ImagePipelineSchedule.cron({ weekDay: 'SUN', hour: '3', minute: '0' }), 7 * 24, '7 days'],
    ['a monthly schedule', ImagePipelineSchedule.cron({ day: '1', hour: '3', minute: '0' }), 31 * 24, '31 days'],
    ['weekdays', ImagePipelineSchedule.cron({ weekDay: 'MON-FRI', hour: '3', minute: '0' }), 3 * 24, '3 days'],
    ['a rate', ImagePipelineSchedule.rate(Duration.days(14)), 14 * 24, '14 days'],
    ['four times a day', ImagePipelineSchedule.cron({ hour: '0/6', minute: '20' }), 6, '6 hours'],
    ['pairs of builds twice a day', ImagePipelineSchedule.cron({ hour: '6,18', minute: '0,30' }), 11.5, '11 hours 30 minutes'],
    ['names of days and months', ImagePipelineSchedule.cron({ weekDay: 'sun,WED', month: 'JAN-jun', hour: '3', minute: '0' }), 189 * 24, '189 days'],
  ])('an age that is not longer than %s leaves between two builds, and takes a longer one', (_what, schedule, hours, text) => {
    const pipelines = [pipeline('Scheduled', { schedule })];
    for (const short of [hours, hours - 1]) {
      expect(() => monitor({ pipelines, maximumImageAge: Duration.minutes(short * 60) })).toThrow(new RegExp(`'maximumImageAge' is .* and the schedule of 'Golden/Scheduled', .*, may leave ${text} between two builds.*allow more than that`));
      stack.node.tryRemoveChild('Monitor');
    }
    monitor({ pipelines, maximumImageAge: Duration.minutes((hours + 1) * 60) });
  });

  const DAILY = { hour: '3', minute: '0' };
  test.each<[string, TimeZone, string | undefined, number, string]>([
    ['a day of 25 hours', TimeZone.EUROPE_BERLIN, undefined, 25, '1 day 1 hour'],
    ['a week with that day', TimeZone.AMERICA_NEW_YORK, 'SUN', 7 * 24 + 1, '7 days 1 hour'],
    ['a day of 24 hours and a half', TimeZone.AUSTRALIA_LORD_HOWE, undefined, 24.5, '1 day 30 minutes'],
  ])('an age that is not longer than %s, where the time zone sets its clocks back, and takes a longer one', (_what, timeZone, weekDay, hours, text) => {
    const pipelines = [pipeline('Scheduled', { schedule: ImagePipelineSchedule.cron({ ...DAILY, weekDay, timeZone }) })];
    expect(() => monitor({ pipelines, maximumImageAge: Duration.minutes(hours * 60) }))
      .toThrow(`, may leave ${text} between two builds when its time zone, ${timeZone.timezoneName}, sets the clocks back, so images would become too old: allow more than that`);
    stack.node.tryRemoveChild('Monitor');
    monitor({ pipelines, maximumImageAge: Duration.minutes((hours + 0.5) * 60) });
  });

  test('an age that is not longer than a day of 25 hours in the time zone of an L1, as newer ones have it', () => {
    const schedule = { scheduleExpression: 'cron(0 3 * * ? *)', timezone: 'Europe/Berlin' };
    const l1 = new CfnImagePipeline(stack, 'L1', {
      name: 'l1', infrastructureConfigurationArn: 'arn', imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:123456789012:image-recipe/l1/1.0.0', schedule,
    });
    expect(() => monitor({ pipelines: [l1], maximumImageAge: Duration.hours(25) })).toThrow('when its time zone, Europe/Berlin, sets the clocks back');
  });

  test.each<[string, ImagePipelineSchedule]>([
    ['whose time zone never sets its clocks back', ImagePipelineSchedule.cron({ ...DAILY, timeZone: TimeZone.ASIA_TOKYO })],
    ['of a time zone that Node.js does not know', ImagePipelineSchedule.cron({ ...DAILY, timeZone: TimeZone.of('Moon/Crater') })],
    ['of a time zone that is not known yet', ImagePipelineSchedule.cron({ ...DAILY, timeZone: TimeZone.of(Token.asString({ Ref: 'Zone' })) })],
    ['that is a rate, which goes by no clock', ImagePipelineSchedule.rate(Duration.days(1), { timeZone: TimeZone.EUROPE_BERLIN })],
  ])('no age of 25 hours for a daily schedule %s', (_what, schedule) => {
    expect(() => monitor({ pipelines: [pipeline('Scheduled', { schedule })], maximumImageAge: Duration.hours(25) })).not.toThrow();
  });

  test.each([['15W'], ['L'], ['1,LW']])('no age for a schedule of the days %s, whose interval is not known', (day) => {
    const pipelines = [pipeline('Scheduled', { schedule: ImagePipelineSchedule.cron({ day, hour: '3', minute: '0' }) })];
    expect(() => monitor({ pipelines, maximumImageAge: Duration.hours(1) })).not.toThrow();
  });

  test('two pipelines of one recipe, and takes two with a recipe each', () => {
    const recipe = new ImageRecipe(stack, 'Recipe', { baseImage, imageRecipeName: 'shared' });
    expect(() => monitor({ pipelines: [pipeline('A', { recipe }), pipeline('B', { recipe })] })).toThrow(/The pipelines 'Golden\/A' and 'Golden\/B' build images of one recipe, 'shared', so nobody could tell their notices and metrics apart: give each a recipe of its own/);
    new PipelineMonitor(stack, 'Apart', { pipelines: [pipeline('C'), pipeline('D')], topics: [topic] });
  });

  test('a pipeline that is given twice', () => {
    const twice = pipeline();
    expect(() => monitor({ pipelines: [twice, twice] })).toThrow(/The pipeline 'Golden\/Pipeline' is given twice: leave out one of them/);
  });

  test('an imported pipeline whose images are not known, and takes it with its recipe', () => {
    const unknown = ImagePipeline.fromImagePipelineName(stack, 'Unknown', 'unknown');
    expect(() => monitor({ pipelines: [unknown] })).toThrow(/the recipe of the imported pipeline 'Golden\/Unknown' is not known: import it by ImagePipeline.fromImagePipelineAttributes\(\) with its recipe/);
    expect(() => unknown.metricImagesFailed()).toThrow(/Metrics are published by image name, but the recipe of the imported pipeline is not known: import it by/);
    const recipe = new ImageRecipe(stack, 'Recipe', { baseImage });
    const known = ImagePipeline.fromImagePipelineAttributes(stack, 'Known', { imagePipelineName: 'unknown', recipe });
    new PipelineMonitor(stack, 'OfKnown', { pipelines: [known], topics: [topic] });
    known.metricImagesFailed();
  });

  test('a pipeline of another Region, which a monitor in a stack there takes', () => {
    const app = App.of(stack) as App;
    const other = new Stack(app, 'Other', { env: { ...ENV, region: 'us-east-1' } });
    const elsewhere = new ImagePipeline(other, 'Pipeline', { recipe: new ImageRecipe(other, 'Recipe', { baseImage }) });
    expect(() => monitor({ pipelines: [elsewhere] })).toThrow(/The pipeline of a monitor must be in the stack's own Region 'eu-west-1', got 'Other\/Pipeline' in 'us-east-1': put a monitor into a stack there/);
    new PipelineMonitor(other, 'Monitor', { pipelines: [elsewhere], topics: [new sns.Topic(other, 'Topic')] });
  });

  test('an alarm on the age of images that may be of any age', () => {
    expect(() => monitor().alarmOnImageAge()).toThrow(/An alarm on the age of images needs 'maximumImageAge': give it to the monitor/);
  });
});

describe('topics', () => {
  const synthesize = () => App.of(stack)!.node.root as App;

  test('a FIFO topic is refused, to which neither mail nor chat can subscribe', () => {
    expect(() => monitor({ topics: [new sns.Topic(stack, 'Fifo', { fifo: true })] })).toThrow(/The topic 'Golden\/Fifo' is a FIFO topic, .*: use a standard topic/);
  });

  test('a topic of another Region is refused, to which neither the function nor the alarm can publish; one of another account is fine', () => {
    const imported = (id: string, place: string) => sns.Topic.fromTopicArn(stack, id, `arn:aws:sns:${place}:alerts`);
    expect(() => monitor({ topics: [topic, imported('Elsewhere', 'us-east-1:123456789012')] }))
      .toThrow(/The topic of a monitor must be in the stack's own Region 'eu-west-1', got 'Golden\/Elsewhere' in 'us-east-1': give a topic of the stack's Region, and subscribe the same people to it\. See https/);
    new PipelineMonitor(stack, 'Central', { pipelines: [pipeline('Other')], topics: [imported('Account', 'eu-west-1:210987654321')] });
    stack = new Stack(App.of(stack)!.node.root as App, 'Anywhere');
    monitor({ topics: [imported('Unknown', 'us-east-1:123456789012')] });
  });

  test("a topic with the key of SNS itself is refused, which alarms may not use; one of the app's own is extended", () => {
    const managed = new sns.Topic(stack, 'Managed', { masterKey: kms.Alias.fromAliasName(stack, 'Alias', 'alias/aws/sns') });
    expect(() => monitor({ topics: [managed] })).toThrow(/The topic 'Golden\/Managed' is encrypted with 'alias\/aws\/sns', which CloudWatch alarms may not use: encrypt it with a key of yours/);
    const key = new kms.Key(stack, 'Key');
    new PipelineMonitor(stack, 'Encrypted', { pipelines: [pipeline('Other')], topics: [new sns.Topic(stack, 'Own', { masterKey: key })] });
    Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: ['kms:GenerateDataKey*', 'kms:Decrypt'], Principal: { Service: 'cloudwatch.amazonaws.com' } }),
        ]),
      },
    });
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('monitorKeyPolicy'));
  });

  test.each([
    ['another stack', () => new Stack(synthesize(), 'Team', { env: ENV })],
    ['a nested stack', () => new NestedStack(stack, 'Nested')],
  ])('an encrypted topic may tell a monitor in %s, whose function may use its key', (_, makeStack) => {
    const shared = stack;
    topic = new sns.Topic(shared, 'Encrypted', { masterKey: new kms.Key(shared, 'Key') });
    stack = makeStack();
    monitor();
    expect(statements().filter(({ Action }) => `${Action}` === 'kms:GenerateDataKey,kms:Decrypt')).toHaveLength(1);
    const [{ Properties }] = Object.values(Template.fromStack(shared).findResources('AWS::KMS::Key'));
    const principals = Properties.KeyPolicy.Statement.slice(1).map(({ Principal }: { Principal: unknown }) => Principal);
    expect(principals).toEqual([{ Service: 'cloudwatch.amazonaws.com' }]);
  });

  test('an encrypted topic of the app in another account lets the account of the monitor publish and use its key', () => {
    const other = new Stack(synthesize(), 'Other', { env: { ...ENV, account: '210987654321' } });
    topic = new sns.Topic(other, 'Encrypted', { topicName: 'alerts', masterKey: new kms.Key(other, 'Key') });
    monitor();
    const template = Template.fromStack(other);
    const root = { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::123456789012:root']] } };
    const principalsOf = (type: string, document: string, action: string) => Object.values(template.findResources(type))
      .flatMap(({ Properties }) => Properties[document].Statement as Array<{ Action: string | string[]; Principal: unknown }>)
      .filter(({ Action }) => `${Action}` === action).map(({ Principal }) => Principal);
    expect(principalsOf('AWS::SNS::TopicPolicy', 'PolicyDocument', 'sns:Publish')).toEqual([root, { Service: 'cloudwatch.amazonaws.com' }]);
    expect(principalsOf('AWS::KMS::Key', 'KeyPolicy', 'kms:GenerateDataKey*,kms:Decrypt')).toEqual([root, { Service: 'cloudwatch.amazonaws.com' }]);
  });

  test('a key of another Region is refused', () => {
    const key = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:123456789012:key/1');
    expect(() => monitor({ topics: [new sns.Topic(stack, 'Encrypted', { masterKey: key })] })).toThrow(/The key 'Golden\/Key' of the topic 'Golden\/Encrypted' is in the Region 'us-east-1' and the topic in 'eu-west-1', so SNS cannot use it/);
  });

  test('a webhook URL as a subscription is refused', () => {
    topic.addSubscription(new UrlSubscription(HOOK));
    monitor();
    expect(() => synthesize().synth()).toThrow(/The URL of a webhook is a credential: .*Give the ids of workspace and channel to a SlackChannelConfiguration/);
  });

  test('a webhook URL as the id of a channel is refused; ids are fine, and so are URLs on other topics', () => {
    const channel = (id: string, slackChannelId: string, snsTopicArns: string[]) => new CfnSlackChannelConfiguration(stack, id, {
      configurationName: id, iamRoleArn: 'arn:aws:iam::123456789012:role/chat', slackChannelId, slackWorkspaceId: 'T00000000', snsTopicArns,
    });
    monitor();
    channel('Good', 'C00000000', [topic.topicArn]);
    new sns.Topic(stack, 'Foreign').addSubscription(new UrlSubscription(HOOK));
    synthesize().synth();
    channel('Bad', HOOK, [topic.topicArn]);
    expect(() => synthesize().synth({ force: true })).toThrow(/The URL of a webhook is a credential/);
  });
});

test('the parameter of a monitor names its tier, since an account may have advanced parameters by default', () => {
  monitor();
  Template.fromStack(stack).allResourcesProperties('AWS::SSM::Parameter', { Tier: 'Intelligent-Tiering' });
});
