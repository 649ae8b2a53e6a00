import {
  Cloud, CustomResourceEvent, Functions, LogGroups, Parameters, Secrets, ResponseEndpoint, RollbackBehaviour, Stack,
  StateMachines, Template, VirtualTime,
} from '../../../local-cloud/conductor';
import { ImageBuilderEmulator } from '../../../local-cloud/image-builder';

type Reply = { readonly fails?: boolean; readonly id?: string; readonly after?: number } | 'silence';

/** A cloud with one function, which responds as a test says and logs its requests. */
function cloudWith(reply: (event: CustomResourceEvent) => Reply) {
  const time = new VirtualTime(0);
  const responses = new ResponseEndpoint({ time, baseUrl: () => 'https://bucket' });
  const log: string[] = [];
  const host = {
    invoke: async (given: unknown) => {
      const event = given as CustomResourceEvent;
      const { RequestType, LogicalResourceId, PhysicalResourceId, ResourceProperties, OldResourceProperties, RequestId, StackId } = event;
      const version = [OldResourceProperties?.Version, ResourceProperties.Version].filter(Boolean).join('>');
      log.push(`${RequestType} ${LogicalResourceId} ${version} ${PhysicalResourceId ?? ''}`.trim());
      const replied = reply(event);
      if (replied === 'silence') return;
      await time.sleep((replied.after ?? 0) * 1000);
      const id = replied.id ?? PhysicalResourceId ?? `${LogicalResourceId}1`;
      const Status = replied.fails ? 'FAILED' : 'SUCCESS';
      const Data = RequestType === 'Delete' ? undefined : { Value: `${LogicalResourceId}${String(ResourceProperties.Version)}` };
      responses.put(event.ResponseURL, '', Buffer.from(JSON.stringify({ Status, Reason: 'it was asked to', PhysicalResourceId: id, RequestId, StackId, LogicalResourceId, Data })));
    },
  };
  const functions = new Functions({ time, host });
  const place = { region: 'eu-west-1', accountId: '123456789012' };
  const cloud = new Cloud({
    ...place,
    time,
    responses,
    functions,
    emulator: new ImageBuilderEmulator(time),
    logGroups: new LogGroups(),
    parameters: new Parameters(),
    secrets: new Secrets(),
    stateMachines: new StateMachines({ time, invoke: (_arn, payload) => functions.invoke(payload) }),
    resourceTypes: new Map(),
  });
  return { cloud, time, log, responses };
}

/** B comes after A, C after B. */
const template = (version: string, cVersion = version): Template => ({
  Resources: {
    C: { Type: 'Custom::C', Properties: { ServiceToken: 'f', Version: cVersion, Of: { 'Fn::GetAtt': ['B', 'Value'] } } },
    B: { Type: 'Custom::B', Properties: { ServiceToken: 'f', Version: version, Of: { 'Fn::GetAtt': 'A.Value' } } },
    A: { Type: 'Custom::A', Properties: { ServiceToken: 'f', Version: version } },
  },
  Outputs: { C: { Value: { 'Fn::Join': ['-', ['is', { 'Fn::GetAtt': ['C', 'Value'] }, { Ref: 'AWS::Region' }]] } } },
});

test('creates in the order of dependencies, updates what changed, deletes in reverse', async () => {
  const { cloud, time, log } = cloudWith(() => ({}));
  const stack = new Stack(cloud, 'S');
  expect(await time.run(stack.deploy(template('1')))).toEqual({ status: 'CREATE_COMPLETE', reasons: [], outputs: { C: 'is-C1-eu-west-1' } });
  expect(await time.run(stack.deploy(template('1', '2')))).toMatchObject({ status: 'UPDATE_COMPLETE', outputs: { C: 'is-C2-eu-west-1' } });
  expect(await time.run(stack.delete())).toMatchObject({ status: 'DELETE_COMPLETE' });
  expect(log).toEqual(['Create A 1', 'Create B 1', 'Create C 1', 'Update C 1>2 C1', 'Delete C 2 C1', 'Delete B 1 B1', 'Delete A 1 A1']);
});

test('a creation that fails is deleted by the id that it answered, one that never answered by an invented id', async () => {
  const failing = cloudWith(({ LogicalResourceId, RequestType }) => ({ fails: LogicalResourceId === 'B' && RequestType === 'Create', id: `${LogicalResourceId}-id` }));
  expect(await failing.time.run(new Stack(failing.cloud, 'S').deploy(template('1')))).toMatchObject({ status: 'ROLLBACK_COMPLETE', reasons: [expect.stringContaining('it was asked to')] });
  expect(failing.log).toEqual(['Create A 1', 'Create B 1', 'Delete B 1 B-id', 'Delete A 1 A-id']);

  const silent = cloudWith(({ LogicalResourceId, RequestType }) => (LogicalResourceId === 'B' && RequestType === 'Create' ? 'silence' : {}));
  expect(await silent.time.run(new Stack(silent.cloud, 'S').deploy(template('1')))).toMatchObject({ status: 'ROLLBACK_COMPLETE' });
  expect(silent.log[2]).toMatch(/^Delete B 1 S-B-[0-9A-F]{12}$/);
  expect(silent.time.now()).toBe(3_600_000);
});

