import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { BaseImage, GoldenImage, ImageBuilderProvider, InspectorActivation, InspectorActivationProps, VulnerabilityGate } from '../../src';

const TYPE = 'Custom::ImageBuilderInspectorActivation';
let stack: Stack;

beforeEach(() => {
  stack = new Stack(new App(), 'Golden');
});

/** The actions of the policies in the template. */
function actions(): string[] {
  const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'));
  const statements = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Array<{ Action: string | string[] }>);
  return statements.flatMap(({ Action }) => [Action].flat());
}

test.each<[InspectorActivationProps | undefined, string[]]>([
  [undefined, ['EC2']],
  [{ ecr: true }, ['EC2', 'ECR']],
  [{ ec2: false, ecr: true }, ['ECR']],
])('an activation with %j asks for %j', (props, ResourceTypes) => {
  new InspectorActivation(stack, 'Inspector', props);
  Template.fromStack(stack).hasResource(TYPE, {
    Properties: { ServiceToken: Match.anyValue(), ServiceTimeout: '2400', StateMachineArn: Match.anyValue(), ResourceTypes },
    DeletionPolicy: 'Delete',
  });
});

test('an activation of nothing is rejected', () => {
  expect(() => new InspectorActivation(stack, 'Inspector', { ec2: false })).toThrow("There is nothing to activate, got 'ec2: false' and no 'ecr': set one of them to true");
});

test('the function may activate Amazon Inspector only in a stack with an activation, and never deactivate it', () => {
  new GoldenImage(stack, 'Linux', { baseImage: BaseImage.amazonLinux2023(), gate: VulnerabilityGate.atMost({ critical: 0 }) });
  expect(actions().filter((action) => /^inspector|ServiceLinked/.test(action))).toEqual([]);

  stack = new Stack(new App(), 'Activated');
  new InspectorActivation(stack, 'Inspector');
  new InspectorActivation(stack, 'Again', { ecr: true });
  ImageBuilderProvider.configure(stack, {});
  expect(actions().filter((action) => /^inspector|ServiceLinked/.test(action)).sort()).toEqual([
    'iam:CreateServiceLinkedRole', 'inspector2:BatchGetAccountStatus', 'inspector2:Enable',
  ]);
  const services = ['inspector2.amazonaws.com', 'agentless.inspector2.amazonaws.com'];
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([{
        Action: 'iam:CreateServiceLinkedRole',
        Effect: 'Allow',
        Condition: { StringEquals: { 'iam:AWSServiceName': services } },
        Resource: services.map((service) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, `:role/aws-service-role/${service}/*`]] })),
      }]),
    },
  });
});

test('a golden image can wait for the activation', () => {
  const activation = new InspectorActivation(stack, 'Inspector');
  const image = new GoldenImage(stack, 'Linux', { baseImage: BaseImage.amazonLinux2023(), gate: VulnerabilityGate.atMost({ critical: 0 }) });
  image.node.addDependency(activation);
  const resource = stack.getLogicalId(activation.node.findChild('Resource') as never);
  Template.fromStack(stack).hasResource('AWS::ImageBuilder::ImagePipeline', { DependsOn: Match.arrayWith([resource]) });
});

test('cdk-nag finds nothing in an activation', () => {
  new InspectorActivation(stack, 'Inspector');
  expect(new AwsSolutionsChecks().validateScope(stack.node.root as App).violations).toEqual([]);
});

test('an activation knows its class in each copy of the library', () => {
  expect(InspectorActivation.isInspectorActivation(new InspectorActivation(stack, 'Inspector'))).toBe(true);
  expect(InspectorActivation.isInspectorActivation(stack)).toBe(false);
});
