import { Conductor } from './conductor';
import { executionTemplate } from './execution-template';
import { CustomResourceEvent, ResponseFault, StackResult } from '../../local-cloud/conductor';
import { ServiceCall, ServiceFault } from '../../local-cloud/conductor/in-memory/service-faults';
import { failsInBuild, succeeds } from '../../local-cloud/image-builder';
import { RELEASE_TAG } from '../../src/contract/release';

const MINUTE = 60;
const BUILD_TYPE = 'Custom::ImageBuilderImageBuild';
const WAIT_TYPE = 'Custom::ImageBuilderImageWait';

/** Pauses and time-outs take no time here, since the bundle runs in the test's own process. */
describe.each([
  ['at once', [0, 0]],
  ['a while after the first time', [0, 45]],
])('deployments whose requests are each delivered twice, %s, among faults', (_when, seconds) => {
  let conductor: Conductor;
  let fault: (call: ServiceCall) => ServiceFault | undefined;
  let responseFault: (attempt: number, type: string) => ResponseFault | undefined;
  const template = executionTemplate({ name: 'golden' });

  beforeEach(() => {
    fault = () => undefined;
    responseFault = () => undefined;
    conductor = Conductor.inMemory({
      deliveries: () => seconds,
      fault: (call) => fault(call),
      responseFault: (requestId, attempt) => responseFault(attempt, eventOf(requestId).ResourceType),
    });
    conductor.setScenario('golden', succeeds());
  });

  afterEach(async () => conductor.stop());

  const eventOf = (requestId: string): CustomResourceEvent => conductor.cloud.requests.find(({ event }) => event.RequestId === requestId)!.event;
  const states = () => conductor.builds('golden').map(({ state }) => state);

  /** A fault that some calls meet at first. */
  const first = (number: number, what: ServiceFault, affects: (call: ServiceCall) => boolean = () => true) => {
    let left = number;
    return (call: ServiceCall) => (affects(call) && left-- > 0 ? what : undefined);
  };
  const expectBuilt = (result: StackResult) => {
    expect(result).toMatchObject({ status: 'CREATE_COMPLETE', reasons: [], outputs: { ExecutionImageState: 'AVAILABLE' } });
    expect(states()).toEqual(['AVAILABLE']);
    expect(conductor.complaints()).toEqual([]);
  };

  test.each(['imagebuilder', 'secretsmanager', 'states'] as const)('%s throttles more calls than the SDK repeats', async (service) => {
    // More than the SDK's own eight attempts at one call.
    fault = first(12, 'throttled', (call) => call.service === service);
    expectBuilt(await conductor.deploy(conductor.stack('Golden'), template));
  });

  test.each(['throttled', 'broken'] as const)('the turn of an image meets for ten minutes: %s', async (what) => {
    let end: number | undefined;
    fault = ({ operation }) => {
      const isTurn = operation === 'ListImagePipelineImages' && states().includes('DISTRIBUTING');
      const now = conductor.cloud.options.time.now();
      return isTurn && now < (end ??= now + 10 * MINUTE * 1_000) ? what : undefined;
    };
    expectBuilt(await conductor.deploy(conductor.stack('Golden'), executionTemplate({ name: 'golden', release: 'GATE' })));
    expect(end).toBeDefined();
    expect(conductor.builds('golden').map(({ tags }) => tags[RELEASE_TAG])).toEqual(['RELEASED']);
  });

  test.each(['broken', 'reset', 'lost', 'silence', 'dies before', 'dies after'] as const)('the first calls of each service meet: %s', async (what) => {
    const faults = (['imagebuilder', 'secretsmanager', 'states'] as const).map((service) => first(2, what, (call) => call.service === service));
    fault = (call) => faults.map((one) => one(call)).find((one) => one !== undefined);
    expectBuilt(await conductor.deploy(conductor.stack('Golden'), template));
  });

  test('new permissions take some seconds to be known', async () => {
    const start = conductor.cloud.options.time.now();
    fault = () => (conductor.cloud.options.time.now() < start + 20_000 ? 'denied' : undefined);
    expectBuilt(await conductor.deploy(conductor.stack('Golden'), template));
  });

  test.each(['reset', 'error', 'lost'] as const)('the response URL fails three times: %s', async (what) => {
    responseFault = (attempt) => (attempt <= 3 ? what : undefined);
    expectBuilt(await conductor.deploy(conductor.stack('Golden'), template));
  });

  test('the function dies at each poll: the state machine gives up and responds, and the build is cancelled', async () => {
    const executions = () => [...conductor.cloud.options.stateMachines.executions.values()];
    fault = ({ operation }) => (operation === 'GetImage' && executions().some(({ status }) => status === 'RUNNING') ? 'dies before' : undefined);
    const result = await conductor.deploy(conductor.stack('Golden'), template);
    expect(result).toMatchObject({ status: 'ROLLBACK_COMPLETE', reasons: [expect.stringContaining('could not be watched')] });
    // The delete of the wait that has responded may stop it before it fails by itself.
    expect(executions().map(({ status }) => status)).toEqual([expect.stringMatching(/^(FAILED|ABORTED)$/)]);
    expect(conductor.documents(WAIT_TYPE)[0]).toBe(1);
    expect(conductor.complaints()).toEqual([]);
  });

  test('a creation that is cancelled while it is on its way to the service: its build is cancelled', async () => {
    const stack = conductor.stack('Golden');
    const [result] = await conductor.interrupt(stack, template, 0, () => stack.cancel());
    expect(result).toMatchObject({ status: 'ROLLBACK_COMPLETE', reasons: [expect.stringContaining('cancelled'), expect.stringContaining('creation cancelled')] });
    expect(states()).toEqual(['CANCELLED']);
    expect(conductor.complaints()).toEqual([]);
  });

  test('the build of a creation that is cancelled cannot be marked: it is cancelled all the same', async () => {
    fault = ({ operation }) => (operation === 'TagResource' ? 'denied' : undefined);
    const stack = conductor.stack('Golden');
    await conductor.interrupt(stack, template, 2 * MINUTE, () => stack.cancel());
    expect(states()).toEqual(['CANCELLED']);
  });

  test('a rollback for which the image cannot be read still says which one it is', async () => {
    const stack = conductor.stack('Golden');
    await conductor.deploy(stack, template);
    conductor.setScenario('golden', failsInBuild());
    const rollsBack = () => conductor.cloud.requests.some(({ phase }) => phase === 'ROLLBACK');
    fault = ({ operation }) => (operation === 'GetImage' && rollsBack() ? 'denied' : undefined);
    const result = await conductor.deploy(stack, executionTemplate({ name: 'golden', recipe: '2' }));
    expect(result).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE',
      outputs: { ExecutionImageBuildVersionArn: expect.stringContaining('/1.0.0/1'), ExecutionImageStateReason: expect.stringContaining('AccessDenied') },
    });
  });

  test('a creation that was never answered is deleted by an invented id: its build is cancelled', async () => {
    responseFault = (_attempt, type) => (type === BUILD_TYPE ? 'error' : undefined);
    const stack = conductor.stack('Golden');
    const [result] = await conductor.interrupt(stack, template, 11 * MINUTE, () => { responseFault = () => undefined; });
    expect(result).toMatchObject({ status: 'ROLLBACK_COMPLETE', reasons: [expect.stringContaining('did not receive a response')] });
    const [{ event }] = conductor.requests(BUILD_TYPE, 'Delete');
    expect(event.PhysicalResourceId).toMatch(/^Golden-PipelineExecutionBuild\w+-[0-9A-F]+$/);
    expect(states()).toEqual(['CANCELLED']);
    expect(conductor.complaints()).toEqual([expect.stringMatching(/^Create PipelineExecutionBuild\w+ was not answered in time$/)]);
  });
});
