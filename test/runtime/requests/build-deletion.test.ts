import { RetryImageCommand } from '@aws-sdk/client-imagebuilder';
import { callsOf, finish, imageOf, stateOf } from './build-fixture';
import { failsInTest, slow, succeeds } from '../../../local-cloud/image-builder';
import { CANCELLED_TAG } from '../../../src/contract/contract';
import { EmulatedFunction } from '../emulated-function';

const GOLDEN = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/golden/0b4a7a1c-0000-4000-8000-000000000000';

let cloud: EmulatedFunction;

beforeAll(async () => {
  cloud = await EmulatedFunction.start();
});

afterAll(() => cloud.stop());

const calls = (operation: string, pipelineArn: string) => callsOf(cloud, operation, pipelineArn);

describe('the delete of a build', () => {
  const remove = (PhysicalResourceId: string, ImagePipelineArn: string, LogicalResourceId = 'Build') =>
    cloud.requestBuild({ ImagePipelineArn, Trigger: '1' }, { RequestType: 'Delete', PhysicalResourceId, LogicalResourceId });
  /** A request that CloudFormation signs now, to be delivered at any time. */
  const deleteOf = (PhysicalResourceId: string) => {
    const request = { RequestType: 'Delete', RequestId: cloud.newRequestId(), StackId: GOLDEN, LogicalResourceId: 'Build', PhysicalResourceId } as const;
    return { ...request, ResponseURL: cloud.responses.open(request) };
  };

  test('cancels the build that the id names while it runs, and only that one', async () => {
    const ImagePipelineArn = await cloud.pipeline(slow());
    const [named, other] = [await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' }), await cloud.requestBuild({ ImagePipelineArn, Trigger: '2' })];
    const answer = await remove(named.PhysicalResourceId, ImagePipelineArn);
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: named.PhysicalResourceId });
    expect(answer.Data).toBeUndefined();
    expect(await stateOf(cloud, imageOf(named))).toBe('CANCELLED');
    expect(await stateOf(cloud, imageOf(other))).toBe('PENDING');
  });

  test('cancels the build that the id names, also of a pipeline and an image name that the resource does not have any more', async () => {
    const [before, ImagePipelineArn] = [await cloud.pipeline(slow()), await cloud.pipeline(slow())];
    const named = await cloud.requestBuild({ ImagePipelineArn: before, Trigger: '1' });
    const other = await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' }, { LogicalResourceId: 'Other' });
    expect((await remove(named.PhysicalResourceId, ImagePipelineArn)).Status).toBe('SUCCESS');
    expect(await stateOf(cloud, imageOf(named))).toBe('CANCELLED');
    expect(await stateOf(cloud, imageOf(other))).toBe('PENDING');
  });

  test('asks for the end of a build with a token of its own each time', async () => {
    const ImagePipelineArn = await cloud.pipeline(slow());
    const resources = [await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' }), await cloud.requestBuild({ ImagePipelineArn, Trigger: '2' })];
    for (const { PhysicalResourceId } of resources) await remove(PhysicalResourceId, ImagePipelineArn);
    const tokens = calls('CancelImageCreation', ImagePipelineArn).map(({ input }) => (input as { clientToken: string }).clientToken);
    expect(new Set(tokens).size).toBe(2);
    for (const { PhysicalResourceId } of resources) expect(['CANCELLED']).toContain(await stateOf(cloud, PhysicalResourceId.split('|')[0]));
  });

  test('only reads an image that is finished', async () => {
    const ImagePipelineArn = await cloud.pipeline(succeeds());
    const built = await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' });
    finish(cloud);
    const from = cloud.service.emulator.calls.length;
    expect((await remove(built.PhysicalResourceId, ImagePipelineArn)).Status).toBe('SUCCESS');
    expect((await remove('golden-Build-1ABCDEFG', ImagePipelineArn)).Status).toBe('SUCCESS');
    expect(cloud.service.emulator.calls.slice(from).map(({ operation }) => operation)).toEqual(['GetImage', 'ListImagePipelineImages']);
    expect(await stateOf(cloud, imageOf(built))).toBe('AVAILABLE');
  });

  test('with an id that CloudFormation invented cancels what the resource builds, and no more', async () => {
    const ImagePipelineArn = await cloud.pipeline(slow());
    const own = await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' });
    const other = await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' }, { LogicalResourceId: 'Other' });
    const byHand = await cloud.startPipeline(ImagePipelineArn);
    expect((await remove('golden-Build-1ABCDEFG', ImagePipelineArn)).Status).toBe('SUCCESS');
    expect(await stateOf(cloud, imageOf(own))).toBe('CANCELLED');
    expect(await stateOf(cloud, imageOf(other))).not.toBe('CANCELLED');
    expect(await stateOf(cloud, byHand)).not.toBe('CANCELLED');
  });

  test('with an id that CloudFormation invented leaves the build of a later request alone when it arrives a second time', async () => {
    const ImagePipelineArn = await cloud.pipeline(slow());
    const request = { RequestType: 'Delete', RequestId: cloud.newRequestId(), PhysicalResourceId: 'golden-Build-1ABCDEFG' } as const;
    const first = await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' });
    await cloud.deliverBuild({ ImagePipelineArn, Trigger: '1' }, request);
    expect(await stateOf(cloud, imageOf(first))).toBe('CANCELLED');

    cloud.service.emulator.clock.advance(1);
    const later = await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' });
    await cloud.deliverBuild({ ImagePipelineArn, Trigger: '1' }, request);
    expect(imageOf(later)).not.toBe(imageOf(first));
    expect(await stateOf(cloud, imageOf(later))).not.toBe('CANCELLED');
  }, 60_000);

  test('leaves the build that it names alone where a later request has reused that', async () => {
    const ImagePipelineArn = await cloud.pipeline(slow());
    const first = await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' });
    const late = deleteOf(first.PhysicalResourceId);
    cloud.service.emulator.clock.advance(1);
    expect(imageOf(await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' }))).toBe(imageOf(first));
    await cloud.deliverBuild({ ImagePipelineArn, Trigger: '1' }, late);
    expect(await stateOf(cloud, imageOf(first))).not.toBe('CANCELLED');

    expect((await remove(first.PhysicalResourceId, ImagePipelineArn)).Status).toBe('SUCCESS');
    expect(await stateOf(cloud, imageOf(first))).toBe('CANCELLED');
  });

  test.each([
    ['it had cancelled', slow(), 'TESTING'],
    ['had failed before', failsInTest(), 'FAILED'],
  ])('leaves a build alone that a person has retried when it arrives a second time: one that %s', async (_what, scenario, state) => {
    const ImagePipelineArn = await cloud.pipeline(scenario);
    const built = await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' });
    while (await stateOf(cloud, imageOf(built)) !== state) cloud.service.emulator.clock.advance(120);
    const late = deleteOf(built.PhysicalResourceId);
    await cloud.deliverBuild({ ImagePipelineArn, Trigger: '1' }, late);
    expect(await stateOf(cloud, imageOf(built))).toMatch(/^(CANCELLED|FAILED)$/);

    cloud.service.emulator.clock.advance(60);
    cloud.service.emulator.setScenario(ImagePipelineArn.split('/')[1], { ...slow(), cancelSeconds: 0 });
    await cloud.client.send(new RetryImageCommand({ imageBuildVersionArn: imageOf(built) }));
    cloud.service.emulator.clock.advance(60);
    await cloud.deliverBuild({ ImagePipelineArn, Trigger: '1' }, late);
    expect(await stateOf(cloud, imageOf(built))).toBe('TESTING');

    expect((await remove(built.PhysicalResourceId, ImagePipelineArn)).Status).toBe('SUCCESS');
    expect(await stateOf(cloud, imageOf(built))).toBe('CANCELLED');
  });

  test('cancels a build that a person has retried in the second in which it was asked for', async () => {
    const ImagePipelineArn = await cloud.pipeline(failsInTest());
    const built = await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' });
    finish(cloud);
    cloud.service.emulator.setScenario(ImagePipelineArn.split('/')[1], slow());
    await cloud.client.send(new RetryImageCommand({ imageBuildVersionArn: imageOf(built) }));
    await remove(built.PhysicalResourceId, ImagePipelineArn);
    expect(await stateOf(cloud, imageOf(built))).toBe('CANCELLED');
  });

  test('marks the build that it cancels', async () => {
    const ImagePipelineArn = await cloud.pipeline(slow());
    const built = await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' });
    await remove(built.PhysicalResourceId, ImagePipelineArn);
    expect((await cloud.image(imageOf(built))).tags).toMatchObject({ [CANCELLED_TAG]: 'true' });
  });

  test('succeeds where there is nothing, or no pipeline any more', async () => {
    const none = 'arn:aws:imagebuilder:eu-west-1:123456789012:image-pipeline/none';
    const gone = `arn:aws:imagebuilder:eu-west-1:123456789012:image/none/1.0.0/1|${'0'.repeat(16)}`;
    for (const id of ['golden-Build-1ABCDEFG', gone, 'x'.repeat(1024)]) expect((await remove(id, none)).Status).toBe('SUCCESS');
  });
});
