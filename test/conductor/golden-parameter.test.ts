import { App, Stack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { Conductor } from './conductor';
import { Template } from '../../local-cloud/conductor';
import { withFindings } from '../../local-cloud/image-builder';
import { BaseContainerImage, BaseImage, GoldenImage, VulnerabilityGate } from '../../src';
import { RELEASE_TAG } from '../../src/contract/release';

jest.setTimeout(60_000);

let conductor: Conductor;

beforeEach(() => {
  conductor = Conductor.inMemory({});
  conductor.setScenario('golden', withFindings({ HIGH: 1 }));
});

afterEach(() => conductor.stop());

const emulator = () => conductor.cloud.options.emulator;
const starts = () => emulator().calls.filter(({ operation }) => operation === 'StartImagePipelineExecution').length;
/** Image Builder writes the parameter of an AMI, and the function that of a container image. */
const isWritten = (name: string) => JSON.stringify(emulator().distributed).includes(`"${name}"`) || conductor.cloud.options.parameters.all.has(name);

/** How often a parameter was written. */
const writes = (name: string) => emulator().distributed.filter((one) => one.kind === 'PARAMETER' && one.name === name).length
  + (conductor.cloud.options.parameters.all.get(name)?.history.length ?? 0);

/** Deletes the image as a lifecycle policy does. */
function deleteImage(): void {
  const [{ arn: imageBuildVersionArn }] = emulator().builds;
  emulator().answer('DeleteImage', { imageBuildVersionArn }, { region: 'eu-west-1', accountId: '123456789012' });
}

describe.each([
  ['an AMI', () => ({ baseImage: BaseImage.fromAmiId('ami-0123456789abcdef0') })],
  ['a container image', (stack: Stack) => ({
    baseContainerImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'), targetRepository: ecr.Repository.fromRepositoryName(stack, 'Repository', 'golden'),
  })],
])('another parameterName of %s', (_what, base) => {
  const template = (parameterName: string) => {
    const stack = new Stack(new App({ analyticsReporting: false }), 'Stack', { env: { region: 'eu-west-1', account: '123456789012' } });
    new GoldenImage(stack, 'Golden', { imageName: 'golden', parameterName, gate: VulnerabilityGate.atMost({ high: 1 }), ...base(stack) }).addOutputs();
    return Assertions.fromStack(stack).toJSON() as Template;
  };
  const succeeded = { status: expect.stringMatching(/^(CREATE|UPDATE)_COMPLETE$/), reasons: [], outputs: { GoldenImageState: 'AVAILABLE' } };

  test('makes a new build, which writes it, and none on the way back', async () => {
    const stack = conductor.stack('Golden');
    const counts: number[] = [];
    for (const name of ['/golden/one', '/golden/two', '/golden/one']) {
      expect(await conductor.deploy(stack, template(name))).toMatchObject(succeeded);
      expect(isWritten(name)).toBe(true);
      counts.push(starts());
    }
    expect(counts).toEqual([1, 2, 2]);
    expect(conductor.complaints()).toEqual([]);
  });

  test('on the way back leaves the image before in the parameter until the next build', async () => {
    const stack = conductor.stack('Golden');
    for (const name of ['/golden/one', '/golden/two', '/golden/one']) await conductor.deploy(stack, template(name));
    expect(writes('/golden/one')).toBe(1);
    emulator().runSchedule(emulator().builds[0].pipelineArn!);
    await conductor.passes(3_600);
    expect(writes('/golden/one')).toBe(2);
    expect(emulator().builds.map(({ tags }) => tags[RELEASE_TAG])).toEqual([undefined, undefined, 'RELEASED']);
  });

  test('makes a new build also where the image before was deleted since', async () => {
    const stack = conductor.stack('Golden');
    await conductor.deploy(stack, template('/golden/one'));
    deleteImage();
    expect(await conductor.deploy(stack, template('/golden/two'))).toMatchObject(succeeded);
    expect(isWritten('/golden/two')).toBe(true);
  });
});

test('a container image that is distributed to another Region is in the repository that its parameter names, too', async () => {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack', { env: { region: 'eu-west-1', account: '123456789012' } });
  const targetRepository = ecr.Repository.fromRepositoryName(stack, 'Repository', 'golden');
  new GoldenImage(stack, 'Golden', {
    imageName: 'golden',
    gate: VulnerabilityGate.atMost({ high: 1 }),
    baseContainerImage: BaseContainerImage.fromDockerHub('amazonlinux', '2023'),
    targetRepository,
    containerDistributions: [{ region: 'us-east-1', targetRepository, containerTags: ['latest'] }],
  });
  expect(await conductor.deploy(conductor.stack('Golden'), Assertions.fromStack(stack).toJSON() as Template)).toMatchObject({ status: 'CREATE_COMPLETE', reasons: [] });
  const pushed = emulator().distributed.flatMap((one) => (one.kind === 'CONTAINER_IMAGE' ? [one.uri] : []));
  const [{ value }] = conductor.cloud.options.parameters.all.values();
  expect(pushed).toEqual(expect.arrayContaining([`${value.split('@')[0]}:golden-1.0.0-1`, '123456789012.dkr.ecr.us-east-1.amazonaws.com/golden:latest']));
});
