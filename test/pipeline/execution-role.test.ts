import { App, Aws, CfnParameter, Lazy, NestedStack, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnContainerRecipe, CfnDistributionConfiguration, CfnImageRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import { recipeOf, stackWithRecipe } from './execution-stack';
import {
  BaseContainerImage, BaseImage, ContainerRecipe, GoldenImage, Image, ImagePipeline, ImageRecipe, InfrastructureConfiguration,
  VulnerabilityGate, WaitForActionStep, Workflow, WorkflowDocument, WorkflowType,
} from '../../src';

const PIPELINE = 'AWS::ImageBuilder::ImagePipeline';
const IMAGE = 'AWS::ImageBuilder::Image';
const WRITE = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

let stack: Stack;
let recipe: ImageRecipe;

beforeEach(() => {
  stack = stackWithRecipe();
  recipe = recipeOf(stack);
});

const named = (id: string, logGroupName: string) => logs.LogGroup.fromLogGroupName(stack, id, logGroupName);

/** The resources to which roles may write logs, by the beginning of the role's id. */
function writers(): Record<string, unknown[]> {
  const template = Template.fromStack(stack);
  const policies = [...Object.values(template.findResources('AWS::IAM::ManagedPolicy')), ...Object.values(template.findResources('AWS::IAM::Policy'))];
  return Object.fromEntries(policies.map(({ Properties }) => [
    String(Properties.Roles[0].Ref).replace(/[0-9A-F]{8}$/, ''),
    (Properties.PolicyDocument.Statement as Array<{ Action: unknown; Resource: unknown }>).filter(({ Action }) => `${Action}` === `${WRITE}`).flatMap(({ Resource }) => Resource),
  ]));
}

describe('log groups under /aws/imagebuilder/', () => {
  test.each([
    ['existing ones', () => ({ imageLogGroup: named('A', '/aws/imagebuilder/a'), imagePipelineLogGroup: named('B', '/aws/imagebuilder/b') })],
    ['one of the stack', () => ({ imageLogGroup: new logs.LogGroup(stack, 'A', { logGroupName: '/aws/imagebuilder/a' }) })],
  ])('need no role: %s', (_what, props) => {
    expect(new ImagePipeline(stack, 'Pipeline', { recipe, ...props() }).executionRole).toBeUndefined();
    const template = Template.fromStack(stack);
    template.hasResourceProperties(PIPELINE, { ExecutionRole: Match.absent() });
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
  });
});

describe('the parameter of a base image', () => {
  const readable = () => Object.values(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Array<{ Action: unknown; Resource: unknown }>)
    .filter(({ Action }) => Action === 'ssm:GetParameter')
    .flatMap(({ Resource }) => Resource)
    .map((arn) => (typeof arn === 'string' ? arn : (arn as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1].at(-1)));
  const pipeline = (baseImage: BaseImage) => new ImagePipeline(stack, 'Pipeline', { recipe: new ImageRecipe(stack, 'Other', { baseImage }) });

  test.each([
    ['/golden/linux', ':parameter/golden/linux'],
    ['golden-linux', ':parameter/golden-linux'],
    ['/imagebuilder-linux', ':parameter/imagebuilder-linux'],
    ['arn:aws:ssm:eu-west-1:444455556666:parameter/golden/linux', 'arn:aws:ssm:eu-west-1:444455556666:parameter/golden/linux'],
  ])('%s may be read by the execution role alone', (name, resource) => {
    const { executionRole } = pipeline(BaseImage.fromSsmParameterName(name));
    expect(readable()).toEqual([expect.stringMatching(new RegExp(`${resource}$`))]);
    Template.fromStack(stack).hasResourceProperties(PIPELINE, { ExecutionRole: stack.resolve(executionRole!.roleArn) });
  });

  test('may be a token, with or without a slash at its beginning', () => {
    pipeline(BaseImage.fromSsmParameterName(new CfnParameter(stack, 'Name').valueAsString));
    expect(readable()).toHaveLength(2);
  });

  test.each([
    '/imagebuilder/base', '/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base', 'arn:aws:ssm:eu-west-1:444455556666:parameter/imagebuilder/linux',
  ])('%s is readable for the service-linked role', (name) => {
    expect(pipeline(BaseImage.fromSsmParameterName(name)).executionRole).toBeUndefined();
  });

  test('that EC2 would resolve counts, too', () => {
    pipeline(BaseImage.fromMachineImage(ec2.MachineImage.fromSsmParameter('/golden/linux')));
    expect(readable()).toHaveLength(1);
  });

  test('may be that of the instance that builds a container image', () => {
    new ImagePipeline(stack, 'Pipeline', {
      recipe: new ContainerRecipe(stack, 'Other', {
        baseImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'),
        targetRepository: new ecr.Repository(stack, 'Repository'),
        instanceImage: BaseImage.fromSsmParameterName('/golden/ecs'),
      }),
    });
    expect(readable()).toEqual([expect.stringMatching(/:parameter\/golden\/ecs$/)]);
  });

  test.each<[string, string, () => CfnImageRecipe | CfnContainerRecipe]>([
    ['an image recipe', ':parameter/golden/linux', () => new CfnImageRecipe(stack, 'L1', { name: 'l1', version: '1.0.0', parentImage: 'ssm:/golden/linux' })],
    ['a container recipe', ':parameter/golden/ecs', () => new CfnContainerRecipe(stack, 'L1', {
      name: 'l1',
      version: '1.0.0',
      containerType: 'DOCKER',
      parentImage: 'amazonlinux:2023',
      targetRepository: { service: 'ECR', repositoryName: 'l1' },
      instanceConfiguration: { image: 'ssm:/golden/ecs' },
    })],
  ])('may be that of an L1 of %s', (_what, resource, newRecipe) => {
    new ImagePipeline(stack, 'Pipeline', { recipe: newRecipe() });
    expect(readable()).toEqual([expect.stringMatching(new RegExp(`${resource}$`))]);
  });

  test('is none of an L1 with another base image', () => {
    const plain = new CfnImageRecipe(stack, 'L1', { name: 'l1', version: '1.0.0', parentImage: 'ami-0123456789abcdef0' });
    expect(new ImagePipeline(stack, 'Pipeline', { recipe: plain }).executionRole).toBeUndefined();
  });

  test('may be read by a role of the user, for which the recipe is enough', () => {
    const executionRole = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('imagebuilder.amazonaws.com') });
    const other = new ImageRecipe(stack, 'Other', { baseImage: BaseImage.fromSsmParameterName('/golden/linux') });
    new ImagePipeline(stack, 'Pipeline', { recipe: other, executionRole });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [Match.objectLike({ Action: 'ssm:GetParameter' })] }, Roles: [stack.resolve(executionRole.roleName)],
    });
  });
});

