import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { CfnImageRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import * as sns from 'aws-cdk-lib/aws-sns';
import { parse } from 'yaml';
import {
  AmiDistribution, BaseContainerImage, BaseImage, DistributionConfiguration, GoldenImage, GoldenImageProps, ManagedWorkflow, VulnerabilityGate,
} from '../../src';
import { rejection } from '../../src/runtime/image/release-failure';
import { matches } from '../pipeline/event-matching';
import { isAllowed } from '../provider/policy-simulation';

const DISTRIBUTION = 'AWS::ImageBuilder::DistributionConfiguration';
const PIPELINE = 'AWS::ImageBuilder::ImagePipeline';
const WORKFLOW = 'AWS::ImageBuilder::Workflow';
const RULE = 'AWS::Events::Rule';
const POLICY = 'AWS::IAM::ManagedPolicy';

const gate = VulnerabilityGate.atMost({ critical: 0 });

let stack: Stack;

beforeEach(() => {
  stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '123456789012' } });
});

const template = () => Template.fromStack(stack);

function ami(props: Partial<GoldenImageProps> = {}, id = 'Linux'): GoldenImage {
  return new GoldenImage(stack, id, { baseImage: BaseImage.amazonLinux2023(), imageName: 'golden-linux', ...props });
}

function container(props: Partial<GoldenImageProps> = {}): GoldenImage {
  return new GoldenImage(stack, 'Container', {
    baseContainerImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'),
    targetRepository: new ecr.Repository(stack, 'Target'),
    imageName: 'golden-web',
    ...props,
  });
}

/** The text of a document, with references as their logical ids. */
function text(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[name, argument]] = Object.entries(value as Record<string, unknown>);
  if (name === 'Fn::Join') return (argument as [string, unknown[]])[1].map(text).join('');
  return name === 'Ref' ? String(argument) : `${name}:${JSON.stringify(argument)}`.replace(/"/g, "'");
}

interface Step {
  readonly name: string;
  readonly action: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly timeoutSeconds?: number;
}

/** The steps of the one release workflow. */
function steps(): Step[] {
  const workflows = Object.values(template().findResources(WORKFLOW));
  expect(workflows).toHaveLength(1);
  expect(workflows[0].Properties.Type).toBe('DISTRIBUTION');
  return (parse(text(workflows[0].Properties.Data)) as { steps: Step[] }).steps;
}

/** The releases in the definition of the state machine. */
function releases(): object[] {
  const [{ Properties }] = Object.values(template().findResources('AWS::StepFunctions::StateMachine'));
  const { States } = JSON.parse(text(Properties.DefinitionString)) as { States: { Releases: { Parameters: { Releases: object[] } } } };
  return States.Releases.Parameters.Releases;
}

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
}

/** The statements in the policies of the execution role. */
function executionPolicies(): Statement[] {
  return Object.values(template().findResources(POLICY))
    .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes('ExecutionRole'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Statement[]);
}

