import { CreateImageCommand, GetImagePipelineCommand } from '@aws-sdk/client-imagebuilder';
import { failsInBuild, scanAbandoned, scanLags, succeeds, withFindings } from '../../../local-cloud/image-builder';
import { PUBLISHED_TAG, PublishProperties } from '../../../src/contract/contract';
import { EmulatedFunction } from '../emulated-function';

let cloud: EmulatedFunction;
let names = 0;

beforeAll(async () => {
  cloud = await EmulatedFunction.start();
});

afterAll(() => cloud.stop());

const GATE = { Gate: { MaximumHigh: '3' } };

function newParameter(): string {
  return `/golden/image-${names++}`;
}

/** Builds an image and lets the time pass that it takes; it is scanned unless its scan lags. */
async function built(pipelineArn: string): Promise<string> {
  const arn = await cloud.startPipeline(pipelineArn);
  cloud.service.emulator.clock.advance(7_200);
  return arn;
}

const publish = (properties: PublishProperties) => cloud.runWait(cloud.newRequestId(), { Publish: properties });

async function deploy(properties: object, request: object = {}) {
  const { id, answer } = await cloud.requestWait(properties, request);
  if (answer) return answer;
  await cloud.runWait(id);
  return cloud.answerTo(id)!;
}

async function isTagged(arn: string): Promise<boolean> {
  const { tags } = await cloud.image(arn);
  return tags?.[PUBLISHED_TAG] === 'true';
}

describe('after a build that nobody waits for', () => {
  test('an image that the gate accepts is published, once its scan is there', async () => {
    const ImagePipelineArn = await cloud.pipeline(scanLags(3_600));
    const ImageBuildVersionArn = await cloud.startPipeline(ImagePipelineArn);
    const ParameterName = newParameter();
    const states = await publish({ ImageBuildVersionArn, ImagePipelineArn, ParameterName, ...GATE });
    expect(states.length).toBeGreaterThan(20);
    const { outputResources } = await cloud.image(ImageBuildVersionArn);
    expect(cloud.rpc.parameters.get(ParameterName)).toEqual({
      Name: ParameterName, Type: 'String', Value: outputResources!.amis![0].image, Description: `${ImageBuildVersionArn}, published by cdk-image-builder`,
    });
    expect(await isTagged(ImageBuildVersionArn)).toBe(true);
  });

  test.each([
    ['that failed', failsInBuild(), GATE], ['that failed, without a gate', failsInBuild(), {}], ['that was not scanned to the end', scanAbandoned(), GATE],
    ['with too many findings', withFindings({ HIGH: 4 }), GATE], ['whose scan never ends', scanLags(10_000_000), GATE],
  ])('an image %s is not published, and not tagged', async (_what, scenario, gate) => {
    const ImagePipelineArn = await cloud.pipeline(scenario);
    const ImageBuildVersionArn = await built(ImagePipelineArn);
    const ParameterName = newParameter();
    const states = await publish({ ImageBuildVersionArn, ImagePipelineArn, ParameterName, ...gate });
    expect(states.reduce((sum, { Seconds }) => sum + Seconds, 0)).toBeLessThanOrEqual(6 * 3_600);
    expect(cloud.rpc.parameters.has(ParameterName)).toBe(false);
    expect(await isTagged(ImageBuildVersionArn)).toBe(false);
    expect(states.at(-1)).toMatchObject({ Done: true, NotPublished: expect.stringContaining(ImageBuildVersionArn) });
  });

  test('an image that was not scanned is published where there is no gate', async () => {
    const ImagePipelineArn = await cloud.pipeline(succeeds(), false);
    const ParameterName = newParameter();
    await publish({ ImageBuildVersionArn: await built(ImagePipelineArn), ImagePipelineArn, ParameterName });
    expect(cloud.rpc.parameters.has(ParameterName)).toBe(true);
    const gated = newParameter();
    await publish({ ImageBuildVersionArn: await built(ImagePipelineArn), ImagePipelineArn, ParameterName: gated, ...GATE });
    expect(cloud.rpc.parameters.has(gated)).toBe(false);
  });

  test('an image that is not the newest good one of its pipeline is not published; a newer one that failed does not matter', async () => {
    const ImagePipelineArn = await cloud.pipeline(succeeds());
    const name = ImagePipelineArn.split('/')[1];
    const [first, second] = [await built(ImagePipelineArn), await built(ImagePipelineArn)];
    cloud.service.emulator.setScenario(name, failsInBuild());
    await built(ImagePipelineArn);
    const ParameterName = newParameter();
    await publish({ ImageBuildVersionArn: second, ImagePipelineArn, ParameterName });
    const published = cloud.rpc.parameters.get(ParameterName);
    // One that comes too late is nothing that somebody should look into.
    expect(await publish({ ImageBuildVersionArn: first, ImagePipelineArn, ParameterName })).toEqual([{ Done: true, Seconds: 0 }]);
    expect(cloud.rpc.parameters.get(ParameterName)).toBe(published);
    expect([await isTagged(first), await isTagged(second)]).toEqual([false, true]);
  });

  test('the tag goes to the image that is published from the one before', async () => {
    const ImagePipelineArn = await cloud.pipeline(succeeds());
    const ParameterName = newParameter();
    const first = await built(ImagePipelineArn);
    await publish({ ImageBuildVersionArn: first, ImagePipelineArn, ParameterName });
    const second = await built(ImagePipelineArn);
    await publish({ ImageBuildVersionArn: second, ImagePipelineArn, ParameterName });
    // An event that comes twice changes nothing.
    await publish({ ImageBuildVersionArn: second, ImagePipelineArn, ParameterName });
    expect([await isTagged(first), await isTagged(second)]).toEqual([false, true]);
    expect(cloud.rpc.parameters.get(ParameterName)!.Description).toContain(second);
  });

  test('an image of the same recipe that another pipeline, or none, built is not published', async () => {
    const ImagePipelineArn = await cloud.pipeline(succeeds());
    const { imagePipeline } = await cloud.client.send(new GetImagePipelineCommand({ imagePipelineArn: ImagePipelineArn }));
    const { imageRecipeArn, infrastructureConfigurationArn } = imagePipeline!;
    const { imageBuildVersionArn } = await cloud.client.send(new CreateImageCommand({ imageRecipeArn, infrastructureConfigurationArn }));
    cloud.service.emulator.clock.advance(7_200);
    const ParameterName = newParameter();
    expect(await publish({ ImageBuildVersionArn: imageBuildVersionArn!, ImagePipelineArn, ParameterName })).toEqual([{ Done: true, Seconds: 0 }]);
    expect(cloud.rpc.parameters.has(ParameterName)).toBe(false);
  });

  test('a parameter that may not be written is tried three times, and then left to the log', async () => {
    const ImagePipelineArn = await cloud.pipeline(succeeds());
    const ParameterName = newParameter();
    cloud.rpc.setFault('PutParameter', `"${ParameterName}"`, 'denied');
    const states = await publish({ ImageBuildVersionArn: await built(ImagePipelineArn), ImagePipelineArn, ParameterName });
    expect(states).toHaveLength(3);
    expect(states[2]).toMatchObject({ Done: true, NotPublished: expect.stringContaining(ParameterName) });
    expect(cloud.lambda.output).toContain(`may not call ssm:PutParameter on parameter ${ParameterName}`);
  });

  test('what cannot be looked at any more has nobody to be answered to', async () => {
    const from = cloud.rpc.calls.length;
    const Publish = { ImageBuildVersionArn: 'arn:aws:imagebuilder:eu-west-1:123456789012:image/golden/1.0.0/1', ImagePipelineArn: 'arn', ParameterName: '/p' };
    expect(await cloud.check({ Action: 'GIVE_UP', Wait: { Publish } })).toMatchObject({ Done: true, NotPublished: expect.stringContaining('could not be watched') });
    expect(cloud.rpc.calls.length).toBe(from);
  });
});

