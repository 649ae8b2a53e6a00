import { App, Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnContainerRecipe, CfnDistributionConfiguration, CfnImageRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import * as logs from 'aws-cdk-lib/aws-logs';
import {
  BaseContainerImage, BaseImage, ContainerRecipe, ImagePipeline, ImagePipelineAttributes, ImagePipelineSchedule, ImageRecipe,
  ImageScanningConfiguration, ImageStatus, InfrastructureConfiguration, ScanningRepository,
} from '../../src';

const PIPELINE = 'AWS::ImageBuilder::ImagePipeline';
const INFRASTRUCTURE = 'AWS::ImageBuilder::InfrastructureConfiguration';

let stack: Stack;
let recipe: ImageRecipe;

beforeEach(() => {
  stack = new Stack(new App(), 'Golden');
  recipe = new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.fromSsmParameterName('/imagebuilder/base') });
});

function containerRecipe(): ContainerRecipe {
  return new ContainerRecipe(stack, 'ContainerRecipe', {
    baseImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'),
    targetRepository: new ecr.Repository(stack, 'Target'),
  });
}

test('a pipeline of only a recipe is five resources, each generated name in the form of the ARN', () => {
  new ImagePipeline(stack, 'Pipeline', { recipe });

  const template = Template.fromStack(stack);
  expect(Object.values(template.toJSON().Resources).map((resource) => (resource as { Type: string }).Type).sort()).toEqual([
    'AWS::IAM::InstanceProfile', 'AWS::IAM::Role', PIPELINE, 'AWS::ImageBuilder::ImageRecipe', INFRASTRUCTURE,
  ]);
  template.hasResourceProperties(PIPELINE, {
    Name: Match.stringLikeRegexp('^[a-z0-9][a-z0-9-]{1,126}[a-z0-9]$'),
    ImageRecipeArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('Recipe'), 'Arn'] },
    ContainerRecipeArn: Match.absent(),
    Status: Match.absent(),
    ImageTestsConfiguration: Match.absent(),
    ImageScanningConfiguration: Match.absent(),
  });
});

test('every property of a pipeline reaches the template', () => {
  const distribution = new CfnDistributionConfiguration(stack, 'Distribution', { name: 'd', distributions: [{ region: 'eu-west-1' }] });
  const role = new iam.Role(stack, 'Execution', { assumedBy: new iam.ServicePrincipal('imagebuilder.amazonaws.com') });
  new ImagePipeline(stack, 'Pipeline', {
    recipe,
    imagePipelineName: 'golden-linux',
    description: 'Linux for all',
    infrastructureConfiguration: new InfrastructureConfiguration(stack, 'Infrastructure'),
    distributionConfiguration: distribution,
    executionRole: role,
    imageScanningConfiguration: ImageScanningConfiguration.testInstance(),
    schedule: ImagePipelineSchedule.expression('cron(0 3 ? * sun *)'),
    enabled: false,
    imageTestsEnabled: true,
    enhancedImageMetadataEnabled: false,
    imageTags: { Owner: 'platform' },
    tags: { Team: 'platform' },
    imageLogGroup: logs.LogGroup.fromLogGroupName(stack, 'ImageLogs', '/aws/imagebuilder/golden'),
    imagePipelineLogGroup: logs.LogGroup.fromLogGroupName(stack, 'PipelineLogs', '/aws/imagebuilder/pipeline/golden'),
  });

  Template.fromStack(stack).hasResourceProperties(PIPELINE, {
    Name: 'golden-linux',
    Description: 'Linux for all',
    InfrastructureConfigurationArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Infrastructure'), 'Arn'] },
    DistributionConfigurationArn: { Ref: 'Distribution' },
    ExecutionRole: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Execution'), 'Arn'] },
    ImageScanningConfiguration: { ImageScanningEnabled: true },
    Schedule: { ScheduleExpression: 'cron(0 3 ? * sun *)' },
    Status: 'DISABLED',
    ImageTestsConfiguration: { ImageTestsEnabled: true },
    EnhancedImageMetadataEnabled: false,
    ImageTags: { Owner: 'platform' },
    Tags: { Team: 'platform' },
    LoggingConfiguration: { ImageLogGroupName: '/aws/imagebuilder/golden', PipelineLogGroupName: '/aws/imagebuilder/pipeline/golden' },
  });
});

