import { App, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as logs from 'aws-cdk-lib/aws-logs';
import { BaseContainerImage, BaseImage, ContainerRecipe, Image, ImageRecipe, ImageScanningConfiguration, ScanningRepository, Severity } from '../../src';

const IMAGE = 'AWS::ImageBuilder::Image';

let stack: Stack;
let recipe: ImageRecipe;

beforeEach(() => {
  stack = new Stack(new App(), 'Golden');
  recipe = new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.fromSsmParameterName('/imagebuilder/base') });
});

test('an image of a recipe has its attributes', () => {
  const image = new Image(stack, 'Image', {
    recipe,
    imageScanningConfiguration: ImageScanningConfiguration.onDemandAmi({ maximumSeverity: Severity.HIGH }),
    enhancedImageMetadataEnabled: false,
    logGroup: logs.LogGroup.fromLogGroupName(stack, 'Logs', '/aws/imagebuilder/golden'),
    tags: { Team: 'platform' },
  });

  Template.fromStack(stack).hasResourceProperties(IMAGE, {
    ImageRecipeArn: Match.anyValue(),
    InfrastructureConfigurationArn: Match.anyValue(),
    ImageScanningConfiguration: {
      ImageScanningEnabled: true,
      ImageScanningTypes: ['ON_DEMAND_AMI_CVE'],
      ScanResultCondition: { MaximumSeverityLabel: 'HIGH' },
    },
    EnhancedImageMetadataEnabled: false,
    LoggingConfiguration: { LogGroupName: '/aws/imagebuilder/golden' },
    Tags: { Team: 'platform' },
  });
  const logicalId = stack.getLogicalId(image.node.defaultChild as never);
  expect(stack.resolve(image.imageArn)).toEqual({ 'Fn::GetAtt': [logicalId, 'Arn'] });
  expect(stack.resolve(image.imageId)).toEqual({ 'Fn::GetAtt': [logicalId, 'ImageId'] });
  expect(stack.resolve(image.imageUri)).toEqual({ 'Fn::GetAtt': [logicalId, 'ImageUri'] });
  expect(stack.resolve(image.imageVersion)).toEqual({ 'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::GetAtt': [logicalId, 'Arn'] }] }] });
});

test('a container image is scanned in its repository, which must exist first', () => {
  new Image(stack, 'Image', {
    recipe: new ContainerRecipe(stack, 'ContainerRecipe', {
      baseImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'),
      targetRepository: new ecr.Repository(stack, 'Target'),
    }),
    imageScanningConfiguration: ImageScanningConfiguration.container({ repository: new ScanningRepository(stack, 'Scans'), containerTags: ['nightly'] }),
  });

  Template.fromStack(stack).hasResourceProperties(IMAGE, {
    ContainerRecipeArn: Match.anyValue(),
    ImageScanningConfiguration: {
      ImageScanningEnabled: true,
      EcrConfiguration: { RepositoryName: { Ref: Match.stringLikeRegexp('^Scans') }, ContainerTags: ['nightly'] },
    },
  });
});

test.each([
  ['a scan of containers', { imageScanningConfiguration: ImageScanningConfiguration.container() }, /container\(\) needs a container recipe/],
  ['a scan without tests', { imageScanningConfiguration: ImageScanningConfiguration.testInstance(), imageTestsEnabled: false }, /needs the image tests/],
])('an image rejects %s', (_what, props, message) => {
  expect(() => new Image(stack, 'Image', { recipe, ...props })).toThrow(message);
});

test('an existing image is found by ARN, by name, and by name and version', () => {
  const arn = 'arn:aws:imagebuilder:eu-west-1:123456789012:image/golden/1.0.3/2';
  expect(Image.fromImageArn(stack, 'ByArn', arn)).toMatchObject({
    imageArn: arn, imageName: 'golden', imageVersion: '1.0.3', imageRef: { imageArn: arn }, env: { region: 'eu-west-1' },
  });
  expect(JSON.stringify(stack.resolve(Image.fromImageName(stack, 'ByName', 'Golden_Linux').imageArn))).toContain(':image/golden-linux/x.x.x');
  const byVersion = Image.fromImageAttributes(stack, 'ByVersion', { imageName: 'golden', imageVersion: '1.x.x' });
  expect(JSON.stringify(stack.resolve(byVersion.imageArn))).toContain(':image/golden/1.x.x');
});

test.each([
  ['neither ARN nor name', {}, /Give the ARN or the name of the image/],
  ['both', { imageArn: 'arn:aws:imagebuilder:eu-west-1:123456789012:image/golden/1.0.3', imageName: 'golden' }, /already contains its name and version/],
  ['the ARN of a recipe', { imageArn: 'arn:aws:imagebuilder:eu-west-1:123456789012:image-recipe/golden/1.0.3' }, /must look like '.*:image\/<name>\/<version>'/],
])('an existing image is not found by %s', (_what, attrs, message) => {
  expect(() => Image.fromImageAttributes(stack, 'Import', attrs)).toThrow(message);
});

describe('tags that Tags.of() adds to an image', () => {
  /** Synthesizes a stack with an image of its own and these tags. */
  const synthesize = (keys: string[]) => () => {
    const app = new App();
    const own = new Stack(app, 'Own');
    const ownRecipe = new ImageRecipe(own, 'Recipe', { baseImage: BaseImage.fromSsmParameterName('/imagebuilder/base') });
    new Image(own, 'Image', { recipe: ownRecipe, tags: { Team: 'platform' } });
    for (const key of keys) Tags.of(own).add(key, 'v');
    app.synth();
  };
  const keys = (count: number) => Array.from({ length: count }, (_, index) => `Key${index}`);

  test('are refused with the prefix of the tags that the library itself sets, and accepted with another one', () => {
    expect(synthesize(['cdk-image-builder:release'])).toThrow("The tag 'cdk-image-builder:release' on the image begins with 'cdk-image-builder:'");
    expect(synthesize(['acme:release'])).not.toThrow();
  });

  test('leave room for those of the library, together with the tags of the image', () => {
    expect(synthesize(keys(35))).toThrow('There may be at most 35 tags on the image, got 36: of the 50 that Image Builder allows, this library keeps 15');
    expect(synthesize(keys(34))).not.toThrow();
  });
});
