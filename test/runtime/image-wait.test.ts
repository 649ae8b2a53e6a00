import { EmulatedFunction } from './emulated-function';
import { succeeds } from '../../local-cloud/image-builder';
import { STATUS_ATTRIBUTES } from '../../src/status/contract';

let cloud: EmulatedFunction;

beforeAll(async () => {
  cloud = await EmulatedFunction.start();
});

afterAll(() => cloud.stop());

test('a build is started, waited for, and answered with all attributes', async () => {
  const built = await cloud.requestBuild({ ImagePipelineArn: await cloud.pipeline(succeeds()), Trigger: '1' });
  expect(built).toMatchObject({ Status: 'SUCCESS', Data: { ImageBuildVersionArn: expect.stringMatching(/:image\//) } });

  const { ImageBuildVersionArn } = built.Data!;
  const { id, answer } = await cloud.requestWait({ ImageBuildVersionArn });
  expect(answer).toBeUndefined();
  const states = await cloud.runWait(id);
  expect(states.length).toBeGreaterThan(5);

  const { Status, Data, PhysicalResourceId } = cloud.answerTo(id)!;
  expect(Status).toBe('SUCCESS');
  expect(PhysicalResourceId).toMatch(/^Wait-[0-9a-f]{16}$/);
  expect(Object.keys(Data!)).toEqual([...STATUS_ATTRIBUTES]);
  expect(Data).toMatchObject({ ImageBuildVersionArn, ImageState: 'AVAILABLE', ImageId: expect.stringMatching(/^ami-/) });
  expect(cloud.rpc.parameters.size).toBe(0);
});
