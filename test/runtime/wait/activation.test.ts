import { EmulatedFunction } from '../emulated-function';
import { InspectorService } from '../inspector-service';

let inspector: InspectorService;
let cloud: EmulatedFunction;

beforeAll(async () => {
  inspector = await InspectorService.start();
  cloud = await EmulatedFunction.start({ AWS_ENDPOINT_URL_INSPECTOR2: inspector.url });
});

beforeEach(() => inspector.reset());
afterAll(() => Promise.all([cloud.stop(), inspector.stop()]));

/** Activates to the end; the answer. */
async function activate(properties: Parameters<EmulatedFunction['requestActivation']>[0] = {}) {
  const { id, answer } = await cloud.requestActivation(properties);
  expect(answer).toBeUndefined();
  const states = await cloud.runWait(id);
  expect(cloud.rpc.secrets.all).toEqual([]);
  return { states, ...cloud.answerTo(id)! };
}

test('an activation asks for what is missing, and waits until it is active', async () => {
  const { Status, PhysicalResourceId, states } = await activate({ ResourceTypes: ['EC2', 'ECR'] });
  expect(Status).toBe('SUCCESS');
  expect(PhysicalResourceId).toMatch(/^Inspector-[0-9a-f]{16}$/);
  expect(inspector.statuses).toEqual({ ec2: 'ENABLED', ecr: 'ENABLED' });
  expect(inspector.calls).toEqual(['status', 'enable EC2 ECR', 'status', 'status', 'status']);
  expect(states.map(({ Done, Seconds }) => (Done ? 'done' : Seconds))).toEqual([20, 20, 20, 'done']);
});

test('an activation of what is active asks for nothing', async () => {
  inspector.statuses.ec2 = 'ENABLED';
  expect((await activate()).Status).toBe('SUCCESS');
  expect(inspector.calls).toEqual(['status']);
});

test('an activation waits for one that somebody else has begun', async () => {
  inspector.statuses.ec2 = 'ENABLING';
  expect((await activate()).Status).toBe('SUCCESS');
  expect(inspector.calls).not.toContain('enable EC2');
});

test.each(['ALREADY_ENABLED', 'ENABLE_IN_PROGRESS', 'SSM_THROTTLED', 'DISABLE_IN_PROGRESS'])('an activation continues after the error %s', async (errorCode) => {
  inspector.fault = { operation: 'enable', failed: { errorCode, errorMessage: 'wait' }, times: 1 };
  expect((await activate()).Status).toBe('SUCCESS');
});

test.each(['ACCESS_DENIED', 'BLOCKED_BY_ORGANIZATION_POLICY'])("an organization's refusal %s fails the deployment at once, and says whom to ask", async (errorCode) => {
  inspector.fault = { operation: 'enable', failed: { errorCode, errorMessage: 'The account is managed by 111122223333.' } };
  const { Status, Reason, states } = await activate();
  expect(Status).toBe('FAILED');
  expect(Reason).toBe(`Amazon Inspector may not be activated for EC2 in this account. ${errorCode}: The account is managed by 111122223333. `
    + 'If the account belongs to an organization, only its delegated administrator of Amazon Inspector may be allowed to activate it: ask them, then deploy again.\n'
    + 'More: https://docs.aws.amazon.com/inspector/latest/user/managing-multiple-accounts.html');
  expect(states).toHaveLength(1);
});

test('an isolated account is told to contact AWS', async () => {
  inspector.fault = { operation: 'enable', failed: { errorCode: 'ACCOUNT_IS_ISOLATED', errorMessage: 'isolated' } };
  expect((await activate()).Reason).toContain('AWS has isolated the account: contact AWS Support.');
});

test('a denied call is tried again, as permissions may be new, and then names the action and whom to ask', async () => {
  inspector.fault = { operation: 'enable', http: { status: 403, type: 'AccessDeniedException', message: 'with an explicit deny in a service control policy' } };
  const { Status, Reason, states } = await activate();
  expect(Status).toBe('FAILED');
  expect(Reason).toContain('inspector2:Enable');
  expect(Reason).toContain('explicit deny in a service control policy');
  expect(Reason).toContain('delegated administrator');
  expect(states).toHaveLength(3);
});

test('an activation that does not end fails after half an hour, with the states', async () => {
  inspector.polls = Infinity;
  const { Status, Reason, states } = await activate({ ResourceTypes: ['EC2', 'ECR'] });
  expect(Status).toBe('FAILED');
  expect(Reason).toBe('Amazon Inspector is not active after 30 minutes: EC2 is ENABLING, ECR is ENABLING. Deploy again.');
  expect(states.length).toBe(91);
});

test('the state machine may give up, and says where to look', async () => {
  const { id } = await cloud.requestActivation({});
  await cloud.check({ Action: 'GIVE_UP', Wait: JSON.parse(cloud.rpc.executionOf(id)!.input) });
  expect(cloud.answerTo(id)).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('the function failed several times in a row') });
});

test('a delete deactivates nothing, and stops a wait that still runs', async () => {
  inspector.polls = Infinity;
  const { id } = await cloud.requestActivation({});
  const { answer } = await cloud.requestActivation({}, { RequestType: 'Delete', PhysicalResourceId: 'Inspector' });
  expect(answer).toMatchObject({ Status: 'SUCCESS' });
  expect(cloud.rpc.executionOf(id)!.status).toBe('STOPPED');
  expect(inspector.calls).toEqual([]);
});

test('a rollback to what was active before succeeds at once', async () => {
  inspector.statuses.ec2 = 'ENABLED';
  const { PhysicalResourceId } = await activate();
  inspector.reset();
  const { answer } = await cloud.requestActivation({}, { RequestType: 'Update', PhysicalResourceId });
  expect(answer).toMatchObject({ Status: 'SUCCESS' });
  expect(inspector.calls).toEqual([]);
});
