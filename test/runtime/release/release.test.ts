import { randomUUID } from 'node:crypto';
import {
  CancelImageCreationCommand, CreateWorkflowCommand, DeleteImagePipelineCommand, GetImagePipelineCommand, TagResourceCommand,
  UpdateImagePipelineCommand,
} from '@aws-sdk/client-imagebuilder';
import { BuildScenario, scanAbandoned, succeeds, withFindings } from '../../../local-cloud/image-builder';
import { ServiceError } from '../../../local-cloud/image-builder/errors';
import { ReleaseInput, ReleaseProperty, ReleaseState } from '../../../src/contract/release';
import { EmulatedFunction } from '../emulated-function';

let cloud: EmulatedFunction;

beforeAll(async () => {
  cloud = await EmulatedFunction.start();
});

afterAll(() => cloud.stop());

const STATE_MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:waits';
const GATE = { MaximumCritical: '0', MaximumHigh: '3' };
const DIGEST = `sha256:${'a'.repeat(64)}`;

const nameOf = (arn: string) => arn.split('/')[1];
const tagsOf = async (arn: string) => (await cloud.image(arn)).tags ?? {};
async function pipelineTags(imagePipelineArn: string): Promise<Record<string, string>> {
  return (await cloud.client.send(new GetImagePipelineCommand({ imagePipelineArn }))).imagePipeline!.tags ?? {};
}
const setTags = (resourceArn: string, tags: Record<string, string>) => cloud.client.send(new TagResourceCommand({ resourceArn, tags }));

/** What the state machine says of a pipeline, with a gate unless something else is given. */
async function releaseOf(pipelineArn: string, differences: Partial<ReleaseProperty> = {}): Promise<ReleaseProperty> {
  // The emulator's recipes and pipelines of a test have one name.
  const name = nameOf(pipelineArn);
  return { ImageName: name, PipelineName: name, Gate: GATE, ...differences };
}

/** A pipeline whose images stay in their distribution for an hour, in a step that runs a state machine after the others. */
async function pipelineOf(scenario: BuildScenario, steps: object[] = []): Promise<string> {
  const imagePipelineArn = await cloud.pipeline({ ...scenario, stateMachine: { status: 'SUCCEEDED', seconds: 3_600 } });
  const data = JSON.stringify({
    schemaVersion: '1.0',
    steps: [...steps, { name: 'Release', action: 'ExecuteStateMachine', inputs: { stateMachineArn: STATE_MACHINE, input: '{}' } }],
  });
  const { client } = cloud;
  const { workflowBuildVersionArn } = await client.send(new CreateWorkflowCommand({ name: nameOf(imagePipelineArn), type: 'DISTRIBUTION', semanticVersion: '1.0.0', data }));
  const { imagePipeline } = await client.send(new GetImagePipelineCommand({ imagePipelineArn }));
  const { imageRecipeArn, infrastructureConfigurationArn, imageScanningConfiguration } = imagePipeline!;
  await client.send(new UpdateImagePipelineCommand({
    imagePipelineArn,
    imageRecipeArn,
    infrastructureConfigurationArn,
    imageScanningConfiguration,
    executionRole: 'role',
    workflows: ['build/build-image', 'test/test-image'].map((name) => `arn:aws:imagebuilder:eu-west-1:aws:workflow/${name}/x.x.x`).concat(workflowBuildVersionArn!)
      .map((workflowArn) => ({ workflowArn })),
  }));
  return imagePipelineArn;
}

/** A build that has come to its distribution. */
async function distributing(pipelineArn: string): Promise<string> {
  const arn = await cloud.startPipeline(pipelineArn);
  return advanceToDistribution(arn);
}

async function advanceToDistribution(arn: string): Promise<string> {
  for (let minutes = 0; minutes < 240; minutes++) {
    const { state } = await cloud.image(arn);
    if (state!.status === 'DISTRIBUTING') return arn;
    cloud.service.emulator.clock.advance(30);
  }
  throw new Error(`${arn} never came to its distribution`);
}

