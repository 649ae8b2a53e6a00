import { App, CfnParameter, Duration, Lazy, NestedStack, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import * as s3 from 'aws-cdk-lib/aws-s3';
import {
  BaseImage, GoldenImage, ImageBuilderEndpoints, ImagePipeline, ImagePipelineExecution, ImagePipelineExecutionOptions, ImagePipelineProps,
  ImageRecipe, ImageScanningConfiguration, ImageStatus, ImageStatusAttribute, InfrastructureConfiguration, IWorkflow, ManagedComponent,
  ManagedWorkflow, OnFailure, Platform, VulnerabilityGate, Workflow, WorkflowDocument, WorkflowType,
} from '../../src';
import { STATUS_ATTRIBUTES } from '../../src/contract/contract';
import { AuthorizedCall, isAllowed } from '../provider/policy-simulation';

const BUILD = 'Custom::ImageBuilderImageBuild';
const WAIT = 'Custom::ImageBuilderImageWait';

interface Resource {
  readonly Properties: Record<string, unknown>;
  readonly DependsOn?: string[];
}

let stack: Stack;
let recipe: ImageRecipe;

beforeEach(() => {
  stack = new Stack(new App(), 'Golden');
  recipe = new ImageRecipe(stack, 'Recipe', {
    imageRecipeName: 'golden-linux',
    baseImage: BaseImage.fromSsmParameterName('/imagebuilder/base'),
    components: [{ component: ManagedComponent.helloWorld(stack, 'Hello', Platform.LINUX) }],
  });
});

function newPipeline(props: Partial<ImagePipelineProps> = {}): ImagePipeline {
  return new ImagePipeline(stack, 'Pipeline', { recipe, ...props });
}

function start(options?: ImagePipelineExecutionOptions, props?: Partial<ImagePipelineProps>): ImagePipelineExecution {
  return newPipeline(props).start('Start', options);
}

/** The resources of a type by their logical ids. */
function resources(type: string): Record<string, Resource> {
  return Template.fromStack(stack).findResources(type) as Record<string, Resource>;
}

/** The waits in the order in which CloudFormation comes to them. */
function waits(): Array<Resource & { readonly id: string }> {
  const all = resources(WAIT);
  const [build] = Object.keys(resources(BUILD));
  let previous: string | undefined;
  const sorted = [];
  for (;;) {
    const next = Object.entries(all).find(([, { DependsOn = [], Properties }]) => previous
      ? DependsOn.includes(previous)
      : !DependsOn.some((id) => id in all) && JSON.stringify(Properties).includes(`"${build}"`));
    if (!next) return sorted;
    sorted.push({ id: next[0], ...next[1] });
    previous = next[0];
  }
}

/** What must be there before the build starts, with all that these need. */
function neededByBuild(): Set<string> {
  const template = Template.fromStack(stack).toJSON().Resources as Record<string, Resource>;
  const needed = new Set<string>();
  const follow = (id: string) => {
    const resource = template[id];
    if (!resource || needed.has(id)) return;
    needed.add(id);
    resource.DependsOn?.forEach(follow);
    for (const [, ref, att] of JSON.stringify(resource.Properties ?? {}).matchAll(/"Ref":"([^"]+)"|"Fn::GetAtt":\["([^"]+)"/g)) follow(ref ?? att);
  };
  Object.keys(resources(BUILD)).forEach(follow);
  return needed;
}

/** The resources on which the function may do something, as they end. */
function allowed(action: string): string[] {
  return Object.values(resources('AWS::IAM::ManagedPolicy'))
    .flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: Array<{ Action: string | string[]; Resource: unknown }> }).Statement)
    .filter(({ Action }) => [Action].flat().includes(action))
    .flatMap(({ Resource: resource }) => (Array.isArray(resource) ? resource : [resource]) as unknown[])
    .map((resource) => JSON.stringify(resource).replace(/^.*":((?:secret:)?[^":]+)".*$/, '$1'));
}

