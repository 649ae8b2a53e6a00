import { randomUUID } from 'node:crypto';
import { CancelImageCreationCommand } from '@aws-sdk/client-imagebuilder';
import { advanceToDistribution, GATE, gated, nameOf, pipelineOf, poll, releaseOf, run, setTags, tagsOf } from './release-fixture';
import { withFindings } from '../../../local-cloud/image-builder';
import { ReleaseProperty } from '../../../src/contract/release';
import { EmulatedFunction } from '../emulated-function';

let cloud: EmulatedFunction;

beforeAll(async () => {
  cloud = await EmulatedFunction.start();
});

afterAll(() => cloud.stop());

describe('turn of a release', () => {
  async function two(steps: object[] = []): Promise<{ older: string; newer: string; releases: ReleaseProperty[] }> {
    const pipelineArn = await pipelineOf(cloud, withFindings({}), steps);
    const older = await cloud.startPipeline(pipelineArn);
    cloud.service.emulator.clock.advance(1);
    const newer = await cloud.startPipeline(pipelineArn);
    await advanceToDistribution(cloud, newer);
    expect((await cloud.image(older)).state!.status).toBe('DISTRIBUTING');
    for (const arn of [older, newer]) await setTags(cloud, arn, { 'cdk-image-builder:gate-status': 'PASSED' });
    return { older, newer, releases: [releaseOf(pipelineArn)] };
  }

  test('goes to an older image at once, and makes a newer one wait', async () => {
    const { older, newer, releases } = await two();
    expect(await poll(cloud, 'TURN', older, releases)).toMatchObject({ Done: true });
    const waiting = await poll(cloud, 'TURN', newer, releases);
    expect(waiting).toMatchObject({ Done: false });
    expect(waiting.Seconds).toBeGreaterThanOrEqual(30);
    cloud.service.emulator.clock.advance(waiting.Seconds);
    await run(cloud, 'RELEASE', older, releases);
  });

  test('goes to a newer image while an older one waits for a person after its gate', async () => {
    const { older, newer, releases } = await two([{ name: 'Ask', action: 'WaitForAction', inputs: {} }]);
    await run(cloud, 'GATE', older, releases);
    expect(await tagsOf(cloud, older)).toMatchObject({ 'cdk-image-builder:release': 'RELEASING' });
    expect(await poll(cloud, 'TURN', newer, releases)).toMatchObject({ Done: true });
  });

  test('does not go to a newer image while a person is asked about an older one that users have already', async () => {
    const { older, newer, releases } = await two([{ name: 'Distribute', action: 'DistributeImage', inputs: {} }, { name: 'Ask', action: 'WaitForAction', inputs: {} }]);
    expect(await poll(cloud, 'TURN', older, releases)).toMatchObject({ Done: true });
    cloud.service.emulator.clock.advance(3_600);
    expect(await poll(cloud, 'TURN', newer, releases)).toMatchObject({ Done: false });
  });

  test('passes from an older image to a newer one that is being released', async () => {
    const { older, newer, releases } = await two();
    expect(await poll(cloud, 'TURN', newer, releases)).toMatchObject({ Done: true });
    const { Superseded } = await poll(cloud, 'TURN', older, releases);
    expect(Superseded).toContain(`${newer} is newer`);
    expect(await tagsOf(cloud, older)).toMatchObject({ 'cdk-image-builder:release': 'SUPERSEDED' });
    // Once the older image has failed, the newer one does not wait for it.
    await cloud.client.send(new CancelImageCreationCommand({ imageBuildVersionArn: older, clientToken: randomUUID() }));
    cloud.service.emulator.clock.advance(60);
    expect(await poll(cloud, 'TURN', newer, releases)).toMatchObject({ Done: true });
  });

  test('passes from an older image to a newer one that users have, even while that waits for a person again after a retry', async () => {
    const { older, newer, releases } = await two([{ name: 'Ask', action: 'WaitForAction', inputs: {} }]);
    await setTags(cloud, newer, { 'cdk-image-builder:release': 'RELEASED' });
    expect((await poll(cloud, 'TURN', older, releases)).Superseded).toContain(`${newer} is newer`);
  });

  test.each([
    ['goes to', 'nobody has', 'RELEASING'],
    ['does not go to', 'users have', 'RELEASED'],
  ])('%s an older image if a newer one failed that %s', async (outcome, _who, tag) => {
    const pipelineArn = await pipelineOf(cloud, withFindings({}));
    const releases = [releaseOf(pipelineArn)];
    const older = await cloud.startPipeline(pipelineArn);
    cloud.service.emulator.clock.advance(1);
    cloud.service.emulator.setScenario(nameOf(pipelineArn), { ...withFindings({}), stateMachine: { status: 'FAILED', seconds: 300 } });
    const newer = await cloud.startPipeline(pipelineArn);
    await advanceToDistribution(cloud, newer);
    await setTags(cloud, newer, { 'cdk-image-builder:release': tag });
    cloud.service.emulator.clock.advance(600);
    expect([(await cloud.image(newer)).state!.status, (await cloud.image(older)).state!.status]).toEqual(['FAILED', 'DISTRIBUTING']);
    const { Done, Superseded } = await poll(cloud, 'TURN', older, releases);
    expect(Done).toBe(true);
    expect(Superseded).toEqual(outcome === 'goes to' ? undefined : expect.stringContaining(`${newer} is newer`));
  });

  test('does not pass to a newer image while the older one has it, whatever a doubled execution has written since', async () => {
    const { older, newer, releases } = await two();
    expect(await poll(cloud, 'TURN', older, releases)).toMatchObject({ Done: true });
    await poll(cloud, 'TURN', newer, releases);
    expect(await poll(cloud, 'TURN', older, releases)).toMatchObject({ Superseded: expect.stringContaining(`${newer} is newer`) });
    expect(await poll(cloud, 'TURN', newer, releases)).toMatchObject({ Done: false });
  });

  test('is taken again by an image after a retry', async () => {
    const { older, releases } = await two();
    await setTags(cloud, older, { 'cdk-image-builder:release': 'SUPERSEDED' });
    expect(await poll(cloud, 'TURN', older, releases)).toMatchObject({ Done: true });
  });
});

