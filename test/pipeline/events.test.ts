import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { EventPattern, Match as EventMatch, OnEventOptions, Rule } from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ImageBuilderEvent, matches } from './event-matching';
import { BaseImage, IImageEventSource, Image, ImagePipeline, ImageRecipe } from '../../src';

const ARN = 'arn:aws:imagebuilder:eu-west-1:123456789012';
const PIPELINE_ARN = `${ARN}:image-pipeline/nightly`;

let stack: Stack;
let recipe: ImageRecipe;

beforeEach(() => {
  stack = new Stack(new App(), 'Golden');
  recipe = new ImageRecipe(stack, 'Recipe', { imageRecipeName: 'golden', baseImage: BaseImage.fromSsmParameterName('/imagebuilder/base') });
});

function event(detailType: string, resources: string[], detail: Record<string, unknown>): ImageBuilderEvent {
  return { 'source': 'aws.imagebuilder', 'detail-type': `EC2 Image Builder ${detailType}`, resources, detail };
}

const image = (name: string) => `${ARN}:image/${name}/1.0.3/2`;
const state = (status: string, name = 'golden') => event('Image State Change', [image(name)], { 'previous-state': { status: 'TESTING' }, 'state': { status } });
const cve = (critical: number, pipelineArn = PIPELINE_ARN, name = 'golden') => event('CVE Detected', [image(name), pipelineArn], {
  'resource-id': 'i-1', 'finding-severity-counts': { all: critical, critical, high: 0, medium: 0 },
});
const waiting = (name = 'golden') => event('Workflow Step Waiting', [image(name), `${ARN}:workflow/test/approval/1.0.0/1`], { 'workflow-step-name': 'Wait' });
const disabled = (pipelineArn = PIPELINE_ARN) => event('Image Pipeline Automatically Disabled', [pipelineArn], { 'consecutive-failures': '5' });

const OTHERS: ImageBuilderEvent[] = [
  state('AVAILABLE', 'golden-2'), state('AVAILABLE', 'gold'), state('FAILED', 'other'), cve(1, `${ARN}:image-pipeline/nightly-2`, 'other'),
  waiting('golden-2'), disabled(`${ARN}:image-pipeline/nightly-2`),
];
const OWN: ImageBuilderEvent[] = [state('BUILDING'), state('AVAILABLE'), state('FAILED'), state('CANCELLED'), cve(0), cve(3), waiting(), disabled()];

/** The events that the stack's only rule matches. */
function matched(events: ImageBuilderEvent[]): ImageBuilderEvent[] {
  const rules = Object.values(Template.fromStack(stack).findResources('AWS::Events::Rule'));
  expect(rules).toHaveLength(1);
  const pipelines = Object.keys(Template.fromStack(stack).findResources('AWS::ImageBuilder::ImagePipeline'));
  const references = Object.fromEntries(pipelines.map((id) => [id, PIPELINE_ARN]));
  return events.filter((one) => matches(rules[0].Properties.EventPattern, one, references));
}

const imported = () => ImagePipeline.fromImagePipelineAttributes(stack, 'Import', {
  imagePipelineArn: PIPELINE_ARN, recipe: ImageRecipe.fromImageRecipeArn(stack, 'ImportedRecipe', `${ARN}:image-recipe/golden/1.0.0`),
});

describe.each([
  ['a pipeline', () => new ImagePipeline(stack, 'Pipeline', { recipe, imagePipelineName: 'nightly' })],
  ['an existing pipeline with its recipe', imported],
])('event rules of %s', (_what, make: () => ReturnType<typeof imported>) => {
  test.each<[string, (id: string) => Rule, ImageBuilderEvent[]]>([
    ['onEvent', (id) => make().onEvent(id), OWN],
    ['onImageStateChange', (id) => make().onImageStateChange(id), [state('BUILDING'), state('AVAILABLE'), state('FAILED'), state('CANCELLED')]],
    ['onImageAvailable', (id) => make().onImageAvailable(id), [state('AVAILABLE')]],
    ['onImageFailed', (id) => make().onImageFailed(id), [state('FAILED')]],
    ['onImageCompleted', (id) => make().onImageCompleted(id), [state('AVAILABLE'), state('FAILED'), state('CANCELLED')]],
    ['onCveDetected', (id) => make().onCveDetected(id), [cve(0), cve(3)]],
    ['onWorkflowStepWaiting', (id) => make().onWorkflowStepWaiting(id), [waiting()]],
    ['onAutoDisabled', (id) => make().onAutoDisabled(id), [disabled()]],
  ])('%s matches its own events, and no others', (_method, on, expected) => {
    on('Rule');
    expect(matched([...OWN, ...OTHERS])).toEqual(expected);
  });
});

test('a scan of another pipeline with the same recipe is told apart', () => {
  new ImagePipeline(stack, 'Pipeline', { recipe }).onCveDetected('Rule');
  expect(matched([cve(1, `${ARN}:image-pipeline/weekly`)])).toEqual([]);
});

