import { App, Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import {
  BaseImage, GoldenImage, ImageBuilderProvider, ImagePipeline, ImageRecipe, InfrastructureConfiguration, ManagedWorkflow, PipelineMonitor,
  WaitForActionStep, Workflow, WorkflowDocument, WorkflowType,
} from '../../../src';

const env = { account: '123456789012', region: 'eu-west-1' };

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack', { env });
});

/** The statements of roles about keys. */
function keyStatements(of = stack): Array<{ Resource: unknown; Condition?: unknown }> {
  return Object.values(Template.fromStack(of).findResources('AWS::IAM::ManagedPolicy'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Action }) => [Action].flat().some((action: string) => action.startsWith('kms:')))
    .map(({ Resource, Condition }) => ({ Resource, ...Condition && { Condition } }));
}

type Use = (key: kms.IKey) => void;
const golden = (props = {}) => new GoldenImage(stack, 'Golden', { baseImage: BaseImage.amazonLinux2023(), buildOnDeploy: false, ...props });
const USES: Array<[string, Use]> = [
  ['the topic of an approval', (masterKey) => golden({ approval: { topic: new sns.Topic(stack, 'Topic', { masterKey }) } })],
  ['the topic of a monitor', (masterKey) => new PipelineMonitor(stack, 'Monitor', { pipelines: [golden().pipeline], topics: [new sns.Topic(stack, 'Topic', { masterKey })] })],
  ['the queue of the function', (encryptionMasterKey) => {
    ImageBuilderProvider.configure(stack, { deadLetterQueue: new sqs.Queue(stack, 'Queue', { encryptionMasterKey }) });
    golden({ buildOnDeploy: true });
  }],
];

test.each(USES)('a role that uses %s by an alias may use the key of the alias', (_, use) => {
  const key = new kms.Key(stack, 'Key');
  use(key.addAlias('alias/topic'));
  expect(keyStatements()).toEqual([{ Resource: stack.resolve(key.keyArn) }]);
});

test.each(USES)('a role that uses %s by an imported alias may use the keys with this alias', (_, use) => {
  use(kms.Alias.fromAliasName(stack, 'Alias', 'alias/topic'));
  expect(keyStatements()).toEqual([{
    Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':kms:eu-west-1:123456789012:key/*']] },
    Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/topic' } },
  }]);
});

/** The reasons with which the library acknowledges the wildcard for a key. */
function reasons(): string[] {
  return stack.node.findAll().filter((node) => iam.CfnManagedPolicy.isCfnManagedPolicy(node))
    .flatMap(({ node }) => node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY))
    .flatMap(({ data }) => Object.entries(data as Record<string, string>))
    .filter(([finding]) => /:kms:.*:key\/\*\]$/.test(finding)).map(([, reason]) => reason);
}

test.each<[string, Use]>([
  ...USES,
  ['the topic of a step of your own', (masterKey) => {
    const steps = [new WaitForActionStep('Ask', { topic: new sns.Topic(stack, 'Topic', { masterKey }) })];
    const workflow = new Workflow(stack, 'Test', { workflowType: WorkflowType.TEST, document: WorkflowDocument.fromSteps({ steps }) });
    const recipe = new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.amazonLinux2023() });
    new ImagePipeline(stack, 'Pipeline', { recipe, workflows: [{ workflow: ManagedWorkflow.buildImage(stack, 'Build') }, { workflow }] });
  }],
])('the wildcard for %s by an imported alias is acknowledged for the same reason', (_, use) => {
  use(kms.Alias.fromAliasName(stack, 'Alias', 'alias/topic'));
  expect(reasons()).toEqual(['The key of an imported alias is not known at synthesis; a condition allows only keys with that alias.']);
});

test('the response URLs may be encrypted by an alias, whose key the function may use for nothing else', () => {
  ImageBuilderProvider.configure(stack, { encryptionKey: kms.Alias.fromAliasName(stack, 'Alias', 'alias/functions') });
  golden({ buildOnDeploy: true });
  expect(keyStatements()).toEqual([{
    Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':kms:eu-west-1:123456789012:key/*']] },
    Condition: {
      'StringLike': { 'kms:EncryptionContext:SecretARN': expect.anything() },
      'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/functions' },
    },
  }]);
});

test('an execution role in the stack of a build may use the key of an alias in another stack, which encrypts the topic of its infrastructure', () => {
  const shared = new Stack(stack.node.root as App, 'Shared', { env });
  const key = new kms.Key(shared, 'Key');
  const infrastructureConfiguration = new InfrastructureConfiguration(shared, 'Infrastructure', {
    notificationTopic: new sns.Topic(shared, 'Topic', { masterKey: key.addAlias('alias/topic') }),
  });
  golden({ infrastructureConfiguration });
  expect(keyStatements()).toEqual([{ Resource: stack.resolve(key.keyArn) }]);
});