test('a container recipe brings the policies and the hop limit of container builds to the infrastructure', () => {
  new ImagePipeline(stack, 'Pipeline', { recipe: containerRecipe() });

  const template = Template.fromStack(stack);
  template.hasResourceProperties(PIPELINE, { ContainerRecipeArn: Match.anyValue(), ImageRecipeArn: Match.absent() });
  template.hasResourceProperties(INFRASTRUCTURE, { InstanceMetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 } });
  const [role] = Object.values(template.findResources('AWS::IAM::Role'));
  expect(JSON.stringify(role.Properties.ManagedPolicyArns)).toContain('EC2InstanceProfileForImageBuilderECRContainerBuilds');
});

test('an image recipe brings neither policies nor a hop limit of container builds', () => {
  new ImagePipeline(stack, 'Pipeline', { recipe });

  const template = Template.fromStack(stack);
  template.hasResourceProperties(INFRASTRUCTURE, { InstanceMetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: Match.absent() } });
  const [role] = Object.values(template.findResources('AWS::IAM::Role'));
  expect(JSON.stringify(role.Properties.ManagedPolicyArns)).not.toContain('ContainerBuilds');
});

test.each([
  ['an image recipe', () => new CfnImageRecipe(stack, 'L1', { name: 'l1', version: '1.0.0', parentImage: 'ami-1' }), 'ImageRecipeArn'],
  ['a container recipe', () => new CfnContainerRecipe(stack, 'L1', {
    name: 'l1', version: '1.0.0', parentImage: 'amazonlinux', containerType: 'DOCKER', targetRepository: { service: 'ECR', repositoryName: 'r' },
  }), 'ContainerRecipeArn'],
])('the L1 of %s is taken as a recipe', (_what, l1, property) => {
  new ImagePipeline(stack, 'Pipeline', { recipe: l1() });
  Template.fromStack(stack).hasResourceProperties(PIPELINE, { [property]: { Ref: 'L1' } });
});

test('a pipeline refuses something else than a recipe, and names the construct', () => {
  const bucket = { node: stack.node } as unknown as ImageRecipe;
  expect(() => new ImagePipeline(stack, 'Pipeline', { recipe: bucket })).toThrow(/must be an ImageRecipe, a ContainerRecipe.*Golden\/Pipeline/);
});

describe('the build instance and the scanning repository', () => {
  const scan = () => ImageScanningConfiguration.container({ repository: new ScanningRepository(stack, 'Scans') });

  test('a generated role needs no further policy to push', () => {
    new ImagePipeline(stack, 'Pipeline', { recipe: containerRecipe(), imageScanningConfiguration: scan() });
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
  });

  test('a role of the user is granted to push', () => {
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    new ImagePipeline(stack, 'Pipeline', {
      recipe: containerRecipe(),
      infrastructureConfiguration: new InfrastructureConfiguration(stack, 'Infrastructure', { role }),
      imageScanningConfiguration: scan(),
    });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({
          Action: Match.arrayWith(['ecr:CompleteLayerUpload', 'ecr:UploadLayerPart', 'ecr:PutImage']),
          Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Scans'), 'Arn'] },
        })]),
      },
      Roles: [{ Ref: Match.stringLikeRegexp('^Role') }],
    });
  });
});

describe('the props of an image pipeline', () => {
  const make = (props: object) => () => new ImagePipeline(stack, 'Pipeline', { recipe, ...props });

  test.each([
    ['a construct that is no recipe', { recipe: new Stack(new App(), 'Other') }, /must be an ImageRecipe, a ContainerRecipe or one of their L1s \(CfnImageRecipe, CfnContainerRecipe\), got the construct 'Other'\./],
    ['an object that is no recipe', { recipe: new Map() }, /or one of their L1s \(CfnImageRecipe, CfnContainerRecipe\), got an object of type Map\./],
    ['a scan of containers', { imageScanningConfiguration: ImageScanningConfiguration.container() }, /container\(\) needs a container recipe/],
    ['a scan without tests', { imageScanningConfiguration: ImageScanningConfiguration.testInstance(), imageTestsEnabled: false }, /needs the image tests/],
    ['a name with capitals', { imagePipelineName: 'My_Pipeline' }, /use 'my-pipeline' instead of 'My_Pipeline'/],
    ['a short name', { imagePipelineName: 'ab' }, /3 to 128 characters.*got 'ab'/],
    ['an empty description', { description: '' }, /1 to 1024 characters, got 0/],
    ['a tag of AWS', { tags: { 'aws:x': 'y' } }, /aws:/],
    ['a tag of AWS on images', { imageTags: { 'aws:x': 'y' } }, /aws:/],
    ['tags on images that leave no room for the library', { imageTags: Object.fromEntries(Array.from({ length: 36 }, (_, i) => [`Key${i}`, 'v'])) }, /at most 35 tags on the images of the pipeline, got 36/],
    ['a long description', { description: 'x'.repeat(1025) }, /1 to 1024 characters, got 1025/],
  ])('are rejected: %s', (_what, props, message) => expect(make(props)).toThrow(message));

  test.each([
    ['a scan of containers, disabled', { imageScanningConfiguration: ImageScanningConfiguration.disabled(), imageTestsEnabled: false }],
    ['the shortest name', { imagePipelineName: 'abc' }],
    ['the longest description', { description: 'x'.repeat(1024) }],
    ['tokens', { imagePipelineName: Lazy.string({ produce: () => 'My_Pipeline' }), description: Lazy.string({ produce: () => '' }) }],
  ])('are accepted: %s', (_what, props) => expect(make(props)).not.toThrow());
});

