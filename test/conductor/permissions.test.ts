import { App, Stack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { Conductor } from './conductor';
import { missingPermissions } from './function-policies';
import { Stack as DeployedStack, Template } from '../../local-cloud/conductor';
import { slow, succeeds } from '../../local-cloud/image-builder';
import {
  BaseContainerImage, BaseImage, GoldenImage, GoldenImageProps, ImagePipeline, ImagePipelineExecutionOptions, ImageRecipe, ImageStatus,
  LifecyclePeriod, LifecyclePolicyDetail, VulnerabilityGate,
} from '../../src';

jest.setTimeout(60_000);

const MINUTE = 60;

let conductor: Conductor;
let stack: DeployedStack;
/** The permissions that the function lacked when it called. */
let denied: Set<string>;

beforeEach(() => {
  denied = new Set();
  conductor = Conductor.inMemory({
    fault: (call) => {
      const missing = missingPermissions(conductor, stack, call);
      missing.forEach((permission) => denied.add(permission));
      return missing.length > 0 ? 'denied' : undefined;
    },
  });
  stack = conductor.stack('Golden');
});

afterEach(() => conductor.stop());

/** A stack with the status of a pipeline, and perhaps an execution of it. */
function template(execution?: ImagePipelineExecutionOptions): Template {
  const made = new Stack(new App({ analyticsReporting: false }), 'Golden');
  const recipe = new ImageRecipe(made, 'Recipe', { imageRecipeName: 'golden', baseImage: BaseImage.fromAmiId('ami-0123456789abcdef0') });
  const pipeline = new ImagePipeline(made, 'Pipeline', { imagePipelineName: 'golden', recipe });
  new ImageStatus(made, 'Status', { pipeline });
  if (execution) pipeline.start('Execution', execution);
  return Assertions.fromStack(made).toJSON() as Template;
}

const AMI = (): Partial<GoldenImageProps> => ({ baseImage: BaseImage.fromAmiId('ami-0123456789abcdef0') });
const CONTAINER = (made: Stack): Partial<GoldenImageProps> => ({
  baseContainerImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'), targetRepository: ecr.Repository.fromRepositoryName(made, 'Repository', 'golden'),
});
const gate = VulnerabilityGate.atMost({ critical: 0 });
const retention = [LifecyclePolicyDetail.deleteAfter(LifecyclePeriod.months(6))];

function golden(base: typeof CONTAINER, props: Partial<GoldenImageProps> = {}): Template {
  const made = new Stack(new App({ analyticsReporting: false }), 'Golden', { env: { region: 'eu-west-1', account: '123456789012' } });
  new GoldenImage(made, 'Golden', { imageName: 'golden', imagePipelineName: 'golden', ...base(made), ...props }).addOutputs();
  return Assertions.fromStack(made).toJSON() as Template;
}

async function deploys(...templates: Template[]): Promise<void> {
  for (const one of templates) expect(await conductor.deploy(stack, one)).toMatchObject({ status: expect.stringMatching(/^(CREATE|UPDATE)_COMPLETE$/), reasons: [] });
}

const states = () => conductor.builds('golden').map(({ state }) => state);
const secrets = () => conductor.cloud.options.secrets.all.map(({ name }) => name);

test('the function has the permissions for all that it does while a stack is created, changed and deleted', async () => {
  conductor.setScenario('golden', succeeds());
  await deploys(template({}), template({ trigger: '2' }));
  expect(await conductor.delete(stack)).toMatchObject({ status: 'DELETE_COMPLETE' });
  expect([...denied]).toEqual([]);
});

test('the build of the first execution of a stack is cancelled when its deployment is', async () => {
  await conductor.deploy(stack, template());
  conductor.setScenario('golden', slow());
  const [{ status }] = await conductor.interrupt(stack, template({}), 20 * MINUTE, () => stack.cancel());
  await conductor.passes(60 * MINUTE);
  expect({ status, states: states(), denied: [...denied], secrets: secrets() })
    .toEqual({ status: 'UPDATE_ROLLBACK_COMPLETE', states: ['CANCELLED'], denied: [], secrets: [] });
});

const builds = ({ buildOnDeploy = true }: Partial<GoldenImageProps>) => buildOnDeploy;
const waits = (shape: Partial<GoldenImageProps>) => builds(shape) && shape.waitForImage !== false;

function described(shape: Partial<GoldenImageProps>): string {
  const build = builds(shape) ? `a build that ${waits(shape) ? 'it waits for' : 'it only starts'}` : 'no build';
  return `${shape.gate ? 'a gate' : 'no gate'} and ${build}`;
}

/** The golden images that differ in what the function does for their stack. */
const SHAPES = [{}, { gate }].flatMap((release): Array<Partial<GoldenImageProps>> => [
  { ...release, buildOnDeploy: false }, { ...release, waitForImage: false }, release,
]);
const CHANGES = SHAPES.flatMap((from) => SHAPES
  .filter((to) => to !== from)
  .map((to) => ({ from, to, before: described(from), after: described(to) })));

/** A rollback takes the permissions of a change back before it deletes what needs them, and so does a change that removes a build. */
describe('a stack', () => {
  test.each(CHANGES.filter(({ to }) => waits(to)))('with $before leaves no build and no secret behind when a change to $after is cancelled', async ({ from, to }) => {
    await conductor.deploy(stack, golden(AMI, from));
    await conductor.passes(2 * 60 * MINUTE);
    conductor.setScenario('golden', slow());
    const [{ status }] = await conductor.interrupt(stack, golden(AMI, { ...to, trigger: '2' }), 20 * MINUTE, () => stack.cancel());
    await conductor.passes(4 * 60 * MINUTE);
    expect({ status, last: states().pop(), denied: [...denied], secrets: secrets() })
      .toEqual({ status: 'UPDATE_ROLLBACK_COMPLETE', last: 'CANCELLED', denied: [], secrets: [] });
  });

  test.each(CHANGES.filter(({ from, to }) => builds(from) && !waits(from) && !builds(to)))('with $before cancels it when it changes to $after', async ({ from, to }) => {
    conductor.setScenario('golden', slow());
    await conductor.deploy(stack, golden(AMI, from));
    await conductor.passes(10 * MINUTE);
    await deploys(golden(AMI, to));
    await conductor.passes(4 * 60 * MINUTE);
    expect({ states: states(), denied: [...denied] }).toEqual({ states: ['CANCELLED'], denied: [] });
  });
});

test('the build of the last execution of a stack is cancelled when a deployment removes it', async () => {
  conductor.setScenario('golden', slow());
  await conductor.deploy(stack, template({ waitForImage: false }));
  await conductor.passes(10 * MINUTE);
  expect(states()).toEqual(['BUILDING']);
  const { status } = await conductor.deploy(stack, template());
  await conductor.passes(60 * MINUTE);
  expect({ status, states: states(), denied: [...denied] }).toEqual({ status: 'UPDATE_COMPLETE', states: ['CANCELLED'], denied: [] });
});

test.each<[string, typeof CONTAINER, Array<Partial<GoldenImageProps>>]>([
  ['an AMI with a gate', AMI, [{ gate }, { gate, trigger: '2' }]],
  ['an AMI that gets a gate and an age rule', AMI, [{}, { retention }, { gate, retention }]],
  ['an AMI that gets an age rule and another name', AMI, [{}, { retention, imageName: 'renamed' }]],
  ['a container image with a gate', CONTAINER, [{ gate }, { gate, trigger: '2' }]],
  ['a container image that gets a gate', CONTAINER, [{}, { gate, retention }]],
])('the function has the permissions to release %s', async (_what, base, versions) => {
  conductor.setScenario('golden', succeeds());
  await deploys(...versions.map((props) => golden(base, props)));
  expect(await conductor.delete(stack)).toMatchObject({ status: 'DELETE_COMPLETE' });
  expect([...denied]).toEqual([]);
});