describe('turn of a release, without its gate', () => {
  test('does not go to an image that the gate refuses, whatever its tags say', async () => {
    const { arn, release } = await gated(cloud, withFindings({ CRITICAL: 1 }));
    await setTags(cloud, arn, { 'cdk-image-builder:gate-status': 'PASSED' });
    expect((await run(cloud, 'TURN', arn, [release])).Refused).toContain('critical 1 (0 allowed)');
    expect((await run(cloud, 'RELEASE', arn, [release])).Failed).toContain('did not pass its gate');
    expect(await tagsOf(cloud, arn)).not.toHaveProperty('cdk-image-builder:release');
  });

  test('does not go to an image whose gate was tightened while it waited for a person', async () => {
    const { arn, release } = await gated(cloud, withFindings({ HIGH: 3 }));
    await run(cloud, 'GATE', arn, [release]);
    expect((await run(cloud, 'TURN', arn, [{ ...release, Gate: { MaximumHigh: '0' } }])).Refused).toContain('high 3 (0 allowed)');
    expect(await tagsOf(cloud, arn)).toMatchObject({ 'cdk-image-builder:gate-status': 'FAILED' });
  });

  test.each(['GATE', 'TURN', 'RELEASE'] as const)('is not given by a %s that somebody starts before the image is distributed', async (Step) => {
    const pipelineArn = await pipelineOf(cloud, withFindings({}));
    const arn = await cloud.startPipeline(pipelineArn);
    await setTags(cloud, arn, { 'cdk-image-builder:release': 'RELEASING' });
    expect(await poll(cloud, Step, arn, [releaseOf(pipelineArn)])).toMatchObject({ Done: false });
    expect(await tagsOf(cloud, arn)).toEqual({ 'cdk-image-builder:release': 'RELEASING' });
  });

  test('does not go to an image that the stack knows nothing of', async () => {
    const { arn } = await gated(cloud, withFindings({}));
    expect((await run(cloud, 'TURN', arn, [])).Failed).toContain('its stack has neither a gate nor an approval');
  });

  test.each([['with', GATE], ['without', undefined]])('does not go to an image %s a gate that nobody has approved', async (_what, Gate) => {
    const { arn, release } = await gated(cloud, withFindings({}));
    const releases = [{ ...release, Gate, Approval: 'true' }];
    if (Gate) await run(cloud, 'GATE', arn, releases);
    expect((await run(cloud, 'TURN', arn, releases)).Failed).toContain("nobody has approved it in the step 'Approve' of its distribution");
    await setTags(cloud, arn, { 'cdk-image-builder:release': 'RELEASING' });
    expect((await run(cloud, 'RELEASE', arn, releases)).Failed).toContain('nobody has approved it');
    expect(await tagsOf(cloud, arn)).toMatchObject({ 'cdk-image-builder:release': 'RELEASING' });
  });
});
