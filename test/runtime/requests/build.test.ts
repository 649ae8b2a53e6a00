import { CancelImageCreationCommand, DeleteImageCommand, GetImageCommand, StartImagePipelineExecutionCommand, TagResourceCommand } from '@aws-sdk/client-imagebuilder';
import { callsOf, finish, imageOf, stateOf } from './build-fixture';
import { CustomResourceResponse } from '../../../local-cloud/conductor';
import { failsInBuild, slow, succeeds } from '../../../local-cloud/image-builder';
import { REQUEST_TAG, REQUESTED_AT_TAG, REUSED_BY_TAG, SECOND_BUILD_TAG, TRIGGER_TAG } from '../../../src/contract/contract';
import { EmulatedFunction } from '../emulated-function';

/** A stack that was created again under the name of the one before. */
const ANOTHER_GOLDEN = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/golden/7c1d2a90-0000-4000-8000-000000000000';

let cloud: EmulatedFunction;

beforeAll(async () => {
  cloud = await EmulatedFunction.start();
});

afterAll(() => cloud.stop());

const calls = (operation: string, pipelineArn: string) => callsOf(cloud, operation, pipelineArn);
const builds = (pipelineArn: string) => calls('StartImagePipelineExecution', pipelineArn).length;

describe('a new resource', () => {
  test('starts one build, which says who started it', async () => {
    const ImagePipelineArn = await cloud.pipeline(succeeds());
    const RequestId = cloud.newRequestId();
    const answer = await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' }, { RequestId });
    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { ImageBuildVersionArn: expect.stringMatching(/:image\/golden-\d+\/1\.0\.0\/1$/) } });
    expect(Object.keys(answer.Data!)).toEqual(['ImageBuildVersionArn']);
    expect(answer.PhysicalResourceId).toMatch(new RegExp(`^${imageOf(answer)}\\|[0-9a-f]{16}$`));
    expect(calls('StartImagePipelineExecution', ImagePipelineArn)).toMatchObject([{
      input: { clientToken: expect.stringMatching(/^[0-9a-f]{64}$/), tags: { [TRIGGER_TAG]: expect.stringMatching(/^golden\/[0-9a-f-]{36}\/Build\/[0-9a-f]{16}$/), [REQUEST_TAG]: RequestId } },
    }]);
  });

  test.each(['one after the other', 'at once'])('starts one build of a request that is delivered twice, %s', async (how) => {
    const properties = { ImagePipelineArn: await cloud.pipeline(succeeds()), Trigger: '1' };
    const RequestId = cloud.newRequestId();
    const deliver = () => cloud.deliverBuild(properties, { RequestId });
    if (how === 'at once') await Promise.all([deliver(), deliver(), deliver()]);
    else for (let i = 0; i < 3; i++) await deliver();
    const answers = cloud.responses.documents(RequestId);
    expect(answers).toHaveLength(3);
    expect(new Set(answers).size).toBe(1);
    expect(new Set(calls('StartImagePipelineExecution', properties.ImagePipelineArn).map(({ input }) => JSON.stringify(input))).size).toBe(1);
  });

  test('of another logical id, or in another stack, starts a build of its own', async () => {
    const properties = { ImagePipelineArn: await cloud.pipeline(succeeds()), Trigger: '1' };
    const arns = [
      await cloud.requestBuild(properties),
      await cloud.requestBuild(properties, { LogicalResourceId: 'Other' }),
      await cloud.requestBuild(properties, { StackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/other/1' }),
    ].map(imageOf);
    expect(new Set(arns).size).toBe(3);
  });

  test('says its stack in the tag, by which the policy of the function tells its images, however long the logical id is', async () => {
    const arn = await cloud.requestBuild({ ImagePipelineArn: await cloud.pipeline(succeeds()), Trigger: '1' }, { LogicalResourceId: 'x'.repeat(255) }).then(imageOf);
    const { image } = await cloud.client.send(new GetImageCommand({ imageBuildVersionArn: arn }));
    expect(image?.tags?.['cdk-image-builder:trigger']).toMatch(/^golden\/[0-9a-f-]{36}\/[0-9a-f]{16}\/[0-9a-f]{16}$/);
  });
});

