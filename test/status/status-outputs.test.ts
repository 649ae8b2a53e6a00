import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { BaseContainerImage, BaseImage, ContainerRecipe, Image, ImagePipeline, ImageRecipe, ImageStatus, ImageStatusAttribute } from '../../src';
import { STATUS_ATTRIBUTES } from '../../src/contract/contract';

let stack: Stack;
let recipe: ImageRecipe;

beforeEach(() => {
  stack = new Stack(new App(), 'Golden');
  recipe = new ImageRecipe(stack, 'Recipe', { imageRecipeName: 'golden-linux', baseImage: BaseImage.fromSsmParameterName('/imagebuilder/base') });
});

describe('outputs of a status', () => {
  const outputs = () => Object.keys(Template.fromStack(stack).toJSON().Outputs ?? {});
  const attributes = () => outputs().map((name) => name.replace('Golden', ''));
  const golden = () => new Image(stack, 'Image', { recipe }).status('Golden');
  const statusNamed = (id: string) => new Image(stack, `${id}Image`, { recipe }).status(id);
  const findings = ['FindingsCritical', 'FindingsHigh', 'GateStatus', 'GateReason', 'ConsoleUrl'];
  const failure = ['WorkflowStatus', 'FailedStep', 'FailedStepMessage'];

  test('are the ten that matter unless the app chooses', () => {
    golden().addOutputs();
    expect(attributes().sort()).toEqual(['ImageState', 'ImageId', ...failure, ...findings].sort());
    expect(attributes()).toHaveLength(10);
  });

  test('name the URI of a container image instead of an id', () => {
    const containerRecipe = new ContainerRecipe(stack, 'Container', {
      baseImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'), targetRepository: new ecr.Repository(stack, 'Repository'),
    });
    new ImageStatus(stack, 'Golden', { pipeline: new ImagePipeline(stack, 'Pipeline', { recipe: containerRecipe }) }).addOutputs();
    expect(attributes().sort()).toEqual(['ImageState', 'ImageUri', ...failure, ...findings].sort());
  });

  test('name both the id and the URI if the kind of image is not known', () => {
    new ImageStatus(stack, 'Golden', { pipeline: ImagePipeline.fromImagePipelineName(stack, 'Import', 'other') }).addOutputs();
    expect(attributes()).toEqual(expect.arrayContaining(['ImageId', 'ImageUri']));
    expect(attributes()).toHaveLength(11);
  });

  test('are only those that the app chooses, each once', () => {
    golden().addOutputs({ only: [ImageStatusAttribute.IMAGE_URI, ImageStatusAttribute.START_TIME, ImageStatusAttribute.IMAGE_URI] });
    expect(outputs()).toEqual(['GoldenImageUri', 'GoldenStartTime']);
  });

  test('are rejected without an attribute, and both chosen and complete', () => {
    expect(() => golden().addOutputs({ only: [] })).toThrow('names no attribute: name at least one, such as ImageStatusAttribute.IMAGE_ID, or leave it out.');
    expect(() => statusNamed('Other').addOutputs({ only: [ImageStatusAttribute.IMAGE_ID], all: true })).toThrow("got both 'only' and 'all': give one of them.");
  });

  test('are rejected if they are more than CloudFormation allows, and chosen ones are fewer', () => {
    for (let i = 0; i < 7; i++) statusNamed(`Full${i}`).addOutputs({ all: true });
    expect(() => statusNamed('OneMore').addOutputs({ all: true })).toThrow(/200 outputs per stack, got 216: choose the attributes with 'only'/);

    stack = new Stack(new App(), 'Chosen');
    recipe = new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.amazonLinux2023() });
    for (let i = 0; i < 20; i++) statusNamed(`Few${i}`).addOutputs({ only: [ImageStatusAttribute.IMAGE_ID] });
    expect(outputs()).toHaveLength(20);
  });

  test('are one for each attribute on request, named after it', () => {
    statusNamed('GoldenStatus').addOutputs({ all: true });

    const all = Template.fromStack(stack).toJSON().Outputs as Record<string, { Value: { 'Fn::GetAtt': [string, string] } }>;
    expect(Object.keys(all)).toEqual(STATUS_ATTRIBUTES.map((name) => `GoldenStatus${name}`));
    for (const [name, { Value }] of Object.entries(all)) expect(`GoldenStatus${Value['Fn::GetAtt'][1]}`).toBe(name);
  });

  test('may be chosen from all attributes', () => {
    expect(Object.values(ImageStatusAttribute)).toEqual(STATUS_ATTRIBUTES);
    golden().addOutputs({ only: Object.values(ImageStatusAttribute) });
    expect(attributes()).toEqual([...STATUS_ATTRIBUTES]);
  });

  test('have a getter for each attribute', () => {
    const status = new Image(stack, 'Image', { recipe }).status();
    for (const attribute of STATUS_ATTRIBUTES) {
      const getter = attribute.charAt(0).toLowerCase() + attribute.slice(1);
      expect(stack.resolve(status[getter as keyof ImageStatus])).toEqual({ 'Fn::GetAtt': [expect.any(String), attribute] });
    }
  });

  test('of two statuses can be told apart by a prefix', () => {
    const image = new Image(stack, 'Image', { recipe });
    image.status('One').addOutputs({ prefix: 'Golden' });
    const other = image.status('Two');
    expect(() => other.addOutputs({ prefix: 'Golden' })).toThrow(/'GoldenImageState': pass another 'prefix' to addOutputs/);
    expect(() => other.addOutputs({ prefix: 'Gold-en' })).toThrow(/letters and digits, got 'Gold-en'/);
    expect(() => other.addOutputs({ prefix: 'Other' })).not.toThrow();
  });

  test('are named after their attributes alone with an empty prefix', () => {
    golden().addOutputs({ prefix: '', only: [ImageStatusAttribute.IMAGE_ID] });
    expect(outputs()).toEqual(['ImageId']);
  });

  test('have valid names, even if the id has other characters', () => {
    new ImageStatus(stack, 'my-status_1', { image: new Image(stack, 'Image', { recipe }) }).addOutputs();
    expect(Template.fromStack(stack).toJSON().Outputs).toHaveProperty('mystatus1ImageState');
  });
});