test('a build starts when what the pipeline builds changed, and its image is awaited for an hour', () => {
  const pipeline = newPipeline();
  pipeline.start('Start');

  const template = Template.fromStack(stack);
  template.resourcePropertiesCountIs(BUILD, {
    ImagePipelineArn: stack.resolve(pipeline.imagePipelineArn),
    Trigger: Match.stringLikeRegexp('^[0-9a-f]{16}$'),
    ServiceTimeout: '600',
  }, 1);
  template.resourcePropertiesCountIs(WAIT, {
    ImageBuildVersionArn: { 'Fn::GetAtt': [Object.keys(resources(BUILD))[0], 'ImageBuildVersionArn'] },
    StateMachineArn: { Ref: Object.keys(resources('AWS::StepFunctions::StateMachine'))[0] },
    ServiceTimeout: '3600',
    WaitSeconds: '3180',
    Last: 'true',
    OnFailure: 'FAIL_DEPLOYMENT',
    Gate: Match.absent(),
    WaitForScan: Match.absent(),
    ParameterName: Match.absent(),
  }, 1);
});

describe('the trigger', () => {
  test('of the user goes before the default', () => {
    start({ trigger: 'monday' });
    Template.fromStack(stack).hasResourceProperties(BUILD, { Trigger: 'monday' });
  });

  test('of an L1 is what it builds', () => {
    const pipeline = new CfnImagePipeline(stack, 'L1', { name: 'l1', infrastructureConfigurationArn: 'arn:i', imageRecipeArn: recipe.imageRecipeArn });
    new ImagePipelineExecution(stack, 'Start', { pipeline });
    Template.fromStack(stack).hasResourceProperties(BUILD, { Trigger: Match.stringLikeRegexp('^[0-9a-f]{16}$') });
  });

  test('of an imported pipeline is its deployment id where that is known, else its ARN: it is built once', () => {
    ImagePipeline.fromImagePipelineAttributes(stack, 'Known', { imagePipelineName: 'known', imagePipelineDeploymentId: 'deployment-1' }).start('Start');
    ImagePipeline.fromImagePipelineName(stack, 'Unknown', 'unknown').start('Start');
    const template = Template.fromStack(stack);
    template.hasResourceProperties(BUILD, { Trigger: 'deployment-1' });
    template.hasResourceProperties(BUILD, { Trigger: { 'Fn::Join': ['', Match.arrayWith([':image-pipeline/unknown'])] } });
  });

  test('that is empty is refused', () => {
    expect(() => start({ trigger: '' })).toThrow('The trigger of an execution must have at least 1 character,');
    expect(() => new ImagePipelineExecution(stack, 'Start', { pipeline: newPipelineOf('Other'), trigger: '1' })).not.toThrow();
  });
});

function newPipelineOf(id: string): ImagePipeline {
  return new ImagePipeline(stack, id, { recipe });
}

describe('the timeout', () => {
  test.each<[Duration, number[]]>([
    [Duration.minutes(5), [300]],
    [Duration.minutes(40), [2400]],
    [Duration.minutes(60), [3180]],
    [Duration.seconds(3601), [3180, 1]],
    [Duration.minutes(150), [3180, 3180, 1800]],
    [Duration.hours(12), Array(12).fill(3180)],
  ])('%s makes one wait for each begun hour', (timeout, seconds) => {
    start({ timeout });
    expect(waits().map(({ Properties }) => Number(Properties.WaitSeconds))).toEqual(seconds);
  });

  test.each([
    [Duration.seconds(299), /must be from 5 minutes to 12 hours, got 4 minutes 59 seconds.*No build ends sooner/],
    [Duration.seconds(43201), /must be from 5 minutes to 12 hours, got 12 hours 1 second.*set 'waitForImage' to false/],
  ])('%s is refused', (timeout, message) => expect(() => start({ timeout })).toThrow(message));

  test('that is too long gives advice that works', () => {
    expect(() => start({ timeout: Duration.days(1) })).toThrow("leave out 'timeout' and set 'waitForImage' to false, and read an ImageStatus of the pipeline");
    const pipeline = newPipelineOf('Long');
    pipeline.start('Start', { waitForImage: false });
    new ImageStatus(stack, 'Status', { pipeline }).addOutputs();
    expect(() => (stack.node.root as App).synth()).not.toThrow();
  });

  test('that is a token is refused', () => {
    const timeout = Duration.minutes(new CfnParameter(stack, 'Minutes', { type: 'Number' }).valueAsNumber);
    expect(() => start({ timeout })).toThrow('must be known at synthesis');
  });
});

