import { App, CfnParameter, NestedStack, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CfnImage, CfnImagePipeline, CfnImageRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import { BaseImage, Image, ImagePipeline, ImageRecipe, ImageScanningConfiguration, ImageStatus, OnFailure, VulnerabilityGate } from '../../src';

const STATUS = 'Custom::ImageBuilderImageStatus';
const POLICY = 'AWS::IAM::ManagedPolicy';

const imageScanningConfiguration = ImageScanningConfiguration.testInstance();
let stack: Stack;
let recipe: ImageRecipe;

beforeEach(() => {
  stack = new Stack(new App(), 'Golden');
  recipe = new ImageRecipe(stack, 'Recipe', { imageRecipeName: 'golden-linux', baseImage: BaseImage.fromSsmParameterName('/imagebuilder/base') });
});

/** The resources that the function may do something on, as `image/golden-linux/*`. */
function allowed(action: string): string[] {
  return Object.values(Template.fromStack(stack).findResources(POLICY))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Array<{ Action: string | string[]; Resource: unknown }>)
    .filter(({ Action }) => [Action].flat().includes(action))
    .flatMap(({ Resource }) => (Array.isArray(Resource) ? Resource : [Resource]))
    .map((resource) => (typeof resource === 'string' ? resource : JSON.stringify(resource)));
}

test('the status of an image is read again when the image is replaced', () => {
  const image = new Image(stack, 'Image', { recipe });
  image.status();

  const arn = stack.resolve(image.imageArn);
  Template.fromStack(stack).hasResourceProperties(STATUS, {
    ImageBuildVersionArn: arn, Trigger: arn, ImagePipelineArn: Match.absent(), OnFailure: 'REPORT', Gate: Match.absent(),
  });
});

test('the status of a pipeline is read again when what it builds changes', () => {
  const pipeline = new ImagePipeline(stack, 'Pipeline', { recipe });
  new ImageStatus(stack, 'Status', { pipeline });

  Template.fromStack(stack).hasResourceProperties(STATUS, {
    ImagePipelineArn: stack.resolve(pipeline.imagePipelineArn),
    Trigger: stack.resolve(pipeline.imagePipelineDeploymentId),
    ImageBuildVersionArn: Match.absent(),
  });
});

test('a status reads L1s and imported resources, too', () => {
  const l1 = new CfnImagePipeline(stack, 'L1', { name: 'l1', infrastructureConfigurationArn: 'arn:i', imageRecipeArn: recipe.imageRecipeArn });
  new ImageStatus(stack, 'OfL1', { pipeline: l1 });
  new ImageStatus(stack, 'OfImport', { pipeline: ImagePipeline.fromImagePipelineName(stack, 'Import', 'other') });
  new ImageStatus(stack, 'OfImage', { image: new CfnImage(stack, 'L1Image', { imageRecipeArn: recipe.imageRecipeArn }) });

  const template = Template.fromStack(stack);
  template.hasResourceProperties(STATUS, { Trigger: { 'Fn::GetAtt': ['L1', 'DeploymentId'] } });
  template.hasResourceProperties(STATUS, { Trigger: { 'Fn::Join': ['', Match.arrayWith([':image-pipeline/other'])] } });
  template.hasResourceProperties(STATUS, { ImageBuildVersionArn: { Ref: 'L1Image' } });
});

test('a trigger of the user takes precedence over the default', () => {
  new ImageStatus(stack, 'Status', { image: new Image(stack, 'Image', { recipe }), trigger: 'monday' });
  Template.fromStack(stack).hasResourceProperties(STATUS, { Trigger: 'monday' });
});

test.each([
  ['a gate fails the deployment', { gate: VulnerabilityGate.atMost({ critical: 0 }) }, 'FAIL_DEPLOYMENT'],
  ['a gate that reports', { gate: VulnerabilityGate.atMost({ critical: 0 }), onFailure: OnFailure.REPORT }, 'REPORT'],
  ['no gate reports', {}, 'REPORT'],
  ['a failed build fails the deployment if asked for', { onFailure: OnFailure.FAIL_DEPLOYMENT }, 'FAIL_DEPLOYMENT'],
])('the failure option of a status: %s', (_what, options, onFailure) => {
  new Image(stack, 'Image', { recipe, imageScanningConfiguration }).status('Status', options);
  Template.fromStack(stack).hasResourceProperties(STATUS, { OnFailure: onFailure });
});

