import { distributing, gated, nameOf, pipelineOf, releaseOf, run, setTags, tagsOf } from './release-fixture';
import { withFindings } from '../../../local-cloud/image-builder';
import { ServiceError } from '../../../local-cloud/image-builder/errors';
import { ReleaseProperty } from '../../../src/contract/release';
import { EmulatedFunction } from '../emulated-function';

let cloud: EmulatedFunction;

beforeAll(async () => {
  cloud = await EmulatedFunction.start();
});

afterAll(() => cloud.stop());

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('end of a release', () => {
  test('marks the image, and removes the mark of the previous one', async () => {
    const pipelineArn = await pipelineOf(cloud, withFindings({}));
    const releases = [releaseOf(pipelineArn)];
    const released: string[] = [];
    for (let builds = 0; builds < 2; builds++) {
      const arn = await distributing(cloud, pipelineArn);
      await run(cloud, 'GATE', arn, releases);
      expect(await run(cloud, 'RELEASE', arn, releases)).toEqual(expect.objectContaining({ Done: true }));
      cloud.service.emulator.clock.advance(7_200);
      released.push(arn);
    }
    expect(await tagsOf(cloud, released[0])).not.toHaveProperty('cdk-image-builder:release');
    expect(await tagsOf(cloud, released[1])).toMatchObject({ 'cdk-image-builder:release': 'RELEASED' });
  });

  test('does not mark an image that did not pass its gate', async () => {
    const { arn, release } = await gated(cloud, withFindings({ CRITICAL: 1 }));
    await run(cloud, 'GATE', arn, [release]);
    expect((await run(cloud, 'RELEASE', arn, [release])).Failed).toContain('did not pass its gate');
    expect(await tagsOf(cloud, arn)).not.toHaveProperty('cdk-image-builder:release');
  });

  test('does not mark an image that nobody has approved and that was not distributed', async () => {
    const steps = [{ name: 'Before', action: 'ExecuteStateMachine', inputs: { stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:own', input: '{}' } }];
    const pipelineArn = await pipelineOf(cloud, withFindings({}), steps);
    const arn = await distributing(cloud, pipelineArn);
    cloud.service.emulator.clock.advance(5_400);
    await setTags(cloud, arn, { 'cdk-image-builder:release': 'RELEASING' });
    expect((await run(cloud, 'RELEASE', arn, [releaseOf(pipelineArn, { Approval: 'true' })])).Failed).toContain('nobody has approved it');
    expect(await tagsOf(cloud, arn)).toMatchObject({ 'cdk-image-builder:release': 'RELEASING' });
  });

  test('names a container image by digest in its parameter', async () => {
    const { arn, release } = await gated(cloud, withFindings({}));
    const RepositoryUri = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/golden/web';
    const releases = [{ ...release, Parameter: { Name: '/golden-images/web', RepositoryUri } }];
    await run(cloud, 'GATE', arn, releases);
    expect((await run(cloud, 'RELEASE', arn, releases)).Failed).toContain('ImageNotFoundException');
    const [version, build] = arn.split('/').slice(-2);
    cloud.rpc.digests.set(`golden/web:${nameOf(arn)}-${version}-${build}`, DIGEST);
    expect(await run(cloud, 'RELEASE', arn, releases)).not.toHaveProperty('Failed');
    expect(cloud.rpc.parameters.get('/golden-images/web')).toMatchObject({ Value: `${RepositoryUri}@${DIGEST}`, Tier: 'Intelligent-Tiering' });
  });

  test.each([
    ['is named', 'whose tag has the upper case of its name', (name: string, build: string) => `${name.toUpperCase()}-${build}`],
    ['is not named', 'whose short tag another pipeline has pushed', (_name: string, build: string) => `another-${build}`],
  ])('%s in its parameter if it is a container image %s', async (outcome, _what, tagOf) => {
    const { arn, release } = await gated(cloud, withFindings({ HIGH: 1 }));
    const Name = `/golden-images/${nameOf(arn)}`;
    const releases = [{ ...release, Parameter: { Name, RepositoryUri: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/shared-${nameOf(arn)}` } }];
    await run(cloud, 'GATE', arn, releases);
    const build = arn.split('/').slice(-2).join('-');
    const digest = `sha256:${'b'.repeat(64)}`;
    for (const tag of [build, tagOf(nameOf(arn), build)]) cloud.rpc.digests.set(`shared-${nameOf(arn)}:${tag}`, digest);
    const { Failed } = await run(cloud, 'RELEASE', arn, releases);
    if (outcome === 'is named') {
      expect(Failed).toBeUndefined();
      expect(cloud.rpc.parameters.get(Name)).toMatchObject({ Value: expect.stringContaining(digest) });
    } else {
      expect(Failed).toContain(`${nameOf(arn)}-${build}`);
      expect(cloud.rpc.parameters.get(Name)).toBeUndefined();
    }
  });

  test.each<[string, string, Partial<ReleaseProperty>]>([
    ['does not mark', 'a container image, whose parameter nobody knows any more', { Parameter: { Name: '/golden-images/renamed', RepositoryUri: 'golden' } }],
    ['marks', 'an AMI, which users have', {}],
  ])('%s %s, if the images of its pipeline have got another name since its gate', async (outcome, _what, differences) => {
    const { arn, release } = await gated(cloud, withFindings({}));
    await run(cloud, 'GATE', arn, [{ ...release, ...differences }]);
    const { Failed } = await run(cloud, 'RELEASE', arn, [{ ...release, ...differences, ImageName: 'renamed' }]);
    const isMarked = outcome === 'marks';
    expect(Failed).toBe(isMarked ? undefined : `Image ${arn} is not released: its stack no longer releases images of this name. Build the image again.`);
    expect(await tagsOf(cloud, arn)).toMatchObject({ 'cdk-image-builder:release': isMarked ? 'RELEASED' : 'RELEASING' });
    expect(cloud.rpc.parameters.get('/golden-images/renamed')).toBeUndefined();
  });

  test('does not take the mark from a newer image', async () => {
    const pipelineArn = await pipelineOf(cloud, withFindings({}));
    const releases = [releaseOf(pipelineArn)];
    const older = await cloud.startPipeline(pipelineArn);
    cloud.service.emulator.clock.advance(1);
    const newer = await distributing(cloud, pipelineArn);
    await setTags(cloud, older, { 'cdk-image-builder:release': 'RELEASING' });
    await setTags(cloud, newer, { 'cdk-image-builder:release': 'RELEASED' });
    expect((await run(cloud, 'RELEASE', older, releases)).Superseded).toContain(`${newer} is newer`);
    expect(await tagsOf(cloud, older)).toMatchObject({ 'cdk-image-builder:release': 'RELEASING' });
    expect(await tagsOf(cloud, newer)).toMatchObject({ 'cdk-image-builder:release': 'RELEASED' });
  });

  test.each([
    ['before it writes', 'DescribeImages'],
    ['before it tries to write again', 'PutParameter'],
  ])('leaves the parameter to newer images if another execution ends the release %s', async (_when, operation) => {
    const { arn, release } = await gated(cloud, withFindings({}));
    const Name = `/golden-images/${nameOf(arn)}`;
    const repository = nameOf(arn);
    const releases = [{ ...release, Parameter: { Name, RepositoryUri: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/${repository}` } }];
    await run(cloud, 'GATE', arn, releases);
    const [version, build] = arn.split('/').slice(-2);
    cloud.rpc.digests.set(`${repository}:${repository}-${version}-${build}`, DIGEST);
    cloud.rpc.setFault('PutParameter', Name, 'throttled', 1);
    cloud.rpc.onCall = (call) => {
      if (call.operation === operation) cloud.service.emulator.clock.advance(7_200);
    };
    expect((await run(cloud, 'RELEASE', arn, releases)).Failed).toContain('is AVAILABLE');
    cloud.rpc.onCall = undefined;
    expect(cloud.rpc.parameters.get(Name)).toBeUndefined();
    expect(await tagsOf(cloud, arn)).toMatchObject({ 'cdk-image-builder:release': 'RELEASING' });
  });

  test.each([
    ['its mark', 'RELEASE', 1],
    ['its turn', 'TURN', 1],
    ['that it is superseded', 'TURN', 2],
  ] as const)('does not write %s again if another execution ends the release meanwhile', async (_what, Step, nth) => {
    const pipelineArn = await pipelineOf(cloud, withFindings({}));
    const releases = [releaseOf(pipelineArn)];
    const arn = await cloud.startPipeline(pipelineArn);
    cloud.service.emulator.clock.advance(1);
    const newer = await distributing(cloud, pipelineArn);
    await setTags(cloud, arn, { 'cdk-image-builder:gate-status': 'PASSED', 'cdk-image-builder:release': 'RELEASING' });
    if (Step === 'TURN') await setTags(cloud, newer, { 'cdk-image-builder:release': 'RELEASING' });
    const { emulator } = cloud.service;
    const answer = emulator.answer.bind(emulator);
    let marks = 0;
    const spy = jest.spyOn(emulator, 'answer').mockImplementation((operation, input, place) => {
      const isMark = operation === 'TagResource' && JSON.stringify(input).includes('cdk-image-builder:release');
      if (!isMark || ++marks !== nth) return answer(operation, input, place);
      answer(operation, { resourceArn: arn, tags: { 'cdk-image-builder:release': 'RELEASED' } }, place);
      emulator.clock.advance(7_200);
      throw new ServiceError('CallRateLimitExceededException', 'Rate exceeded.', 429);
    });
    expect((await run(cloud, Step, arn, releases)).Failed).toContain('is AVAILABLE');
    spy.mockRestore();
    expect(marks).toBe(nth);
    expect((await tagsOf(cloud, arn))['cdk-image-builder:release']).toBe('RELEASED');
  });
});