describe('the gate of a golden image', () => {
  test('stands before each action of the distribution', () => {
    ami({ gate });
    expect(steps().map(({ name, action }) => [name, action])).toEqual([
      ['Gate', 'ExecuteStateMachine'],
      ['DistributeImage', 'DistributeImage'],
      ['ModifyImageAttributes', 'ModifyImageAttributes'],
      ['ApplyImageConfigurations', 'ApplyImageConfigurations'],
      ['Release', 'ExecuteStateMachine'],
    ]);
    expect(JSON.parse(String(steps()[0].inputs['input.$']))).toEqual({ Step: 'GATE', Image: '{{ $.imagebuilder.sourceImageARN }}' });
  });

  test('has as much time as its state machine, which ends first', () => {
    ami({ gate });
    const [{ Properties }] = Object.values(template().findResources('AWS::StepFunctions::StateMachine'));
    const { TimeoutSeconds } = JSON.parse(text(Properties.DefinitionString)) as { TimeoutSeconds: number };
    const waits = steps().filter(({ action }) => action === 'ExecuteStateMachine').map(({ timeoutSeconds = 0 }) => timeoutSeconds);
    expect(waits).toHaveLength(2);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(TimeoutSeconds);
  });

  test('comes after the build and the tests of the service, which a list of workflows replaces', () => {
    ami({ gate });
    const [[release]] = [Object.keys(template().findResources(WORKFLOW))];
    const [{ Properties }] = Object.values(template().findResources(PIPELINE));
    expect(Properties.Workflows.map((one: { WorkflowArn: unknown }) => text(one.WorkflowArn))).toEqual([
      'arn:AWS::Partition:imagebuilder:eu-west-1:aws:workflow/build/build-image/x.x.x',
      'arn:AWS::Partition:imagebuilder:eu-west-1:aws:workflow/test/test-image/x.x.x',
      expect.stringContaining(release),
    ]);
  });

  test('is in the definition of the state machine, by image and pipeline', () => {
    const golden = ami({ gate });
    expect(releases()).toEqual([{ ImageName: 'golden-linux', PipelineName: golden.node.findChild('Pipeline').node.defaultChild && expect.any(String), Gate: { MaximumCritical: '0' } }]);
  });

  test('may have a ceiling that is known at deployment', () => {
    ami({ gate: VulnerabilityGate.atMost({ critical: new CfnParameter(stack, 'Critical', { type: 'Number' }).valueAsNumber }) });
    expect(releases()).toMatchObject([{ Gate: { MaximumCritical: 'Critical' } }]);
  });

  test('may have exceptions, whose reasons are for people', () => {
    const exceptions = Array.from({ length: 50 }, (_, i) => ({ vulnerabilityId: `CVE-2024-${i}`, reason: '<"x"> & \\'.repeat(90) }));
    ami({ gate: VulnerabilityGate.atMost({ all: 0, exceptions }) });
    expect(releases()).toMatchObject([{ Gate: { Except: exceptions.map(({ vulnerabilityId }) => ({ VulnerabilityId: vulnerabilityId })) } }]);
  });

  describe('with those of other images of its stack', () => {
    const withExceptions = (imageName: string, length: number) => {
      const exceptions = Array.from({ length }, (_, i) => ({ vulnerabilityId: `CVE-2024-${10_000 + i}`, reason: 'not reachable' }));
      ami({ gate: VulnerabilityGate.atMost({ all: 0, exceptions }), imageName }, imageName);
    };

    test('is accepted if all fit into the input of the state machine', () => {
      ['one', 'two'].forEach((name) => withExceptions(name, 3_000));
      expect(releases()).toHaveLength(2);
    });

    test('is rejected if they do not fit into the input of the state machine', () => {
      ['one', 'two', 'three'].forEach((name) => withExceptions(name, 3_000));
      expect(() => template()).toThrow(/The gates and parameters of the images that stack 'Stack' releases take \d+ bytes, and at most 250000 fit into the input of its state machine: use fewer exceptions, or move some images into another stack\./);
    });
  });

  test('shares workflow and role with the other gates of the stack', () => {
    ami({ gate, imageName: 'one' }, 'One');
    ami({ gate: VulnerabilityGate.atMost({ high: 1 }), imageName: 'two' }, 'Two');
    template().resourceCountIs(WORKFLOW, 1);
    template().resourcePropertiesCountIs('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: [Match.objectLike({ Principal: { Service: 'imagebuilder.amazonaws.com' } })] },
    }, 1);
    expect(releases()).toHaveLength(2);
  });

  test('runs with a role that may start the state machine and write the parameter, and nothing else', () => {
    ami({ gate });
    const policies = executionPolicies();
    expect([...new Set(policies.flatMap(({ Action }) => Action))].sort()).toEqual(['ssm:AddTagsToResource', 'ssm:PutParameter', 'states:DescribeExecution', 'states:StartExecution']);
    expect(JSON.stringify(policies)).toContain(':parameter/golden-images/golden-linux');
  });
});

