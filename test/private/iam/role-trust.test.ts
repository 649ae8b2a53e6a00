import { App, CfnParameter, CfnResource, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import {
  BaseImage, Image, ImagePipeline, ImageRecipe, InfrastructureConfiguration, LifecycleImageType, LifecyclePolicy, LifecyclePolicyDetail,
} from '../../../src';

let stack: Stack;

beforeEach(() => {
  stack = new Stack(new App(), 'Stack', { env: { account: '123456789012', region: 'us-east-1' } });
});

const recipe = () => new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.fromSsmParameterName('/imagebuilder/base') });

type Use = (role: iam.IRole) => unknown;
const asExecutionRole: Use = (executionRole) => new ImagePipeline(stack, 'It', { recipe: recipe(), executionRole });
const asDeletionRole: Use = (deletionExecutionRole) => new Image(stack, 'It', { recipe: recipe(), deleteUnderlyingResources: true, deletionExecutionRole });
const asInstanceRole: Use = (role) => new InfrastructureConfiguration(stack, 'It', { role });
const asLifecycleRole: Use = (executionRole) => new LifecyclePolicy(stack, 'It', {
  imageTags: { Team: 'platform' }, imageType: LifecycleImageType.AMI, details: [LifecyclePolicyDetail.keepLast(2)], executionRole,
});
const uses: Array<[string, string, Use]> = [
  ['executionRole', 'imagebuilder', asExecutionRole],
  ['deletionExecutionRole', 'imagebuilder', asDeletionRole],
  ['role of the build instances', 'ec2', asInstanceRole],
  ['executionRole of a lifecycle policy', 'imagebuilder', asLifecycleRole],
];

describe.each(uses)('the %s', (what, service, use) => {
  const imported = (account: string) => iam.Role.fromRoleArn(stack, 'Given', `arn:aws:iam::${account}:role/given`);
  const trusting = (assumedBy: iam.IPrincipal) => use(new iam.Role(stack, 'Given', { assumedBy }));
  const warnings = () => Annotations.fromStack(stack).findWarning('/Stack/It', Match.stringLikeRegexp('roleTrustsOtherService')).map(({ entry }) => entry.data);

  test('is rejected if it belongs to another account', () => {
    expect(() => use(imported('999999999999')))
      .toThrow(`The ${what} must be in the stack's own account '123456789012', got 'Stack/Given' in '999999999999': give a role of the account of the stack.`);
  });

  test('may be an imported role of the account, whose trust is not known', () => {
    use(imported('123456789012'));
    expect(warnings()).toEqual([]);
  });

  test.each<[string, () => iam.IPrincipal]>([
    ['another service', () => new iam.ServicePrincipal('lambda.amazonaws.com')],
    ['a service with a similar name', () => new iam.ServicePrincipal(`${service}2.amazonaws.com`)],
    ['an account', () => new iam.AccountRootPrincipal()],
  ])('gives a warning if it trusts only %s', (_what, principal) => {
    trusting(principal());
    expect(warnings()).toEqual([expect.stringMatching(`'Stack/Given' does not trust ${service}.amazonaws.com, .*: set its 'assumedBy' to an iam.ServicePrincipal of ${service}.amazonaws.com`)]);
  });

  test.each<[string, () => iam.IPrincipal]>([
    ['the service', () => new iam.ServicePrincipal(`${service}.amazonaws.com`)],
    ['the service in China', () => new iam.ServicePrincipal(`${service}.amazonaws.com.cn`)],
    ['the service and another', () => new iam.CompositePrincipal(new iam.ServicePrincipal('lambda.amazonaws.com'), new iam.ServicePrincipal(`${service}.amazonaws.com`))],
    ['everybody', () => new iam.StarPrincipal()],
    ['any principal', () => new iam.AnyPrincipal()],
    ['a service that only the deployment knows', () => new iam.ServicePrincipal(new CfnParameter(stack, 'Service').valueAsString)],
  ])('gives no warning if it trusts %s', (_what, principal) => {
    trusting(principal());
    expect(warnings()).toEqual([]);
  });

  test('gives no warning if the app adds the trust later', () => {
    const role = new iam.Role(stack, 'Given', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    use(role);
    role.assumeRolePolicy!.addStatements(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], principals: [new iam.ServicePrincipal(`${service}.amazonaws.com`)] }));
    expect(warnings()).toEqual([]);
  });

  test('gives no warning if its resource is a CfnResource, whose trust is not known', () => {
    const role = new iam.Role(stack, 'Given', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    role.node.tryRemoveChild('Resource');
    new CfnResource(role, 'Resource', { type: 'AWS::IAM::Role', properties: { AssumeRolePolicyDocument: {} } });
    use(role);
    expect(warnings()).toEqual([]);
  });

  test('gives no warning if an override changes its trust', () => {
    const role = new iam.Role(stack, 'Given', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    use(role);
    (role.node.defaultChild as iam.CfnRole).addPropertyOverride('AssumeRolePolicyDocument.Statement.0.Principal.Service', `${service}.amazonaws.com`);
    expect(warnings()).toEqual([]);
  });
});

describe('a log group', () => {
  const group = (region: string) => logs.LogGroup.fromLogGroupArn(stack, 'Logs', `arn:aws:logs:${region}:123456789012:log-group:images`);

  test.each<[string, (logGroup: logs.ILogGroup) => unknown]>([
    ['log group of images', (logGroup) => new Image(stack, 'Image', { recipe: recipe(), logGroup })],
    ['log group of the pipeline', (imagePipelineLogGroup) => new ImagePipeline(stack, 'Pipeline', { recipe: recipe(), imagePipelineLogGroup })],
  ])('is rejected in another Region: %s', (what, use) => {
    expect(() => use(group('eu-west-1'))).toThrow(`The ${what} must be in the stack's own Region 'us-east-1', got 'Stack/Logs' in 'eu-west-1': make one in the stack's Region.`);
  });

  test('of the Region of the stack may be imported by its ARN', () => {
    expect(() => new Image(stack, 'Image', { recipe: recipe(), logGroup: group('us-east-1') })).not.toThrow();
  });
});
