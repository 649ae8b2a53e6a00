import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { MonitoringFacade } from 'cdk-monitoring-constructs';
import { Construct } from 'constructs';
import { BaseImage, BuildDashboard, BuildDashboardProps, GoldenImage, ImagePipeline, ImageRecipe, PipelineMonitor } from '../../src';
import { widgetRequest } from '../../src/runtime/dashboard/request';

const ENV = { account: '123456789012', region: 'eu-west-1' };
let stack: Stack;

beforeEach(() => {
  stack = new Stack(new App(), 'Golden', { env: ENV });
});

function pipelineOf(name: string): ImagePipeline {
  const recipe = new ImageRecipe(stack, `Recipe-${name}`, { baseImage: BaseImage.amazonLinux2023(), imageRecipeName: `${name}-images` });
  return new ImagePipeline(stack, name, { recipe, imagePipelineName: name });
}

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly properties: {
    readonly metrics?: string[][];
    readonly title?: string;
    readonly endpoint?: string;
    readonly params?: object;
    readonly updateOn?: object;
  };
}

/** The widgets of a dashboard in the template; references in them are texts. */
function widgetsIn(template: Template, name?: string): Widget[] {
  const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard', name ? { Properties: { DashboardName: name } } : {}));
  const { DashboardBody: body } = dashboard.Properties as { DashboardBody: { 'Fn::Join': [string, Array<string | object>] } };
  return JSON.parse(body['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : JSON.stringify(part).replace(/"/g, "'"))).join('')).widgets;
}

/** Each action of the function's policies, with the resources that it is allowed on. */
function permissions(template: Template): string[] {
  const statements = Object.values(template.findResources('AWS::IAM::ManagedPolicy')).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  return statements.flatMap(({ Action, Resource }: { Action: unknown; Resource: unknown }) => [Action].flat().map((action) => `${action} ${JSON.stringify([Resource].flat())}`));
}

test('the dashboard has a timeline for each pipeline, drawn by one function that knows their names', () => {
  new BuildDashboard(stack, 'Builds', { pipelines: [pipelineOf('linux'), pipelineOf('windows')], builds: 3 });
  const template = Template.fromStack(stack);
  const timelines = widgetsIn(template).filter(({ type }) => type === 'custom');
  expect(timelines.map(({ properties }) => properties)).toEqual(['linux', 'windows'].map((pipeline) => ({
    title: pipeline,
    endpoint: expect.stringContaining('Fn::GetAtt'),
    params: { pipeline, builds: 3 },
    updateOn: { refresh: true, resize: true, timeRange: false },
  })));
  template.resourceCountIs('AWS::Lambda::Function', 1);
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { PIPELINES: 'linux,windows', PIPELINE_ARN_PREFIX: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':imagebuilder:eu-west-1:123456789012:image-pipeline/']] } } },
  });
});

test('the dashboard and its function have the same default and maximum of builds', () => {
  const dashboard = (name: string, builds?: number) => new BuildDashboard(stack, `Builds-${name}`, { pipelines: [pipelineOf(name)], builds });
  dashboard('linux');
  const [timeline] = widgetsIn(Template.fromStack(stack)).filter(({ type }) => type === 'custom');
  expect(timeline.properties.params).toEqual({ pipeline: 'linux', builds: widgetRequest({ pipeline: 'linux' }).builds });
  const most = widgetRequest({ pipeline: 'linux', builds: 1_000 }).builds;
  expect(() => dashboard('most', most)).not.toThrow();
  expect(() => dashboard('more', most + 1)).toThrow(/number of builds/);
});

test('the function may only read, and only these pipelines and their images', () => {
  new BuildDashboard(stack, 'Builds', { pipelines: [pipelineOf('linux')] });
  const allowed = permissions(Template.fromStack(stack));
  const actions = allowed.map((one) => one.split(' ')[0]);
  expect(actions.sort()).toEqual([
    'imagebuilder:GetImage', 'imagebuilder:ListImagePipelineImages', 'imagebuilder:ListImageScanFindingAggregations',
    'imagebuilder:ListImageScanFindings', 'imagebuilder:ListWorkflowExecutions', 'imagebuilder:ListWorkflowStepExecutions',
    'logs:CreateLogStream', 'logs:PutLogEvents', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments',
  ]);
  expect(allowed.find((one) => one.includes('ListImagePipelineImages'))).toContain(':image-pipeline/linux"');
  expect(allowed.find((one) => one.includes('GetImage'))).toContain(':image/linux-images/*"');
});

