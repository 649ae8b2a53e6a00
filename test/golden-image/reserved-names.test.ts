import { App, Aws, CfnParameter, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { BaseImage, GoldenImage, ImagePipeline, ImageRecipe, ImageScanningConfiguration, VulnerabilityGate } from '../../src';

const baseImage = BaseImage.amazonLinux2023();
const gate = VulnerabilityGate.atMost({ critical: 0 });
const ENV = { account: '111122223333', region: 'eu-west-1' };
const ELSEWHERE = { account: '111122223333', region: 'us-east-1' };

const named = (scope: Construct, id: string, imageName = 'mine') => new GoldenImage(scope, id, { baseImage, imageName, gate });
const TAKEN = (path: string) => `The name of released images 'mine' is already defined by the golden image '${path}': gate and release go by the name of an image, so give each of them a recipe or an 'imageName' of its own`;

let app: App;
let stack: Stack;

beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack', { env: ENV });
});

describe.each<[string, () => Construct, () => Construct]>([
  ['a stack and its nested stack', () => stack, () => new NestedStack(stack, 'Nested')],
  ['two nested stacks of one stack', () => new NestedStack(stack, 'A'), () => new NestedStack(stack, 'B')],
  ['nested stacks of two stacks', () => new NestedStack(stack, 'A'), () => new NestedStack(new Stack(app, 'Other', { env: ENV }), 'B')],
  ['two stages', () => new Stack(new Stage(app, 'Alpha'), 'S', { env: ENV }), () => new Stack(new Stage(app, 'Beta'), 'S', { env: ENV })],
])('golden images of one name in %s', (_where, first, second) => {
  test('are refused in one account and Region, and accepted once one has another name, as the error says', () => {
    const one = named(first(), 'One');
    const scope = second();
    expect(() => named(scope, 'Two')).toThrow(TAKEN(one.node.path));
    expect(() => named(scope, 'Three', 'other')).not.toThrow();
    expect(() => app.synth()).not.toThrow();
  });
});

test('golden images of one name are accepted in stages whose account and Region the deployment knows', () => {
  const stacks = ['Beta', 'Prod'].map((id) => new Stack(new Stage(app, id), 'Stack'));
  stacks.forEach((one) => named(one, 'Linux'));
  expect(() => named(stacks[0], 'Other')).toThrow(TAKEN('Beta/Stack/Linux'));
});

test('golden images of one name in a nested stack of another Region are accepted', () => {
  named(new NestedStack(stack, 'Nested'), 'One');
  expect(() => named(new NestedStack(new Stack(app, 'Other', { env: ELSEWHERE }), 'Nested'), 'Two')).not.toThrow();
});

describe('golden images of recipes that only the deployment knows', () => {
  const recipeOf = (id: string, parameterId: string) => {
    const parameter = stack.node.tryFindChild(parameterId) as CfnParameter | undefined ?? new CfnParameter(stack, parameterId);
    return ImageRecipe.fromImageRecipeArn(stack, id, parameter.valueAsString);
  };

  test('are refused if they are imported by the same token, and accepted by two', () => {
    new GoldenImage(stack, 'One', { recipe: recipeOf('First', 'Arn'), gate });
    expect(() => new GoldenImage(stack, 'Two', { recipe: recipeOf('Second', 'Arn'), gate })).toThrow("is already defined by the golden image 'Stack/One'");
    expect(() => new GoldenImage(stack, 'Three', { recipe: recipeOf('Third', 'Other'), gate })).not.toThrow();
  });
});

describe('a parameter name that only the deployment knows', () => {
  const by = (scope: Construct, id: string, parameterName: string) => (
    new GoldenImage(scope, id, { baseImage, imageName: id.toLowerCase(), parameterName, gate })
  );
  const nameIn = (scope: Construct) => new CfnParameter(scope, 'Name').valueAsString;

  test.each<[string, () => Construct]>([
    ['its nested stack', () => new NestedStack(stack, 'Nested')],
    ['another stack of the account and Region', () => new Stack(app, 'Other', { env: ENV })],
    ['a nested stack of another stack', () => new NestedStack(new Stack(app, 'Other', { env: ENV }), 'Nested')],
  ])('is refused a second time in %s, and the advice works', (_where, second) => {
    const name = nameIn(stack);
    by(stack, 'One', name);
    const scope = second();
    expect(() => by(scope, 'Two', name)).toThrow("is already defined by the golden image 'Stack/One': give one of them another 'parameterName'");
    by(scope, 'Three', `${name}-three`);
    expect(() => app.synth()).not.toThrow();
  });

  test('is accepted where a nested stack has a parameter of its own with the same logical id', () => {
    by(stack, 'One', nameIn(stack));
    const nested = new NestedStack(stack, 'Nested', { parameters: { Name: 'other' } });
    expect(() => by(nested, 'Two', nameIn(nested))).not.toThrow();
  });

  test('is accepted in two stacks where it has the name of the stack in it, and refused in one', () => {
    const own = (scope: Construct, id: string) => by(scope, id, `/golden/${Aws.STACK_NAME}`);
    own(stack, 'One');
    expect(() => own(new Stack(app, 'Other', { env: ENV }), 'Two')).not.toThrow();
    expect(() => own(stack, 'Three')).toThrow("is already defined by the golden image 'Stack/One'");
  });

  test('is accepted in another Region', () => {
    const elsewhere = new Stack(app, 'Elsewhere', { env: ELSEWHERE, crossRegionReferences: true });
    const name = nameIn(stack);
    by(stack, 'One', name);
    expect(() => by(elsewhere, 'Two', name)).not.toThrow();
  });
});

test('two pipelines of one recipe each have their own gate, because a gate goes by pipeline and image', () => {
  const recipe = new ImageRecipe(stack, 'Recipe', { baseImage, imageRecipeName: 'mine' });
  const held = (id: string, critical: number) => new ImagePipeline(stack, id, {
    recipe,
    imagePipelineName: id.toLowerCase(),
    imageScanningConfiguration: ImageScanningConfiguration.testInstance(),
    gate: VulnerabilityGate.atMost({ critical }),
  });
  held('One', 0);
  held('Two', 9);
  app.synth();
  const [machine] = Object.values(Template.fromStack(stack).findResources('AWS::StepFunctions::StateMachine'));
  const definition = JSON.stringify(machine.Properties.DefinitionString).replace(/\\+/g, '');
  expect(definition).toMatch(/"ImageName":"mine","PipelineName":"one","Gate":\{[^}]*"MaximumCritical":"0"/);
  expect(definition).toMatch(/"ImageName":"mine","PipelineName":"two","Gate":\{[^}]*"MaximumCritical":"9"/);
});
