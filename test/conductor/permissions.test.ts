import { App, Stack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import { Conductor } from './conductor';
import { Stack as DeployedStack, Template } from '../../local-cloud/conductor';
import { slow, succeeds } from '../../local-cloud/image-builder';
import { BaseImage, ImagePipeline, ImagePipelineExecutionOptions, ImageRecipe, ImageStatus } from '../../src';

jest.setTimeout(60_000);

const MINUTE = 60;

let conductor: Conductor;
let stack: DeployedStack;
/** The actions that the function lacked when it called. */
let denied: Set<string>;

beforeEach(() => {
  denied = new Set();
  conductor = Conductor.inMemory({
    fault: ({ service, operation }) => {
      const action = `${service}:${operation}`;
      if (service === 'answer' || allowedActions().includes(action)) return undefined;
      denied.add(action);
      return 'denied';
    },
  });
  stack = conductor.stack('Golden');
});

afterEach(() => conductor.stop());

/** The actions in the policies that the stack has now. */
function allowedActions(): string[] {
  return [...stack.resources.values()].filter(({ type }) => type === 'AWS::IAM::ManagedPolicy').flatMap(({ properties }) => {
    const { Statement } = properties.PolicyDocument as { Statement: Array<{ Action: string | string[] }> };
    return Statement.flatMap(({ Action }) => Action);
  });
}

/** A stack with the status of a pipeline, and perhaps an execution of it. */
function template(execution?: ImagePipelineExecutionOptions): Template {
  const made = new Stack(new App({ analyticsReporting: false }), 'Stack');
  const recipe = new ImageRecipe(made, 'Recipe', { imageRecipeName: 'golden', baseImage: BaseImage.fromAmiId('ami-0123456789abcdef0') });
  const pipeline = new ImagePipeline(made, 'Pipeline', { imagePipelineName: 'golden', recipe });
  new ImageStatus(made, 'Status', { pipeline });
  if (execution) pipeline.start('Execution', execution);
  return Assertions.fromStack(made).toJSON() as Template;
}

const states = () => conductor.builds('golden').map(({ state }) => state);
const secrets = () => conductor.cloud.options.secrets.all.map(({ name }) => name);

test('the function has the permissions for all that it does while a stack is created, changed and deleted', async () => {
  conductor.setScenario('golden', succeeds());
  for (const execution of [{}, { trigger: '2' }]) {
    expect(await conductor.deploy(stack, template(execution))).toMatchObject({ status: expect.stringMatching(/^(CREATE|UPDATE)_COMPLETE$/), reasons: [] });
  }
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

test('the build of the last execution of a stack is cancelled when a deployment removes it', async () => {
  conductor.setScenario('golden', slow());
  await conductor.deploy(stack, template({ waitForImage: false }));
  await conductor.passes(10 * MINUTE);
  expect(states()).toEqual(['BUILDING']);
  const { status } = await conductor.deploy(stack, template());
  await conductor.passes(60 * MINUTE);
  expect({ status, states: states(), denied: [...denied] }).toEqual({ status: 'UPDATE_COMPLETE', states: ['CANCELLED'], denied: [] });
});