test('a status renders its gate into the template', () => {
  new Image(stack, 'Image', { recipe, imageScanningConfiguration }).status('Status', {
    gate: VulnerabilityGate.atMost({ critical: 0, all: 20, exceptions: [{ vulnerabilityId: 'CVE-2024-1', reason: 'not reachable' }], fixAvailableOnly: true }),
  });
  Template.fromStack(stack).hasResourceProperties(STATUS, {
    Gate: {
      MaximumCritical: '0',
      MaximumAll: '20',
      MaximumHigh: Match.absent(),
      Except: [{ VulnerabilityId: 'CVE-2024-1', Reason: 'not reachable' }],
      FixAvailableOnly: 'true',
    },
  });
});

describe('a status in another stack than its pipeline or image', () => {
  const env = { account: '123456789012', region: 'eu-west-1' };
  const warned = (status: (own: Stack, pipeline: ImagePipeline) => void) => {
    const app = new App();
    const own = new Stack(app, 'Own', { env });
    const other = new Stack(app, 'Other', { env });
    status(own, new ImagePipeline(other, 'Pipeline', { recipe: new ImageRecipe(other, 'Recipe', { baseImage: BaseImage.amazonLinux2023() }) }));
    return Annotations.fromStack(own).findWarning('*', Match.stringLikeRegexp('statusInOtherStack')).map(({ entry }) => entry.data);
  };

  test('gives a warning for a pipeline, but not with a trigger, as the warning says', () => {
    expect(warned((own, pipeline) => new ImageStatus(own, 'Status', { pipeline }))).toEqual([expect.stringContaining("put the status into the stack 'Other', or give it a 'trigger'")]);
    expect(warned((own, pipeline) => new ImageStatus(own, 'Status', { pipeline, trigger: '1' }))).toEqual([]);
    expect(warned((_own, pipeline) => new ImageStatus(Stack.of(pipeline), 'Status', { pipeline }))).toEqual([]);
  });

  test('gives a warning for an image, but not in a nested stack', () => {
    const image = (of: Stack) => new Image(of, 'Image', { recipe: new ImageRecipe(of, 'Own', { baseImage: BaseImage.amazonLinux2023() }) });
    expect(warned((own, pipeline) => new ImageStatus(own, 'Status', { image: image(Stack.of(pipeline)), trigger: '1' }))).toEqual([expect.stringContaining("put the status into the stack 'Other'.")]);
    expect(warned((own) => new ImageStatus(new NestedStack(own, 'Nested'), 'Status', { image: image(own) }))).toEqual([]);
    const l1 = (of: Stack) => new CfnImage(of, 'L1', { imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:123456789012:image-recipe/linux/1.0.0', infrastructureConfigurationArn: 'arn' });
    expect(warned((own, pipeline) => new ImageStatus(own, 'Status', { image: l1(Stack.of(pipeline)) }))).toEqual([expect.stringContaining("the image 'Other/L1' of another stack")]);
  });
});

test.each([['neither', {}], ['both', { both: true }]])('a status needs either an image or a pipeline, and rejects %s', (_what, { both }: { both?: boolean }) => {
  const image = new Image(stack, 'Image', { recipe });
  const pipeline = new ImagePipeline(stack, 'Pipeline', { recipe });
  expect(() => new ImageStatus(stack, 'Status', both ? { image, pipeline } : {})).toThrow(/give either 'image' or 'pipeline'.*Golden\/Status/);
});

describe('permissions of a status', () => {
  test('allow reading an image by the name of its recipe, without a reference to the image', () => {
    new Image(stack, 'Image', { recipe }).status();

    for (const action of ['GetImage', 'ListWorkflowExecutions', 'ListImageScanFindings', 'ListImageScanFindingAggregations']) {
      expect(allowed(`imagebuilder:${action}`)).toEqual([expect.stringContaining(':image/golden-linux/*')]);
    }
    expect(allowed('imagebuilder:ListWorkflowStepExecutions')).toEqual([expect.stringContaining(':workflow-execution/*')]);
    expect(allowed('imagebuilder:ListImagePipelineImages')).toEqual([]);
    expect(JSON.stringify(Template.fromStack(stack).findResources(POLICY))).not.toContain('Image9D');
  });

  test('also allow listing the images of a pipeline', () => {
    new ImageStatus(stack, 'Status', { pipeline: new ImagePipeline(stack, 'Pipeline', { recipe, imagePipelineName: 'golden-pipeline' }) });

    expect(allowed('imagebuilder:ListImagePipelineImages')).toEqual([expect.stringContaining(':image-pipeline/golden-pipeline"')]);
    expect(allowed('imagebuilder:GetImage')).toEqual([expect.stringContaining(':image/golden-linux/*')]);
  });

  test('name the images of an L1 recipe in the form of the ARN', () => {
    const l1 = new CfnImageRecipe(stack, 'L1', { name: 'My Recipe_1', version: '1.0.0', parentImage: 'ami-1' });
    new Image(stack, 'Image', { recipe: l1 }).status();
    expect(allowed('imagebuilder:GetImage')).toEqual([expect.stringContaining(':image/my-recipe-1/*')]);
  });

  test('name an imported image as its ARN does', () => {
    Image.fromImageArn(stack, 'Import', 'arn:aws:imagebuilder:eu-west-1:123456789012:image/imported/1.0.3/2').status();
    expect(allowed('imagebuilder:GetImage')).toEqual([expect.stringContaining(':image/imported/*')]);
  });

  test('take the name from an ARN at deployment if the ARN is a token', () => {
    const arn = new CfnParameter(stack, 'Arn').valueAsString;
    Image.fromImageArn(stack, 'Import', arn).status();
    expect(allowed('imagebuilder:GetImage')).toEqual([expect.stringContaining('{"Fn::Select":[1,{"Fn::Split":["/",{"Ref":"Arn"}]}]}')]);
  });

  test('cover images of any name for an imported pipeline', () => {
    new ImageStatus(stack, 'Status', { pipeline: ImagePipeline.fromImagePipelineName(stack, 'Import', 'other') });
    expect(allowed('imagebuilder:GetImage')).toEqual([expect.stringContaining(':image/*/*')]);
  });

  test('make no circle if an image is built on another one whose gate must pass first', () => {
    const base = new Image(stack, 'Base', { recipe, imageScanningConfiguration });
    const gate = base.status('Gate', { gate: VulnerabilityGate.atMost({ critical: 0 }) });
    const next = new ImageRecipe(stack, 'NextRecipe', { baseImage: BaseImage.fromAmiId(gate.imageId) });
    new Image(stack, 'Next', { recipe: next }).status();
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('take more than one policy for many images, none larger than IAM allows', () => {
    const names = Array.from({ length: 60 }, (_, i) => `${'golden'.repeat(10)}-${i}`);
    names.forEach((name, i) => Image.fromImageArn(stack, `Image${i}`, `arn:aws:imagebuilder:eu-west-1:123456789012:image/${name}/1.0.0/1`).status());

    const policies = Object.values(Template.fromStack(stack).findResources(POLICY));
    expect(policies.length).toBeGreaterThan(1);
    for (const policy of policies) {
      const rendered = JSON.stringify(policy.Properties.PolicyDocument)
        .replace(/\{"Fn::Join":\["",\[((?:[^\][]|\[[^\]]*\])*)\]\]\}/g, (_match, parts: string) => `"${parts.replace(/"|,/g, '').replace(/\{Ref:AWS::\w+\}/g, 'us-gov-west-1')}"`);
      expect(rendered.length).toBeLessThan(6144);
    }
    expect(new Set(allowed('imagebuilder:GetImage')).size).toBe(60);
  });
});

describe('gate of a status whose findings nobody can read', () => {
  const gate = VulnerabilityGate.atMost({ critical: 0 });
  const synth = () => Template.fromStack(stack);

  test.each([
    ['no scan', undefined, /'Golden\/Image' is not scanned: set its 'imageScanningConfiguration' to ImageScanningConfiguration.testInstance\(\)/],
    ['a disabled scan', ImageScanningConfiguration.disabled(), /is not scanned/],
    ['an on-demand scan', ImageScanningConfiguration.onDemandAmi(), /does not list the findings of the on-demand scan/],
  ])('is an error with %s, and a warning if the status only reports', (_what, scan, message) => {
    const image = new Image(stack, 'Image', { recipe, imageScanningConfiguration: scan });
    image.status('Status', { gate });
    expect(synth).toThrow(message);

    const other = new Stack(new App(), 'Golden');
    const reported = new Image(other, 'Image', {
      recipe: new ImageRecipe(other, 'Recipe', { baseImage: BaseImage.fromSsmParameterName('/imagebuilder/base') }), imageScanningConfiguration: scan,
    });
    reported.status('Status', { gate, onFailure: OnFailure.REPORT });
    expect(Annotations.fromStack(other).findWarning('*', Match.stringLikeRegexp('The gate cannot be evaluated'))).toHaveLength(1);
  });

  test('is accepted for an imported image, whose scan is unknown', () => {
    Image.fromImageName(stack, 'Import', 'golden').status('Status', { gate });
    expect(synth).not.toThrow();
  });

  test('is checked at synthesis for an L1', () => {
    const l1 = new CfnImage(stack, 'L1', { imageRecipeArn: recipe.imageRecipeArn });
    new ImageStatus(stack, 'Status', { image: l1, gate });
    l1.imageScanningConfiguration = { imageScanningEnabled: true };
    expect(synth).not.toThrow();
  });
});

describe('status of an image elsewhere', () => {
  const status = (arn: string) => {
    const there = new Stack(new App(), 'There', { env: { account: '123456789012', region: 'eu-west-1' } });
    Image.fromImageArn(there, 'Import', arn).status();
    return JSON.stringify(Template.fromStack(there).findResources(POLICY));
  };

  test('is rejected for an image in another Region', () => {
    expect(() => status('arn:aws:imagebuilder:us-east-1:123456789012:image/golden/1.0.0/1')).toThrow(/own Region 'eu-west-1', got '[^']*' in 'us-east-1': put the status into a stack in 'us-east-1'/);
  });

  test('may read an image of another account or of Amazon there', () => {
    expect(status('arn:aws:imagebuilder:eu-west-1:999999999999:image/golden/1.0.0/1')).toContain(':imagebuilder:eu-west-1:999999999999:image/golden/*');
    expect(status('arn:aws:imagebuilder:eu-west-1:aws:image/amazon-linux-2023-x86/x.x.x')).toContain(':imagebuilder:eu-west-1:aws:image/amazon-linux-2023-x86/*');
    expect(status('arn:aws:imagebuilder:eu-west-1:123456789012:image/golden/1.0.0/1')).toContain('eu-west-1:123456789012:image/golden/*');
  });
});

test.each([
  ['Region', 'us-east-1', '123456789012', 'eu-west-1', 'us-east-1'],
  ['account', 'eu-west-1', '999999999999', '123456789012', '999999999999'],
])('the status of a pipeline in another %s is rejected', (what, region, account, own, other) => {
  const there = new Stack(new App(), 'There', { env: { account: '123456789012', region: 'eu-west-1' } });
  const pipeline = ImagePipeline.fromImagePipelineArn(there, 'Import', `arn:aws:imagebuilder:${region}:${account}:image-pipeline/golden`);
  expect(() => new ImageStatus(there, 'Status', { pipeline }))
    .toThrow(`The pipeline of a status must be in the stack's own ${what} '${own}', got 'There/Import' in '${other}': put the status into a stack there`);
});

test('the status of a pipeline reads only the images of its recipe, none of an earlier recipe', () => {
  new ImageStatus(stack, 'Status', { pipeline: new ImagePipeline(stack, 'Pipeline', { recipe }) });
  new ImageStatus(stack, 'OfImport', { pipeline: ImagePipeline.fromImagePipelineName(stack, 'Import', 'other') });
  Template.fromStack(stack).hasResourceProperties(STATUS, { ImageName: 'golden-linux' });
  Template.fromStack(stack).hasResourceProperties(STATUS, { ImageName: Match.absent() });
});

test('two syntheses of a status are equal', () => {
  const synthesize = () => {
    const app = new App();
    const twin = new Stack(app, 'Golden');
    const pipeline = new ImagePipeline(twin, 'Pipeline', {
      recipe: new ImageRecipe(twin, 'Recipe', { baseImage: BaseImage.fromSsmParameterName('/imagebuilder/base') }),
      imageScanningConfiguration,
    });
    new ImageStatus(twin, 'Status', { pipeline, gate: VulnerabilityGate.atMost({ critical: 0 }) }).addOutputs();
    return JSON.stringify(app.synth().getStackByName('Golden').template);
  };
  expect(synthesize()).toBe(synthesize());
});