describe('the parameters of an L1 of a distribution', () => {
  const distribution = (...distributions: CfnDistributionConfiguration.DistributionProperty[]) => (
    new CfnDistributionConfiguration(stack, 'L1', { name: 'l1', distributions })
  );

  test('may be written in the account of the build', () => {
    const own = Stack.of(stack).account;
    new ImagePipeline(stack, 'Pipeline', {
      recipe,
      distributionConfiguration: distribution(
        { region: 'eu-west-1', ssmParameterConfigurations: [{ parameterName: '/golden/linux' }, { parameterName: '/golden/own', amiAccountId: own }] },
        { region: 'us-east-1', ssmParameterConfigurations: [{ parameterName: '/golden/linux' }, { parameterName: '/golden/other', amiAccountId: '444455556666' }] },
        { region: 'eu-central-1' },
      ),
    });
    const arn = (region: string, name: string) => (
      { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:ssm:${region}:`, { Ref: 'AWS::AccountId' }, `:parameter/golden/${name}`]] }
    );
    const write = { Effect: 'Allow', Action: ['ssm:PutParameter', 'ssm:AddTagsToResource'] };
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: [
          { ...write, Resource: arn('*', 'linux'), Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-west-1', 'us-east-1'] } } },
          { ...write, Resource: arn('eu-west-1', 'own') },
        ],
      },
    });
  });

  test('of one name may be written in the Regions of each build of the stack', () => {
    const write = (...regions: string[]) => new CfnDistributionConfiguration(stack, regions.join('-'), {
      name: 'l1', distributions: regions.map((region) => ({ region, ssmParameterConfigurations: [{ parameterName: '/golden/linux' }] })),
    });
    new ImagePipeline(stack, 'One', { recipe, distributionConfiguration: write('us-east-1', 'eu-west-1') });
    new ImagePipeline(stack, 'Two', { recipe, distributionConfiguration: write('eu-west-1', 'eu-west-2') });
    const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy')).map((policy) => JSON.stringify(policy)).join();
    expect(policies).toContain('{"aws:RequestedRegion":["eu-west-1","us-east-1"]}');
    expect(policies).toContain('{"aws:RequestedRegion":["eu-west-1","eu-west-2"]}');
  });

  test('need no role below /imagebuilder/, nor where only the deployment knows them', () => {
    const pipeline = new ImagePipeline(stack, 'Pipeline', {
      recipe,
      distributionConfiguration: distribution(
        { region: 'eu-west-1', ssmParameterConfigurations: [{ parameterName: '/imagebuilder/linux' }] },
        { region: 'us-east-1', ssmParameterConfigurations: Lazy.any({ produce: () => [{ parameterName: '/golden/linux' }] }) },
      ),
    });
    expect(pipeline.executionRole).toBeUndefined();
  });
});

describe('log groups elsewhere', () => {
  test('bring an execution role that may write to them, as the instances may to that of the image', () => {
    new ImagePipeline(stack, 'Pipeline', { recipe, imageLogGroup: new logs.LogGroup(stack, 'Images'), imagePipelineLogGroup: new logs.LogGroup(stack, 'Pipelines') });

    const template = Template.fromStack(stack);
    template.hasResourceProperties(PIPELINE, { ExecutionRole: { 'Fn::GetAtt': [Match.stringLikeRegexp('^PipelineExecutionRole'), 'Arn'] } });
    template.hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: [{ 'Fn::Join': ['', Match.arrayWith([':iam::aws:policy/EC2ImageBuilderExecutionPolicy'])] }] });
    const arn = (id: string) => ({ 'Fn::GetAtt': [expect.stringMatching(`^${id}`), 'Arn'] });
    expect(writers()).toEqual({
      PipelineExecutionRole: [arn('Images'), arn('Pipelines')],
      PipelineInfrastructureConfigurationRole: [arn('Images')],
    });
    template.resourceCountIs('AWS::IAM::Policy', 0);
  });

  test('are written to by instances only for the build', () => {
    new ImagePipeline(stack, 'Pipeline', { recipe, imagePipelineLogGroup: named('Logs', '/platform/pipelines') });
    expect(Object.keys(writers())).toEqual(['PipelineExecutionRole']);
  });

  test('that are the same for both are allowed once', () => {
    const logGroup = new logs.LogGroup(stack, 'Logs');
    new ImagePipeline(stack, 'Pipeline', { recipe, imageLogGroup: logGroup, imagePipelineLogGroup: logGroup });
    expect(writers().PipelineExecutionRole).toHaveLength(1);
  });

  test('need a role for an image, too', () => {
    new Image(stack, 'Image', { recipe, logGroup: named('Logs', '/platform/images') });
    const template = Template.fromStack(stack);
    template.hasResourceProperties(IMAGE, {
      ExecutionRole: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ImageExecutionRole'), 'Arn'] }, LoggingConfiguration: { LogGroupName: '/platform/images' },
    });
    expect(Object.keys(writers()).sort()).toEqual(['ImageExecutionRole', 'ImageInfrastructureConfigurationRole']);
  });

  test('include those whose name is not known', () => {
    const { executionRole } = new ImagePipeline(stack, 'Pipeline', { recipe, imageLogGroup: named('Logs', new CfnParameter(stack, 'Name').valueAsString) });
    expect(executionRole).toBeDefined();
  });

  test('are allowed to the roles of the user', () => {
    const executionRole = new iam.Role(stack, 'Execution', { assumedBy: new iam.ServicePrincipal('imagebuilder.amazonaws.com') });
    const role = new iam.Role(stack, 'Instance', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    const infrastructureConfiguration = new InfrastructureConfiguration(stack, 'Infrastructure', { role });
    const pipeline = new ImagePipeline(stack, 'Pipeline', { recipe, executionRole, infrastructureConfiguration, imageLogGroup: new logs.LogGroup(stack, 'Images') });
    expect(pipeline.executionRole).toBe(executionRole);
    expect(writers()).toEqual({ Execution: [expect.anything()], Instance: [expect.anything()] });
  });

  test('of two pipelines are allowed to the instances that they share', () => {
    const infrastructureConfiguration = new InfrastructureConfiguration(stack, 'Infrastructure');
    for (const id of ['One', 'Two']) new ImagePipeline(stack, id, { recipe, infrastructureConfiguration, imageLogGroup: named(`${id}Logs`, `/platform/${id}`) });
    expect(writers().InfrastructureRole).toHaveLength(2);
  });

  test('and workflows share one role, of which cdk-nag finds nothing', () => {
    const document = WorkflowDocument.fromSteps({ steps: [new WaitForActionStep('WaitForApproval', { topic: sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:123456789012:topic') })] });
    new ImagePipeline(stack, 'Pipeline', {
      recipe, imageLogGroup: named('Logs', '/platform/images'), workflows: [{ workflow: new Workflow(stack, 'Approval', { workflowType: WorkflowType.TEST, document }) }],
    });
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Role', 2);
    for (const Pack of [AwsSolutionsChecks, NIST80053R5Checks]) expect(new Pack().validateScope(stack).violations).toEqual([]);
  });

  test('must be allowed before an image is built', () => {
    new Image(stack, 'Image', { recipe, logGroup: new logs.LogGroup(stack, 'Logs') });
    Template.fromStack(stack).hasResource(IMAGE, {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^ImageExecutionRoleLogsPolicy'), Match.stringLikeRegexp('^ImageInfrastructureConfigurationLogGroupsPolicy')]),
    });
  });

  test('must be allowed before an image of a pipeline is built', () => {
    new Image(stack, 'Image', { pipeline: new ImagePipeline(stack, 'Pipeline', { recipe, imageLogGroup: new logs.LogGroup(stack, 'Logs') }) });
    Template.fromStack(stack).hasResource(IMAGE, { DependsOn: Match.arrayWith([Match.stringLikeRegexp('^PipelineExecutionRoleLogsPolicy')]) });
  });
});

describe('a role of another stack', () => {
  const EXECUTION_POLICY = iam.ManagedPolicy.fromAwsManagedPolicyName('EC2ImageBuilderExecutionPolicy');
  let role: iam.Role;

  const golden = (scope: Stack, id: string, executionRole: iam.IRole) => new GoldenImage(scope, id, {
    baseImage: BaseImage.amazonLinux2023(), executionRole, gate: VulnerabilityGate.atMost({ critical: 0 }),
  });

  beforeEach(() => {
    const platform = new Stack(stack.node.root as App, 'Platform');
    role = new iam.Role(platform, 'Role', { assumedBy: new iam.ServicePrincipal('imagebuilder.amazonaws.com'), managedPolicies: [EXECUTION_POLICY] });
  });

  test('gets its permissions by one policy in the stack of the builds, before they start', () => {
    ['One', 'Two'].forEach((id) => golden(stack, id, role));
    const template = Template.fromStack(stack);
    const policies = template.findResources('AWS::IAM::ManagedPolicy', { Properties: { Roles: [{ 'Fn::ImportValue': Match.anyValue() }] } });
    expect(Object.values(policies).map(({ Properties }) => JSON.stringify(Properties.PolicyDocument))).toEqual([expect.stringContaining('states:StartExecution')]);
    const [policy] = Object.keys(policies);
    template.allResources('Custom::ImageBuilderImageBuild', { DependsOn: Match.arrayWith([policy]) });
    Template.fromStack(Stack.of(role)).resourceCountIs('AWS::IAM::Policy', 0);
  });

  test('may contain the nested stack of the build', () => {
    const nested = new NestedStack(Stack.of(role), 'Nested');
    golden(nested, 'Golden', role);
    Template.fromStack(nested).hasResourceProperties('AWS::IAM::ManagedPolicy', { Roles: [{ Ref: Match.stringLikeRegexp('^referencetoPlatformRole') }] });
    Template.fromStack(Stack.of(role)).resourceCountIs('AWS::IAM::Policy', 0);
  });

  test('that takes no policies gets none', () => {
    golden(stack, 'Golden', role.withoutPolicyUpdates());
    expect(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy', { Properties: { Roles: [{ 'Fn::ImportValue': Match.anyValue() }] } })).toEqual({});
  });
});

describe('the name of a log group', () => {
  test.each([['image', 'imageLogGroup', 'log group of images'], ['pipeline', 'imagePipelineLogGroup', 'log group of the pipeline']])(
    'of the %s must be one that Image Builder takes', (_what, prop, name) => {
      const make = (id: string, logGroupName: string) => () => new ImagePipeline(stack, id, { recipe, [prop]: named(`${id}Logs`, logGroupName) });
      expect(make('Bad', '/platform/images#1')).toThrow(`The name of the ${name} may hold only letters, digits and '-_/.', got '/platform/images#1'`);
      expect(make('Good', '/platform/images_1-a.b')).not.toThrow();
    });

  test('given to a group of the stack is checked too', () => {
    expect(() => new Image(stack, 'Image', { recipe, logGroup: new logs.LogGroup(stack, 'Logs', { logGroupName: 'images#1' }) })).toThrow(/got 'images#1'/);
  });
});

describe('grantDefaultExecutionRolePermissions', () => {
  const role = () => new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('imagebuilder.amazonaws.com') });
  const hasManagedPolicy = () => Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: { Statement: [Match.objectLike({ Principal: { Service: 'imagebuilder.amazonaws.com' } })] },
    ManagedPolicyArns: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/EC2ImageBuilderExecutionPolicy']] }],
  });

  test.each([
    ['a pipeline', () => new ImagePipeline(stack, 'It', { recipe })],
    ['an existing pipeline', () => ImagePipeline.fromImagePipelineName(stack, 'It', 'golden')],
    ['an image', () => new Image(stack, 'It', { recipe })],
    ['an existing image', () => Image.fromImageName(stack, 'It', 'golden')],
  ])('of %s attaches the managed policy', (_what, make) => {
    expect(make().grantDefaultExecutionRolePermissions(role()).success).toBe(true);
    hasManagedPolicy();
  });

  test('allows what log groups and steps need beyond it', () => {
    const document = WorkflowDocument.fromSteps({ steps: [new WaitForActionStep('WaitForApproval', { topic: new sns.Topic(stack, 'Topic') })] });
    const workflows = [{ workflow: new Workflow(stack, 'Approval', { workflowType: WorkflowType.TEST, document }) }];
    const grant = new ImagePipeline(stack, 'It', { recipe, workflows, imageLogGroup: new logs.LogGroup(stack, 'Logs') })
      .grantDefaultExecutionRolePermissions(role());
    expect(grant.principalStatements.map(({ actions }) => actions)).toEqual([['sns:Publish'], WRITE]);
    hasManagedPolicy();
  });

  test('changes nothing when it is called twice', () => {
    const pipeline = new ImagePipeline(stack, 'It', { recipe });
    const grantee = role();
    pipeline.grantDefaultExecutionRolePermissions(grantee);
    pipeline.grantDefaultExecutionRolePermissions(grantee);
    hasManagedPolicy();
  });

  test('is refused for what is no role', () => {
    expect(() => new ImagePipeline(stack, 'It', { recipe }).grantDefaultExecutionRolePermissions(new iam.ServicePrincipal('imagebuilder.amazonaws.com')))
      .toThrow(/the grantee must be an iam.Role, got a principal of type 'ServicePrincipal'/);
  });
});

describe('the service-linked role', () => {
  const warn = (roleArn: string) => {
    new ImagePipeline(stack, 'Pipeline', { recipe, executionRole: iam.Role.fromRoleArn(stack, 'Given', roleArn) });
    return Annotations.fromStack(stack);
  };

  test.each(['123456789012', Aws.ACCOUNT_ID])('is warned of, in account %s', (account) => {
    warn(`arn:aws:iam::${account}:role/aws-service-role/imagebuilder.amazonaws.com/AWSServiceRoleForImageBuilder`)
      .hasWarning('/Golden/Pipeline', Match.stringLikeRegexp("'Golden/Given' is the service-linked role.*leave out executionRole.*serviceLinkedExecutionRole"));
  });

  test('is not one that is called like it', () => {
    warn('arn:aws:iam::123456789012:role/AWSServiceRoleForImageBuilder').hasNoWarning('*', Match.anyValue());
  });
});
