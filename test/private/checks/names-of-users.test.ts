import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { BaseImage, ImagePipeline, ImageRecipe } from '../../../src';

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

test('a name is told as the user wrote it', () => {
  const stack = new Stack(new App(), 'Stack', { env });
  expect(() => new ImageRecipe(stack, 'Recipe', { baseImage, imageRecipeName: 'Recipe' })).toThrow("use 'recipe' instead of 'Recipe'.");
});
