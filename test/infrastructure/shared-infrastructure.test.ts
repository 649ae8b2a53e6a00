import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { NIST80053R5Checks } from 'cdk-nag';
import {
  BaseContainerImage, BaseImage, ContainerRecipe, ImagePipeline, ImagePipelineProps, ImageRecipe, ImageScanningConfiguration,
  InfrastructureConfiguration, InfrastructureConfigurationProps, ScanningRepository, VulnerabilityGate, WaitForActionStep, Workflow,
  WorkflowDocument, WorkflowType,
} from '../../src';

const ENV = { account: '123456789012', region: 'eu-west-1' };
const KEY_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

interface Statement {
  readonly Action: string | string[];
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Principal?: unknown;
}

let shared: Stack;
let team: Stack;

beforeEach(() => {
  const app = new App();
  shared = new Stack(app, 'Shared', { env: ENV });
  team = new Stack(app, 'Team', { env: ENV });
});

const infrastructure = (props: InfrastructureConfigurationProps = {}) => new InfrastructureConfiguration(shared, 'Infrastructure', props);
const roleFor = (service: string, stack: Stack, id = 'Role') => new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal(service) });

function pipeline(infrastructureConfiguration: InfrastructureConfiguration, props: Partial<ImagePipelineProps> = {}, stack = team): ImagePipeline {
  const recipe = props.recipe ?? new ImageRecipe(stack, 'Recipe', { baseImage: BaseImage.amazonLinux2023() });
  return new ImagePipeline(stack, 'Pipeline', { ...props, recipe, infrastructureConfiguration });
}

/** A pipeline of container images. */
function containers(infrastructureConfiguration: InfrastructureConfiguration, targetRepository: ecr.IRepository, scans?: ecr.IRepository): void {
  pipeline(infrastructureConfiguration, {
    recipe: new ContainerRecipe(team, 'Container', { baseImage: BaseContainerImage.amazonLinux2023(), targetRepository }),
    imageScanningConfiguration: scans && ImageScanningConfiguration.container({ repository: scans }),
  });
}

/** The statements of the roles of a stack. */
function statements(stack: Stack): Statement[] {
  const template = Template.fromStack(stack);
  return ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy'].flatMap((type) => Object.values(template.findResources(type)))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Statement[]);
}

/** The resources on which the roles of a stack may do something. */
function resources(stack: Stack, action: string): unknown[] {
  return statements(stack).filter(({ Action }) => [Action].flat().includes(action)).flatMap(({ Resource, NotResource }) => Resource ?? NotResource);
}