describe('the waits', () => {
  const gate = VulnerabilityGate.atMost({ critical: 0 });

  test('follow each other, and the last one judges', () => {
    start({ timeout: Duration.hours(3), gate, waitForScan: true }, { imageScanningConfiguration: ImageScanningConfiguration.testInstance() });
    const [first, second, last, ...rest] = waits();
    expect(rest).toEqual([]);
    for (const { Properties } of [first, second]) {
      expect(Properties).not.toHaveProperty('Last');
      expect(Properties).not.toHaveProperty('Gate');
      expect(Properties).not.toHaveProperty('WaitForScan');
    }
    expect(last.Properties).toMatchObject({ Last: 'true', WaitForScan: 'true', Gate: { MaximumCritical: '0' } });
  });

  test('give the attributes from the last one, which keeps its id when the timeout changes', () => {
    const last = (timeout: Duration) => {
      stack = new Stack(new App(), 'Golden');
      recipe = new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.fromSsmParameterName('/imagebuilder/base') });
      const execution = start({ timeout });
      execution.addOutputs({ prefix: 'Golden', all: true });
      const { id } = waits()[waits().length - 1];
      STATUS_ATTRIBUTES.forEach((name) => Template.fromStack(stack).hasOutput(`Golden${name}`, { Value: { 'Fn::GetAtt': [id, name] } }));
      expect(stack.resolve(execution.imageId)).toEqual({ 'Fn::GetAtt': [id, 'ImageId'] });
      return id;
    };
    expect(last(Duration.hours(1))).toBe(last(Duration.hours(4)));
  });

  test('report on request', () => {
    start({ onFailure: OnFailure.REPORT, timeout: Duration.hours(2) });
    expect(waits().map(({ Properties }) => Properties.OnFailure)).toEqual(['REPORT', 'REPORT']);
  });
});

describe('without waiting for the image', () => {
  const gate = VulnerabilityGate.atMost({ critical: 0 });

  test('there is the build and no wait, state machine or permission for one', () => {
    start({ waitForImage: false, trigger: 'monday' });
    const template = Template.fromStack(stack);
    template.resourcePropertiesCountIs(BUILD, { Trigger: 'monday' }, 1);
    template.resourceCountIs(WAIT, 0);
    template.resourceCountIs('AWS::StepFunctions::StateMachine', 0);
    expect(allowed('ssm:PutParameter')).toEqual([]);
    expect(allowed('imagebuilder:StartImagePipelineExecution')).toHaveLength(1);
    expect(allowed('imagebuilder:CancelImageCreation')).toHaveLength(1);
  });

  test('the ARN of the image is the one attribute, and the one output', () => {
    const execution = start({ waitForImage: false });
    execution.addOutputs({ prefix: 'Golden' });
    const [build] = Object.keys(resources(BUILD));
    expect(stack.resolve(execution.imageBuildVersionArn)).toEqual({ 'Fn::GetAtt': [build, 'ImageBuildVersionArn'] });
    expect(Object.keys(Template.fromStack(stack).findOutputs('*'))).toEqual(['GoldenImageBuildVersionArn']);
    expect(() => execution.addOutputs({ prefix: 'Id', only: [ImageStatusAttribute.IMAGE_ID] })).toThrow('cannot tell its ImageId');
    expect(() => execution.imageId).toThrow("so that it cannot tell its ImageId: leave out 'waitForImage', or read an ImageStatus of the pipeline in a later deployment");
    expect(() => execution.gateStatus).toThrow('cannot tell its GateStatus');
  });

  test.each<[string, ImagePipelineExecutionOptions]>([
    ["'timeout' would do nothing: leave it out.", { timeout: Duration.hours(2) }],
    ["'onFailure' and 'waitForScan' would do nothing: leave them out.", { onFailure: OnFailure.REPORT, waitForScan: true }],
    ["'gate' would do nothing: leave it out, and give the gate to the pipeline, where it holds the image back.", { gate }],
  ])('%s', (message, options) => {
    expect(() => start({ waitForImage: false, ...options })).toThrow(message);
  });

  test('the gate of the pipeline holds the image back', () => {
    start({ waitForImage: false }, { gate, imageScanningConfiguration: ImageScanningConfiguration.testInstance() });
    Template.fromStack(stack).resourceCountIs('AWS::ImageBuilder::Workflow', 1);
    Template.fromStack(stack).resourceCountIs(WAIT, 0);
  });

  test('a golden image is built, too', () => {
    const golden = new GoldenImage(stack, 'Linux', { baseImage: BaseImage.amazonLinux2023(), waitForImage: false });
    golden.addOutputs();
    Template.fromStack(stack).resourceCountIs(BUILD, 1);
    Template.fromStack(stack).resourceCountIs(WAIT, 0);
    expect(Object.keys(Template.fromStack(stack).findOutputs('*')).sort()).toEqual(['LinuxImageBuildVersionArn', 'LinuxParameterName']);
  });

  test('a golden image refuses what would do nothing', () => {
    expect(() => new GoldenImage(stack, 'Other', { baseImage: BaseImage.amazonLinux2023(), waitForImage: false, timeout: Duration.hours(2) }))
      .toThrow("'timeout' would do nothing");
    expect(() => new GoldenImage(stack, 'Third', { baseImage: BaseImage.amazonLinux2023(), waitForImage: false, buildOnDeploy: false }))
      .toThrow("No deployment builds the image where 'buildOnDeploy' is false, so that 'waitForImage' would do nothing");
  });
});