test('pipelines may be imported, L1s or of golden images', () => {
  const l1 = new CfnImagePipeline(stack, 'L1', { name: 'Plain Pipeline', imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:123456789012:image-recipe/plain/1.0.0', infrastructureConfigurationArn: 'arn' });
  const golden = new GoldenImage(stack, 'Gold', { baseImage: BaseImage.amazonLinux2023() });
  new BuildDashboard(stack, 'Builds', { pipelines: [ImagePipeline.fromImagePipelineName(stack, 'Import', 'imported'), l1, golden.pipeline] });
  const template = Template.fromStack(stack);
  const [imported, plain, gold] = widgetsIn(template).filter(({ type }) => type === 'custom').map(({ properties }) => properties.title);
  expect([imported, plain]).toEqual(['imported', 'plain-pipeline']);
  expect(gold).toContain('gold');
  expect(permissions(template).filter((one) => one.includes('imagebuilder:GetImage ')).join()).toContain(':image/*/*"');
});

test('a principal who may view gets the dashboard, its metrics and the function, and nothing else', () => {
  const viewer = new iam.Role(stack, 'Viewer', { assumedBy: new iam.AccountRootPrincipal() });
  const dashboard = new BuildDashboard(stack, 'Builds', { pipelines: [pipelineOf('linux')] });
  dashboard.grantView(viewer).assertSuccess();
  const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  const statements = policy.Properties.PolicyDocument.Statement as Array<{ Action: string; Resource: object }>;
  expect(Object.fromEntries(statements.map(({ Action, Resource }) => [Action, Resource]))).toEqual({
    'lambda:InvokeFunction': { 'Fn::GetAtt': [expect.stringContaining('BuildsFunction'), 'Arn'] },
    'cloudwatch:GetDashboard': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':cloudwatch::123456789012:dashboard/', { Ref: expect.stringContaining('Builds') }]] },
    'cloudwatch:GetMetricData': '*',
  });
});

describe('metrics', () => {
  const graphs = () => widgetsIn(Template.fromStack(stack)).filter(({ type }) => type === 'metric');

  test('of a pipeline stand below its timeline, side by side', () => {
    new BuildDashboard(stack, 'Builds', { pipelines: [pipelineOf('linux'), pipelineOf('windows')] });
    const placed = widgetsIn(Template.fromStack(stack)).map(({ type, x, y, width }) => [type, x, y, width].join(' '));
    expect(placed).toEqual([
      'custom 0 0 24', 'metric 0 14 6', 'metric 6 14 6', 'metric 12 14 6', 'metric 18 14 6',
      'custom 0 20 24', 'metric 0 34 6', 'metric 6 34 6', 'metric 12 34 6', 'metric 18 34 6',
    ]);
    const shown = graphs().slice(0, 4).flatMap(({ properties: { metrics = [] } }) => metrics.map(([namespace, name, , image]) => `${namespace} ${name} ${image}`));
    expect(shown).toEqual([
      'ImagesAvailable', 'ImagesRefused', 'ImagesFailed', 'BuildMinutes', 'FindingsCritical', 'FindingsHigh', 'ImageAgeHours', 'WaitingSteps',
    ].map((name) => `CdkImageBuilder ${name} linux-images`));
  });

  test('are left out if nobody wants them, or if the name of the images is not known', () => {
    new BuildDashboard(stack, 'Builds', { pipelines: [pipelineOf('linux')], metrics: false });
    expect(graphs()).toEqual([]);
    stack = new Stack(new App(), 'Other', { env: ENV });
    new BuildDashboard(stack, 'Builds', { pipelines: [ImagePipeline.fromImagePipelineName(stack, 'Import', 'imported')] });
    expect(graphs()).toEqual([]);
  });

  test('warn if no monitor of the app publishes them', () => {
    const warnings = () => Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('metrics that only a PipelineMonitor publishes'));
    const pipeline = pipelineOf('linux');
    new BuildDashboard(stack, 'Plain', { pipelines: [pipeline], metrics: false });
    expect(warnings()).toEqual([]);
    stack = new Stack(new App(), 'Golden', { env: ENV });
    new BuildDashboard(stack, 'Builds', { pipelines: [pipelineOf('linux')] });
    expect(warnings()).toHaveLength(1);
    stack = new Stack(new App(), 'Golden', { env: ENV });
    const watched = pipelineOf('linux');
    new BuildDashboard(stack, 'Builds', { pipelines: [watched] });
    new PipelineMonitor(stack, 'Monitor', { pipelines: [watched], topics: [new sns.Topic(stack, 'Topic')] });
    expect(warnings()).toEqual([]);
  });
});