describe('the approval of a golden image', () => {
  const topic = () => new sns.Topic(stack, 'Approvals');

  test('comes after the gate, and before the turn', () => {
    ami({ gate, approval: { topic: topic(), timeout: Duration.hours(36) } });
    expect(steps().map(({ name }) => name)).toEqual([
      'Gate', 'Approve', 'Turn', 'DistributeImage', 'ModifyImageAttributes', 'ApplyImageConfigurations', 'Release',
    ]);
    expect(steps()[1]).toMatchObject({ action: 'WaitForAction', timeoutSeconds: 36 * 3600 });
    expect(releases()).toMatchObject([{ Approval: 'true' }]);
  });

  test('is announced by the gate of its workflow', () => {
    ami({ gate, approval: { topic: topic() } });
    expect(JSON.parse(String(steps()[0].inputs['input.$']))).toEqual({ Step: 'GATE', HasApproval: 'true', Image: '{{ $.imagebuilder.sourceImageARN }}' });
  });

  test('tells the topic the image, the verdict and both commands', () => {
    ami({ gate, approval: { topic: topic() } });
    const payload = JSON.parse(String(steps()[1].inputs.payload)) as Record<string, string>;
    expect(payload.image).toBe('{{ $.imagebuilder.sourceImageARN }}');
    expect(payload.verdict).toBe('{{ $.stepOutputs.Gate.output }}');
    expect(payload.approve).toBe('npx cdk-image-builder approve "{{ $.imagebuilder.sourceImageARN }}"');
    expect(payload.reject).toBe('npx cdk-image-builder reject "{{ $.imagebuilder.sourceImageARN }}"');
  });

  test('needs no gate', () => {
    ami({ approval: { topic: topic() } });
    expect(steps().map(({ name }) => name).slice(0, 2)).toEqual(['Approve', 'Turn']);
  });

  test.each([[Duration.seconds(59)], [Duration.days(8)]])('refuses to wait for %s', (timeout) => {
    expect(() => ami({ approval: { topic: topic(), timeout } })).toThrow(/from 1 minute to 168 hours, got/);
  });

  test('of a container image waits 12 hours at most, since its build instance runs', () => {
    expect(() => container({ approval: { topic: topic(), timeout: Duration.days(1) } }))
      .toThrow('from 1 minute to 12 hours for a container image, whose build instance runs while it waits, got');
    stack = new Stack(new App(), 'Other');
    container({ approval: { topic: topic() } });
    expect(steps()[0]).toMatchObject({ name: 'Approve', timeoutSeconds: 12 * 3600 });
  });
});

describe('a golden container image', () => {
  test('is pushed from its build instance, which then ends, and is named by the function', () => {
    container();
    expect(steps().map(({ name, action }) => [name, action])).toEqual([
      ['Turn', 'ExecuteStateMachine'],
      ['DistributeContainerImage', 'DistributeContainerImage'],
      ['TerminateBuildInstance', 'TerminateInstance'],
      ['Release', 'ExecuteStateMachine'],
    ]);
    expect(releases()).toMatchObject([{
      ImageName: 'golden-web', Parameter: { Name: '/golden-images/golden-web', RepositoryUri: expect.stringContaining('.dkr.ecr.') },
    }]);
  });

  test.each([
    ['of the stack', () => new ecr.Repository(stack, 'Team', { repositoryName: 'team/base' }), /\.dkr\.ecr\..*AWS::URLSuffix\/Team\w+$/],
    ['that exists', () => ecr.Repository.fromRepositoryName(stack, 'Team', 'team/base'), /\.dkr\.ecr\..*\/team\/base$/],
  ])('is named by the whole path of a repository %s', (_what, repository, uri) => {
    container({ targetRepository: repository() });
    expect(releases()).toMatchObject([{ Parameter: { RepositoryUri: expect.stringMatching(uri) } }]);
  });
});