test('nothing is made for events that nobody asks for', () => {
  new ImagePipeline(stack, 'Pipeline', { recipe });
  Template.fromStack(stack).resourceCountIs('AWS::Events::Rule', 0);
});

describe('an existing pipeline of which the recipe is not known', () => {
  const pipeline = () => ImagePipeline.fromImagePipelineArn(stack, 'Import', PIPELINE_ARN);

  test.each(['onEvent', 'onImageStateChange', 'onImageAvailable', 'onImageFailed', 'onImageCompleted', 'onWorkflowStepWaiting'] as const)('has no %s, and says what to do', (method) => {
    expect(() => pipeline()[method]('Rule')).toThrow(/fromImagePipelineAttributes\(\) with its recipe. Without it, use onCveDetected\(\) and onAutoDisabled\(\)/);
  });

  test.each([['onCveDetected', [cve(0), cve(3)]], ['onAutoDisabled', [disabled()]]] as const)('has %s', (method, expected) => {
    pipeline()[method]('Rule');
    expect(matched([...OWN, ...OTHERS])).toEqual(expected);
  });

  test('builds no image with events', () => {
    const { imagePipelineArn, imagePipelineDeploymentId } = { imagePipelineArn: PIPELINE_ARN, imagePipelineDeploymentId: 'deployment-1' };
    const unknown = ImagePipeline.fromImagePipelineAttributes(stack, 'Import', { imagePipelineArn, imagePipelineDeploymentId });
    expect(() => new Image(stack, 'Image', { pipeline: unknown }).onImageFailed('Rule')).toThrow(/with its recipe/);
  });
});

describe('event rules of an image', () => {
  test.each<[string, () => IImageEventSource]>([
    ['of a recipe', () => new Image(stack, 'Image', { recipe })],
    ['of a pipeline', () => new Image(stack, 'Image', { pipeline: new ImagePipeline(stack, 'Pipeline', { recipe }) })],
    ['of an existing pipeline', () => new Image(stack, 'Image', {
      pipeline: ImagePipeline.fromImagePipelineAttributes(stack, 'Import', { imagePipelineArn: PIPELINE_ARN, imagePipelineDeploymentId: 'deployment-1', recipe }),
    })],
    ['that exists, in any version', () => Image.fromImageArn(stack, 'Image', `${ARN}:image/golden/x.x.x`)],
    ['that exists, in any patch', () => Image.fromImageArn(stack, 'Image', `${ARN}:image/golden/1.0.x`)],
    ['that exists, in a version', () => Image.fromImageArn(stack, 'Image', `${ARN}:image/golden/1.0.3`)],
    ['that exists, in a build', () => Image.fromImageArn(stack, 'Image', `${ARN}:image/golden/1.0.3/2`)],
    ['that exists, by name', () => Image.fromImageName(stack, 'Image', 'golden')],
  ])('%s matches its own events, and no others', (_what, make) => {
    make().onEvent('Rule');
    expect(matched([...OWN, ...OTHERS])).toEqual(OWN.filter((one) => one !== OWN[OWN.length - 1]));
  });

  test.each(['1.1.x', '2.x.x', '1.0.30', '1.0.3/20'])('that exists in version %s does not match the events of another', (version) => {
    Image.fromImageArn(stack, 'Image', `${ARN}:image/golden/${version}`).onEvent('Rule');
    expect(matched(OWN)).toEqual([]);
  });

  test('has rules for its scans and waiting steps by its name', () => {
    new Image(stack, 'Image', { recipe }).onCveDetected('Rule');
    expect(matched([...OWN, ...OTHERS])).toEqual([cve(0), cve(3)]);
  });

  test('has rules that do not wait for the end of its build', () => {
    const built = new Image(stack, 'Image', { recipe });
    built.onImageFailed('Rule');
    const [rule] = Object.values(Template.fromStack(stack).findResources('AWS::Events::Rule'));
    expect(JSON.stringify(rule)).not.toContain(stack.getLogicalId(built.node.defaultChild as never));
  });
});