describe('the start of a build', () => {
  test('gives the image the pipeline\'s imageTags, which the service gives to scheduled builds only', async () => {
    const ImagePipelineArn = await cloud.pipeline(succeeds(), true, { Team: 'platform' });
    const { tags } = await cloud.image(imageOf(await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' })));
    expect(tags).toMatchObject({
      Team: 'platform', [TRIGGER_TAG]: expect.any(String), [REQUEST_TAG]: expect.any(String), [REQUESTED_AT_TAG]: expect.stringMatching(/^\d{4}-.*\.000Z$/),
    });
  });

  test('is made for another pipeline with the same trigger', async () => {
    const [first, second] = [await cloud.pipeline(succeeds()), await cloud.pipeline(succeeds())];
    const created = await cloud.requestBuild({ ImagePipelineArn: first, Trigger: '1' });
    finish(cloud);
    const updated = await cloud.requestBuild({ ImagePipelineArn: second, Trigger: '1' }, { RequestType: 'Update', PhysicalResourceId: created.PhysicalResourceId });
    expect(imageOf(updated)).not.toBe(imageOf(created));
    expect(builds(second)).toBe(1);
  });

  test('is not made for a request that CloudFormation has given up, and a build is not cancelled for one', async () => {
    const ImagePipelineArn = await cloud.pipeline(slow());
    const running = await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' });
    const properties = { ImagePipelineArn, Trigger: '2', ServiceTimeout: '600' };
    const late = (RequestType: 'Create' | 'Delete', PhysicalResourceId?: string) => {
      const request = { RequestType, RequestId: cloud.newRequestId(), StackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/golden/1', LogicalResourceId: 'Build', PhysicalResourceId };
      const signed = new Date(Date.now() - 601_000).toISOString().replace(/[-:]|\.\d+/g, '');
      return cloud.requestBuild(properties, { ...request, ResponseURL: cloud.responses.open(request).replace(/X-Amz-Date=\w+/, `X-Amz-Date=${signed}`) });
    };
    expect(await late('Create')).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('after its time-out') });
    expect(await late('Delete', running.PhysicalResourceId)).toMatchObject({ Status: 'SUCCESS' });
    expect(builds(ImagePipelineArn)).toBe(1);
    expect(calls('CancelImageCreation', ImagePipelineArn)).toEqual([]);
  });

  test('is not made for a request that asks for its response elsewhere', async () => {
    const ImagePipelineArn = await cloud.pipeline(succeeds());
    await cloud.deliverBuild({ ImagePipelineArn, Trigger: '1' }, { RequestId: cloud.newRequestId(), ResponseURL: 'https://bucket.s3.eu-west-1.amazonaws.com/x' });
    expect(builds(ImagePipelineArn)).toBe(0);
    await cloud.logged('"delivery":"REFUSED"');
  });
});

describe('a deployment that is tried again', () => {
  test.each([['still being built', () => undefined], ['available', finish]])('takes the image of the same trigger that is %s', async (_what, pass) => {
    const properties = { ImagePipelineArn: await cloud.pipeline(succeeds()), Trigger: '1' };
    const first = await cloud.requestBuild(properties);
    pass(cloud);
    expect(imageOf(await cloud.requestBuild(properties))).toBe(imageOf(first));
    expect(builds(properties.ImagePipelineArn)).toBe(1);
  });

  test.each([['still being built', () => undefined], ['available', finish]])('in a new stack of the same name leaves the image of the stack before, which is %s, and builds', async (_what, pass) => {
    const properties = { ImagePipelineArn: await cloud.pipeline(succeeds()), Trigger: '1' };
    const first = await cloud.requestBuild(properties);
    pass(cloud);
    expect(imageOf(await cloud.requestBuild(properties, { StackId: ANOTHER_GOLDEN }))).not.toBe(imageOf(first));
    expect((await cloud.image(imageOf(first))).tags).not.toHaveProperty(REUSED_BY_TAG);
  });

  test('does not take an image of the pipeline that somebody tagged as the build of another life of the stack', async () => {
    const ImagePipelineArn = await cloud.pipeline(succeeds());
    const planted = await cloud.startPipeline(ImagePipelineArn);
    finish(cloud);
    const own = imageOf(await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' }));
    const { [TRIGGER_TAG]: trigger = '' } = (await cloud.image(own)).tags ?? {};
    await cloud.client.send(new TagResourceCommand({ resourceArn: planted, tags: { [TRIGGER_TAG]: trigger, [REQUEST_TAG]: 'request' } }));
    expect(imageOf(await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' }, { StackId: ANOTHER_GOLDEN }))).not.toBe(planted);
  });

  test.each([
    ['failed', failsInBuild(), async () => finish(cloud)],
    ['was cancelled', slow(), async (imageBuildVersionArn: string) => void await cloud.client.send(new CancelImageCreationCommand({ imageBuildVersionArn }))],
  ])('builds again what %s, but a repeated request does not', async (_what, scenario, end) => {
    const properties = { ImagePipelineArn: await cloud.pipeline(scenario), Trigger: '1' };
    const RequestId = cloud.newRequestId();
    const first = await cloud.requestBuild(properties, { RequestId });
    await end(imageOf(first));
    await cloud.deliverBuild(properties, { RequestId });
    expect(cloud.responses.documents(RequestId)[1]).toEqual(cloud.responses.documents(RequestId)[0]);
    expect(builds(properties.ImagePipelineArn)).toBe(1);

    expect(imageOf(await cloud.requestBuild(properties))).not.toBe(imageOf(first));
    expect(builds(properties.ImagePipelineArn)).toBe(2);
  });

  test('keeps the build that it found when its request arrives a second time, after that has failed', async () => {
    const properties = { ImagePipelineArn: await cloud.pipeline(failsInBuild()), Trigger: '1' };
    const first = await cloud.requestBuild(properties);
    const RequestId = cloud.newRequestId();
    for (let delivery = 0; delivery < 2; delivery++) {
      await cloud.deliverBuild(properties, { RequestId });
      finish(cloud);
    }
    // A late delete leaves it alone: it is this request's build now.
    expect((await cloud.image(imageOf(first))).tags).toMatchObject({ [REUSED_BY_TAG]: RequestId });
    const answers = cloud.responses.documents(RequestId).map((text) => imageOf(JSON.parse(text) as CustomResourceResponse));
    expect(answers).toEqual([imageOf(first), imageOf(first)]);
    expect(builds(properties.ImagePipelineArn)).toBe(1);
  });

  test('builds again what was deleted, however often, although the service remembers the tokens of these builds', async () => {
    const properties = { ImagePipelineArn: await cloud.pipeline(succeeds()), Trigger: '1' };
    const built: string[] = [];
    for (let deployments = 0; deployments < 3; deployments++) {
      const imageBuildVersionArn = imageOf(await cloud.requestBuild(properties));
      built.push(imageBuildVersionArn);
      finish(cloud);
      await cloud.client.send(new DeleteImageCommand({ imageBuildVersionArn }));
    }
    expect(new Set(built).size).toBe(3);
  });
});

describe('an update of a build', () => {
  async function created(scenario = succeeds()) {
    const ImagePipelineArn = await cloud.pipeline(scenario);
    const first = await cloud.requestBuild({ ImagePipelineArn, Trigger: 'a' });
    finish(cloud);
    const update = (Trigger: string, PhysicalResourceId: string, more: object = {}) =>
      cloud.requestBuild({ ImagePipelineArn, Trigger }, { RequestType: 'Update', PhysicalResourceId, ...more });
    return { ImagePipelineArn, first, update };
  }

  test('to another trigger builds, and its rollback builds nothing and needs no call', async () => {
    const { ImagePipelineArn, first, update } = await created();
    const second = await update('b', first.PhysicalResourceId);
    expect(imageOf(second)).not.toBe(imageOf(first));
    expect(second.PhysicalResourceId.split('|')).toEqual([imageOf(second), expect.any(String), ...first.PhysicalResourceId.split('|')]);

    const from = cloud.service.emulator.calls.length;
    const rollback = await update('a', second.PhysicalResourceId);
    expect(rollback).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: first.PhysicalResourceId, Data: first.Data });
    expect(cloud.service.emulator.calls.length).toBe(from);
    expect(builds(ImagePipelineArn)).toBe(2);
  });

  test('that is tried again after its rollback takes the image that it made', async () => {
    const { ImagePipelineArn, first, update } = await created();
    const second = await update('b', first.PhysicalResourceId);
    finish(cloud);
    const rollback = await update('a', second.PhysicalResourceId);
    expect(imageOf(await update('b', rollback.PhysicalResourceId))).toBe(imageOf(second));
    expect(builds(ImagePipelineArn)).toBe(2);
  });

  test('back to the trigger that the resource has cancels what a failed update started, and nothing else', async () => {
    const { ImagePipelineArn, first, update } = await created(slow(20));
    const failed = await update('b', first.PhysicalResourceId);
    const other = await cloud.requestBuild({ ImagePipelineArn, Trigger: 'b' }, { LogicalResourceId: 'Other' });
    // CloudFormation keeps the id of the last success.
    const rollback = await update('a', first.PhysicalResourceId);
    expect(rollback).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: first.PhysicalResourceId });
    expect(await stateOf(cloud, imageOf(failed))).toBe('CANCELLED');
    expect(await stateOf(cloud, imageOf(other))).not.toBe('CANCELLED');
    expect(await stateOf(cloud, imageOf(first))).not.toBe('CANCELLED');
  });

  test('that only changes the log group leaves the second build alone that replaces a failed first one', async () => {
    const { ImagePipelineArn, first, update } = await created(slow());
    const { tags } = await cloud.image(imageOf(first));
    const { imageBuildVersionArn } = await cloud.client.send(new StartImagePipelineExecutionCommand({
      imagePipelineArn: ImagePipelineArn, tags: { [TRIGGER_TAG]: tags![TRIGGER_TAG], [SECOND_BUILD_TAG]: imageOf(first) },
    }));
    expect(await update('a', first.PhysicalResourceId)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: first.PhysicalResourceId });
    expect(await stateOf(cloud, imageBuildVersionArn!)).not.toBe('CANCELLED');
  });

  test('that fails keeps the id', async () => {
    const { first } = await created();
    const answer = await cloud.requestBuild(
      { ImagePipelineArn: 'arn:aws:imagebuilder:eu-west-1:123456789012:image-pipeline/none', Trigger: 'b' },
      { RequestType: 'Update', PhysicalResourceId: first.PhysicalResourceId },
    );
    expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: first.PhysicalResourceId, Reason: expect.stringContaining('image-pipeline/none does not exist') });
  });

  test('starts a build if CloudFormation invented the id of the resource', async () => {
    const { first, update } = await created();
    const answer = await update('c', 'golden-Build-1ABCDEFG');
    expect(answer.PhysicalResourceId).toMatch(/^[^|]+\|[^|]+$/);
    expect(imageOf(answer)).not.toBe(imageOf(first));
  });
});

describe('a build that cannot be started', () => {
  test('says that its pipeline does not exist', async () => {
    const answer = await cloud.requestBuild({ ImagePipelineArn: 'arn:aws:imagebuilder:eu-west-1:123456789012:image-pipeline/none', Trigger: '1' });
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/image-pipeline\/none does not exist, or not in this account and Region/) });
    expect(answer.PhysicalResourceId).toMatch(/^Build-[0-9a-f]{16}$/);
  });

  test('names the quota of builds, which holds until one of them has ended', async () => {
    const ImagePipelineArn = await cloud.pipeline(slow());
    finish(cloud);
    const running = await Promise.all(Array.from({ length: 100 }, () => cloud.startPipeline(ImagePipelineArn)));
    const answer = await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' });
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/reached its quota of concurrent builds\..*request a higher quota\.\nMore: https:\S+imagebuilder\.html$/) });
    await cloud.client.send(new CancelImageCreationCommand({ imageBuildVersionArn: running[0] }));
    expect((await cloud.requestBuild({ ImagePipelineArn, Trigger: '1' })).Status).toBe('SUCCESS');
  });
});
