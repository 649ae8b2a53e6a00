import { DeleteImagePipelineCommand } from '@aws-sdk/client-imagebuilder';
import { distributing, gated, pipelineOf, pipelineTags, poll, releaseOf, run, setTags, tagsOf } from './release-fixture';
import { scanAbandoned, succeeds, withFindings } from '../../../local-cloud/image-builder';
import { ServiceError } from '../../../local-cloud/image-builder/errors';
import { MAX_UNREADABLE_FINDINGS } from '../../../src/runtime/wait/backoff';
import { EmulatedFunction } from '../emulated-function';

let cloud: EmulatedFunction;

beforeAll(async () => {
  cloud = await EmulatedFunction.start();
});

afterEach(() => { jest.restoreAllMocks(); });
afterAll(() => cloud.stop());

describe('gate of a release', () => {
  test('passes an image within its ceilings, and writes the verdict to its tags', async () => {
    const { arn, release } = await gated(cloud, withFindings({ HIGH: 3, LOW: 4 }));
    const state = await run(cloud, 'GATE', arn, [release]);
    expect(state).toMatchObject({ Done: true, Verdict: { Image: arn, GateStatus: 'PASSED', Findings: 'all=7 critical=0 high=3 medium=0' } });
    expect(state).not.toHaveProperty('Refused');
    expect(await tagsOf(cloud, arn)).toMatchObject({
      'cdk-image-builder:gate-status': 'PASSED',
      'cdk-image-builder:findings': 'all=7 critical=0 high=3 medium=0',
      'cdk-image-builder:release': 'RELEASING',
    });
  });

  test('refuses an image with too many findings, with the reason as cause and as tag', async () => {
    const { arn, release } = await gated(cloud, withFindings({ CRITICAL: 1, HIGH: 4 }));
    const { Refused } = await run(cloud, 'GATE', arn, [release]);
    expect(Refused).toContain(`The vulnerability gate refuses image ${arn}: critical 1 (0 allowed), high 4 (3 allowed)`);
    const tags = await tagsOf(cloud, arn);
    expect(tags['cdk-image-builder:gate-status']).toBe('FAILED');
    expect(tags['cdk-image-builder:gate-reason']).toMatch(/^critical 1 of 0/);
    expect(tags).not.toHaveProperty('cdk-image-builder:release');
  });

  test('reads a scan without findings twice, because its findings may not be listed yet', async () => {
    const { arn, release } = await gated(cloud, withFindings({ CRITICAL: 1 }));
    const { emulator } = cloud.service;
    const answer = emulator.answer.bind(emulator);
    const spy = jest.spyOn(emulator, 'answer').mockImplementation((operation, input, place) => {
      if (operation === 'ListImageScanFindings') return { findings: [] };
      return operation === 'ListImageScanFindingAggregations' ? { responses: [] } : answer(operation, input, place);
    });
    const first = await poll(cloud, 'GATE', arn, [release]);
    expect(first).toMatchObject({ Done: false });
    expect(first.Seconds).toBeGreaterThanOrEqual(30);
    expect(await tagsOf(cloud, arn)).not.toHaveProperty('cdk-image-builder:release');
    expect(await poll(cloud, 'GATE', arn, [release], first)).toMatchObject({ Done: true, Verdict: { GateStatus: 'PASSED' } });
    spy.mockRestore();
    expect((await poll(cloud, 'GATE', arn, [release], first)).Refused).toContain('critical 1 (0 allowed)');
  });

  test.each(['GetImage', 'ListImageScanFindingAggregations', 'ListImageScanFindings'])('waits however often %s is throttled', async (throttled) => {
    const { arn, release } = await gated(cloud, withFindings({ HIGH: 4 }));
    const { emulator } = cloud.service;
    const answer = emulator.answer.bind(emulator);
    jest.spyOn(emulator, 'answer').mockImplementation((operation, input, place) => {
      if (operation === throttled) throw new ServiceError('CallRateLimitExceededException', 'Rate exceeded.', 429);
      return answer(operation, input, place);
    });
    const Releases = [{ ...release, Gate: { ...release.Gate, Except: [{ VulnerabilityId: 'CVE-1', Reason: 'unused' }] } }];
    const State = { UnreadableFindings: MAX_UNREADABLE_FINDINGS, ConsecutiveErrors: 9 };
    const event = { Action: 'RELEASE', Release: { Step: 'GATE', Image: arn }, Releases, State, StartedAt: new Date().toISOString() };
    expect(await cloud.lambda.invoke(event, 5_000)).toMatchObject({ Done: false });
    jest.restoreAllMocks();
    expect(await tagsOf(cloud, arn)).not.toHaveProperty('cdk-image-builder:gate-status');
  });

  test.each([
    ['PASSED', withFindings({ HIGH: 3 }), 'PASSED critical 0 of 0 / high 3 of 3'],
    ['FAILED', withFindings({ CRITICAL: 1 }), 'FAILED critical 1 of 0 / high 0 of 3 / named CVE-'],
    ['NOT_EVALUATED', scanAbandoned(), 'NOT_EVALUATED the scan '],
  ])('writes the verdict %s with build and time to the pipeline', async (_status, scenario, text) => {
    const { arn, release } = await gated(cloud, scenario);
    await run(cloud, 'GATE', arn, [release]);
    const { dateCreated, sourcePipelineArn } = await cloud.image(arn);
    expect((await pipelineTags(cloud, sourcePipelineArn!))['cdk-image-builder:last-verdict']).toContain(`1.0.0/1 ${dateCreated} ${text}`);
  });

  test('fails after three polls where the image has no room for the tags of the verdict', async () => {
    const { arn, release } = await gated(cloud, withFindings({}));
    await setTags(cloud, arn, Object.fromEntries(Array.from({ length: 50 - Object.keys(await tagsOf(cloud, arn)).length }, (_, i) => [`Tag${i}`, 'x'])));
    const from = cloud.service.emulator.calls.length;
    expect(await run(cloud, 'GATE', arn, [release])).toMatchObject({ Failed: expect.stringContaining('A resource has at most 50 tags.') });
    expect(cloud.service.emulator.calls.slice(from).filter(({ input }) => JSON.stringify(input).includes('gate-status'))).toHaveLength(3);
    expect(await tagsOf(cloud, arn)).not.toHaveProperty('cdk-image-builder:release');
  });

  test('writes nothing to the pipeline of an image that has no gate', async () => {
    const { arn, release } = await gated(cloud, withFindings({}));
    await run(cloud, 'GATE', arn, [{ ...release, Gate: undefined }]);
    expect(await pipelineTags(cloud, (await cloud.image(arn)).sourcePipelineArn!)).not.toHaveProperty('cdk-image-builder:last-verdict');
  });

  test('is evaluated if the verdict cannot be written to the pipeline', async () => {
    const { arn, release } = await gated(cloud, withFindings({}));
    const { sourcePipelineArn } = await cloud.image(arn);
    await cloud.client.send(new DeleteImagePipelineCommand({ imagePipelineArn: sourcePipelineArn }));
    expect(await run(cloud, 'GATE', arn, [{ ...release, Approval: 'true' }])).toMatchObject({ Done: true, Verdict: { GateStatus: 'PASSED' } });
  });

  test.each([
    ['whose scan was abandoned', scanAbandoned(), {}],
    ['that the stack has no gate for', succeeds(), { Gate: undefined }],
    ['whose gate is empty', succeeds(), { Gate: {} }],
    ['of another pipeline with the same recipe', succeeds(), { PipelineName: 'another' }],
    ['of another name', succeeds(), { ImageName: 'another' }],
  ])('refuses an image %s', async (_what, scenario, differences) => {
    const pipelineArn = await pipelineOf(cloud, scenario);
    const arn = await distributing(cloud, pipelineArn);
    expect((await run(cloud, 'GATE', arn, [releaseOf(pipelineArn, differences)])).Refused).toContain('could not be evaluated');
    expect(await tagsOf(cloud, arn)).toMatchObject({ 'cdk-image-builder:gate-status': 'NOT_EVALUATED' });
  });

  test('refuses an image that two entries of the definition claim', async () => {
    const { arn, release } = await gated(cloud, succeeds());
    expect((await run(cloud, 'GATE', arn, [release, { ...release, Gate: { MaximumAll: '1000' } }])).Refused).toBeDefined();
  });

  test('finds the gate of an image whose name has upper case and spaces', async () => {
    const { arn, release } = await gated(cloud, withFindings({}));
    expect(await run(cloud, 'GATE', arn.replace('image/golden-', 'image/Golden '), [release])).toMatchObject({ Verdict: { Image: arn, GateStatus: 'PASSED' } });
  });

  test('does not touch an image that is not being distributed', async () => {
    const { arn, release } = await gated(cloud, withFindings({}));
    cloud.service.emulator.clock.advance(7_200);
    expect((await run(cloud, 'GATE', arn, [release])).Failed).toContain('is AVAILABLE');
    expect(await tagsOf(cloud, arn)).not.toHaveProperty('cdk-image-builder:gate-status');
  });

  test('fails, and lets nothing be distributed, in a workflow that is older than the approval of its image', async () => {
    const { arn, release } = await gated(cloud, withFindings({}));
    expect((await poll(cloud, 'GATE', arn, [{ ...release, Approval: 'true' }], {}, '')).Failed).toContain('its stack added after the build had begun');
    expect(await tagsOf(cloud, arn)).not.toHaveProperty('cdk-image-builder:gate-status');
  });

  test('leaves the turn to the step after the approval', async () => {
    const { arn, release } = await gated(cloud, withFindings({}));
    expect(await run(cloud, 'GATE', arn, [{ ...release, Approval: 'true' }])).toMatchObject({ Verdict: { GateStatus: 'PASSED' } });
    expect(await tagsOf(cloud, arn)).not.toHaveProperty('cdk-image-builder:release');
  });

  test('ends with an error after three denied calls', async () => {
    const state = await run(cloud, 'GATE', 'arn:aws:imagebuilder:eu-west-1:123456789012:image/none/1.0.0/1', []);
    expect(state).toMatchObject({ Done: true, Failed: expect.stringContaining('does not exist') });
  });
});
