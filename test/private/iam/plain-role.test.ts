import { App, IPropertyInjector, PropertyInjectors, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { InfrastructureConfiguration } from '../../../src';
import { plainRole } from '../../../src/private/iam/plain-role';

const PROPS = { service: 'ec2.amazonaws.com', description: 'Builds' };

type Make = (stack: Stack) => iam.IRole;

const plain: Make = (stack) => plainRole(stack, 'Role', PROPS);
const ofCdk: Make = (stack) => new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal(PROPS.service), description: PROPS.description });

function templateOf(make: Make, use: (role: iam.IRole, stack: Stack) => void, region?: string): object {
  const stack = new Stack(new App(), 'Stack', { env: { region } });
  use(make(stack), stack);
  return Template.fromStack(stack).toJSON();
}

describe('a plain role gives the template of iam.Role', () => {
  test.each<[string, (role: iam.IRole, stack: Stack) => void]>([
    ['as it is', () => undefined],
    ['with managed policies, each once', (role) => ['A', 'B', 'A'].forEach((name) => role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName(name)))],
    ['with statements', (role) => ['a:b', 'c:d'].forEach((action) => role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: [action], resources: ['*'] })))],
    ['with an inline policy', (role, stack) => role.attachInlinePolicy(
      new iam.Policy(stack, 'Policy', { statements: [new iam.PolicyStatement({ actions: ['a:b'], resources: ['*'] })] }),
    )],
    ['with a customer managed policy', (role, stack) => new iam.ManagedPolicy(stack, 'Policy', {
      roles: [role], statements: [new iam.PolicyStatement({ actions: ['a:b'], resources: ['*'] })],
    })],
    ['in an instance profile', (role, stack) => new iam.InstanceProfile(stack, 'Profile', { role })],
    ['that may read a bucket with a key', (role, stack) => {
      new s3.Bucket(stack, 'Bucket', { encryptionKey: new kms.Key(stack, 'Key') }).grantRead(role);
    }],
    ['that others may pass and assume', (role, stack) => {
      const user = new iam.User(stack, 'User');
      role.grantPassRole(user);
      role.grantAssumeRole(user);
      role.grant(user, 'iam:GetRole');
    }],
    ['in a policy of a resource', (role, stack) => new s3.Bucket(stack, 'Bucket').addToResourcePolicy(
      new iam.PolicyStatement({ principals: [role], actions: ['s3:GetObject'], resources: ['*'] }),
    )],
    ['with a permissions boundary', (role) => iam.PermissionsBoundary.of(role).apply(iam.ManagedPolicy.fromAwsManagedPolicyName('Boundary'))],
    ['before what depends on a grant', (role, stack) => {
      const statement = new iam.PolicyStatement({ actions: ['a:b'], resources: ['*'] });
      new s3.CfnBucket(stack, 'Bucket').node.addDependency(role.addToPrincipalPolicy(statement).policyDependable!);
    }],
  ])('%s', (_, use) => expect(templateOf(plain, use)).toEqual(templateOf(ofCdk, use)));

  test('a plain role gives the template of iam.Role in a Region of China', () => expect(templateOf(plain, () => undefined, 'cn-north-1')).toEqual(templateOf(ofCdk, () => undefined, 'cn-north-1')));
});

describe('an app that customizes roles', () => {
  test("a property injector still sets the role's properties", () => {
    const injector: IPropertyInjector = {
      constructUniqueId: iam.Role.PROPERTY_INJECTION_ID,
      inject: (props: unknown) => ({ ...props as iam.RoleProps, path: '/platform/' }),
    };
    const app = new App();
    PropertyInjectors.of(app).add(injector);
    const stack = new Stack(app, 'Stack');
    plain(stack);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', { Path: '/platform/', Description: 'Builds' });
  });

  test('property injectors for other constructs do not change a plain role', () => {
    const app = new App({ propertyInjectors: [{ constructUniqueId: s3.Bucket.PROPERTY_INJECTION_ID, inject: (props: unknown) => props }] });
    expect(plain(new Stack(app, 'Stack'))).not.toBeInstanceOf(iam.Role);
  });

  test('iam.Role.customizeRoles() still replaces the role by the name that it gives', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    iam.Role.customizeRoles(stack, { usePrecreatedRoles: { 'Stack/Infrastructure/Role': 'build-role' } });
    new InfrastructureConfiguration(stack, 'Infrastructure');
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::IAM::Role', 0);
    template.hasResourceProperties('AWS::IAM::InstanceProfile', { Roles: ['build-role'] });
  });
});

test('a plain role is recognized by its ARN as a principal', () => {
  const stack = new Stack(new App(), 'Stack');
  const role = plain(stack);
  expect(stack.resolve(role.policyFragment.principalJson)).toEqual({ AWS: [{ 'Fn::GetAtt': [expect.stringMatching(/^Role/), 'Arn'] }] });
  expect(stack.resolve(role.roleRef)).toEqual({ roleName: stack.resolve(role.roleName), roleArn: stack.resolve(role.roleArn) });
});
