import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import { allowed, BUILD, newPipeline, recipeOf, resources, start, stackWithRecipe, WAIT, waits } from './execution-stack';
import {
  BaseImage, GoldenImage, ImagePipeline, ImagePipelineExecution, ImagePipelineExecutionOptions, ImageRecipe, ImageScanningConfiguration,
  ImageStatus, ImageStatusAttribute, OnFailure, VulnerabilityGate,
} from '../../src';
import { STATUS_ATTRIBUTES } from '../../src/contract/contract';

let stack: Stack;
let recipe: ImageRecipe;

beforeEach(() => {
  stack = stackWithRecipe();
  recipe = recipeOf(stack);
});

test('a build starts when what the pipeline builds changed, and its image is awaited for an hour', () => {
  const pipeline = newPipeline(stack);
  pipeline.start('Start');

  const template = Template.fromStack(stack);
  template.resourcePropertiesCountIs(BUILD, {
    ImagePipelineArn: stack.resolve(pipeline.imagePipelineArn),
    Trigger: Match.stringLikeRegexp('^[0-9a-f]{16}$'),
    ServiceTimeout: '600',
  }, 1);
  template.resourcePropertiesCountIs(WAIT, {
    ImageBuildVersionArn: { 'Fn::GetAtt': [Object.keys(resources(stack, BUILD))[0], 'ImageBuildVersionArn'] },
    StateMachineArn: { Ref: Object.keys(resources(stack, 'AWS::StepFunctions::StateMachine'))[0] },
    ServiceTimeout: '3600',
    WaitSeconds: '3180',
    Last: 'true',
    OnFailure: 'FAIL_DEPLOYMENT',
    Gate: Match.absent(),
    WaitForScan: Match.absent(),
  }, 1);
});

describe('the trigger of an execution', () => {
  test('is the one that the user gives, if there is one', () => {
    start(stack, { trigger: 'monday' });
    Template.fromStack(stack).hasResourceProperties(BUILD, { Trigger: 'monday' });
  });

  test('is the content of the build for an L1', () => {
    const pipeline = new CfnImagePipeline(stack, 'L1', { name: 'l1', infrastructureConfigurationArn: 'arn:i', imageRecipeArn: recipe.imageRecipeArn });
    new ImagePipelineExecution(stack, 'Start', { pipeline });
    Template.fromStack(stack).hasResourceProperties(BUILD, { Trigger: Match.stringLikeRegexp('^[0-9a-f]{16}$') });
  });

  test('is the deployment id of an imported pipeline, or its ARN if the id is not known, so that it is built once', () => {
    ImagePipeline.fromImagePipelineAttributes(stack, 'Known', { imagePipelineName: 'known', imagePipelineDeploymentId: 'deployment-1' }).start('Start');
    ImagePipeline.fromImagePipelineName(stack, 'Unknown', 'unknown').start('Start');
    const template = Template.fromStack(stack);
    template.hasResourceProperties(BUILD, { Trigger: 'deployment-1' });
    template.hasResourceProperties(BUILD, { Trigger: { 'Fn::Join': ['', Match.arrayWith([':image-pipeline/unknown'])] } });
  });

  test('is rejected if it is empty', () => {
    expect(() => start(stack, { trigger: '' })).toThrow('The trigger of an execution must have at least 1 character,');
    expect(() => new ImagePipelineExecution(stack, 'Start', { pipeline: newPipelineOf('Other'), trigger: '1' })).not.toThrow();
  });
});

function newPipelineOf(id: string): ImagePipeline {
  return new ImagePipeline(stack, id, { recipe });
}

describe('timeout of an execution', () => {
  test.each<[Duration, number[]]>([
    [Duration.minutes(5), [300]],
    [Duration.minutes(40), [2400]],
    [Duration.minutes(60), [3180]],
    [Duration.seconds(3601), [3180, 1]],
    [Duration.minutes(150), [3180, 3180, 1800]],
    [Duration.hours(12), Array(12).fill(3180)],
  ])('%s makes one wait for each begun hour', (timeout, seconds) => {
    start(stack, { timeout });
    expect(waits(stack).map(({ Properties }) => Number(Properties.WaitSeconds))).toEqual(seconds);
  });

  test.each([
    [Duration.seconds(299), /must be from 5 minutes to 12 hours, got 4 minutes 59 seconds.*No build ends sooner/],
    [Duration.seconds(43201), /must be from 5 minutes to 12 hours, got 12 hours 1 second.*set 'waitForImage' to false/],
  ])('%s is refused', (timeout, message) => expect(() => start(stack, { timeout })).toThrow(message));

  test('that is too long is refused, and what the error says instead is accepted', () => {
    expect(() => start(stack, { timeout: Duration.days(1) })).toThrow("leave out 'timeout' and set 'waitForImage' to false, and read an ImageStatus of the pipeline");
    const pipeline = newPipelineOf('Long');
    pipeline.start('Start', { waitForImage: false });
    new ImageStatus(stack, 'Status', { pipeline }).addOutputs();
    expect(() => (stack.node.root as App).synth()).not.toThrow();
  });

  test('that is a token is refused', () => {
    const timeout = Duration.minutes(new CfnParameter(stack, 'Minutes', { type: 'Number' }).valueAsNumber);
    expect(() => start(stack, { timeout })).toThrow('must be known at synthesis');
  });
});