/** One poll. */
async function poll(Step: ReleaseInput['Step'], Image: string, Releases: ReleaseProperty[], State: unknown = {}, HasApproval = Releases[0]?.Approval): Promise<ReleaseState> {
  return await cloud.lambda.invoke({
    Action: 'RELEASE', Release: { Step, Image, HasApproval }, Releases, State, StartedAt: new Date().toISOString(),
  }) as ReleaseState;
}

/** Polls as the state machine does, without letting time pass. */
async function run(Step: ReleaseInput['Step'], Image: string, Releases: ReleaseProperty[]): Promise<ReleaseState> {
  let state: ReleaseState | undefined;
  for (let polls = 0; polls < 10; polls++) {
    state = await poll(Step, Image, Releases, state);
    if (state.Done) return state;
  }
  throw new Error('The step does not end.');
}

async function gated(scenario: BuildScenario): Promise<{ arn: string; release: ReleaseProperty }> {
  const pipelineArn = await pipelineOf(scenario);
  return { arn: await distributing(pipelineArn), release: await releaseOf(pipelineArn) };
}

describe('gate of a release', () => {
  test('passes an image within its ceilings, and writes the verdict to its tags', async () => {
    const { arn, release } = await gated(withFindings({ HIGH: 3, LOW: 4 }));
    const state = await run('GATE', arn, [release]);
    expect(state).toMatchObject({ Done: true, Verdict: { Image: arn, GateStatus: 'PASSED', Findings: 'all=7 critical=0 high=3 medium=0' } });
    expect(state).not.toHaveProperty('Refused');
    expect(await tagsOf(arn)).toMatchObject({
      'cdk-image-builder:gate-status': 'PASSED',
      'cdk-image-builder:findings': 'all=7 critical=0 high=3 medium=0',
      'cdk-image-builder:release': 'RELEASING',
    });
  });

  test('refuses an image with too many findings, with the reason as cause and as tag', async () => {
    const { arn, release } = await gated(withFindings({ CRITICAL: 1, HIGH: 4 }));
    const { Refused } = await run('GATE', arn, [release]);
    expect(Refused).toContain(`The vulnerability gate refuses image ${arn}: critical 1 (0 allowed), high 4 (3 allowed)`);
    const tags = await tagsOf(arn);
    expect(tags['cdk-image-builder:gate-status']).toBe('FAILED');
    expect(tags['cdk-image-builder:gate-reason']).toMatch(/^critical 1 of 0/);
    expect(tags).not.toHaveProperty('cdk-image-builder:release');
  });

  test('looks twice at a scan that has found nothing, whose findings may not be listed yet', async () => {
    const { arn, release } = await gated(withFindings({ CRITICAL: 1 }));
    const { emulator } = cloud.service;
    const answer = emulator.answer.bind(emulator);
    const spy = jest.spyOn(emulator, 'answer').mockImplementation((operation, input, place) => {
      if (operation === 'ListImageScanFindings') return { findings: [] };
      return operation === 'ListImageScanFindingAggregations' ? { responses: [] } : answer(operation, input, place);
    });
    const first = await poll('GATE', arn, [release]);
    expect(first).toMatchObject({ Done: false });
    expect(first.Seconds).toBeGreaterThanOrEqual(30);
    expect(await tagsOf(arn)).not.toHaveProperty('cdk-image-builder:release');
    expect(await poll('GATE', arn, [release], first)).toMatchObject({ Done: true, Verdict: { GateStatus: 'PASSED' } });
    spy.mockRestore();
    expect((await poll('GATE', arn, [release], first)).Refused).toContain('critical 1 (0 allowed)');
  });

  test.each([
    ['PASSED', withFindings({ HIGH: 3 }), 'PASSED critical 0 of 0 / high 3 of 3'],
    ['FAILED', withFindings({ CRITICAL: 1 }), 'FAILED critical 1 of 0 / high 0 of 3 / named CVE-'],
    ['NOT_EVALUATED', scanAbandoned(), 'NOT_EVALUATED the scan '],
  ])('writes the verdict %s with build and time to the pipeline', async (_status, scenario, text) => {
    const { arn, release } = await gated(scenario);
    await run('GATE', arn, [release]);
    const { dateCreated, sourcePipelineArn } = await cloud.image(arn);
    expect((await pipelineTags(sourcePipelineArn!))['cdk-image-builder:last-verdict']).toContain(`1.0.0/1 ${dateCreated} ${text}`);
  });

  test('fails after three polls where the image has no room for the tags of the verdict', async () => {
    const { arn, release } = await gated(withFindings({}));
    await setTags(arn, Object.fromEntries(Array.from({ length: 50 - Object.keys(await tagsOf(arn)).length }, (_, i) => [`Tag${i}`, 'x'])));
    const from = cloud.service.emulator.calls.length;
    expect(await run('GATE', arn, [release])).toMatchObject({ Failed: expect.stringContaining('A resource has at most 50 tags.') });
    expect(cloud.service.emulator.calls.slice(from).filter(({ input }) => JSON.stringify(input).includes('gate-status'))).toHaveLength(3);
    expect(await tagsOf(arn)).not.toHaveProperty('cdk-image-builder:release');
  });

  test('writes nothing to the pipeline of an image that has no gate', async () => {
    const { arn, release } = await gated(withFindings({}));
    await run('GATE', arn, [{ ...release, Gate: undefined }]);
    expect(await pipelineTags((await cloud.image(arn)).sourcePipelineArn!)).not.toHaveProperty('cdk-image-builder:last-verdict');
  });

  test('is evaluated if the verdict cannot be written to the pipeline', async () => {
    const { arn, release } = await gated(withFindings({}));
    const { sourcePipelineArn } = await cloud.image(arn);
    await cloud.client.send(new DeleteImagePipelineCommand({ imagePipelineArn: sourcePipelineArn }));
    expect(await run('GATE', arn, [{ ...release, Approval: 'true' }])).toMatchObject({ Done: true, Verdict: { GateStatus: 'PASSED' } });
  });

  test.each([
    ['whose scan was abandoned', scanAbandoned(), {}],
    ['that the stack has no gate for', succeeds(), { Gate: undefined }],
    ['whose gate is empty', succeeds(), { Gate: {} }],
    ['of another pipeline with the same recipe', succeeds(), { PipelineName: 'another' }],
    ['of another name', succeeds(), { ImageName: 'another' }],
  ])('refuses an image %s', async (_what, scenario, differences) => {
    const pipelineArn = await pipelineOf(scenario);
    const arn = await distributing(pipelineArn);
    expect((await run('GATE', arn, [await releaseOf(pipelineArn, differences)])).Refused).toContain('could not be evaluated');
    expect(await tagsOf(arn)).toMatchObject({ 'cdk-image-builder:gate-status': 'NOT_EVALUATED' });
  });

  test('refuses an image that two entries of the definition claim', async () => {
    const { arn, release } = await gated(succeeds());
    expect((await run('GATE', arn, [release, { ...release, Gate: { MaximumAll: '1000' } }])).Refused).toBeDefined();
  });

  test('finds the gate of an image whose name has upper case and spaces', async () => {
    const { arn, release } = await gated(withFindings({}));
    expect(await run('GATE', arn.replace('image/golden-', 'image/Golden '), [release])).toMatchObject({ Verdict: { Image: arn, GateStatus: 'PASSED' } });
  });

  test('does not touch an image that is not being distributed', async () => {
    const { arn, release } = await gated(withFindings({}));
    cloud.service.emulator.clock.advance(7_200);
    expect((await run('GATE', arn, [release])).Failed).toContain('is AVAILABLE');
    expect(await tagsOf(arn)).not.toHaveProperty('cdk-image-builder:gate-status');
  });

  test('fails, and lets nothing be distributed, in a workflow that is older than the approval of its image', async () => {
    const { arn, release } = await gated(withFindings({}));
    expect((await poll('GATE', arn, [{ ...release, Approval: 'true' }], {}, '')).Failed).toContain('its stack added after the build had begun');
    expect(await tagsOf(arn)).not.toHaveProperty('cdk-image-builder:gate-status');
  });

  test('leaves the turn to the step after the approval', async () => {
    const { arn, release } = await gated(withFindings({}));
    expect(await run('GATE', arn, [{ ...release, Approval: 'true' }])).toMatchObject({ Verdict: { GateStatus: 'PASSED' } });
    expect(await tagsOf(arn)).not.toHaveProperty('cdk-image-builder:release');
  });

  test('ends with an error after three denied calls', async () => {
    const state = await run('GATE', 'arn:aws:imagebuilder:eu-west-1:123456789012:image/none/1.0.0/1', []);
    expect(state).toMatchObject({ Done: true, Failed: expect.stringContaining('does not exist') });
  });
});

