import { App, Stack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { Conductor } from './conductor';
import { IMAGE_PARAMETER } from './released';
import { Template } from '../../local-cloud/conductor';
import { succeeds } from '../../local-cloud/image-builder';
import { BaseContainerImage, BaseImage, GoldenImage, GoldenImageProps, LifecyclePeriod, LifecyclePolicyDetail } from '../../src';
import { RELEASE_TAG } from '../../src/contract/release';

let conductor: Conductor;
beforeEach(() => {
  conductor = Conductor.inMemory({});
  conductor.setScenario('golden', succeeds());
});
afterEach(() => conductor.stop());

/** A stack with a golden image that has neither a gate nor an approval. */
function template(propsOf: (stack: Stack) => Partial<GoldenImageProps>): Template {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack', { env: { region: 'eu-west-1', account: '123456789012' } });
  new GoldenImage(stack, 'Golden', { imageName: 'golden', parameterName: IMAGE_PARAMETER, ...propsOf(stack) }).addOutputs({ all: true });
  return Assertions.fromStack(stack).toJSON() as Template;
}

const RETENTION = [LifecyclePolicyDetail.deleteAfter(LifecyclePeriod.days(30))];
const KINDS: Record<string, (stack: Stack) => Partial<GoldenImageProps>> = {
  'an AMI whose retention spares the released image': () => ({ baseImage: BaseImage.fromAmiId('ami-0123456789abcdef0'), retention: RETENTION }),
  'a container image': (stack) => ({
    baseContainerImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'),
    targetRepository: ecr.Repository.fromRepositoryName(stack, 'Repository', 'team/golden'),
  }),
};

test.each(Object.keys(KINDS))('%s is released without a gate, and so is the next one', async (kind) => {
  const stack = conductor.stack('Golden');
  const first = await conductor.deploy(stack, template(KINDS[kind]));
  expect(first).toMatchObject({ status: 'CREATE_COMPLETE', reasons: [], outputs: { GoldenImageState: 'AVAILABLE' } });
  const { emulator } = conductor.cloud.options;
  emulator.runSchedule(emulator.builds[0].pipelineArn!);
  await conductor.passes(3_600);
  expect(emulator.builds.map(({ state, tags }) => `${state} ${tags[RELEASE_TAG]}`)).toEqual(['AVAILABLE undefined', 'AVAILABLE RELEASED']);
  // The conductor does not play lifecycle policies.
  expect(conductor.complaints().filter((complaint) => !complaint.startsWith('CreateLifecyclePolicy '))).toEqual([]);
});

test('the parameter of a container image names the newest one, in a repository with a path', async () => {
  await conductor.deploy(conductor.stack('Golden'), template(KINDS['a container image']));
  const [[name, { value }]] = [...conductor.cloud.options.parameters.all];
  expect([name, value]).toEqual([expect.stringContaining(IMAGE_PARAMETER), expect.stringMatching(/^123456789012\.dkr\.ecr\.eu-west-1\.amazonaws\.com\/team\/golden@sha256:/)]);
});