describe('in a deployment', () => {
  test('the last wait publishes the image that it accepted, and its rollback does not', async () => {
    const pipelineArn = await cloud.pipeline(withFindings({ HIGH: 1 }));
    const ParameterName = newParameter();
    const properties = { ImageBuildVersionArn: await built(pipelineArn), ParameterName, ...GATE };
    const created = await deploy(properties);
    expect(created).toMatchObject({ Status: 'SUCCESS', Data: { GateStatus: 'PASSED' } });
    expect(cloud.rpc.parameters.get(ParameterName)).toMatchObject({ Value: created.Data!.ImageId });

    cloud.rpc.parameters.delete(ParameterName);
    const back = await deploy(properties, { RequestType: 'Update', PhysicalResourceId: created.PhysicalResourceId });
    expect(back.Status).toBe('SUCCESS');
    expect(cloud.rpc.parameters.has(ParameterName)).toBe(false);
  });

  test('an image that is refused is not published, not even where that is only reported', async () => {
    const ImageBuildVersionArn = await built(await cloud.pipeline(withFindings({ HIGH: 4 })));
    const ParameterName = newParameter();
    for (const OnFailure of ['FAIL_DEPLOYMENT', 'REPORT'] as const) {
      expect((await deploy({ ImageBuildVersionArn, ParameterName, OnFailure, ...GATE })).Status).toBe(OnFailure === 'REPORT' ? 'SUCCESS' : 'FAILED');
      expect(cloud.rpc.parameters.has(ParameterName)).toBe(false);
    }
  });

  test('nor is one whose time was over, or that a wait looked at which another follows', async () => {
    const ParameterName = newParameter();
    await deploy({ ImageBuildVersionArn: await cloud.build(succeeds()), ParameterName, OnFailure: 'REPORT', WaitSeconds: '60' });
    await deploy({ ImageBuildVersionArn: await built(await cloud.pipeline(succeeds())), ParameterName, Last: undefined });
    expect(cloud.rpc.parameters.has(ParameterName)).toBe(false);
  });

  test('an image that does not exist in this Region fails the deployment', async () => {
    const pipelineArn = await cloud.pipeline(succeeds());
    await cloud.distributeTo(pipelineArn, 'us-east-1');
    const answer = await deploy({ ImageBuildVersionArn: await built(pipelineArn), ParameterName: newParameter() });
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/has no AMI and no container in eu-west-1: let its distribution include this Region/) });
  });

  test('a parameter that may not be written fails the deployment', async () => {
    const ParameterName = newParameter();
    cloud.rpc.setFault('PutParameter', `"${ParameterName}"`, 'denied');
    const answer = await deploy({ ImageBuildVersionArn: await built(await cloud.pipeline(succeeds())), ParameterName });
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining(`may not call ssm:PutParameter on parameter ${ParameterName}`) });
  });
});
