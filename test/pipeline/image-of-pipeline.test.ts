import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnImagePipeline } from 'aws-cdk-lib/aws-imagebuilder';
import * as logs from 'aws-cdk-lib/aws-logs';
import {
  BaseImage, Image, ImagePipeline, ImageProps, ImageRecipe, ImageScanningConfiguration, InfrastructureConfiguration, ManagedWorkflow,
  VulnerabilityGate,
} from '../../src';

const IMAGE = 'AWS::ImageBuilder::Image';

let stack: Stack;
let recipe: ImageRecipe;

beforeEach(() => {
  stack = new Stack(new App(), 'Golden');
  recipe = new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.fromSsmParameterName('/imagebuilder/base'), imageRecipeName: 'golden' });
});

function imageProperties(): Record<string, unknown> {
  return Object.values(Template.fromStack(stack).findResources(IMAGE))[0].Properties;
}

test('an image of a pipeline renders only its pipeline, and makes no other resource', () => {
  const pipeline = new ImagePipeline(stack, 'Pipeline', { recipe });
  const image = new Image(stack, 'Image', { pipeline, tags: { Team: 'platform' } });

  expect(imageProperties()).toEqual({
    ImagePipelineExecutionSettings: { DeploymentId: { 'Fn::GetAtt': [stack.getLogicalId(pipeline.node.defaultChild as CfnImagePipeline), 'DeploymentId'] } },
    Tags: { Team: 'platform' },
  });
  expect(image.node.findAll()).toEqual([image, image.node.defaultChild]);
  expect(image.infrastructureConfiguration).toBeUndefined();
  expect(image.executionRole).toBeUndefined();
});

test.each([true, false])('an image of a pipeline renders rebuildOnPipelineUpdate: %s', (rebuildOnPipelineUpdate) => {
  new Image(stack, 'Image', { pipeline: new ImagePipeline(stack, 'Pipeline', { recipe }), rebuildOnPipelineUpdate });
  expect(imageProperties().ImagePipelineExecutionSettings).toMatchObject({ OnUpdate: rebuildOnPipelineUpdate });
});

test('an image accepts a pipeline that is an L1', () => {
  const pipeline = new CfnImagePipeline(stack, 'L1', { name: 'l1', imageRecipeArn: recipe.imageRecipeArn, infrastructureConfigurationArn: 'arn' });
  new Image(stack, 'Image', { pipeline });
  expect(imageProperties().ImagePipelineExecutionSettings).toEqual({ DeploymentId: { 'Fn::GetAtt': ['L1', 'DeploymentId'] } });
});

test('an image accepts an imported pipeline whose deployment id is known', () => {
  const pipeline = ImagePipeline.fromImagePipelineAttributes(stack, 'Import', { imagePipelineName: 'other', imagePipelineDeploymentId: 'deployment-1' });
  new Image(stack, 'Image', { pipeline });
  expect(imageProperties().ImagePipelineExecutionSettings).toEqual({ DeploymentId: 'deployment-1' });
});

test('an image rejects an imported pipeline without a deployment id, and says what to do', () => {
  const pipeline = ImagePipeline.fromImagePipelineName(stack, 'Import', 'other');
  expect(() => new Image(stack, 'Image', { pipeline })).toThrow(/'Golden\/Import' is not known.*fromImagePipelineAttributes\(\) with imagePipelineDeploymentId/);
});

test.each([
  ['neither', () => ({})],
  ['both', () => ({ recipe, pipeline: new ImagePipeline(stack, 'Pipeline', { recipe }) })],
])('an image rejects %s of recipe and pipeline', (given, props) => {
  expect(() => new Image(stack, 'Image', props())).toThrow(`give either 'recipe' or 'pipeline', got ${given}`);
});

test('an image of a recipe rejects rebuildOnPipelineUpdate', () => {
  expect(() => new Image(stack, 'Image', { recipe, rebuildOnPipelineUpdate: false })).toThrow(/rebuildOnPipelineUpdate is for an image that a pipeline builds/);
});

describe('settings that a pipeline already has', () => {
  const settings: Array<[keyof ImageProps, () => unknown]> = [
    ['infrastructureConfiguration', () => new InfrastructureConfiguration(stack, 'Infrastructure')],
    ['distributionConfiguration', () => ({})],
    ['workflows', () => [{ workflow: ManagedWorkflow.buildImage(stack, 'BuildImage') }]],
    ['executionRole', () => new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('imagebuilder.amazonaws.com') })],
    ['imageScanningConfiguration', () => ImageScanningConfiguration.testInstance()],
    ['imageTestsEnabled', () => true],
    ['enhancedImageMetadataEnabled', () => false],
    ['logGroup', () => new logs.LogGroup(stack, 'Logs')],
  ];

  test.each(settings)('reject %s on the image, too', (name, value) => {
    const pipeline = new ImagePipeline(stack, 'Pipeline', { recipe });
    expect(() => new Image(stack, 'Image', { pipeline, [name]: value() }))
      .toThrow(`The pipeline 'Golden/Pipeline' determines how its images are built: give ${name} to the pipeline, not to the image.`);
  });
});

describe("status of a pipeline's image", () => {
  const gated = (imageScanningConfiguration?: ImageScanningConfiguration) => {
    const pipeline = new ImagePipeline(stack, 'Pipeline', { recipe, imageScanningConfiguration });
    new Image(stack, 'Image', { pipeline }).status('Gate', { gate: VulnerabilityGate.atMost({ critical: 0 }) });
  };

  test("reads images by the name of the pipeline's recipe", () => {
    gated(ImageScanningConfiguration.testInstance());
    expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'))).toContain(':image/golden/*');
  });

  test('accepts a gate if the pipeline scans', () => {
    gated(ImageScanningConfiguration.testInstance());
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('rejects a gate if the pipeline does not scan', () => {
    gated();
    expect(() => Template.fromStack(stack)).toThrow(/'Golden\/Pipeline' is not scanned/);
  });

  test('accepts a gate if the pipeline is imported', () => {
    const pipeline = ImagePipeline.fromImagePipelineAttributes(stack, 'Import', { imagePipelineName: 'other', imagePipelineDeploymentId: 'deployment-1' });
    new Image(stack, 'Image', { pipeline }).status('Gate', { gate: VulnerabilityGate.atMost({ critical: 0 }) });
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});