describe('turn of a release', () => {
  async function two(steps: object[] = []): Promise<{ older: string; newer: string; releases: ReleaseProperty[] }> {
    const pipelineArn = await pipelineOf(withFindings({}), steps);
    const older = await cloud.startPipeline(pipelineArn);
    cloud.service.emulator.clock.advance(1);
    const newer = await cloud.startPipeline(pipelineArn);
    await advanceToDistribution(newer);
    expect((await cloud.image(older)).state!.status).toBe('DISTRIBUTING');
    for (const arn of [older, newer]) await setTags(arn, { 'cdk-image-builder:gate-status': 'PASSED' });
    return { older, newer, releases: [await releaseOf(pipelineArn)] };
  }

  test('goes to an older image at once, and makes a newer one wait', async () => {
    const { older, newer, releases } = await two();
    expect(await poll('TURN', older, releases)).toMatchObject({ Done: true });
    const waiting = await poll('TURN', newer, releases);
    expect(waiting).toMatchObject({ Done: false });
    expect(waiting.Seconds).toBeGreaterThanOrEqual(30);
    cloud.service.emulator.clock.advance(waiting.Seconds);
    await run('RELEASE', older, releases);
  });

  test('goes to a newer image while an older one waits for a person after its gate', async () => {
    const { older, newer, releases } = await two([{ name: 'Ask', action: 'WaitForAction', inputs: {} }]);
    await run('GATE', older, releases);
    expect(await tagsOf(older)).toMatchObject({ 'cdk-image-builder:release': 'RELEASING' });
    expect(await poll('TURN', newer, releases)).toMatchObject({ Done: true });
  });

  test('passes from an older image to a newer one that is being released', async () => {
    const { older, newer, releases } = await two();
    expect(await poll('TURN', newer, releases)).toMatchObject({ Done: true });
    const { Superseded } = await poll('TURN', older, releases);
    expect(Superseded).toContain(`${newer} is newer`);
    expect(await tagsOf(older)).toMatchObject({ 'cdk-image-builder:release': 'SUPERSEDED' });
    // And once it has failed, the newer one is not kept waiting by it.
    await cloud.client.send(new CancelImageCreationCommand({ imageBuildVersionArn: older, clientToken: randomUUID() }));
    cloud.service.emulator.clock.advance(60);
    expect(await poll('TURN', newer, releases)).toMatchObject({ Done: true });
  });

  test('does not pass to a newer image while the older one has it, whatever a doubled execution has written since', async () => {
    const { older, newer, releases } = await two();
    expect(await poll('TURN', older, releases)).toMatchObject({ Done: true });
    await poll('TURN', newer, releases);
    expect(await poll('TURN', older, releases)).toMatchObject({ Superseded: expect.stringContaining(`${newer} is newer`) });
    expect(await poll('TURN', newer, releases)).toMatchObject({ Done: false });
  });

  test('is taken again by an image after a retry', async () => {
    const { older, releases } = await two();
    await setTags(older, { 'cdk-image-builder:release': 'SUPERSEDED' });
    expect(await poll('TURN', older, releases)).toMatchObject({ Done: true });
  });
});