describe('the event pattern of the user', () => {
  const on = (eventPattern: EventPattern) => new ImagePipeline(stack, 'Pipeline', { recipe }).onImageAvailable('Rule', { eventPattern });

  test('narrows a field down that the rule does not match itself', () => {
    new ImagePipeline(stack, 'Pipeline', { recipe }).onCveDetected('Rule', {
      eventPattern: { detail: { 'finding-severity-counts': { critical: [{ numeric: ['>', 0] }] } }, account: ['123456789012'] },
    });
    expect(matched([cve(0), { ...cve(3), account: '123456789012' } as ImageBuilderEvent])).toHaveLength(1);
  });

  test('narrows down beside what the rule matches in the same part', () => {
    on({ detail: { 'previous-state': { status: ['INTEGRATING'] } } });
    expect(matched([state('AVAILABLE'), { ...state('AVAILABLE'), detail: { 'previous-state': { status: 'INTEGRATING' }, 'state': { status: 'AVAILABLE' } } }])).toHaveLength(1);
  });

  test('never adds events: what both match is left', () => {
    on({ source: ['aws.imagebuilder', 'aws.ec2'], detail: { state: { status: ['FAILED', 'AVAILABLE'] } } });
    expect(matched(OWN)).toEqual([state('AVAILABLE')]);
  });

  test('chooses among all events', () => {
    new ImagePipeline(stack, 'Pipeline', { recipe }).onEvent('Rule', { eventPattern: { detailType: ['EC2 Image Builder Workflow Step Waiting'] } });
    expect(matched([...OWN, ...OTHERS])).toEqual([waiting()]);
  });

  test.each<[string, EventPattern, RegExp]>([
    ['nothing in common', { detail: { state: { status: ['FAILED'] } } }, /No event would match the rule: its 'detail.state.status' is AVAILABLE, got FAILED in the eventPattern/],
    ['no value', { source: [] }, /its 'source' is aws.imagebuilder, got nothing/],
    ['other resources', { resources: ['arn'] }, /matches 'resources' itself.*leave 'resources' out of the eventPattern, or make an events.Rule/],
    ['a matcher of a field that the rule matches', { source: EventMatch.prefix('aws.') }, /matches 'source' itself/],
    ['a value where the rule has fields', { detail: { state: ['AVAILABLE'] } }, /matches 'detail.state' itself/],
  ])('with %s is refused', (_what, eventPattern, message) => {
    expect(() => on(eventPattern)).toThrow(message);
  });
});

test('the options of an event rule reach the rule', () => {
  const options: OnEventOptions = { ruleName: 'golden-available', description: 'A golden image', target: new targets.SnsTopic(new sns.Topic(stack, 'Topic')) };
  new ImagePipeline(stack, 'Pipeline', { recipe }).onImageAvailable('Rule', options);
  Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', {
    Name: 'golden-available', Description: 'A golden image', Targets: [Match.objectLike({ Arn: { Ref: Match.stringLikeRegexp('^Topic') } })],
  });
});

describe('a recipe that is shared', () => {
  const warnings = () => Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('have the same recipe'));
  const available = (id = 'Pipeline') => new ImagePipeline(stack, id, { recipe }).onImageAvailable('Rule');

  test('with another pipeline or image gives one warning', () => {
    const pipeline = new ImagePipeline(stack, 'Pipeline', { recipe });
    pipeline.onImageAvailable('Available');
    pipeline.onImageFailed('Failed');
    new ImagePipeline(stack, 'Weekly', { recipe });
    new Image(stack, 'Image', { recipe });
    expect(warnings()).toHaveLength(1);
    expect(warnings()[0].entry.data).toContain("also match the images of 'Golden/Weekly/Resource', 'Golden/Image/Resource': these");
  });

  test('with an image of the pipeline itself gives no warning', () => {
    const pipeline = new ImagePipeline(stack, 'Pipeline', { recipe });
    pipeline.onImageAvailable('Rule');
    new Image(stack, 'Image', { pipeline });
    expect(warnings()).toHaveLength(0);
  });

  test('gives no warning where nobody waits for its images, or where the rule knows the pipeline', () => {
    new ImagePipeline(stack, 'Weekly', { recipe }).onCveDetected('Rule');
    new ImagePipeline(stack, 'Nightly', { recipe });
    expect(warnings()).toHaveLength(0);
  });

  test('gives no warning if only the name is shared, or the stack is elsewhere', () => {
    available();
    const other = new ImageRecipe(stack, 'Other', { imageRecipeName: 'golden-2', baseImage: BaseImage.fromSsmParameterName('/imagebuilder/base') });
    new ImagePipeline(stack, 'OfOther', { recipe: other });
    const elsewhere = new Stack(stack.node.root as App, 'Elsewhere', { env: { region: 'eu-west-2', account: '123456789012' } });
    const same = new ImageRecipe(elsewhere, 'Recipe', { imageRecipeName: 'golden', baseImage: BaseImage.fromSsmParameterName('/imagebuilder/base') });
    new ImagePipeline(elsewhere, 'Pipeline', { recipe: same });
    expect(warnings()).toHaveLength(0);
  });
});

describe('an event rule of a pipeline elsewhere', () => {
  const rule = (region: string, account: string) => {
    stack = new Stack(new App(), 'Here', { env: { region: 'eu-west-1', account: '123456789012' } });
    ImagePipeline.fromImagePipelineArn(stack, 'Import', `arn:aws:imagebuilder:${region}:${account}:image-pipeline/nightly`).onCveDetected('Rule');
    return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('default event bus of account'));
  };

  test.each([['eu-west-2', '123456789012'], ['eu-west-1', '210987654321']])('gives a warning: %s, %s', (region, account) => expect(rule(region, account)).toHaveLength(1));

  test('gives no warning if the pipeline is here', () => expect(rule('eu-west-1', '123456789012')).toHaveLength(0));
});
