import { EmulatedService } from './emulated-service';
import { readJson } from './json';
import {
  Clock, failsInBuild, failsInDistribution, failsInIntegration, failsInTest, ImageBuilder, scanAbandoned, slow, startImageBuilder, succeeds,
  withFindings,
} from '../../../local-cloud/image-builder';

let imageBuilder: ImageBuilder;

beforeEach(async () => { imageBuilder = await startImageBuilder({ clock: new Clock({ manual: true, start: 0 }) }); });
afterEach(async () => imageBuilder.close());

async function control(method: string, path: string, body?: object) {
  const response = await fetch(`${imageBuilder.url}/_emulator/${path}`, { method, body: body && JSON.stringify(body) });
  return { status: response.status, body: await readJson(response) };
}

async function create(name: string) {
  const body = JSON.stringify({ clientToken: name, name, instanceProfileName: 'builder' });
  return readJson(await fetch(`${imageBuilder.url}/CreateInfrastructureConfiguration`, { method: 'PUT', body }));
}

test('another process can see that the emulator answers', async () => {
  expect(await control('GET', 'health')).toEqual({ status: 200, body: { status: 'ok' } });
});

test("another process can move the emulator's clock", async () => {
  expect((await control('POST', 'clock', { seconds: 90 })).body).toEqual({ time: '1970-01-01T00:01:30.000Z' });
  expect(imageBuilder.emulator.clock.now()).toEqual(90_000);
});

test('the calls are logged with their time, input and error', async () => {
  await create('first');
  imageBuilder.emulator.clock.advance(1);
  await create('not valid!');
  const { calls } = (await control('GET', 'calls')).body;
  expect(calls).toEqual([
    { time: '1970-01-01T00:00:00.000Z', operation: 'CreateInfrastructureConfiguration', input: expect.objectContaining({ name: 'first' }) },
    {
      time: '1970-01-01T00:00:01.000Z',
      operation: 'CreateInfrastructureConfiguration',
      input: expect.objectContaining({ name: 'not valid!' }),
      error: 'InvalidParameterValueException',
    },
  ]);
  expect(imageBuilder.emulator.calls).toEqual(calls);
});

test('a reset forgets resources, client tokens and calls', async () => {
  const first = await create('first');
  await control('POST', 'reset');
  expect(imageBuilder.emulator.calls).toEqual([]);
  expect(await create('first')).toMatchObject({ infrastructureConfigurationArn: first.infrastructureConfigurationArn });
});

test('another process can set the scenario of builds', async () => {
  const service = new EmulatedService(imageBuilder.emulator);
  const pipeline = service.pipeline(succeeds());
  const scenario = { failure: { workflow: 'BUILD', step: 'ApplyBuildComponents', message: 'no space left' } };
  expect(await control('PUT', 'scenario', { namePrefix: 'my-example', scenario })).toEqual({ status: 200, body: {} });
  expect(service.image(service.build(pipeline)).state.status).toBe('FAILED');
  await control('PUT', 'scenario', { namePrefix: 'my-example', scenario: {} });
  expect(service.image(service.build(pipeline)).state.status).toBe('AVAILABLE');
});

test.each([
  succeeds(), succeeds({ open: { secondStart: 'REFUSED', stepMessages: true } }), slow(2), scanAbandoned(), withFindings({ HIGH: 2 }),
  failsInBuild({ component: { phaseName: 'build', stepName: 'Install', action: 'ExecuteBash' } }), failsInTest({ step: 1 }),
  failsInDistribution({ regions: [{ region: 'eu-west-1', accountId: '111122223333', message: 'denied', status: 'TIMED_OUT' }] }),
  failsInIntegration([{ region: 'eu-west-1', message: 'denied', step: 'PUT_SSM_PARAMETERS' }]),
])('the scenario %j of the tests can come from another process', async (scenario) => {
  expect(await control('PUT', 'scenario', { namePrefix: 'my-', scenario })).toEqual({ status: 200, body: {} });
});