describe('a scan that nobody can read', () => {
  const gate = VulnerabilityGate.atMost({ critical: 0 });
  const message = /is not scanned/;

  test.each([
    ['a gate', { gate }, 'The gate cannot be evaluated'],
    ['waitForScan', { waitForScan: true }, 'waitForScan has no scan to wait for'],
  ])('fails the synthesis with %s', (_what, options, needs) => {
    start(options);
    expect(() => (stack.node.root as App).synth()).toThrow(message);
    expect(() => (stack.node.root as App).synth()).toThrow(needs);
  });

  test('is one that no workflow collects', () => {
    const imageScanningConfiguration = ImageScanningConfiguration.testInstance();
    const run = (id: string, ...workflows: IWorkflow[]) => new ImagePipeline(stack, id, {
      recipe,
      imageScanningConfiguration,
      workflows: [ManagedWorkflow.buildImage(stack, `${id}Build`), ...workflows].map((workflow) => ({ workflow })),
    }).start('Start', { gate });
    run('Collects', ManagedWorkflow.testImage(stack, 'Test'));
    run('Lacks');
    expect(() => (stack.node.root as App).synth()).toThrow(/^[^[]*\[Golden\/Lacks\/Start\] The gate cannot be evaluated: none of the workflows of 'Golden\/Lacks' collects the findings of its scan: add a CollectImageScanFindingsStep[^[]*$/);
  });

  test('is a warning where the execution only reports', () => {
    start({ gate, onFailure: OnFailure.REPORT });
    Annotations.fromStack(stack).hasWarning('/Golden/Pipeline/Start', Match.stringLikeRegexp('The gate cannot be evaluated.*is not scanned'));
  });

  test('cannot be without waiting for the scan', () => {
    expect(() => start({ gate, waitForScan: false })).toThrow(/A gate must wait for the scan that it evaluates, got 'waitForScan' false with a 'gate': leave out one of them\. \[at Golden\/Pipeline\/Start\]/);
  });

  test('does not matter without a gate, or with a scan', () => {
    start({ waitForScan: false });
    new ImagePipeline(stack, 'Scanned', { recipe, imageScanningConfiguration: ImageScanningConfiguration.testInstance() }).start('Start', { gate, waitForScan: true });
    expect(() => (stack.node.root as App).synth()).not.toThrow();
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});

describe('a workflow that waits for a person', () => {
  const warning = Match.stringLikeRegexp("'Approve' of a workflow of 'Golden/Pipeline' waits for somebody's answer for up to .*approvalOutlastsDeployment");

  function wait(timeoutSeconds: unknown, options: ImagePipelineExecutionOptions = {}): Annotations {
    const document = { schemaVersion: '1.0', steps: ['Ask', 'Approve'].map((name) => ({ name, action: 'WaitForAction', timeoutSeconds: name === 'Ask' ? 300 : timeoutSeconds })) };
    const workflow = new Workflow(stack, 'Workflow', { workflowType: WorkflowType.TEST, document: WorkflowDocument.fromObject(document) });
    start(options, { workflows: [{ workflow: ManagedWorkflow.buildImage(stack, 'Build') }, { workflow }] });
    return Annotations.fromStack(stack);
  }

  test.each<[string, unknown, ImagePipelineExecutionOptions]>([
    ['as long as the deployment', 3180, {}],
    ['3 days by default', undefined, { timeout: Duration.hours(12) }],
  ])('%s is a warning', (_what, timeoutSeconds, options) => {
    wait(timeoutSeconds, options).hasWarning('/Golden/Pipeline/Start', warning);
  });

  test.each<[string, unknown, ImagePipelineExecutionOptions]>([
    ['less long than the deployment', 3179, {}],
    ['where the execution only reports', undefined, { onFailure: OnFailure.REPORT }],
    ['where the deployment does not wait', undefined, { waitForImage: false }],
    ['for a time that is not known', Lazy.number({ produce: () => 604800 }), {}],
  ])('%s is none', (_what, timeoutSeconds, options) => {
    wait(timeoutSeconds, options).hasNoWarning('*', Match.anyValue());
  });
});

describe('a pipeline elsewhere', () => {
  const arn = (region: string, account: string) => `arn:aws:imagebuilder:${region}:${account}:image-pipeline/other`;
  const run = (region: string, account: string, env = { region: 'eu-west-1', account: '111111111111' }) => {
    const own = new Stack(new App(), 'Own', { env });
    return ImagePipeline.fromImagePipelineArn(own, 'Pipeline', arn(region, account)).start('Start');
  };

  test('is refused', () => {
    expect(() => run('us-east-1', '111111111111')).toThrow(/own Region 'eu-west-1', got 'Own\/Pipeline' in 'us-east-1'/);
    expect(() => run('eu-west-1', '222222222222')).toThrow(/own account '111111111111', got 'Own\/Pipeline' in '222222222222'/);
  });

  test('is not one here, nor one that may be here', () => {
    expect(() => run('eu-west-1', '111111111111')).not.toThrow();
    expect(() => ImagePipeline.fromImagePipelineArn(stack, 'Pipeline', arn('us-east-1', '222222222222')).start('Start')).not.toThrow();
  });
});

describe('the function may', () => {
  const may = (action: string, call: Omit<AuthorizedCall, 'action'>) => isAllowed(stack, { action: `imagebuilder:${action}`, ...call });
  const trigger = (owner: string) => ({ 'cdk-image-builder:trigger': `${owner}/0123456789abcdef`, 'cdk-image-builder:request': 'request' });
  const cancelled = { 'cdk-image-builder:cancelled': 'true' };
  const image = 'image/golden-linux/1.0.0/1';

  test('start the pipeline and read its images, and no others', () => {
    newPipeline({ imagePipelineName: 'golden' }).start('Start');
    expect(allowed('imagebuilder:StartImagePipelineExecution')).toEqual(['image-pipeline/golden']);
    expect(allowed('imagebuilder:ListImagePipelineImages')).toEqual(['image-pipeline/golden']);
    for (const action of ['ListWorkflowExecutions', 'ListImageScanFindings']) expect(allowed(`imagebuilder:${action}`)).toEqual(['image/golden-linux/*']);
    expect(may('GetImage', { resource: image })).toBe(true);
    expect(may('GetImage', { resource: 'image/other/1.0.0/1' })).toBe(false);
  });

  test('tag the images of its own starts, also with the tags of the user, and none for another stack', () => {
    start();
    expect(may('TagResource', { resource: image, requestTags: { ...trigger('Golden/StartBuild'), team: 'web' } })).toBe(true);
    expect(may('TagResource', { resource: image, requestTags: trigger('Golden2/StartBuild') })).toBe(false);
    expect(may('TagResource', { resource: image, requestTags: { team: 'web' } })).toBe(false);
    expect(may('TagResource', { resource: 'image/other/1.0.0/1', requestTags: trigger('Golden/StartBuild') })).toBe(false);
    expect(may('UntagResource', { resource: image, resourceTags: trigger('Golden/StartBuild'), tagKeys: ['team'] })).toBe(false);
  });

  test.each(['golden-linux', 'the-name-before'])('cancel a build of its stack, and mark it so: %s', (name) => {
    start();
    const own = { resource: `image/${name}/1.0.0/1`, resourceTags: trigger('Golden/StartBuild') };
    expect(may('GetImage', own)).toBe(true);
    expect(may('CancelImageCreation', own)).toBe(true);
    expect(may('TagResource', { ...own, requestTags: cancelled })).toBe(true);
    expect(may('TagResource', { ...own, requestTags: { ...cancelled, team: 'web' } })).toBe(false);
  });

  test('mark a build of its stack that a request reuses, and no other build', () => {
    start();
    const requestTags = { 'cdk-image-builder:reused-by': 'request', 'cdk-image-builder:requested-at': '2026-03-01T00:00:00.000Z' };
    expect(may('TagResource', { resource: image, resourceTags: trigger('Golden/StartBuild'), requestTags })).toBe(true);
    expect(may('TagResource', { resource: image, resourceTags: trigger('Golden2/StartBuild'), requestTags })).toBe(false);
  });

  test('cancel no build of a person, a schedule or another stack, whose tag only begins alike', () => {
    start();
    for (const resourceTags of [{}, trigger('Golden2/StartBuild'), trigger('Other/Golden/StartBuild')]) {
      expect(may('CancelImageCreation', { resource: image, resourceTags })).toBe(false);
      expect(may('TagResource', { resource: image, resourceTags, requestTags: cancelled })).toBe(false);
    }
  });

  test('read all images where an imported pipeline does not say what it builds, but cancel only those of its stack', () => {
    ImagePipeline.fromImagePipelineName(stack, 'Other', 'other').start('Start');
    expect(may('ListWorkflowExecutions', { resource: 'image/any/1.0.0/1' })).toBe(true);
    expect(may('CancelImageCreation', { resource: 'image/any/1.0.0/1' })).toBe(false);
    expect(may('CancelImageCreation', { resource: 'image/any/1.0.0/1', resourceTags: trigger('Golden/OtherStartBuild') })).toBe(true);
    expect(may('TagResource', { resource: 'image/any/1.0.0/1', requestTags: { team: 'web' } })).toBe(false);
  });

  test('do so by the name of a nested stack, which the deployment knows', () => {
    const nested = new NestedStack(stack, 'Nested');
    ImagePipeline.fromImagePipelineName(nested, 'Other', 'other').start('Start');
    expect(JSON.stringify(Template.fromStack(nested).findResources('AWS::IAM::ManagedPolicy')))
      .toContain('"aws:ResourceTag/cdk-image-builder:trigger":{"Fn::Join":["",[{"Ref":"AWS::StackName"},"/*"]]}');
  });

  test('keep response URLs in secrets of its own stack, with a tag that says so, and no parameters', () => {
    start();
    for (const action of ['CreateSecret', 'TagResource', 'PutResourcePolicy', 'PutSecretValue', 'GetSecretValue', 'DeleteSecret']) {
      expect(allowed(`secretsmanager:${action}`)).toEqual(['secret:cdk-image-builder/response-urls/Golden/*']);
    }
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({
          Action: ['secretsmanager:CreateSecret', 'secretsmanager:TagResource'],
          Condition: { StringEquals: { 'aws:RequestTag/cdk-image-builder:response-url-of': 'Golden' } },
        })]),
      },
    });
    expect(JSON.stringify(resources('AWS::IAM::ManagedPolicy'))).not.toContain('"ssm:');
  });
});