describe('waits of an execution', () => {
  const gate = VulnerabilityGate.atMost({ critical: 0 });

  test('follow each other, and the last one evaluates the image', () => {
    start(stack, { timeout: Duration.hours(3), gate, waitForScan: true }, { imageScanningConfiguration: ImageScanningConfiguration.testInstance() });
    const [first, second, last, ...rest] = waits(stack);
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
      const execution = start(stack, { timeout });
      execution.addOutputs({ prefix: 'Golden', all: true });
      const { id } = waits(stack)[waits(stack).length - 1];
      STATUS_ATTRIBUTES.forEach((name) => Template.fromStack(stack).hasOutput(`Golden${name}`, { Value: { 'Fn::GetAtt': [id, name] } }));
      expect(stack.resolve(execution.imageId)).toEqual({ 'Fn::GetAtt': [id, 'ImageId'] });
      return id;
    };
    expect(last(Duration.hours(1))).toBe(last(Duration.hours(4)));
  });

  test('report a failure instead of failing, on request', () => {
    start(stack, { onFailure: OnFailure.REPORT, timeout: Duration.hours(2) });
    expect(waits(stack).map(({ Properties }) => Properties.OnFailure)).toEqual(['REPORT', 'REPORT']);
  });
});

describe('an execution that does not wait for its image', () => {
  const gate = VulnerabilityGate.atMost({ critical: 0 });

  test('has a build, but no wait, and no state machine or permission for one', () => {
    start(stack, { waitForImage: false, trigger: 'monday' });
    const template = Template.fromStack(stack);
    template.resourcePropertiesCountIs(BUILD, { Trigger: 'monday' }, 1);
    template.resourceCountIs(WAIT, 0);
    template.resourceCountIs('AWS::StepFunctions::StateMachine', 0);
    expect(allowed(stack, 'ssm:PutParameter')).toEqual([]);
    expect(allowed(stack, 'imagebuilder:StartImagePipelineExecution')).toHaveLength(1);
    expect(allowed(stack, 'imagebuilder:CancelImageCreation')).toHaveLength(1);
  });

  test('the ARN of the image is the one attribute, and the one output', () => {
    const execution = start(stack, { waitForImage: false });
    execution.addOutputs({ prefix: 'Golden' });
    const [build] = Object.keys(resources(stack, BUILD));
    expect(stack.resolve(execution.imageBuildVersionArn)).toEqual({ 'Fn::GetAtt': [build, 'ImageBuildVersionArn'] });
    expect(Object.keys(Template.fromStack(stack).findOutputs('*'))).toEqual(['GoldenImageBuildVersionArn']);
    expect(() => execution.addOutputs({ prefix: 'Id', only: [ImageStatusAttribute.IMAGE_ID] })).toThrow('so its ImageId is not known');
    expect(() => execution.imageId).toThrow("so its ImageId is not known: leave out 'waitForImage', or read an ImageStatus of the pipeline in a later deployment");
    expect(() => execution.gateStatus).toThrow('so its GateStatus is not known');
  });

  test.each<[string, ImagePipelineExecutionOptions]>([
    ["'timeout' would have no effect: leave it out.", { timeout: Duration.hours(2) }],
    ["'onFailure' and 'waitForScan' would have no effect: leave them out.", { onFailure: OnFailure.REPORT, waitForScan: true }],
    ["'gate' would have no effect: leave it out, and give the gate to the pipeline, where it holds the image back.", { gate }],
  ])('is rejected with the message: %s', (message, options) => {
    expect(() => start(stack, { waitForImage: false, ...options })).toThrow(message);
  });

  test('holds its image back if the pipeline has a gate', () => {
    start(stack, { waitForImage: false }, { gate, imageScanningConfiguration: ImageScanningConfiguration.testInstance() });
    Template.fromStack(stack).resourceCountIs('AWS::ImageBuilder::Workflow', 1);
    Template.fromStack(stack).resourceCountIs(WAIT, 0);
  });

  test('builds a golden image', () => {
    const golden = new GoldenImage(stack, 'Linux', { baseImage: BaseImage.amazonLinux2023(), waitForImage: false });
    golden.addOutputs();
    Template.fromStack(stack).resourceCountIs(BUILD, 1);
    Template.fromStack(stack).resourceCountIs(WAIT, 0);
    expect(Object.keys(Template.fromStack(stack).findOutputs('*')).sort()).toEqual(['LinuxImageBuildVersionArn', 'LinuxParameterName']);
  });

  test('of a golden image rejects settings that would have no effect', () => {
    expect(() => new GoldenImage(stack, 'Other', { baseImage: BaseImage.amazonLinux2023(), waitForImage: false, timeout: Duration.hours(2) }))
      .toThrow("'timeout' would have no effect");
    expect(() => new GoldenImage(stack, 'Third', { baseImage: BaseImage.amazonLinux2023(), waitForImage: false, buildOnDeploy: false }))
      .toThrow("No deployment builds the image if 'buildOnDeploy' is false, so 'waitForImage' would have no effect");
  });
});

describe('an execution of a pipeline elsewhere', () => {
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

test('an execution is the same in two syntheses', () => {
  const synthesize = () => {
    stack = new Stack(new App(), 'Golden');
    recipe = new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.fromSsmParameterName('/imagebuilder/base') });
    const imageScanningConfiguration = ImageScanningConfiguration.testInstance();
    start(stack, { timeout: Duration.hours(2), gate: VulnerabilityGate.atMost({ all: 3 }) }, { imageScanningConfiguration }).addOutputs();
    return JSON.stringify(Template.fromStack(stack).toJSON());
  };
  expect(synthesize()).toBe(synthesize());
});
