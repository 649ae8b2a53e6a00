import { succeeds } from '../../../local-cloud/image-builder';
import { EmulatedFunction } from '../emulated-function';

let cloud: EmulatedFunction;

beforeAll(async () => {
  cloud = await EmulatedFunction.start({ RESPONSE_URL_KEY_ARN: 'arn:aws:kms:eu-west-1:123456789012:key/1' });
});

afterAll(() => cloud.stop());

describe('the delete of a wait', () => {
  const PhysicalResourceId = 'golden-Wait-1ABCDEFG';
  const running = () => [...cloud.rpc.executions.values()].filter(({ status }) => status === 'RUNNING').length;

  const looks = () => cloud.rpc.calls.filter(({ operation }) => operation === 'ListExecutions').length;

  test('of what has responded succeeds at once', async () => {
    const before = looks();
    expect((await cloud.requestWait({}, { RequestType: 'Delete', PhysicalResourceId: 'Wait-0123456789abcdef' }, [], 60_000)).answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'Wait-0123456789abcdef' });
    expect(looks()).toBe(before + 1);
  });

  test.each([
    ['at once', 60_000],
    ['with the little time that it has', 10_000],
  ])('of a wait that goes on stops it %s and forgets its response URL, and no other one', async (_how, milliseconds) => {
    const before = looks();
    const properties = { ImageBuildVersionArn: await cloud.build(succeeds()) };
    const other = await cloud.requestWait(properties, { LogicalResourceId: 'Other' });
    const { id } = await cloud.requestWait(properties);
    const { answer } = await cloud.requestWait({}, { RequestType: 'Delete', PhysicalResourceId }, [], milliseconds);
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId });
    expect(looks()).toBe(before + 1);
    expect(cloud.rpc.executionOf(id)!.status).toBe('STOPPED');
    expect(cloud.rpc.secrets.all.map(({ name }) => name)).toEqual([expect.stringMatching(`-${other.id}$`)]);
    await cloud.runWait(other.id);
    expect(cloud.rpc.secrets.all).toEqual([]);
  });

  test('comes before the wait that it undoes: it looks for it once more', async () => {
    const ImageBuildVersionArn = await cloud.build(succeeds());
    const deleted = cloud.requestWait({}, { RequestType: 'Delete', PhysicalResourceId }, [], 60_000);
    const { id } = await cloud.requestWait({ ImageBuildVersionArn });
    expect((await deleted).answer).toMatchObject({ Status: 'SUCCESS' });
    expect(cloud.rpc.executionOf(id)!.status).toBe('STOPPED');
    expect(cloud.rpc.secrets.all).toEqual([]);
  }, 30_000);

  test.each([
    ['that has responded', 'Wait-0123456789abcdef'],
    ['that never responded', PhysicalResourceId],
  ])('of a wait %s stops no wait of a later request when it arrives a second time', async (_what, id) => {
    const properties = { ImageBuildVersionArn: await cloud.build(succeeds()) };
    const request = { RequestType: 'Delete', RequestId: cloud.newRequestId(), PhysicalResourceId: id } as const;
    const first = await cloud.requestWait(properties);
    cloud.service.emulator.clock.advance(1);
    await cloud.requestWait({}, request);
    expect(cloud.rpc.executionOf(first.id)!.status).toBe('STOPPED');

    cloud.service.emulator.clock.advance(1);
    const later = await cloud.requestWait(properties);
    await cloud.deliverWait(request);
    expect(cloud.rpc.executionOf(later.id)!.status).toBe('RUNNING');
    await cloud.runWait(later.id);
    expect(cloud.answerTo(later.id)).toMatchObject({ Status: 'SUCCESS' });
    expect(cloud.rpc.secrets.all).toEqual([]);
  }, 30_000);

  test.each(['ListExecutions', 'StopExecution', 'DeleteSecret'])('succeeds also where %s is denied', async (operation) => {
    const { id } = await cloud.requestWait({ ImageBuildVersionArn: await cloud.build(succeeds()) });
    cloud.rpc.setFault(operation, '', 'denied', 1);
    expect((await cloud.requestWait({}, { RequestType: 'Delete', PhysicalResourceId })).answer).toMatchObject({ Status: 'SUCCESS' });
    cloud.rpc.secrets.clear();
    await cloud.runWait(id);
    expect(running()).toBe(0);
  }, 20_000);
});
