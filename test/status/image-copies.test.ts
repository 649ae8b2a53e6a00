import { App, Aws, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { BaseImage, Image, ImagePipeline, ImageRecipe } from '../../src';

const STATUS = 'Custom::ImageBuilderImageStatus';

let stack: Stack;
let recipe: ImageRecipe;

beforeEach(() => {
  stack = new Stack(new App(), 'Golden');
  recipe = new ImageRecipe(stack, 'Recipe', { imageRecipeName: 'golden-linux', baseImage: BaseImage.fromSsmParameterName('/imagebuilder/base') });
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
    expect(() => execution.imageUriIn('us-east-1')).toThrow("so its ImageUri is not known: leave out 'waitForImage'");
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