const namedIn = (list: unknown[]) => list.map((arn) => /:(?:repository\/|log-group:)([^"]*)/.exec(JSON.stringify(arn))?.[1]);

describe('the key of an encrypted notification topic', () => {
  const withTopic = () => infrastructure({ notificationTopic: new sns.Topic(shared, 'Topic', { masterKey: new kms.Key(shared, 'Key') }) });
  const keyPolicy = (stack: Stack) => Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key'))
    .flatMap(({ Properties }) => Properties.KeyPolicy.Statement as Statement[]);
  const gate = VulnerabilityGate.atMost({ critical: 0 });
  const imageScanningConfiguration = ImageScanningConfiguration.testInstance();

  const KEY = { 'Fn::ImportValue': expect.stringMatching(/^Shared:.*Key/) };
  const usableKeys = (stack: Stack) => statements(stack).filter(({ Action }) => `${Action}` === `${KEY_ACTIONS}`).map(({ Resource }) => Resource);

  test('is allowed to the execution role of the stack of a gated pipeline, by a managed policy', () => {
    pipeline(withTopic(), { gate, imageScanningConfiguration });
    expect(usableKeys(team)).toEqual([KEY]);
    // The account, and the service-linked role.
    expect(keyPolicy(shared)).toHaveLength(2);
    Template.fromStack(team).resourceCountIs('AWS::IAM::Policy', 0);
    expect(new NIST80053R5Checks().validateScope(team).violations.filter(({ ruleName }) => /IAM/.test(ruleName))).toEqual([]);
  });

  test('is allowed to the role of workflows that the user made, by a managed policy', () => {
    const document = WorkflowDocument.fromSteps({ steps: [new WaitForActionStep('Wait')] });
    pipeline(withTopic(), { workflows: [{ workflow: new Workflow(team, 'Workflow', { workflowType: WorkflowType.TEST, document }) }] });
    expect(usableKeys(team)).toEqual([KEY]);
    Template.fromStack(team).resourceCountIs('AWS::IAM::Policy', 0);
  });

  test("is allowed to the user's execution role, and to another with the same permissions", () => {
    const ofTeam = pipeline(withTopic(), { executionRole: roleFor('imagebuilder.amazonaws.com', team) });
    ofTeam.grantDefaultExecutionRolePermissions(roleFor('imagebuilder.amazonaws.com', team, 'Other'));
    expect(usableKeys(team)).toEqual([KEY, KEY]);
  });

  test('itself allows an execution role of a stack that does not depend on it', () => {
    const roles = new Stack(shared.node.root as App, 'Roles', { env: ENV });
    const executionRole = roleFor('imagebuilder.amazonaws.com', roles);
    pipeline(withTopic(), { executionRole });
    expect(keyPolicy(shared)).toContainEqual(expect.objectContaining({ Principal: { AWS: { 'Fn::ImportValue': expect.stringMatching(/^Roles:/) } } }));
  });

  test('does not refer to the role of a nested stack, which depends on the key', () => {
    const nested = new NestedStack(shared, 'Nested');
    pipeline(withTopic(), { gate, imageScanningConfiguration }, nested);
    expect(JSON.stringify(keyPolicy(shared))).not.toContain('Nested');
    expect(usableKeys(nested)).toHaveLength(1);
  });
});

describe('repositories of the stack of the build', () => {
  const PUSH = 'ecr:PutImage';

  test('are named, not referred to, where the app names them', () => {
    containers(infrastructure(), new ecr.Repository(team, 'Web', { repositoryName: 'web' }), new ScanningRepository(team, 'Scans'));
    expect(namedIn(resources(shared, PUSH))).toEqual(['web', expect.stringMatching(/^image-builder-team-scans/)]);
  });

  test('must have a name that is known at synthesis', () => {
    expect(() => containers(infrastructure(), new ecr.Repository(team, 'Web'))).toThrow("The role 'Shared/Infrastructure/Role' of the build instances is in the stack 'Shared', on which this stack depends, so its policy cannot refer to the repository 'Team/Web' of this stack: create the infrastructure configuration with its role in the stack 'Team', or give the repository a 'repositoryName' that is known at synthesis. [at Team/Pipeline]");
  });

  test('need no name if the infrastructure is in their stack', () => {
    containers(new InfrastructureConfiguration(team, 'Infrastructure'), new ecr.Repository(team, 'Web'));
    expect(JSON.stringify(resources(team, PUSH))).toContain('{"Ref":"Web');
  });

  test('are referred to in a third stack, on which both depend', () => {
    const repositories = new Stack(shared.node.root as App, 'Repositories', { env: ENV });
    containers(infrastructure(), new ecr.Repository(repositories, 'Web', { repositoryName: 'web' }));
    expect(JSON.stringify(resources(shared, PUSH))).toContain('{"Fn::ImportValue":"Repositories:');
  });

  test('are referred to by infrastructure in a nested stack', () => {
    const nested = new NestedStack(team, 'Nested');
    containers(new InfrastructureConfiguration(nested, 'Infrastructure'), new ecr.Repository(team, 'Web'));
    expect(JSON.stringify(resources(nested, PUSH))).toContain('{"Ref":"referenceto');
  });

  test('do not matter where a build lifts the restriction', () => {
    const one = infrastructure();
    pipeline(one, { recipe: ContainerRecipe.fromContainerRecipeName(team, 'Unknown', 'unknown') });
    new ImagePipeline(team, 'Other', {
      recipe: new ContainerRecipe(team, 'Container', { baseImage: BaseContainerImage.amazonLinux2023(), targetRepository: new ecr.Repository(team, 'Web') }),
      infrastructureConfiguration: one,
    });
    expect(resources(shared, PUSH)).toEqual([]);
  });
});

describe('a scanning repository of the stack of the build', () => {
  const target = () => ecr.Repository.fromRepositoryName(team, 'Target', 'target');
  const own = (stack = shared) => infrastructure({ role: roleFor('ec2.amazonaws.com', stack) });

  test("is named in the policy of the user's role in another stack", () => {
    containers(own(), target(), new ScanningRepository(team, 'Scans'));
    expect(namedIn(resources(shared, 'ecr:PutImage'))).toEqual([expect.stringMatching(/^image-builder-team-scans/)]);
  });

  test("is named in the policy of the user's role in another stack, also with a key of its own", () => {
    containers(own(), target(), new ScanningRepository(team, 'Scans', { encryptionKey: new kms.Key(team, 'Key') }));
    const names = namedIn(resources(shared, 'ecr:PutImage'));
    expect(names).toEqual([expect.stringMatching(/^image-builder-team-scans/)]);
    Template.fromStack(team).hasResourceProperties('AWS::ECR::Repository', { RepositoryName: names[0] });
  });

  test("must have a name for the user's role in another stack", () => {
    expect(() => containers(own(), target(), new ecr.Repository(team, 'Scans'))).toThrow("The role 'Shared/Role' of the build instances is in the stack 'Shared', on which this stack depends, so its policy cannot refer to the repository 'Team/Scans' of this stack: create the infrastructure configuration with its role in the stack 'Team', or give the repository a 'repositoryName' that is known at synthesis.");
  });

  test("needs no name for the user's role in its stack", () => {
    const infrastructureConfiguration = new InfrastructureConfiguration(team, 'Infrastructure', { role: roleFor('ec2.amazonaws.com', team) });
    containers(infrastructureConfiguration, target(), new ecr.Repository(team, 'Scans'));
    expect(resources(team, 'ecr:PutImage')).toEqual([{ 'Fn::GetAtt': [expect.stringMatching(/^Scans/), 'Arn'] }]);
  });
});

describe('the log group of a build', () => {
  const WRITE = 'logs:PutLogEvents';
  const logGroup = (logGroupName?: string) => new logs.LogGroup(team, 'Logs', { logGroupName });
  // The execution role of the build may write, too.
  const executionRole = () => roleFor('imagebuilder.amazonaws.com', team, 'Execution');
  const CASES: Array<[string, () => InfrastructureConfiguration, string]> = [
    ['the generated role', () => infrastructure(), 'Shared/Infrastructure/Role'],
    ["the user's role", () => infrastructure({ role: roleFor('ec2.amazonaws.com', shared) }), 'Shared/Role'],
  ];

  test.each(CASES)('is named, not referred to, in the policy of %s in another stack', (_, make) => {
    pipeline(make(), { executionRole: executionRole(), imageLogGroup: logGroup('/platform/images') });
    expect(namedIn(resources(shared, WRITE))).toEqual(['/platform/images:*']);
  });

  test.each(CASES)('must have a name for %s in another stack', (_, make, role) => {
    const infrastructureConfiguration = make();
    expect(() => pipeline(infrastructureConfiguration, { executionRole: executionRole(), imageLogGroup: logGroup() })).toThrow(`The role '${role}' of the build instances is in the stack 'Shared', on which this stack depends, so its policy cannot refer to the log group 'Team/Logs' of this stack: create the infrastructure configuration with its role in the stack 'Team', or give the log group a 'logGroupName' that is known at synthesis. [at Team/Pipeline]`);
  });

  test("needs no name for the user's role in another stack if that takes no policies", () => {
    const role = roleFor('ec2.amazonaws.com', shared).withoutPolicyUpdates();
    pipeline(infrastructure({ role }), { executionRole: executionRole(), imageLogGroup: logGroup() });
    expect(resources(shared, WRITE)).toEqual([]);
  });

  test('needs no name if the infrastructure is in its stack', () => {
    pipeline(new InfrastructureConfiguration(team, 'Infrastructure'), { executionRole: executionRole(), imageLogGroup: logGroup() });
    expect(resources(team, WRITE)).toContainEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Logs/), 'Arn'] });
  });

  test('is in a policy that IAM takes, also if it is one of 60, and only once', () => {
    const builders = infrastructure();
    for (let i = 0; i < 60; i++) {
      const imageLogGroup = logs.LogGroup.fromLogGroupName(team, `Logs${i}`, `/platform/golden-images/amazon-linux-2023-hardened-${i}`);
      const recipe = new ImageRecipe(team, `Recipe${i}`, { baseImage: BaseImage.amazonLinux2023() });
      for (const id of ['A', 'B']) new ImagePipeline(team, `Pipeline${id}${i}`, { recipe, infrastructureConfiguration: builders, imageLogGroup });
    }
    expect(resources(shared, 'logs:PutLogEvents')).toHaveLength(60);
    const policies = Object.values(Template.fromStack(shared).findResources('AWS::IAM::ManagedPolicy'));
    expect(Math.max(...policies.map(({ Properties }) => JSON.stringify(Properties.PolicyDocument).replaceAll('{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},"', '"arn:aws').replaceAll(']]}', '').length))).toBeLessThanOrEqual(6144);
  });
});
