import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { LaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { BaseImage, DistributionConfiguration, GoldenImage, ImagePipeline, ImageRecipe, PipelineMonitor, Workflow } from '../../../src';

const env = { account: '123456789012', region: 'eu-west-1' };
const baseImage = BaseImage.amazonLinux2023();

// Go spells each of these words in another way, since it is a name of the library, too.
beforeAll(() => process.env.JSII_AGENT = 'go1.26.1/linux/amd64');
afterAll(() => delete process.env.JSII_AGENT);

test('the name of a stack is told as the user wrote it', () => {
  const app = new App();
  const own = new Stack(app, 'Own', { env });
  new ImagePipeline(own, 'Pipeline', { recipe: new ImageRecipe(new Stack(app, 'components', { env }), 'Recipe', { baseImage }) });
  expect(Annotations.fromStack(own).findWarning('*', Match.stringLikeRegexp("put both into the stack 'components', or"))).toHaveLength(1);
});

test.each<[what: string, make: (stack: Stack) => void, told: string]>([
  ['a recipe', (stack) => new ImageRecipe(stack, 'Recipe', { baseImage, imageRecipeName: 'Recipe' }), "use 'recipe' instead of 'Recipe'."],
  ['images', (stack) => {
    ['One', 'Two'].forEach((id) => new GoldenImage(stack, id, { baseImage, imageName: 'components', parameterName: `/golden/${id}` }));
  }, "log group of images named 'components' is already defined"],
  ['images with one recipe', (stack) => {
    const recipe = new ImageRecipe(stack, 'Recipe', { baseImage, imageRecipeName: 'components' });
    const pipelines = ['One', 'Two'].map((id) => new ImagePipeline(stack, id, { recipe }));
    new PipelineMonitor(stack, 'Monitor', { pipelines, topics: [new Topic(stack, 'Topic')] });
  }, "build images of one recipe, 'components', so"],
  ['a launch template', (stack) => {
    const launchTemplate = LaunchTemplate.fromLaunchTemplateAttributes(stack, 'Template', { launchTemplateName: 'components' });
    new DistributionConfiguration(stack, 'Distribution', { amiDistributions: [{ launchTemplates: [{ launchTemplate }] }] });
  }, "has only the name 'components': import"],
  ['a workflow', (stack) => Workflow.fromWorkflowAttributes(stack, 'Workflow', { workflowName: 'components' }), "got the name 'components' only"],
])('the name of %s is told as the user wrote it', (_, make, told) => {
  expect(() => make(new Stack(new App(), 'Stack', { env }))).toThrow(told);
});

test('the names of two images that write one parameter are told as the user wrote them', () => {
  const stack = new Stack(new App(), 'Stack', { env });
  const golden = new GoldenImage(stack, 'Golden', { baseImage, imageName: 'components' });
  new ImagePipeline(stack, 'Other', {
    recipe: new ImageRecipe(stack, 'Recipe', { baseImage, imageRecipeName: 'workflows' }), distributionConfiguration: golden.distributionConfiguration,
  });
  expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp("but builds 'workflows', not 'components'"))).toHaveLength(1);
});
