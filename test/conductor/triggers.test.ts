import { App, CfnParameter, Duration, Environment, Stack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ENABLE_PARTITION_LITERALS } from 'aws-cdk-lib/cx-api';
import { Conductor } from './conductor';
import { Template } from '../../local-cloud/conductor';
import { withFindings } from '../../local-cloud/image-builder';
import {
  BaseImage, Component, ComponentDocument, DistributionConfiguration, ExecuteBashStep, ImagePipeline, ImagePipelineProps, ImagePipelineSchedule,
  ImageRecipe, ImageScanningConfiguration, InfrastructureConfiguration, ManagedWorkflow, Platform, VulnerabilityGate,
} from '../../src';

jest.setTimeout(60_000);

/** One thing that differs between two deployments of a stack. */
interface Change {
  readonly env?: Environment;
  readonly context?: Record<string, unknown>;
  readonly baseImage?: string;
  readonly command?: string;
  readonly workingDirectory?: string;
  readonly instanceType?: string;
  readonly region?: string;
  readonly recipeTag?: string;
  readonly parameter?: string;
  /** Of the infrastructure and the distribution. */
  readonly description?: string;
  readonly componentDescription?: string;
  readonly recipeDescription?: string;
  readonly waitForImage?: boolean;
  readonly pipeline?: (stack: Stack) => Partial<ImagePipelineProps>;
}

const ENV: Environment = { region: 'eu-west-1', account: '123456789012' };

function template({ baseImage = 'ami-0123456789abcdef0', command = 'true', instanceType = 'm5.large', region, parameter, workingDirectory, ...change }: Change = {}): Template {
  const { env = ENV, context, description, componentDescription, recipeDescription } = change;
  const stack = new Stack(new App({ analyticsReporting: false, context }), 'Stack', { env });
  const component = new Component(stack, 'Component', {
    componentName: 'tools',
    platform: Platform.LINUX,
    description: componentDescription,
    document: ComponentDocument.fromSteps({ buildSteps: [new ExecuteBashStep('Install', { commands: [command] })] }),
  });
  const resourceTags = parameter ? { Stage: new CfnParameter(stack, 'Stage', { default: parameter }).valueAsString } : undefined;
  const pipeline = new ImagePipeline(stack, 'Pipeline', {
    imagePipelineName: 'golden',
    recipe: new ImageRecipe(stack, 'Recipe', {
      imageRecipeName: 'golden', baseImage: BaseImage.fromAmiId(baseImage), components: [{ component }], workingDirectory, description: recipeDescription, tags: change.recipeTag ? { Team: change.recipeTag } : {},
    }),
    infrastructureConfiguration: new InfrastructureConfiguration(stack, 'Infrastructure', { instanceTypes: [new ec2.InstanceType(instanceType)], description, resourceTags }),
    distributionConfiguration: new DistributionConfiguration(stack, 'Distribution', { amiDistributions: [{}, ...region ? [{ region }] : []], description }),
    imageScanningConfiguration: ImageScanningConfiguration.testInstance(),
    ...change.pipeline?.(stack),
  });
  pipeline.start('Execution', { waitForImage: change.waitForImage });
  return Assertions.fromStack(stack).toJSON() as Template;
}

let conductor: Conductor;

/** Answers each build that waits for a person. */
function approve(): void {
  const { emulator } = conductor.cloud.options;
  const account = { region: 'eu-west-1', accountId: '123456789012' };
  const { steps } = emulator.answer('ListWaitingWorkflowSteps', {}, account) as { steps: { imageBuildVersionArn: string; stepExecutionId: string }[] };
  for (const step of steps) emulator.answer('SendWorkflowStepAction', { ...step, action: 'RESUME', clientToken: step.stepExecutionId }, account);
}

beforeEach(() => {
  conductor = Conductor.inMemory({});
  conductor.setScenario('golden', withFindings({ HIGH: 1 }));
});

afterEach(async () => conductor.stop());

/** The builds after each of the deployments, which all succeed. */
async function builds(...templates: Template[]): Promise<number[]> {
  const stack = conductor.stack('Golden');
  const counts: number[] = [];
  for (const one of templates) {
    expect(await conductor.deploy(stack, one)).toMatchObject({ status: expect.stringMatching(/^(CREATE|UPDATE)_COMPLETE$/), reasons: [] });
    counts.push(conductor.cloud.options.emulator.builds.length);
  }
  expect(conductor.complaints()).toEqual([]);
  return counts;
}

const role = (stack: Stack) => iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/image-builder', { mutable: false });
const gate = VulnerabilityGate.atMost({ high: 1 });
const approval = (stack: Stack) => ({ approval: { topic: new sns.Topic(stack, 'Approvals') } });
const workflows = (stack: Stack) => [{ workflow: ManagedWorkflow.buildImage(stack, 'Build') }, { workflow: ManagedWorkflow.testImage(stack, 'Test') }];
const managed = (stack: Stack) => ({ workflows: workflows(stack), executionRole: role(stack) });

