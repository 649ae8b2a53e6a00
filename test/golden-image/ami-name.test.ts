import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ami, DISTRIBUTION } from './golden';
import { AmiDistribution, GoldenImage, ImageRecipe } from '../../src';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '123456789012' } });
});

/** The names of the AMIs in each Region. */
function names(): unknown[] {
  const [{ Properties: { Distributions } }] = Object.values(Template.fromStack(stack).findResources(DISTRIBUTION));
  return (Distributions as { AmiDistributionConfiguration: { Name: unknown } }[]).map(({ AmiDistributionConfiguration: { Name } }) => Name);
}

test('the AMIs of a golden image are named after it, in each Region, unless they have a name', () => {
  const amiDistributions: AmiDistribution[] = [{}, { region: 'us-east-1' }, { region: 'us-west-2', amiName: 'mine {{ imagebuilder:buildDate }}' }];
  ami(stack, { amiDistributions });
  expect(names()).toEqual(['golden-linux {{ imagebuilder:buildDate }}', 'golden-linux {{ imagebuilder:buildDate }}', 'mine {{ imagebuilder:buildDate }}']);
});

test('the AMIs of a golden image with a long name leave room for the build date', () => {
  ami(stack, { imageName: 'a'.repeat(126) });
  expect(names()).toEqual([`${'a'.repeat(90)} {{ imagebuilder:buildDate }}`]);
});

test('the AMIs of a recipe that only the deployment knows are named after the distribution configuration', () => {
  const recipe = ImageRecipe.fromImageRecipeArn(stack, 'Recipe', new CfnParameter(stack, 'Arn').valueAsString);
  new GoldenImage(stack, 'Linux', { recipe });
  Template.fromStack(stack).hasResourceProperties(DISTRIBUTION, {
    Distributions: [Match.objectLike({ AmiDistributionConfiguration: { Name: Match.stringLikeRegexp('istribution.* \\{\\{ imagebuilder:buildDate \\}\\}$') } })],
  });
});
