import * as ib from '@aws-sdk/client-imagebuilder';
import { Clock, failsInBuild, failsInTest, ImageBuilder, startImageBuilder, succeeds } from '../../../local-cloud/image-builder';

const HOURS = 3600;
const MANAGED = 'arn:aws:imagebuilder:eu-west-1:aws:workflow';

const LAUNCH = { name: 'Launch', action: 'LaunchInstance', inputs: { waitFor: 'ssmAgent' } };
const INSTANCE = { 'instanceId.$': '$.stepOutputs.Launch.instanceId' };
const CREATE = { name: 'Create', action: 'CreateImage', inputs: INSTANCE };
const APPROVE = { name: 'Approve', action: 'WaitForAction', inputs: {} };
const run = (name: string, more: object = {}) => ({ name, action: 'RunCommand', inputs: { ...INSTANCE, documentName: 'AWS-RunShellScript' }, ...more });

let imageBuilder: ImageBuilder;
let client: ib.ImagebuilderClient;
let parts: { imageRecipeArn?: string; infrastructureConfigurationArn: string | undefined };

beforeEach(async () => start(new Clock({ manual: true })));
afterEach(stop);

async function start(clock: Clock): Promise<void> {
  const objects: Record<string, string> = { 's3://bucket/build.json': JSON.stringify({ schemaVersion: '1.0', steps: [LAUNCH, CREATE], outputs: [{ name: 'ImageId', value: '$.stepOutputs.Create.imageId' }] }) };
  imageBuilder = await startImageBuilder({ clock, readObject: async (uri) => objects[uri] });
  client = new ib.ImagebuilderClient({
    endpoint: imageBuilder.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  const { infrastructureConfigurationArn } = await client.send(
    new ib.CreateInfrastructureConfigurationCommand({ name: 'infrastructure', instanceProfileName: 'builder' }),
  );
  const { imageRecipeArn } = await client.send(new ib.CreateImageRecipeCommand({ name: 'golden', semanticVersion: '1.0.0', parentImage: 'ami-1' }));
  parts = { imageRecipeArn, infrastructureConfigurationArn };
}

async function stop(): Promise<void> {
  client.destroy();
  await imageBuilder.close();
}

async function workflow(name: string, type: ib.WorkflowType, document: object): Promise<string> {
  const outputs = type === 'BUILD' ? [{ name: 'ImageId', value: 'ami-0123456789abcdef0' }] : undefined;
  const data = JSON.stringify({ schemaVersion: '1.0', outputs, ...document });
  const { workflowBuildVersionArn } = await client.send(new ib.CreateWorkflowCommand({ name, type, semanticVersion: '1.0.0', data }));
  return workflowBuildVersionArn!;
}

async function build(workflows: ib.WorkflowConfiguration[]): Promise<string> {
  const { imageBuildVersionArn } = await client.send(new ib.CreateImageCommand({ ...parts, executionRole: 'builder', workflows }));
  return imageBuildVersionArn!;
}

/** The state of an image, with its workflow executions and their steps. */
async function read(imageBuildVersionArn: string) {
  const { image } = await client.send(new ib.GetImageCommand({ imageBuildVersionArn }));
  const { workflowExecutions } = await client.send(new ib.ListWorkflowExecutionsCommand({ imageBuildVersionArn }));
  const steps = await Promise.all(workflowExecutions!.map(async ({ workflowExecutionId }) => {
    const listed = await client.send(new ib.ListWorkflowStepExecutionsCommand({ workflowExecutionId }));
    return listed.steps!;
  }));
  return {
    image: image!,
    executions: workflowExecutions!,
    workflows: workflowExecutions!.map(({ type, status }) => `${type} ${status}`),
    steps: steps.map((list) => list.map(({ name, status }) => `${name} ${status}`)),
    details: steps.flat(),
  };
}

async function waitingSteps(): Promise<ib.WorkflowStepExecution[]> {
  return (await client.send(new ib.ListWaitingWorkflowStepsCommand({}))).steps!;
}

async function answer(step: ib.WorkflowStepExecution, action: ib.WorkflowStepActionType, reason?: string): Promise<void> {
  const { stepExecutionId, imageBuildVersionArn } = step;
  await client.send(new ib.SendWorkflowStepActionCommand({ stepExecutionId, imageBuildVersionArn, action, reason }));
}

test('an image runs the steps of its own workflows, with what they refer to', async () => {
  const arn = await build([
    {
      workflowArn: await workflow('own build', 'BUILD', {
        parameters: [{ name: 'script', type: 'string', default: 'none' }],
        steps: [LAUNCH, run('Prepare', { inputs: { ...INSTANCE, documentName: 'doc', parameters: { commands: ['{{ $.parameters.script }} on {{ $.imagebuilder.platform }}'] } } }), CREATE],
        outputs: [{ name: 'ImageId', value: '$.stepOutputs.Create.imageId' }],
      }),
      parameters: [{ name: 'script', value: ['harden.sh'] }],
    },
    {
      workflowArn: await workflow('own test', 'TEST', {
        steps: [{ ...LAUNCH, inputs: { 'waitFor': 'ssmAgent', 'imageIdOverride.$': '$.workflowOutputs.ImageId' } }],
      }),
    },
  ]);
  imageBuilder.emulator.clock.advance(HOURS);
  const { image, steps, executions, details } = await read(arn);
  expect(image.state!.status).toEqual('AVAILABLE');
  expect(steps).toEqual([
    ['Launch COMPLETED', 'Prepare COMPLETED', 'Create COMPLETED'],
    ['Launch COMPLETED'],
  ]);
  expect(executions[0].workflowBuildVersionArn).toEqual('arn:aws:imagebuilder:eu-west-1:000000000000:workflow/build/own-build/1.0.0/1');
  const { instanceId } = JSON.parse(details[0].outputs!);
  expect(JSON.parse(details[1].inputs!)).toEqual({ instanceId, documentName: 'doc', parameters: { commands: ['harden.sh on Linux'] } });
  const amiId = image.outputResources!.amis![0].image;
  expect(JSON.parse(details[2].outputs!)).toEqual({ imageId: amiId });
  expect(JSON.parse(details[3].inputs!)).toEqual({ waitFor: 'ssmAgent', imageIdOverride: amiId });
});

test.each([
  [{ stringEquals: 'Linux', value: '$.imagebuilder.platform' }, 'COMPLETED'],
  [{ not: { stringEquals: 'Linux', value: '$.imagebuilder.platform' } }, 'SKIPPED'],
  [{ numberLessThan: 2, value: '$.parameters.number' }, 'COMPLETED'],
  [{ numberLessThan: 1, value: '$.parameters.number' }, 'SKIPPED'],
  [{ numberLessThanEquals: 1, value: '$.parameters.number' }, 'COMPLETED'],
  [{ numberGreaterThan: 1, value: '$.parameters.number' }, 'SKIPPED'],
  [{ numberGreaterThanEquals: 1, value: '$.parameters.number' }, 'COMPLETED'],
  [{ numberEquals: '$.parameters.number', value: 1 }, 'COMPLETED'],
  [{ booleanEquals: false, value: '$.parameters.flag' }, 'COMPLETED'],
  [{ and: [{ booleanEquals: true, value: '$.parameters.flag' }, { numberEquals: 1, value: 1 }] }, 'SKIPPED'],
  [{ or: [{ booleanEquals: true, value: '$.parameters.flag' }, { numberEquals: 1, value: 1 }] }, 'COMPLETED'],
])('the condition %j leaves its step %s', async (condition, status) => {
  const parameters = [{ name: 'number', type: 'integer', default: 1 }, { name: 'flag', type: 'boolean' }];
  const workflowArn = await workflow('conditions', 'BUILD', { parameters, steps: [LAUNCH, run('Maybe', { if: condition })] });
  const arn = await build([{ workflowArn, parameters: [{ name: 'flag', value: ['False'] }] }]);
  imageBuilder.emulator.clock.advance(HOURS);
  expect((await read(arn)).steps[0][1]).toEqual(`Maybe ${status}`);
});

test('a step that may fail does not stop its workflow, nor a workflow that may fail its image', async () => {
  imageBuilder.emulator.setScenario('golden', failsInBuild({ step: 'Risky', message: 'no luck' }));
  const mayFail = await build([
    { workflowArn: await workflow('risky step', 'BUILD', { steps: [LAUNCH, run('Risky', { onFailure: 'Continue' }), CREATE] }) },
  ]);
  imageBuilder.emulator.clock.advance(HOURS);
  const first = await read(mayFail);
  expect(first.image.state!.status).toEqual('AVAILABLE');
  expect(first.executions[0]).toMatchObject({ status: 'COMPLETED', totalStepsFailed: 1, totalStepsSucceeded: 2 });

  imageBuilder.emulator.setScenario('golden', failsInTest({ step: 'Risky', message: 'no luck' }));
  const risky = await workflow('risky test', 'TEST', { steps: [LAUNCH, run('Risky')] });
  const builds = [];
  for (const onFailure of ['CONTINUE', 'ABORT'] as const) {
    builds.push(await build([{ workflowArn: `${MANAGED}/build/build-image/x.x.x` }, { workflowArn: risky, onFailure }]));
  }
  imageBuilder.emulator.clock.advance(HOURS);
  expect((await read(builds[0])).workflows).toEqual(['BUILD COMPLETED', 'TEST ROLLBACK_COMPLETED']);
  expect((await read(builds[0])).image.state!.status).toEqual('AVAILABLE');
  expect((await read(builds[1])).workflows).toEqual(['BUILD COMPLETED', 'TEST ROLLBACK_COMPLETED']);
  expect((await read(builds[1])).image.state!.status).toEqual('FAILED');
});

test('five tests of a parallel group run at the same time, and the next group after them', async () => {
  const workflowArn = await workflow('short test', 'TEST', { steps: [LAUNCH] });
  const arn = await build([...Array(6).fill({ workflowArn, parallelGroup: 'first' }), { workflowArn, parallelGroup: 'second' }]);
  imageBuilder.emulator.clock.advance(60);
  expect((await read(arn)).workflows).toEqual(Array(5).fill('TEST RUNNING'));
  imageBuilder.emulator.clock.advance(90);
  expect((await read(arn)).workflows).toEqual([...Array(5).fill('TEST COMPLETED'), 'TEST RUNNING']);
  imageBuilder.emulator.clock.advance(90);
  expect((await read(arn)).workflows).toEqual([...Array(6).fill('TEST COMPLETED'), 'TEST RUNNING']);
});

describe('a step that waits for an action', () => {
  const steps = [LAUNCH, APPROVE, run('After', { if: { stringEquals: 'RESUME', value: '$.stepOutputs.Approve.action' } }), CREATE];

  async function waiting(more: object = {}): Promise<string> {
    const arn = await build([{ workflowArn: await workflow('approval', 'BUILD', { steps: steps.map((step) => step === APPROVE ? { ...step, ...more } : step) }) }]);
    imageBuilder.emulator.clock.advance(48 * HOURS);
    return arn;
  }

  test('waits for days, then goes on', async () => {
    const arn = await waiting();
    expect(await read(arn)).toMatchObject({
      image: { state: { status: 'BUILDING' } },
      steps: [['Launch COMPLETED', 'Approve WAITING', 'After PENDING', 'Create PENDING']],
    });
    const before = (await read(arn)).details[0];
    await answer((await waitingSteps())[0], 'RESUME', 'looks good');
    expect(await waitingSteps()).toEqual([]);
    imageBuilder.emulator.clock.advance(HOURS);
    const after = await read(arn);
    expect(after.image.state!.status).toEqual('AVAILABLE');
    expect(after.steps[0]).toEqual(['Launch COMPLETED', 'Approve COMPLETED', 'After COMPLETED', 'Create COMPLETED']);
    expect(after.details[0]).toEqual(before);
  });

  test('that is stopped fails its image with the reason', async () => {
    const arn = await waiting();
    await answer((await waitingSteps())[0], 'STOP', 'not this one');
    const { image, workflows, steps: seen } = await read(arn);
    expect(image.state).toMatchObject({ status: 'FAILED', reason: expect.stringContaining('failed with reason: not this one') });
    expect(workflows[0]).toEqual('BUILD FAILED');
    expect(seen[0]).toEqual(['Launch COMPLETED', 'Approve FAILED', 'After PENDING', 'Create PENDING']);
  });

  test('fails when its time is over', async () => {
    const arn = await waiting({ timeoutSeconds: 47 * HOURS });
    expect(await waitingSteps()).toEqual([]);
    expect((await read(arn)).image.state).toMatchObject({ status: 'FAILED', reason: expect.stringContaining('timed out after 169200 seconds') });
  });

  test('waits in real time, however fast builds are', async () => {
    await stop();
    await start(new Clock({ speed: 1000 }));
    const arn = await waiting({ timeoutSeconds: 47 * HOURS });
    expect((await read(arn)).steps[0]).toContain('Approve WAITING');
    imageBuilder.emulator.clock.advance(48_000 * HOURS);
    expect((await read(arn)).image.state).toMatchObject({ status: 'FAILED', reason: expect.stringContaining('timed out after 169200 seconds') });
  });

  test('waits no more when its image is cancelled', async () => {
    imageBuilder.emulator.setScenario('golden', succeeds({ cancelSeconds: 30 }));
    const arn = await waiting();
    const [step] = await waitingSteps();
    await client.send(new ib.CancelImageCreationCommand({ imageBuildVersionArn: arn }));
    expect((await read(arn)).image.state!.status).toEqual('BUILDING');
    imageBuilder.emulator.clock.advance(60);
    expect((await read(arn)).image.state!.status).toEqual('CANCELLED');
    expect(await waitingSteps()).toEqual([]);
    expect((await read(arn)).steps[0]).toEqual(['Launch COMPLETED', 'Approve CANCELLED', 'After PENDING', 'Create PENDING']);
    await expect(answer(step, 'RESUME')).rejects.toMatchObject({ name: 'InvalidRequestException' });
  });
});

test('a workflow document can be in S3', async () => {
  const create = { name: 'from s3', type: 'BUILD', semanticVersion: '1.0.0' } as const;
  const { workflowBuildVersionArn } = await client.send(new ib.CreateWorkflowCommand({ ...create, uri: 's3://bucket/build.json' }));
  const arn = await build([{ workflowArn: workflowBuildVersionArn }]);
  imageBuilder.emulator.clock.advance(HOURS);
  expect((await read(arn)).steps[0]).toEqual(['Launch COMPLETED', 'Create COMPLETED']);
  await expect(client.send(new ib.CreateWorkflowCommand({ ...create, uri: 's3://bucket/none' }))).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
});

const twice = (item: object, count: number) => Array.from({ length: count }, (_, index) => ({ ...item, name: `Item${index}` }));

test.each<[string, ib.WorkflowType, object]>([
  ['schemaVersion must be 1.0', 'BUILD', { schemaVersion: '2.0', steps: [LAUNCH] }],
  ["'stages' is not one of", 'BUILD', { stages: [], steps: [LAUNCH] }],
  ['steps must be given', 'BUILD', { steps: [] }],
  ['steps must be a list of at most 15', 'BUILD', { steps: twice(LAUNCH, 16) }],
  ['parameters must be a list of at most 25', 'BUILD', { steps: [LAUNCH], parameters: twice({ type: 'string' }, 26) }],
  ["one step 'Launch' only", 'BUILD', { steps: [LAUNCH, LAUNCH] }],
  ["'number' must have a type", 'BUILD', { steps: [LAUNCH], parameters: [{ name: 'number', type: 'float' }] }],
  ["'2nd' must have a name", 'BUILD', { steps: [{ ...LAUNCH, name: '2nd' }] }],
  ["'FlyToTheMoon', which does not exist", 'BUILD', { steps: [{ ...LAUNCH, action: 'FlyToTheMoon' }] }],
  ['which a BUILD workflow cannot have', 'BUILD', { steps: [LAUNCH, { name: 'Scan', action: 'CollectImageScanFindings', inputs: INSTANCE }] }],
  ["has 'when', which is not one of", 'BUILD', { steps: [{ ...LAUNCH, when: {} }] }],
  ['Abort or Continue', 'BUILD', { steps: [{ ...LAUNCH, onFailure: 'CONTINUE' }] }],
  ['within 43200 seconds', 'BUILD', { steps: [{ ...LAUNCH, timeoutSeconds: 43201 }] }],
  ['wait less than its 4500 seconds', 'BUILD', { steps: [{ ...LAUNCH, waitSeconds: 4500 }] }],
  ["needs the input 'instanceId'", 'BUILD', { steps: [{ ...CREATE, inputs: {} }] }],
  ["has the input 'speed'", 'BUILD', { steps: [{ ...LAUNCH, inputs: { waitFor: 'ssmAgent', speed: 1 } }] }],
  ['$.stepOutputs.Launch.instanceId, which does not exist there', 'BUILD', { steps: [CREATE, LAUNCH] }],
  ['$.stepOutputs.Launch.imageId, which does not exist there', 'BUILD', { steps: [LAUNCH, { ...CREATE, inputs: { 'instanceId.$': '$.stepOutputs.Launch.imageId' } }] }],
  ['$.parameters.none, which does not exist there', 'BUILD', { steps: [{ ...LAUNCH, if: { stringEquals: 'a', value: '$.parameters.none' } }] }],
  ['$.imagebuilder.weather, which does not exist there', 'BUILD', { steps: [LAUNCH], outputs: [{ name: 'Out', value: '$.imagebuilder.weather' }] }],
  ['both DistributeImage and DistributeContainerImage', 'DISTRIBUTION', {
    steps: [LAUNCH, { name: 'One', action: 'DistributeImage', inputs: {} }, { name: 'Two', action: 'DistributeContainerImage', inputs: INSTANCE }],
  }],
])('the emulator rejects a workflow document: %s', async (why, type, document) => {
  await expect(workflow('refused', type, document)).rejects.toMatchObject({
    name: 'InvalidParameterValueException', message: expect.stringContaining(why),
  });
});

test.each<[ib.WorkflowType, object]>([
  ['BUILD', { steps: twice(LAUNCH, 15), parameters: twice({ type: 'string', default: '' }, 25) }],
  ['BUILD', { steps: [{ ...LAUNCH, timeoutSeconds: 43200, waitSeconds: 43199, onFailure: 'Continue' }] }],
  ['TEST', { steps: [LAUNCH, { name: 'Scan', action: 'CollectImageScanFindings', inputs: INSTANCE }] }],
])('the emulator accepts a %s workflow document at the limits', async (type, document) => {
  await expect(workflow('accepted', type, document)).resolves.toMatch(/:workflow\//);
});

test.each(['', 'steps: []', '[]', '"text"', 'steps: [', 'a: 1\na: 2'])('the emulator rejects %j as a workflow document', async (data) => {
  const create = new ib.CreateWorkflowCommand({ name: 'no document', type: 'BUILD', semanticVersion: '1.0.0', data });
  await expect(client.send(create)).rejects.toMatchObject({ name: expect.stringMatching(/^InvalidParameter/) });
});