describe('before the build starts, and until it is cancelled, there are', () => {
  test('the function with all its permissions, and the state machine', () => {
    start();
    const needed = neededByBuild();
    for (const type of ['AWS::Lambda::Function', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Role', 'AWS::StepFunctions::StateMachine', 'AWS::IAM::InstanceProfile']) {
      expect(Object.keys(resources(type)).filter((id) => !needed.has(id))).toEqual([]);
    }
  });

  test('the policies of the generated roles of the instances and of the workflows, also those that are added later', () => {
    const pipeline = newPipeline({ executionRole: new iam.Role(stack, 'Workflows', { assumedBy: new iam.ServicePrincipal('imagebuilder.amazonaws.com') }) });
    pipeline.start('Start');
    const bucket = new s3.Bucket(stack, 'Bucket');
    bucket.grantRead(pipeline.infrastructureConfiguration as InfrastructureConfiguration);
    bucket.grantWrite(pipeline.executionRole!);
    const policies = Object.keys(resources('AWS::IAM::Policy'));
    expect(policies).toHaveLength(2);
    expect([...neededByBuild()]).toEqual(expect.arrayContaining(policies));
  });

  test('the policies of a role and the instance profile that are given', () => {
    const role = new iam.Role(stack, 'Instances', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    start({}, { infrastructureConfiguration: new InfrastructureConfiguration(stack, 'Infrastructure', { role }) });
    new s3.Bucket(stack, 'Bucket').grantRead(role);
    expect([...neededByBuild()]).toEqual(expect.arrayContaining(Object.keys(resources('AWS::IAM::Policy'))));
  });

  test('the routes and endpoints of its network, and the rules of its security groups', () => {
    const vpc = new ec2.Vpc(stack, 'Vpc');
    const group = new ec2.SecurityGroup(stack, 'Group', { vpc, allowAllOutbound: false });
    start({}, { infrastructureConfiguration: new InfrastructureConfiguration(stack, 'Infrastructure', { vpc, securityGroups: [group] }) });
    const endpoint = vpc.addInterfaceEndpoint('Ssm', { service: ec2.InterfaceVpcEndpointAwsService.SSM });
    group.connections.allowTo(endpoint, ec2.Port.tcp(443));
    const needed = [...neededByBuild()];
    for (const type of ['AWS::EC2::VPCEndpoint', 'AWS::EC2::SecurityGroupEgress']) {
      expect(needed).toEqual(expect.arrayContaining(Object.keys(resources(type))));
    }
    expect(needed.some((id) => resources('AWS::EC2::Route')[id])).toBe(true);
  });

  test('the endpoints of its network that ImageBuilderEndpoints made, with the rules of their security group, and those of an L1', () => {
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0 });
    const infrastructureConfiguration = new InfrastructureConfiguration(stack, 'Infrastructure', { vpc });
    start({}, { infrastructureConfiguration });
    new ImageBuilderEndpoints(stack, 'Endpoints', { vpc, builders: [infrastructureConfiguration] });
    new ec2.CfnVPCEndpoint(stack, 'Kms', { vpcId: vpc.vpcId, serviceName: 'com.amazonaws.eu-west-1.kms' });
    const needed = [...neededByBuild()];
    for (const [type, count] of [['AWS::EC2::VPCEndpoint', 7], ['AWS::EC2::SecurityGroupIngress', 1]] as const) {
      const ids = Object.keys(resources(type));
      expect(ids).toHaveLength(count);
      expect(needed).toEqual(expect.arrayContaining(ids));
    }
  });

  test('but not the endpoints of another network, nor those of a stack that comes later', () => {
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0 });
    const infrastructureConfiguration = new InfrastructureConfiguration(stack, 'Infrastructure', { vpc });
    start({}, { infrastructureConfiguration });
    new ImageBuilderEndpoints(stack, 'Endpoints', { vpc: new ec2.Vpc(stack, 'OtherVpc'), builders: [] });
    const later = new Stack(stack.node.root as App, 'Later');
    new ImageBuilderEndpoints(later, 'Endpoints', { vpc, builders: [infrastructureConfiguration] });
    const needed = neededByBuild();
    expect(Object.keys(resources('AWS::EC2::VPCEndpoint')).filter((id) => needed.has(id))).toEqual([]);
    expect(stack.dependencies).toEqual([]);
  });
});

