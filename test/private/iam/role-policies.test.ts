import { App, CfnResource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { lackingPolicies } from '../../../src/private/iam/role-policies';

const SSM = { name: 'AmazonSSMManagedInstanceCore', action: 'ssm:UpdateInstanceInformation' };

let stack: Stack;
let role: iam.Role;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
  role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
});

function lacking(): string[] {
  return lackingPolicies(role, [SSM]);
}

function statement(actions: string[], effect = iam.Effect.ALLOW): iam.PolicyStatement {
  return new iam.PolicyStatement({ effect, actions, resources: ['*'] });
}

test('a role without policies lacks the permission', () => {
  expect(lacking()).toEqual([SSM.name]);
});

test.each(['AmazonSSMManagedInstanceCore', 'AdministratorAccess'])('the managed policy %s gives the permission', (name) => {
  role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName(name));
  expect(lacking()).toEqual([]);
});

test('a managed policy that is given by its ARN gives the permission', () => {
  role.addManagedPolicy(iam.ManagedPolicy.fromManagedPolicyArn(stack, 'Aws', 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'));
  expect(lacking()).toEqual([]);
});

test.each(['AmazonSSMManagedInstanceCoreX', 'service-role/AmazonSSMMaintenanceWindowRole'])('the managed policy %s does not give the permission', (name) => {
  role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName(name));
  expect(lacking()).toEqual([SSM.name]);
});

test.each([['ssm:UpdateInstanceInformation'], ['SSM:updateinstanceinformation'], ['ssm:*'], ['*'], ['ssm:Update*Information']])('a statement for %s gives the permission', (action) => {
  role.addToPolicy(statement([action, 's3:GetObject']));
  expect(lacking()).toEqual([]);
});

test.each([['ssm:UpdateInstance'], ['ssm:Get*'], ['s3:*']])('a statement for %s does not give the permission', (action) => {
  role.addToPolicy(statement([action]));
  expect(lacking()).toEqual([SSM.name]);
});

test('a statement that denies does not give the permission', () => {
  role.addToPolicy(statement(['ssm:*'], iam.Effect.DENY));
  expect(lacking()).toEqual([SSM.name]);
});

test('a statement with notActions gives the permission unless it names the action', () => {
  role.addToPolicy(new iam.PolicyStatement({ notActions: ['iam:*'], resources: ['*'] }));
  expect(lacking()).toEqual([]);
  role = new iam.Role(stack, 'Other', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
  role.addToPolicy(new iam.PolicyStatement({ notActions: ['ssm:*'], resources: ['*'] }));
  expect(lacking()).toEqual([SSM.name]);
});

test('a managed policy of the stack gives what it allows, whether the role or the policy attaches it', () => {
  role.addManagedPolicy(new iam.ManagedPolicy(stack, 'Other', { statements: [statement(['s3:GetObject'])] }));
  expect(lacking()).toEqual([SSM.name]);
  new iam.ManagedPolicy(stack, 'Agent', { statements: [statement(['ssm:*'])], roles: [role] });
  expect(lacking()).toEqual([]);
});

test('an inline policy of the role gives the permission', () => {
  role = new iam.Role(stack, 'Inline', {
    assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
    inlinePolicies: { Agent: new iam.PolicyDocument({ statements: [statement(['ssm:*'])] }) },
  });
  expect(lacking()).toEqual([]);
});

test("another role's policy does not give the permission", () => {
  const other = new iam.Role(stack, 'Other', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
  other.addToPolicy(statement(['ssm:*']));
  expect(lacking()).toEqual([SSM.name]);
});

test('permissions that cannot be known are not reported as lacking', () => {
  role.addManagedPolicy(iam.ManagedPolicy.fromManagedPolicyName(stack, 'Unknown', 'unknown'));
  expect(lacking()).toEqual([]);
  expect(lackingPolicies(iam.Role.fromRoleName(stack, 'Imported', 'imported'), [SSM])).toEqual([]);
});

test('the permissions in a policy that is a plain CfnResource cannot be known', () => {
  const policy = new CfnResource(stack, 'Policy', { type: 'AWS::IAM::ManagedPolicy', properties: { PolicyDocument: {} } });
  role.addManagedPolicy(iam.ManagedPolicy.fromManagedPolicyArn(stack, 'Attached', policy.ref));
  expect(lacking()).toEqual([]);
});