test.each([
  [{ failur: {} }, 'scenario has no "failur"; there are pace, failure, '],
  [{ failure: { workflow: 'BILD' } }, 'scenario.failure.workflow must be one of BUILD, TEST, DISTRIBUTION, CREATION, INTEGRATION, not "BILD".'],
  [{ failure: { regions: [{ region: 'eu-west-1', step: 'COPY' }] } }, 'scenario.failure.regions[0].step must be one of ASSOCIATE_LICENSES, '],
  [{ failure: { regions: { region: 'eu-west-1' } } }, 'scenario.failure.regions must be a list, not {"region":"eu-west-1"}.'],
  [{ scan: { outcome: 'DONE' } }, 'scenario.scan.outcome must be one of COMPLETED, ABANDONED, FAILED, TIMED_OUT, not "DONE".'],
  [{ findings: { critical: 1 } }, 'scenario.findings has no "critical"; there are CRITICAL, HIGH, '],
  [{ open: { secondStart: true } }, 'scenario.open.secondStart must be one of ACCEPTED, REFUSED, not true.'],
  [{ stateMachine: 'FAILED' }, 'scenario.stateMachine must be a map, not "FAILED".'],
  [{ pace: '2' }, 'scenario.pace must be a number, not "2".'],
  [{ pace: -1 }, 'scenario.pace must be a number, not -1.'],
  [[], 'scenario must be a map, not [].'],
])('the emulator rejects the scenario %j: %s', async (scenario, message) => {
  expect(await control('PUT', 'scenario', { namePrefix: 'my-', scenario })).toEqual({ status: 400, body: { message: expect.stringContaining(message) } });
});

test('an unknown key of a control is refused with those that there are', async () => {
  const { status, body } = await control('PUT', 'scenario', { namePrefix: 'my-', scenarios: {} });
  expect({ status, body }).toEqual({ status: 400, body: { message: "'scenarios' is not known here; there are namePrefix, scenario." } });
});

test('another process can run a lifecycle policy, and learns what it did to which image', async () => {
  const service = new EmulatedService(imageBuilder.emulator);
  const pipeline = service.pipeline(succeeds());
  const [older] = [service.build(pipeline), service.build(pipeline)];
  const { lifecyclePolicyArn } = service.create('LifecyclePolicy', {
    name: 'retention',
    executionRole: 'arn:aws:iam::123456789012:role/lifecycle',
    resourceType: 'AMI_IMAGE',
    policyDetails: [{ action: { type: 'DELETE' }, filter: { type: 'COUNT', value: 1 } }],
    resourceSelection: { recipes: [{ name: 'my-example', semanticVersion: 'x.x.x' }] },
  });
  const run = { status: 200, body: { actions: [{ imageArn: older, status: 'DELETED' }] } };
  expect(await control('POST', 'lifecycle', { lifecyclePolicyArn })).toEqual(run);
  expect(service.image(older).state.status).toBe('DELETED');
  expect(await control('POST', 'lifecycle', { lifecyclePolicyArn })).toEqual({ status: 200, body: { actions: [] } });
});

test('another process can start the scheduled build of a pipeline', async () => {
  const service = new EmulatedService(imageBuilder.emulator);
  const imagePipelineArn = service.pipeline(succeeds(), { schedule: { scheduleExpression: 'rate(1 day)' } });
  const { body } = await control('POST', 'schedule', { imagePipelineArn });
  expect(service.image(String(body.imageBuildVersionArn))).toMatchObject({ buildType: 'SCHEDULED', sourcePipelineArn: imagePipelineArn });
});

test.each([
  ['PUT', 'scenario', { scenario: {} }, 400],
  ['POST', 'lifecycle', {}, 400],
  ['POST', 'lifecycle', { lifecyclePolicyArn: 'arn:aws:imagebuilder:us-west-2:123456789012:lifecycle-policy/none' }, 400],
  ['POST', 'schedule', {}, 400],
  ['PUT', 'nothing', {}, 404],
  ['GET', 'constructor', undefined, 404],
])('the emulator rejects the control request %s %s %j with %d', async (method, path, body, status) => {
  expect(await control(method, path, body)).toMatchObject({ status, body: { message: expect.stringMatching(/./) } });
});