describe.each<[string, RollbackBehaviour, string[]]>([
  ['the new id', { replaced: 'NEW_ID' }, ['Update A 2>1 A2', 'Update B 2>1 B1', 'Delete A 2 A2']],
  ['the old id', { replaced: 'OLD_ID' }, ['Update A 2>1 A1', 'Update B 2>1 B1', 'Delete A 2 A2']],
  ['no second update', { replaced: 'NONE' }, ['Update B 2>1 B1', 'Delete A 2 A2']],
  ['the last one first', { reverse: true }, ['Update B 2>1 B1', 'Update A 2>1 A2', 'Delete A 2 A2']],
])('a failed update is rolled back with %s', (_how, behaviour, expected) => {
  test('and what it replaced is deleted', async () => {
    const { cloud, time, log } = cloudWith(({ LogicalResourceId, RequestType, ResourceProperties, OldResourceProperties }) => ({
      fails: LogicalResourceId === 'B' && RequestType === 'Update' && OldResourceProperties?.Version === '1',
      id: LogicalResourceId === 'A' && RequestType !== 'Delete' ? `A${String(ResourceProperties.Version)}` : undefined,
    }));
    const stack = new Stack(cloud, 'S', behaviour);
    await time.run(stack.deploy(template('1')));
    log.length = 0;
    expect(await time.run(stack.deploy(template('2')))).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', outputs: { C: 'is-C1-eu-west-1' } });
    expect(log).toEqual(['Update A 1>2 A1', 'Update B 1>2 B1', ...expected]);
  });
});

test('what an update replaced is deleted when the update is complete', async () => {
  const { cloud, time, log } = cloudWith(({ RequestType, LogicalResourceId, ResourceProperties }) =>
    (RequestType === 'Delete' ? {} : { id: `${LogicalResourceId}${String(ResourceProperties.Version)}` }));
  const stack = new Stack(cloud, 'S');
  await time.run(stack.deploy(template('1')));
  log.length = 0;
  await time.run(stack.deploy(template('2')));
  expect(log).toEqual(['Update A 1>2 A1', 'Update B 1>2 B1', 'Update C 1>2 C1', 'Delete A 1 A1', 'Delete B 1 B1', 'Delete C 1 C1'].sort(byPhase));
});

test('a cancelled update gives up what waits for its answer and takes it back; its late answer counts no more', async () => {
  const { cloud, time, log } = cloudWith(({ LogicalResourceId, RequestType, OldResourceProperties }) => ({
    after: LogicalResourceId === 'B' && RequestType === 'Update' && OldResourceProperties?.Version === '1' ? 600 : 0,
  }));
  const stack = new Stack(cloud, 'S');
  await time.run(stack.deploy(template('1')));
  log.length = 0;
  const [result] = await time.run(Promise.all([stack.deploy(template('2')), time.sleep(60_000).then(() => stack.cancel())]));
  expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', reasons: ['The operation was cancelled.', 'B: Resource update cancelled'] });
  expect(log).toEqual(['Update A 1>2 A1', 'Update B 1>2 B1', 'Update A 2>1 A1', 'Update B 2>1 B1']);
  expect(time.now()).toBeLessThan(61_000);
});

test('a stack that is deleted while it is created deletes what waits for its answer by an invented id', async () => {
  const { cloud, time, log } = cloudWith(({ LogicalResourceId, RequestType }) => ({ after: LogicalResourceId === 'B' && RequestType === 'Create' ? 600 : 0 }));
  const stack = new Stack(cloud, 'S');
  const [, deletion] = await time.run(Promise.all([stack.deploy(template('1')), time.sleep(60_000).then(() => stack.delete())]));
  expect(deletion.status).toBe('DELETE_COMPLETE');
  expect(log).toEqual(['Create A 1', 'Create B 1', expect.stringMatching(/^Delete B 1 S-B-/), 'Delete A 1 A1']);
});

/** The cleanup goes from the last resource to the first. */
function byPhase(a: string, b: string): number {
  const isDelete = (line: string) => Number(line.startsWith('Delete'));
  return isDelete(a) - isDelete(b) || (isDelete(a) ? b.localeCompare(a) : 0);
}