describe('widgets', () => {
  test('go into a dashboard of the user, without another one', () => {
    const builds = new BuildDashboard(stack, 'Builds', { pipelines: [pipelineOf('linux')], createDashboard: false });
    expect(builds.dashboard).toBeUndefined();
    new cloudwatch.Dashboard(stack, 'Own', { dashboardName: 'own' }).addWidgets(...builds.widgets());
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
    expect(widgetsIn(template, 'own').filter(({ type }) => type === 'custom')).toHaveLength(1);
  });

  test('go into the dashboard of cdk-monitoring-constructs', () => {
    const builds = new BuildDashboard(stack, 'Builds', { pipelines: [pipelineOf('linux'), pipelineOf('windows')], createDashboard: false });
    const facade = new MonitoringFacade(stack, 'Monitoring').addLargeHeader('Images');
    builds.widgets().forEach((widget) => facade.addWidget(widget));
    const widgets = widgetsIn(Template.fromStack(stack));
    expect(widgets.filter(({ type }) => type === 'custom').map(({ properties }) => properties.title)).toEqual(['linux', 'windows']);
    const places = widgets.map(({ x, y }) => `${x} ${y}`);
    expect(new Set(places).size).toBe(widgets.length);
  });

  test('of two dashboards are not the same objects', () => {
    const builds = new BuildDashboard(stack, 'Builds', { pipelines: [pipelineOf('linux')] });
    expect(builds.widgets()[0]).not.toBe(builds.widgets()[0]);
  });
});

test('the function takes VPC, key, boundary, retention and concurrency', () => {
  const boundary = iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary');
  new BuildDashboard(stack, 'Builds', {
    pipelines: [pipelineOf('linux')],
    vpc: new ec2.Vpc(stack, 'Vpc'),
    encryptionKey: new kms.Key(stack, 'Key'),
    reservedConcurrentExecutions: 2,
    logRetention: 365,
    permissionsBoundary: boundary,
  });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Lambda::Function', { ReservedConcurrentExecutions: 2, VpcConfig: Match.anyValue(), Handler: 'index.handler' });
  template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 365, KmsKeyId: Match.anyValue(), LogGroupName: '/aws/vendedlogs/cdk-image-builder/Golden/Golden-Builds-62D4FFC6' });
  template.hasResourceProperties('AWS::IAM::Role', { PermissionsBoundary: Match.anyValue() });
  template.hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: Match.objectLike({
      Statement: Match.arrayWith([Match.objectLike({ Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': Match.anyValue() } } })]),
    }),
  });
  expect(permissions(template).map((one) => one.split(' ')[0])).toContain('ec2:CreateNetworkInterface');
});

describe('dashboard rejects', () => {
  const dashboard = (props: Partial<BuildDashboardProps>) => () => {
    const scope = new Construct(stack, `Scope${stack.node.children.length}`);
    new BuildDashboard(scope, 'Builds', { pipelines: [ImagePipeline.fromImagePipelineName(scope, 'Linux', 'linux')], ...props });
  };

  test('no pipelines', () => {
    expect(dashboard({ pipelines: [] })).toThrow("A dashboard needs pipelines to show: give at least one in 'pipelines'.");
  });

  test('a pipeline that is given twice', () => {
    const pipeline = pipelineOf('windows');
    const again = ImagePipeline.fromImagePipelineName(stack, 'Again', 'windows');
    expect(dashboard({ pipelines: [pipeline, again] })).toThrow("The pipeline 'windows' is given twice: leave out one of them.");
  });

  test('a pipeline of another Region or account', () => {
    const elsewhere = (region: string, account: string) => ImagePipeline.fromImagePipelineArn(stack, region + account, `arn:aws:imagebuilder:${region}:${account}:image-pipeline/other`);
    expect(dashboard({ pipelines: [elsewhere('us-east-1', ENV.account)] })).toThrow(/must be in the stack's own Region 'eu-west-1'.*put a dashboard into a stack there/);
    expect(dashboard({ pipelines: [elsewhere(ENV.region, '111122223333')] })).toThrow(/must be in the stack's own account/);
  });

  test.each([0, 11, 1.5])('%p builds', (builds) => {
    expect(dashboard({ builds })).toThrow(/number of builds must be an integer from 1 to 10/);
  });

  test('a name without a dashboard', () => {
    expect(dashboard({ createDashboard: false, dashboardName: 'images' })).toThrow(/has no effect without a dashboard, got 'images'/);
  });

  test('more names than the environment of a function can hold', () => {
    const names = (count: number) => Array.from({ length: count }, (_, i) => ImagePipeline.fromImagePipelineName(stack, `P${i}`, `${'a'.repeat(97)}${100 + i}`));
    expect(dashboard({ pipelines: names(35) })).toThrow(/at most 3500 characters, got 3535 for 35 pipelines: spread them over several dashboards/);
  });
});

test('34 pipelines with long names fit into one dashboard', () => {
  const pipelines = Array.from({ length: 34 }, (_, i) => ImagePipeline.fromImagePipelineName(stack, `P${i}`, `${'a'.repeat(97)}${100 + i}`));
  expect(() => new BuildDashboard(stack, 'Builds', { pipelines })).not.toThrow();
});

test('a dashboard knows its class in each copy of the library', () => {
  const dashboard = new BuildDashboard(stack, 'Builds', { pipelines: [pipelineOf('linux')] });
  expect([BuildDashboard.isBuildDashboard(dashboard), BuildDashboard.isBuildDashboard(stack)]).toEqual([true, false]);
});