test('an existing pipeline is found by name and by ARN', () => {
  const arn = 'arn:aws:imagebuilder:eu-west-1:123456789012:image-pipeline/golden';
  const byArn = ImagePipeline.fromImagePipelineArn(stack, 'ByArn', arn);
  const byName = ImagePipeline.fromImagePipelineName(stack, 'ByName', 'golden');

  expect(byArn).toMatchObject({ imagePipelineArn: arn, imagePipelineName: 'golden', env: { region: 'eu-west-1', account: '123456789012' } });
  expect(byArn.imagePipelineRef).toEqual({ imagePipelineArn: arn });
  expect(byName.imagePipelineName).toBe('golden');
  expect(JSON.stringify(stack.resolve(byName.imagePipelineArn))).toContain(':image-pipeline/golden');
});

test('an existing pipeline is not found by the ARN of something else', () => {
  const arn = 'arn:aws:imagebuilder:eu-west-1:123456789012:image-recipe/golden/1.0.0';
  expect(() => ImagePipeline.fromImagePipelineArn(stack, 'Import', arn)).toThrow(/must look like '.*:image-pipeline\/<name>', got/);
  expect(JSON.stringify(stack.resolve(ImagePipeline.fromImagePipelineName(stack, 'Named', 'My Pipe_Line').imagePipelineArn))).toContain(':image-pipeline/my-pipe-line');
});

test('an existing pipeline needs either its ARN or its name, and not both', () => {
  const from = (attrs: ImagePipelineAttributes) => () => ImagePipeline.fromImagePipelineAttributes(stack, 'Import', attrs);
  expect(from({})).toThrow(/Give the ARN or the name of the image pipeline to import/);
  expect(from({ imagePipelineArn: 'arn:aws:imagebuilder:eu-west-1:123456789012:image-pipeline/golden', imagePipelineName: 'golden' }))
    .toThrow(/already contains its name.*'golden'/);
});

test('something that is no recipe is refused as that of an existing pipeline', () => {
  const other = { node: stack.node } as unknown as ImageRecipe;
  expect(() => ImagePipeline.fromImagePipelineAttributes(stack, 'Import', { imagePipelineName: 'golden', recipe: other })).toThrow(/must be an ImageRecipe/);
});

test('the recipe of an existing pipeline narrows its status down to the images of the recipe', () => {
  const pipeline = ImagePipeline.fromImagePipelineAttributes(stack, 'Import', {
    imagePipelineName: 'nightly', recipe: ImageRecipe.fromImageRecipeName(stack, 'ImportedRecipe', 'Golden_Linux'),
  });
  new ImageStatus(stack, 'Status', { pipeline });
  expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'))).toContain(':image/golden-linux/*');
});

test('the build of a pipeline waits for the routes of a VPC that is made with it', () => {
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 });
  new ImagePipeline(stack, 'Pipeline', { recipe, infrastructureConfiguration: new InfrastructureConfiguration(stack, 'Infrastructure', { vpc }) });
  Template.fromStack(stack).hasResource(INFRASTRUCTURE, { DependsOn: Match.arrayWith([Match.stringLikeRegexp('DefaultRoute')]) });
});

test('a pipeline refuses a selection of no subnet', () => {
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 });
  expect(() => new InfrastructureConfiguration(stack, 'Infrastructure', { vpc, subnetSelection: { availabilityZones: ['nope'] } }))
    .toThrow(/matches no subnet of the VPC 'Golden\/Vpc'/);
});

test('a pipeline leaves the default network to Image Builder, and passes a VPC on to the infrastructure', () => {
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 });
  new ImagePipeline(stack, 'Pipeline', { recipe, infrastructureConfiguration: new InfrastructureConfiguration(stack, 'Infrastructure', { vpc }) });
  Template.fromStack(stack).hasResourceProperties(INFRASTRUCTURE, { SubnetId: Match.anyValue(), SecurityGroupIds: [Match.anyValue()] });
});
