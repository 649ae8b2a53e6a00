import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  BaseImage, GoldenImage, ImagePipeline, ImageRecipe, InfrastructureConfiguration, ManagedWorkflow, PipelineMonitor, VulnerabilityGate,
  WaitForActionStep, Workflow, WorkflowDocument, WorkflowType,
} from '../../../src';

const env = { account: '123456789012', region: 'eu-west-1' };
const ROOT = { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::123456789012:root']] } };

let stack: Stack;
let central: Stack;
beforeEach(() => {
  const app = new App();
  stack = new Stack(app, 'Stack', { env });
  central = new Stack(app, 'Central', { env: { ...env, account: '210987654321' } });
});

const baseImage = BaseImage.amazonLinux2023();
const golden = (props = {}) => new GoldenImage(stack, 'Golden', { baseImage, buildOnDeploy: false, ...props });
const infrastructure = (notificationTopic: sns.ITopic) => new InfrastructureConfiguration(stack, 'Infrastructure', { notificationTopic });

type Use = (topic: sns.ITopic) => void;
const ENCRYPTED: Array<[string, Use]> = [
  ['an approval', (topic) => golden({ approval: { topic } })],
  ['a step of your own', (topic) => {
    const steps = [new WaitForActionStep('Ask', { topic })];
    const workflow = new Workflow(stack, 'Test', { workflowType: WorkflowType.TEST, document: WorkflowDocument.fromSteps({ steps }) });
    const workflows = [{ workflow: ManagedWorkflow.buildImage(stack, 'Build') }, { workflow }];
    new ImagePipeline(stack, 'Pipeline', { recipe: new ImageRecipe(stack, 'Recipe', { baseImage }), workflows });
  }],
  ['a monitor', (topic) => new PipelineMonitor(stack, 'Monitor', { pipelines: [golden()], topics: [topic] })],
];
const USES: Array<[string, Use]> = [
  ...ENCRYPTED,
  ['an infrastructure configuration', (topic) => golden({ infrastructureConfiguration: infrastructure(topic) })],
];

/** Who may do something, by the policies of resources of a type. */
function principals(of: Stack, type: string, document: string, action: string): unknown[] {
  return Object.values(Template.fromStack(of).findResources(type))
    .flatMap(({ Properties }) => Properties[document].Statement as Array<{ Action: string | string[]; Principal: unknown }>)
    .filter(({ Action }) => [Action].flat().includes(action)).map(({ Principal }) => Principal);
}

const publishers = (of: Stack) => principals(of, 'AWS::SNS::TopicPolicy', 'PolicyDocument', 'sns:Publish');

test.each(USES)('a topic of the app in another account lets the account of %s publish', (_, use) => {
  use(new sns.Topic(central, 'Topic', { topicName: 'central' }));
  expect(publishers(central)).toContainEqual(ROOT);
});

test.each(ENCRYPTED)('the key of such a topic lets the account of %s encrypt', (_, use) => {
  use(new sns.Topic(central, 'Topic', { topicName: 'central', masterKey: new kms.Key(central, 'Key') }));
  expect(principals(central, 'AWS::KMS::Key', 'KeyPolicy', 'kms:GenerateDataKey*')).toContainEqual(ROOT);
});

test.each(USES)('a topic of the same account does not name the account of %s, whose roles need no more than their own policies', (_, use) => {
  const own = new Stack(stack.node.root as App, 'Own', { env });
  use(new sns.Topic(own, 'Topic'));
  expect(publishers(own)).not.toContainEqual(ROOT);
});

describe('an execution role, whose managed policy lets it publish only in its own account,', () => {
  const topicsOfRole = () => Object.values(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Array<{ Action: string; Resource: unknown }>)
    .filter(({ Action }) => Action === 'sns:Publish').map(({ Resource }) => Resource);
  const gated = (account: string) => golden({
    gate: VulnerabilityGate.atMost({ critical: 0 }),
    infrastructureConfiguration: infrastructure(sns.Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:eu-west-1:${account}:results`)),
  });

  test('may publish results to a topic of another account', () => {
    gated('210987654321');
    expect(topicsOfRole()).toEqual(['arn:aws:sns:eu-west-1:210987654321:results']);
  });

  test('gets nothing for a topic of its account', () => {
    gated(env.account);
    expect(topicsOfRole()).toEqual([]);
  });
});