describe('in another stack', () => {
  test('than the pipeline, that stack comes first', () => {
    const pipeline = newPipeline();
    const other = new Stack(stack.node.root as App, 'Other');
    new ImagePipelineExecution(other, 'Start', { pipeline });
    Template.fromStack(other).hasResourceProperties(BUILD, { Trigger: Match.stringLikeRegexp('^[0-9a-f]{16}$') });
    expect(other.dependencies.map(({ stackName }) => stackName)).toEqual(['Golden']);
    Template.fromStack(stack).resourceCountIs('AWS::StepFunctions::StateMachine', 0);
  });

  test('that is nested, response URLs are kept under its name, which is known at deployment', () => {
    const nested = new NestedStack(stack, 'Nested');
    new ImagePipelineExecution(nested, 'Start', { pipeline: new ImagePipeline(nested, 'Pipeline', { recipe }) });
    const name = { Ref: 'AWS::StackName' };
    const template = Template.fromStack(nested);
    template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: { 'Fn::Join': ['', ['/aws/vendedlogs/cdk-image-builder/', name]] } });
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({
          Action: Match.arrayWith(['secretsmanager:GetSecretValue']),
          Resource: { 'Fn::Join': ['', Match.arrayWith([':secret:cdk-image-builder/response-urls/', name, '/*'])] },
        })]),
      },
    });
  });
});

test('two syntheses are the same', () => {
  const synthesize = () => {
    stack = new Stack(new App(), 'Golden');
    recipe = new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.fromSsmParameterName('/imagebuilder/base') });
    const imageScanningConfiguration = ImageScanningConfiguration.testInstance();
    start({ timeout: Duration.hours(2), gate: VulnerabilityGate.atMost({ all: 3 }) }, { imageScanningConfiguration }).addOutputs();
    return JSON.stringify(Template.fromStack(stack).toJSON());
  };
  expect(synthesize()).toBe(synthesize());
});
