import { App, CrossStackReferences, NestedStack, ReferenceStrength, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { CfnImageRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import {
  BaseContainerImage, BaseImage, ContainerRecipe, DistributionConfiguration, Image, ImagePipeline, ImagePipelineProps, ImageRecipe,
  ImageStatus,
} from '../../src';

const env = { account: '123456789012', region: 'eu-west-1' };
let own: Stack;
let other: Stack;

beforeEach(() => {
  const app = new App();
  [own, other] = ['Own', 'Other'].map((id) => new Stack(app, id, { env }));
});

const recipeIn = (stack: Stack) => new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.amazonLinux2023(), imageRecipeName: 'linux' });
const containerRecipeIn = (stack: Stack) => new ContainerRecipe(stack, 'Recipe', {
  baseImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'), targetRepository: new ecr.Repository(stack, 'Target'),
});
const warnings = (id: string) => Annotations.fromStack(own).findWarning('*', Match.stringLikeRegexp(id)).map(({ entry }) => String(entry.data));

describe('a recipe of another stack', () => {
  const recipeWarnings = () => warnings('recipeInOtherStack');

  test.each<[string, string, () => ImagePipelineProps['recipe']]>([
    ['an image recipe', 'ImageRecipe.fromImageRecipeName()', () => recipeIn(other)],
    ['a container recipe', 'ContainerRecipe.fromContainerRecipeName()', () => containerRecipeIn(other)],
    ['an L1', 'ImageRecipe.fromImageRecipeName()', () => new CfnImageRecipe(other, 'Recipe', { name: 'l1', version: '1.0.0', parentImage: 'ami-0123456789abcdef0' })],
  ])('gives a warning to a pipeline: %s', (_what, byName, recipe) => {
    new ImagePipeline(own, 'Pipeline', { recipe: recipe() });
    expect(recipeWarnings()).toEqual([
      expect.stringContaining("The recipe 'Other/Recipe' is in another stack, and its ARN changes with the recipe"),
    ]);
    expect(recipeWarnings()[0]).toContain(`put both into the stack 'Other', or import the recipe here by ${byName}.`);
  });

  test('gives a warning to an image', () => {
    new Image(own, 'Image', { recipe: recipeIn(other) });
    expect(recipeWarnings()).toHaveLength(1);
  });

  test('gives no warning in one stack, or where it is imported by its name, which exports nothing', () => {
    recipeIn(other);
    new ImagePipeline(own, 'Pipeline', { recipe: ImageRecipe.fromImageRecipeName(own, 'Imported', 'linux') });
    new ImagePipeline(own, 'OwnPipeline', { recipe: recipeIn(own) });
    expect(recipeWarnings()).toEqual([]);
    expect(Template.fromStack(other).toJSON()).not.toHaveProperty('Outputs');
  });

  test('gives no warning between a stack and its nested stack, which get changed values', () => {
    const nested = new NestedStack(own, 'Nested');
    new ImagePipeline(nested, 'Pipeline', { recipe: recipeIn(own) });
    new ImagePipeline(own, 'Pipeline', { recipe: recipeIn(nested) });
    expect(recipeWarnings()).toEqual([]);
  });
});

describe('a reference to another stack', () => {
  test.each([[ReferenceStrength.STRONG, 1], [ReferenceStrength.BOTH, 1], [ReferenceStrength.WEAK, 0]])('to a recipe that is %s gives %d warnings', (strength, count) => {
    const recipe = recipeIn(other);
    new ImagePipeline(own, 'Pipeline', { recipe });
    CrossStackReferences.of(recipe).produce(strength);
    expect(warnings('InOtherStack')).toHaveLength(count);
  });

  test('gives no warning if the app has weak references, which import no export', () => {
    const app = new App({ context: { '@aws-cdk/core:defaultCrossStackReferences': 'weak' } });
    [own, other] = ['Own', 'Other'].map((id) => new Stack(app, id, { env }));
    const image = new Image(other, 'Image', { recipe: recipeIn(other) });
    new ec2.LaunchTemplate(own, 'Template', { machineImage: image.toMachineImage() });
    new ImageStatus(own, 'Status', { image });
    expect(warnings('InOtherStack')).toEqual([]);
    expect(JSON.stringify(Template.fromStack(other).toJSON().Outputs)).not.toContain('Export"');
  });

  test('gives no warning if the stack is in another account, whose exports nobody can import', () => {
    new ImagePipeline(own, 'Pipeline', { recipe: recipeIn(new Stack(own.node.root as App, 'Account', { env: { ...env, account: '210987654321' } })) });
    expect(warnings('InOtherStack')).toEqual([]);
  });
});

describe('the AMI of an image of another stack', () => {
  const launch = (stack: Stack, machineImage: ec2.IMachineImage) => new ec2.LaunchTemplate(stack, 'Template', { machineImage });
  const imageIn = (stack: Stack) => new Image(stack, 'Image', { recipe: recipeIn(stack) });
  const imageWarnings = () => warnings('imageInOtherStack');

  test('gives a warning', () => {
    launch(own, imageIn(other).toMachineImage());
    expect(imageWarnings()).toEqual([expect.stringMatching(/The image 'Other\/Image' is in another stack, .*: use the AMI in the stack 'Other', or let a DistributionConfiguration write/)]);
  });

  test('gives no warning in one stack, nor from a parameter, as the warning says', () => {
    launch(other, imageIn(other).toMachineImage());
    new DistributionConfiguration(other, 'Distribution', { amiDistributions: [{ ssmParameters: [{ parameterName: '/golden/linux' }] }] });
    launch(own, ec2.MachineImage.fromSsmParameter('/golden/linux'));
    expect(imageWarnings()).toEqual([]);
    expect(Template.fromStack(other).toJSON()).not.toHaveProperty('Outputs');
  });

  test('gives no warning in a nested stack, nor of an imported image', () => {
    launch(new NestedStack(own, 'Nested'), imageIn(own).toMachineImage());
    launch(own, Image.fromImageAttributes(other, 'Imported', { imageName: 'linux', imageId: 'ami-0123456789abcdef0' }).toMachineImage());
    expect(imageWarnings()).toEqual([]);
  });
});
