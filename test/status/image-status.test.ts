import { App, Aws, CfnOutput, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { CfnImage, CfnImagePipeline, CfnImageRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import {
  BaseContainerImage, BaseImage, ContainerRecipe, Image, ImagePipeline, ImageRecipe, ImageScanningConfiguration, ImageStatus,
  ImageStatusAttribute, OnFailure, VulnerabilityGate,
} from '../../src';
import { STATUS_ATTRIBUTES } from '../../src/contract/contract';

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

test('the status of a pipeline reads only the images of its recipe, none of an earlier recipe', () => {
  new ImageStatus(stack, 'Status', { pipeline: new ImagePipeline(stack, 'Pipeline', { recipe }) });
  new ImageStatus(stack, 'OfImport', { pipeline: ImagePipeline.fromImagePipelineName(stack, 'Import', 'other') });
  Template.fromStack(stack).hasResourceProperties(STATUS, { ImageName: 'golden-linux' });
  Template.fromStack(stack).hasResourceProperties(STATUS, { ImageName: Match.absent() });
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

  test('have valid names, even if the id has other characters', () => {
    new ImageStatus(stack, 'my-status_1', { image: new Image(stack, 'Image', { recipe }) }).addOutputs();
    expect(Template.fromStack(stack).toJSON().Outputs).toHaveProperty('mystatus1ImageState');
  });
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

describe('copies of an image in other Regions', () => {
  const status = () => new Image(stack, 'Image', { recipe }).status();

  test('are asked for only where the app uses them', () => {
    status();
    Template.fromStack(stack).hasResourceProperties(STATUS, { Copies: Match.absent() });
  });

  test('are attributes of letters and digits, each asked for once', () => {
    const one = status();
    const attributes = [one.imageIdIn('us-east-1'), one.imageIdIn('ap-southeast-2', '111122223333'), one.imageUriIn('us-east-1'), one.imageIdIn('us-east-1')];

    const names = ['ImageIdInUsEast1', 'ImageIdInApSoutheast2Of111122223333', 'ImageUriInUsEast1', 'ImageIdInUsEast1'];
    expect(attributes.map((attribute) => stack.resolve(attribute)['Fn::GetAtt'][1])).toEqual(names);
    Template.fromStack(stack).hasResourceProperties(STATUS, {
      Copies: [
        { Attribute: names[0], Of: 'AMI', Region: 'us-east-1', Account: Match.absent() },
        { Attribute: names[1], Of: 'AMI', Region: 'ap-southeast-2', Account: '111122223333' },
        { Attribute: names[2], Of: 'CONTAINER', Region: 'us-east-1' },
      ],
    });
  });

  test('are asked for by the last wait of an execution', () => {
    const execution = new ImagePipeline(stack, 'Pipeline', { recipe }).start('Start', { timeout: Duration.hours(2) });
    new CfnOutput(stack, 'Copy', { value: execution.imageIdIn('us-east-1') });

    const waits = Object.values(Template.fromStack(stack).findResources('Custom::ImageBuilderImageWait'));
    expect(waits.map(({ Properties }) => [Properties.Last, Properties.Copies])).toEqual(expect.arrayContaining([
      [undefined, undefined], ['true', [{ Attribute: 'ImageIdInUsEast1', Of: 'AMI', Region: 'us-east-1' }]],
    ]));
  });

  test('are unknown to an execution that does not wait', () => {
    const execution = new ImagePipeline(stack, 'Pipeline', { recipe }).start('Start', { waitForImage: false });
    expect(() => execution.imageUriIn('us-east-1')).toThrow("so that it cannot tell its ImageUri: leave out 'waitForImage'");
  });

  test('are at most 8, and a second status reads the others', () => {
    const image = new Image(stack, 'Image', { recipe });
    const one = image.status();
    Array.from({ length: 8 }, (_, index) => one.imageIdIn(`us-east-${index + 1}`));
    expect(() => one.imageIdIn('us-east-1')).not.toThrow();
    expect(() => one.imageIdIn('us-west-1')).toThrow(/at most 8 copies .*got 9: read the others from a second ImageStatus/);
    expect(() => image.status('Second').imageIdIn('us-west-1')).not.toThrow();
  });

  test.each([
    ['us_east_1', undefined, "must be a Region such as 'us-east-1', got 'us_east_1'"],
    ['us-east-1', '1111', "must be exactly 12 digits, got '1111'"],
    [Aws.REGION, undefined, 'The Region of a copy is part of an attribute\'s name and must be known at synthesis, got a token: write it out, or use imageId for the Region of the stack'],
    ['us-east-1', Aws.ACCOUNT_ID, 'The account of a copy is part of an attribute\'s name'],
  ])('are refused in the Region %s of the account %s', (region, account, message) => {
    expect(() => status().imageIdIn(region, account)).toThrow(message);
  });
});