/** The table of docs/executions-and-gates.md. */
describe.each<[string, Change, Change?]>([
  ['the base image', { baseImage: 'ami-0123456789abcdef1' }],
  ['a component', { command: 'dnf install -y jq' }],
  ['another property of the recipe', { workingDirectory: '/opt' }],
  ['the description of a component', { componentDescription: 'Tools' }],
  ['the description of the recipe', { recipeDescription: 'Linux' }],
  ['instance types', { instanceType: 'm5.xlarge' }],
  ['a Region of the distribution', { region: 'us-east-1' }],
  ['the scan', { pipeline: () => ({ imageScanningConfiguration: ImageScanningConfiguration.disabled() }) }],
  ['image tests', { pipeline: () => ({ imageTestsEnabled: false, imageScanningConfiguration: undefined }) }, { pipeline: () => ({ imageScanningConfiguration: undefined }) }],
  ['the workflows', { pipeline: managed }],
  ['the name of the pipeline', { pipeline: () => ({ imagePipelineName: 'renamed' }) }],
  ['the value of a parameter of the stack', { parameter: 'two' }, { parameter: 'one' }],
  ['the env of the stack', { env: {} }],
  ['the feature flag for literal partitions', { context: { [ENABLE_PARTITION_LITERALS]: true }, pipeline: managed }, { pipeline: managed }],
])('%s', (_what, after, before = {}) => {
  test('makes a new build when it changes', async () => {
    expect(await builds(template(before), template(after))).toEqual([1, 2]);
  });

  test('makes none on the way back, since that image is there already', async () => {
    expect(await builds(template(before), template(after), template(before))).toEqual([1, 2, 2]);
  });
});

describe.each<[string, Change, Change?]>([
  ['nothing', {}],
  ['the schedule', { pipeline: () => ({ schedule: ImagePipelineSchedule.rate(Duration.days(7)) }) }],
  ['the state of the pipeline', { pipeline: () => ({ enabled: false }) }],
  ['the description of the pipeline', { pipeline: () => ({ description: 'Golden' }) }],
  ['the description of infrastructure and distribution', { description: 'Golden' }],
  ['tags of the pipeline', { pipeline: () => ({ tags: { Team: 'platform' } }) }],
  ['tags of the recipe', { recipeTag: 'platform' }],
  ['imageTags', { pipeline: () => ({ imageTags: { Team: 'platform' } }) }],
])('%s', (_what, after, before = {}) => {
  test('makes no build when it changes, nor on the way back', async () => {
    expect(await builds(template(before), template(after), template(before))).toEqual([1, 1, 1]);
  });
});

describe.each<[string, Change['pipeline'], Change['pipeline']?]>([
  ['a gate', () => ({ gate })],
  ['a stricter gate', () => ({ gate }), () => ({ gate: VulnerabilityGate.atMost({ high: 9 }) })],
  ['an approval', approval],
  ['an approval next to a gate', (stack) => ({ gate, ...approval(stack) }), () => ({ gate })],
  ['a gate next to workflows of the user', (stack) => ({ gate, workflows: workflows(stack) }), managed],
])('%s', (_what, after, before = () => ({})) => {
  test('makes no build when it is added, nor when it is taken away', async () => {
    expect(await builds(template({ pipeline: before }), template({ pipeline: after }), template({ pipeline: before }))).toEqual([1, 1, 1]);
  });
});

test('an image that was approved stays the image without the approval, and with another one', async () => {
  const [held, free] = [template({ pipeline: approval }), template()];
  const stack = conductor.stack('Golden');
  const [first] = await conductor.interrupt(stack, held, 2400, approve);
  expect(first).toMatchObject({ status: 'CREATE_COMPLETE', reasons: [] });
  for (const next of [free, held]) expect(await conductor.deploy(stack, next)).toMatchObject({ status: 'UPDATE_COMPLETE', reasons: [] });
  expect(conductor.builds('golden').map(({ state }) => state)).toEqual(['AVAILABLE']);
});

test('a gate that is added evaluates the image that is there, and fails the deployment of one that it refuses', async () => {
  const stack = conductor.stack('Golden');
  await conductor.deploy(stack, template());
  expect(await conductor.deploy(stack, template({ pipeline: () => ({ gate: VulnerabilityGate.atMost({ high: 0 }) }) }))).toMatchObject({
    status: 'UPDATE_ROLLBACK_COMPLETE', reasons: [expect.stringContaining('high 1 (0 allowed)')],
  });
  expect(conductor.builds('golden').map(({ state }) => state)).toEqual(['AVAILABLE']);
});

test('a deployment that does not wait is done before its build, and another one starts another build', async () => {
  const [first, second] = [template({ waitForImage: false }), template({ waitForImage: false, command: 'dnf install -y jq' })];
  const stack = conductor.stack('Golden');
  expect(await conductor.deploy(stack, first)).toMatchObject({ status: 'CREATE_COMPLETE', reasons: [] });
  expect(conductor.builds('golden').map(({ state }) => state)).toEqual([expect.not.stringMatching(/AVAILABLE|FAILED/)]);
  await conductor.passes(3600);
  expect(conductor.builds('golden').map(({ state }) => state)).toEqual(['AVAILABLE']);
  expect(await conductor.deploy(stack, second)).toMatchObject({ status: 'UPDATE_COMPLETE', reasons: [] });
  await conductor.passes(3600);
  expect(conductor.builds('golden').map(({ state }) => state)).toEqual(['AVAILABLE', 'AVAILABLE']);
  expect(conductor.complaints()).toEqual([]);
});
