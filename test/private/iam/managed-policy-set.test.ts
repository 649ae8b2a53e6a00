import { App, ArnFormat, CfnParameter, Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ManagedPolicySet } from '../../../src/private/iam/managed-policy-set';

const actions = ['imagebuilder:GetImage', 'imagebuilder:ListWorkflowExecutions'];
let stack: Stack;
let policies: ManagedPolicySet;

beforeEach(() => {
  // The partition and the Region with the longest names.
  stack = new Stack(new App(), 'Stack', { env: { account: '123456789012', region: 'us-isob-east-1' } });
  policies = new ManagedPolicySet(stack, new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }), 'A test');
});

function allow(name: string, wildcardReason?: string) {
  policies.allow({ actions, resource: stack.formatArn({ service: 'imagebuilder', resource: 'image', resourceName: `${name}/*` }), name, wildcardReason });
}

/** The documents as IAM counts them, each reference as long as the longest partition. */
function documents() {
  return Object.values(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'))
    .map(({ Properties }) => JSON.stringify(Properties.PolicyDocument).replace(/\{"Fn::Join":\["",\[(.*?),\{"Ref":"AWS::Partition"\},(.*?)\]\]\}/g, (_all, before: string, after: string) => `${before.slice(0, -1)}aws-us-gov${after.slice(1)}`));
}

test('resources of the same actions share one statement', () => {
  ['a', 'b'].forEach((name) => allow(name));
  policies.addStatement({ actions: ['xray:PutTraceSegments'], resources: ['*'] });
  const [document] = documents().map((text) => JSON.parse(text));
  expect(document.Statement.map(({ Action }: { Action: string }) => Action)).toEqual([actions, 'xray:PutTraceSegments']);
  expect(document.Statement[0].Resource).toHaveLength(2);
});

test.each([1, 40, 126])('policies are filled up, none longer than IAM allows, with names of %d characters', (length) => {
  for (let i = 0; i < 200; i++) {
    allow(`${i}`.padStart(length, 'x'));
    if (i % 50 === 0) policies.addStatement({ actions: ['ssm:PutParameter'], resources: [`arn:aws:ssm:us-isob-east-1:123456789012:parameter/${i}`] });
  }
  const lengths = documents().map((document) => document.length);
  expect(lengths.length).toBeGreaterThan(1);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(6144);
  expect(Math.min(...lengths.slice(0, -1))).toBeGreaterThan(4000);
});

test('policies with the ARNs of log groups, which have a colon after the name, are no longer than IAM allows', () => {
  for (let i = 0; i < 200; i++) {
    const name = `/${'golden-images/'.repeat(4)}linux-${i}`;
    policies.allow({ actions, name, resource: stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: `${name}:*`, arnFormat: ArnFormat.COLON_RESOURCE_NAME }) });
  }
  expect(Math.max(...documents().map((document) => document.length))).toBeLessThanOrEqual(6144);
});

test('a name that is not known yet counts with its longest possible length', () => {
  const { valueAsString } = new CfnParameter(stack, 'Name');
  const count = () => stack.node.findAll().filter((construct) => construct instanceof iam.ManagedPolicy).length;
  for (let i = 0; i < 29; i++) allow(`${valueAsString}${i}`);
  expect(count()).toBe(1);
  allow(`${valueAsString}29`);
  expect(count()).toBe(2);
});

test.each([[9, 0], [10, 1]])('%d policies beside one of AWS give %d warnings of the quota of a role', (count, warnings) => {
  stack = new Stack(new App(), 'Stack');
  const role = new iam.Role(stack, 'Role', {
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess')],
  });
  const scope = new Construct(stack, 'Scope');
  policies = new ManagedPolicySet(scope, role, 'A test');
  for (let i = 0; scope.node.children.length < count; i++) allow(`${i}`.padStart(126, 'x'));
  const found = Annotations.fromStack(stack).findWarning('/Stack/Scope', Match.stringLikeRegexp('policiesOfRole'));
  expect(found).toHaveLength(warnings);
  for (const { entry } of found) expect(entry.data).toMatch(/^The role 'Stack\/Role' has 11 managed policies, and IAM attaches at most 10 to a role, /);
});

test('one record acknowledges each wildcard in the form in which cdk-nag names it', () => {
  allow('a', 'Not known');
  allow(new CfnParameter(stack, 'Name').valueAsString, 'Not known either');
  policies.addStatement({ actions: ['xray:PutTraceSegments'], resources: ['*'] }, 'No resource');
  const records = policies.first.node.defaultChild!.node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
  expect(records.map(({ data }) => data)).toEqual([{
    'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:imagebuilder:us-isob-east-1:123456789012:image/a/*]': 'Not known',
    'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:imagebuilder:us-isob-east-1:123456789012:image/<Name>/*]': 'Not known either',
    'AwsSolutions-IAM5[Resource::*]': 'No resource',
  }]);
});