describe('the parameter of a golden AMI', () => {
  const regions = () => {
    const [{ Properties }] = Object.values(template().findResources(DISTRIBUTION));
    const distributions = Properties.Distributions as Array<{ Region: string; SsmParameterConfigurations?: { ParameterName: string }[] }>;
    return distributions.map(({ Region, SsmParameterConfigurations: parameters = [] }) => (
      [Region, parameters.map(({ ParameterName }) => ParameterName)]
    ));
  };

  test.each([['with a gate', { gate }], ['without a gate', {}]])('is written in each Region %s', (_what, props) => {
    ami({ ...props, amiDistributions: [{}, { region: 'us-east-1' }] });
    expect(regions()).toEqual([['eu-west-1', ['/golden-images/golden-linux']], ['us-east-1', ['/golden-images/golden-linux']]]);
    const policies = JSON.stringify(template().findResources(POLICY));
    expect(policies).toContain('{"aws:RequestedRegion":["eu-west-1","us-east-1"]}');
    expect(policies).toContain('ssm:*:123456789012:parameter/golden-images/golden-linux');
  });

  test('is written in the own Region, also where the distributions leave that out', () => {
    ami({ amiDistributions: [{ region: 'us-east-1' }] });
    expect(regions().map(([region]) => region)).toEqual(['eu-west-1', 'us-east-1']);
  });

  test.each<[string, AmiDistribution]>([
    ['beside others', { ssmParameters: [{ parameterName: '/imagebuilder/mine' }] }],
    ['once', { ssmParameters: [{ parameterName: '/golden-images/golden-linux' }, { parameterName: '/imagebuilder/mine' }] }],
  ])('stands %s', (_what, distribution) => {
    ami({ amiDistributions: [distribution] });
    expect(regions()).toEqual([['eu-west-1', ['/golden-images/golden-linux', '/imagebuilder/mine']]]);
  });

  test('must be in a distribution of the user', () => {
    const own = (parameterName: string, id: string) => (
      new DistributionConfiguration(stack, id, { amiDistributions: [{ ssmParameters: [{ parameterName }] }] })
    );
    expect(() => ami({ distributionConfiguration: own('/other', 'Other') })).toThrow(/does not write the parameter '\/golden-images\/golden-linux' in the stack's own Region: add { parameterName: '\/golden-images\/golden-linux' } to the ssmParameters/);
    expect(() => ami({ distributionConfiguration: own('/golden-images/golden-web', 'Right'), imageName: 'golden-web' }, 'Web')).not.toThrow();
  });
});

describe('the repository of a container image that is held back', () => {
  const warned = (props: ecr.RepositoryProps, released: Partial<GoldenImageProps> = { gate }) => {
    stack = new Stack(new App(), 'Stack', { env: { account: '123456789012', region: 'eu-west-1' } });
    const targetRepository = new ecr.Repository(stack, 'Repository', props);
    new GoldenImage(stack, 'Web', { baseContainerImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'), targetRepository, ...released });
    return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('mutableTargetTags')).length > 0;
  };

  test.each([undefined, ecr.TagMutability.MUTABLE])('warns where its tags may move: %s', (imageTagMutability) => {
    expect(warned({ imageTagMutability })).toBe(true);
  });

  test('does not once its tags are immutable, as the warning says, or all but some are', () => {
    expect(warned({ imageTagMutability: ecr.TagMutability.IMMUTABLE })).toBe(false);
    expect(warned({
      imageTagMutability: ecr.TagMutability.IMMUTABLE_WITH_EXCLUSION,
      imageTagMutabilityExclusionFilters: [ecr.ImageTagMutabilityExclusionFilter.wildcard('latest')],
    })).toBe(false);
  });

  test('may have any tags without gate and approval, since the parameter names a digest', () => {
    expect(warned({}, {})).toBe(false);
  });
});

describe('the function of a golden image with a gate may', () => {
  const verdict = { 'cdk-image-builder:gate-status': 'FAILED', 'cdk-image-builder:gate-reason': 'x', 'cdk-image-builder:findings': 'x' };
  const LAST_VERDICT = ['cdk-image-builder:last-verdict'];
  const pipelineOf = () => `image-pipeline/${Object.values(template().findResources(PIPELINE))[0].Properties.Name.toLowerCase()}`;
  const may = (resource: string, tagKeys: string[], action = 'TagResource') => isAllowed(stack, { action: `imagebuilder:${action}`, resource, tagKeys });

  test('write the verdict and the release to images of the name, whoever started them, and take the mark away', () => {
    ami({ gate });
    expect(may('image/golden-linux/1.0.0/1', Object.keys(verdict))).toBe(true);
    expect(may('image/golden-linux/1.0.0/1', ['cdk-image-builder:release', 'cdk-image-builder:superseded-by'])).toBe(true);
    expect(may('image/golden-linux/1.0.0/1', ['cdk-image-builder:release'], 'UntagResource')).toBe(true);
  });

  test('write the last verdict to the pipeline, and no other tag, and none to other pipelines', () => {
    ami({ gate, buildOnDeploy: false });
    const pipeline = pipelineOf();
    expect(may(pipeline, LAST_VERDICT)).toBe(true);
    expect(may(pipeline, [...LAST_VERDICT, 'team'])).toBe(false);
    expect(may(pipeline, LAST_VERDICT, 'UntagResource')).toBe(false);
    expect(may(`${pipeline}-2`, LAST_VERDICT)).toBe(false);
    expect(may('image/golden-linux/1.0.0/1', LAST_VERDICT)).toBe(false);
  });

  test('write nothing to the pipeline of an image that only a person holds back', () => {
    ami({ approval: { topic: new sns.Topic(stack, 'Topic') }, buildOnDeploy: false });
    expect(may(pipelineOf(), LAST_VERDICT)).toBe(false);
  });

  test('write no other tags, and none to other images', () => {
    ami({ gate, buildOnDeploy: false });
    expect(may('image/golden-linux/1.0.0/1', ['cdk-image-builder:release', 'team'])).toBe(false);
    expect(may('image/golden-linux/1.0.0/1', ['cdk-image-builder:trigger'])).toBe(false);
    expect(may('image/golden-linux-2/1.0.0/1', Object.keys(verdict))).toBe(false);
    expect(may('image/golden-linux/1.0.0/1', ['team'], 'UntagResource')).toBe(false);
  });
});

describe('a golden image with workflows of the user', () => {
  test('the release workflow is added where there is no distribution workflow', () => {
    ami({ gate, workflows: [{ workflow: ManagedWorkflow.buildImage(stack, 'Build') }, { workflow: ManagedWorkflow.testImage(stack, 'Test') }] });
    const [{ Properties }] = Object.values(template().findResources(PIPELINE));
    expect(Properties.Workflows).toHaveLength(3);
  });

  test('a distribution workflow without the gate is refused', () => {
    const workflows = [{ workflow: ManagedWorkflow.buildImage(stack, 'Build') }, { workflow: ManagedWorkflow.distributeImage(stack, 'Distribute') }];
    expect(() => ami({ gate, workflows })).toThrow('may distribute images that the gate refuses: Amazon manages it');
  });
});

describe('a rule for refused golden images', () => {
  const ended = (status: string, error: string, image: string, given = image) => ({
    'source': 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    'detail': {
      stateMachineArn: 'MACHINE',
      status,
      error,
      input: JSON.stringify({ Step: 'GATE', Image: given }),
      cause: rejection(image, { status: 'FAILED', reason: 'critical 1 (0 allowed)' }),
    },
  });
  const image = (name: string) => `arn:aws:imagebuilder:eu-west-1:123456789012:image/${name}/1.0.0/1`;

  function pattern(): object {
    const [{ Properties }] = Object.values(template().findResources(RULE));
    const [machine] = Object.keys(template().findResources('AWS::StepFunctions::StateMachine'));
    return JSON.parse(JSON.stringify(Properties.EventPattern).replace(JSON.stringify({ Ref: machine }), '"MACHINE"'));
  }

  test('matches refusals of this image, and no other end of an execution', () => {
    ami({ gate }).onImageRefused('Refused');
    expect(matches(pattern(), ended('FAILED', 'ImageRefused', image('golden-linux')))).toBe(true);
    expect(matches(pattern(), ended('FAILED', 'ImageSuperseded', image('golden-linux')))).toBe(false);
    expect(matches(pattern(), ended('SUCCEEDED', '', image('golden-linux')))).toBe(false);
    expect(matches(pattern(), ended('FAILED', 'ImageRefused', image('golden-linux-2')))).toBe(false);
    expect(matches(pattern(), ended('FAILED', 'ImageRefused', image('my-golden-linux')))).toBe(false);
  });

  test('matches refusals of an image whose recipe has upper case in its name', () => {
    const recipe = new CfnImageRecipe(stack, 'Given', { name: 'Golden_Linux', version: '1.0.x', parentImage: 'ami-0123456789abcdef0' });
    new GoldenImage(stack, 'Golden', { recipe, gate }).onImageRefused('Refused');
    expect(matches(pattern(), ended('FAILED', 'ImageRefused', image('golden-linux'), image('Golden_Linux')))).toBe(true);
  });

  test('is refused where there is no gate', () => {
    expect(() => ami().onImageRefused('Refused')).toThrow("No image is refused, because there is no gate: give the golden image a 'gate'");
  });
});