describe('turn of a release, without its gate', () => {
  test('does not go to an image that the gate refuses, whatever its tags say', async () => {
    const { arn, release } = await gated(withFindings({ CRITICAL: 1 }));
    await setTags(arn, { 'cdk-image-builder:gate-status': 'PASSED' });
    expect((await run('TURN', arn, [release])).Refused).toContain('critical 1 (0 allowed)');
    expect((await run('RELEASE', arn, [release])).Failed).toContain('did not pass its gate');
    expect(await tagsOf(arn)).not.toHaveProperty('cdk-image-builder:release');
  });

  test('does not go to an image whose gate was tightened while it waited for a person', async () => {
    const { arn, release } = await gated(withFindings({ HIGH: 3 }));
    await run('GATE', arn, [release]);
    expect((await run('TURN', arn, [{ ...release, Gate: { MaximumHigh: '0' } }])).Refused).toContain('high 3 (0 allowed)');
    expect(await tagsOf(arn)).toMatchObject({ 'cdk-image-builder:gate-status': 'FAILED' });
  });

  test.each(['GATE', 'TURN', 'RELEASE'] as const)('is not given by a %s that somebody starts before the image is distributed', async (Step) => {
    const pipelineArn = await pipelineOf(withFindings({}));
    const arn = await cloud.startPipeline(pipelineArn);
    await setTags(arn, { 'cdk-image-builder:release': 'RELEASING' });
    expect(await poll(Step, arn, [await releaseOf(pipelineArn)])).toMatchObject({ Done: false });
    expect(await tagsOf(arn)).toEqual({ 'cdk-image-builder:release': 'RELEASING' });
  });

  test('does not go to an image that the stack knows nothing of', async () => {
    const { arn } = await gated(withFindings({}));
    expect((await run('TURN', arn, [])).Failed).toContain('its stack has neither a gate nor an approval');
  });

  test.each([['with', GATE], ['without', undefined]])('does not go to an image %s a gate that nobody has approved', async (_what, Gate) => {
    const { arn, release } = await gated(withFindings({}));
    const releases = [{ ...release, Gate, Approval: 'true' }];
    if (Gate) await run('GATE', arn, releases);
    expect((await run('TURN', arn, releases)).Failed).toContain("nobody has approved it in the step 'Approve' of its distribution");
    await setTags(arn, { 'cdk-image-builder:release': 'RELEASING' });
    expect((await run('RELEASE', arn, releases)).Failed).toContain('nobody has approved it');
    expect(await tagsOf(arn)).toMatchObject({ 'cdk-image-builder:release': 'RELEASING' });
  });
});

