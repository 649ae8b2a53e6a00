import { App, Stack, Stage } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { BaseImage, GoldenImage, Image, ImageRecipe } from '../../src';

const env = { region: 'eu-west-1', account: '123456789012' };
const HOOK = 'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX';
const REJECTED = /The URL of a webhook is a credential: anybody who can read the template could post with it, and a chat does not understand the messages of SNS\. Remove it, and let a PipelineMonitor tell the chat/;

let app: App;
let stack: Stack;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack', { env });
});

const baseImage = BaseImage.amazonLinux2023();
const asks = (topic: sns.ITopic) => void new GoldenImage(stack, 'Linux', { baseImage, approval: { topic } });

describe('a webhook URL on the topic of an approval is rejected', () => {
  test('if it comes later', () => {
    const topic = new sns.Topic(stack, 'Approvals');
    asks(topic);
    topic.addSubscription(new UrlSubscription(HOOK));
    expect(() => app.synth()).toThrow(REJECTED);
  });

  test('for an image without a pipeline', () => {
    const topic = new sns.Topic(stack, 'Approvals');
    topic.addSubscription(new UrlSubscription(HOOK));
    new Image(stack, 'Linux', { recipe: new ImageRecipe(stack, 'Recipe', { baseImage }), approval: { topic } });
    expect(() => app.synth()).toThrow(REJECTED);
  });

  test('on a topic of another stack', () => {
    const topic = new sns.Topic(new Stack(app, 'Other', { env }), 'Approvals', { topicName: 'approvals' });
    topic.addSubscription(new UrlSubscription(HOOK));
    asks(topic);
    expect(() => app.synth()).toThrow(REJECTED);
  });
});

test('another URL on the topic of an approval is accepted, and so is a webhook URL on another topic', () => {
  const topic = new sns.Topic(stack, 'Approvals');
  asks(topic);
  topic.addSubscription(new UrlSubscription('https://approvals.example.com/'));
  new sns.Topic(stack, 'Foreign').addSubscription(new UrlSubscription(HOOK));
  expect(() => app.synth()).not.toThrow();
});

test.each<[string, () => Stack]>([
  ['stack', () => new Stack(app, 'Other', { env })],
  ['stage', () => new Stack(new Stage(app, 'Other'), 'Stack', { env })],
])('a webhook URL is accepted on a topic of another %s that has the id of the topic of an approval', (_where, other) => {
  asks(new sns.Topic(stack, 'Approvals'));
  new sns.Topic(other(), 'Approvals').addSubscription(new UrlSubscription(HOOK));
  expect(() => app.synth()).not.toThrow();
});

test('a webhook URL is rejected on the topic of an approval that both import by its ARN', () => {
  const imported = (scope: Stack) => sns.Topic.fromTopicArn(scope, 'Approvals', 'arn:aws:sns:eu-west-1:123456789012:approvals');
  asks(imported(stack));
  imported(new Stack(app, 'Other', { env })).addSubscription(new UrlSubscription(HOOK));
  expect(() => app.synth()).toThrow(REJECTED);
});