describe('end of a release', () => {
  test('marks the image, and removes the mark of the previous one', async () => {
    const pipelineArn = await pipelineOf(withFindings({}));
    const releases = [await releaseOf(pipelineArn)];
    const released: string[] = [];
    for (let builds = 0; builds < 2; builds++) {
      const arn = await distributing(pipelineArn);
      await run('GATE', arn, releases);
      expect(await run('RELEASE', arn, releases)).toEqual(expect.objectContaining({ Done: true }));
      cloud.service.emulator.clock.advance(7_200);
      released.push(arn);
    }
    expect(await tagsOf(released[0])).not.toHaveProperty('cdk-image-builder:release');
    expect(await tagsOf(released[1])).toMatchObject({ 'cdk-image-builder:release': 'RELEASED' });
  });

  test('does not mark an image that did not pass its gate', async () => {
    const { arn, release } = await gated(withFindings({ CRITICAL: 1 }));
    await run('GATE', arn, [release]);
    expect((await run('RELEASE', arn, [release])).Failed).toContain('did not pass its gate');
    expect(await tagsOf(arn)).not.toHaveProperty('cdk-image-builder:release');
  });

  test('names a container image by digest in its parameter', async () => {
    const { arn, release } = await gated(withFindings({}));
    const RepositoryUri = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/golden/web';
    const releases = [{ ...release, Parameter: { Name: '/golden-images/web', RepositoryUri } }];
    await run('GATE', arn, releases);
    expect((await run('RELEASE', arn, releases)).Failed).toContain('ImageNotFoundException');
    const [version, build] = arn.split('/').slice(-2);
    cloud.rpc.digests.set(`golden/web:${nameOf(arn)}-${version}-${build}`, DIGEST);
    expect(await run('RELEASE', arn, releases)).not.toHaveProperty('Failed');
    expect(cloud.rpc.parameters.get('/golden-images/web')).toMatchObject({ Value: `${RepositoryUri}@${DIGEST}`, Tier: 'Intelligent-Tiering' });
  });

  test.each([
    ['is named', 'whose tag has the upper case of its name', (name: string, build: string) => `${name.toUpperCase()}-${build}`],
    ['is not named', 'whose short tag another pipeline has pushed', (_name: string, build: string) => `another-${build}`],
  ])('%s in its parameter if it is a container image %s', async (outcome, _what, tagOf) => {
    const { arn, release } = await gated(withFindings({ HIGH: 1 }));
    const Name = `/golden-images/${nameOf(arn)}`;
    const releases = [{ ...release, Parameter: { Name, RepositoryUri: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/shared-${nameOf(arn)}` } }];
    await run('GATE', arn, releases);
    const build = arn.split('/').slice(-2).join('-');
    const digest = `sha256:${'b'.repeat(64)}`;
    for (const tag of [build, tagOf(nameOf(arn), build)]) cloud.rpc.digests.set(`shared-${nameOf(arn)}:${tag}`, digest);
    const { Failed } = await run('RELEASE', arn, releases);
    if (outcome === 'is named') {
      expect(Failed).toBeUndefined();
      expect(cloud.rpc.parameters.get(Name)).toMatchObject({ Value: expect.stringContaining(digest) });
    } else {
      expect(Failed).toContain(`${nameOf(arn)}-${build}`);
      expect(cloud.rpc.parameters.get(Name)).toBeUndefined();
    }
  });

  test('does not take the mark from a newer image', async () => {
    const pipelineArn = await pipelineOf(withFindings({}));
    const releases = [await releaseOf(pipelineArn)];
    const older = await cloud.startPipeline(pipelineArn);
    cloud.service.emulator.clock.advance(1);
    const newer = await distributing(pipelineArn);
    await setTags(older, { 'cdk-image-builder:release': 'RELEASING' });
    await setTags(newer, { 'cdk-image-builder:release': 'RELEASED' });
    expect((await run('RELEASE', older, releases)).Superseded).toContain(`${newer} is newer`);
    expect(await tagsOf(older)).toMatchObject({ 'cdk-image-builder:release': 'RELEASING' });
    expect(await tagsOf(newer)).toMatchObject({ 'cdk-image-builder:release': 'RELEASED' });
  });

  test.each([
    ['before it writes', 'DescribeImages'],
    ['before it tries to write again', 'PutParameter'],
  ])('leaves the parameter to newer images if another execution ends the release %s', async (_when, operation) => {
    const { arn, release } = await gated(withFindings({}));
    const Name = `/golden-images/${nameOf(arn)}`;
    const repository = nameOf(arn);
    const releases = [{ ...release, Parameter: { Name, RepositoryUri: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/${repository}` } }];
    await run('GATE', arn, releases);
    const [version, build] = arn.split('/').slice(-2);
    cloud.rpc.digests.set(`${repository}:${repository}-${version}-${build}`, DIGEST);
    cloud.rpc.setFault('PutParameter', Name, 'throttled', 1);
    cloud.rpc.onCall = (call) => {
      if (call.operation === operation) cloud.service.emulator.clock.advance(7_200);
    };
    expect((await run('RELEASE', arn, releases)).Failed).toContain('is AVAILABLE');
    cloud.rpc.onCall = undefined;
    expect(cloud.rpc.parameters.get(Name)).toBeUndefined();
    expect(await tagsOf(arn)).toMatchObject({ 'cdk-image-builder:release': 'RELEASING' });
  });

  test.each([
    ['its mark', 'RELEASE', 1],
    ['its turn', 'TURN', 1],
    ['that it is superseded', 'TURN', 2],
  ] as const)('does not write %s again if another execution ends the release meanwhile', async (_what, Step, nth) => {
    const pipelineArn = await pipelineOf(withFindings({}));
    const releases = [await releaseOf(pipelineArn)];
    const arn = await cloud.startPipeline(pipelineArn);
    cloud.service.emulator.clock.advance(1);
    const newer = await distributing(pipelineArn);
    await setTags(arn, { 'cdk-image-builder:gate-status': 'PASSED', 'cdk-image-builder:release': 'RELEASING' });
    if (Step === 'TURN') await setTags(newer, { 'cdk-image-builder:release': 'RELEASING' });
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
    expect((await run(Step, arn, releases)).Failed).toContain('is AVAILABLE');
    spy.mockRestore();
    expect(marks).toBe(nth);
    expect((await tagsOf(arn))['cdk-image-builder:release']).toBe('RELEASED');
  });
});
