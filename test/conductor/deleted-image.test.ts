import { App, Stack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import { Conductor } from './conductor';
import { executionTemplate, ExecutionTemplateOptions } from './execution-template';
import { Template } from '../../local-cloud/conductor';
import { withFindings } from '../../local-cloud/image-builder';
import { BaseImage, Image, ImageRecipe, ImageScanningConfiguration, ImageStatusProps, OnFailure, VulnerabilityGate } from '../../src';

let conductor: Conductor;

beforeEach(() => {
  conductor = Conductor.inMemory({});
  conductor.setScenario('golden', withFindings({ HIGH: 1 }));
});

afterEach(() => conductor.stop());

const template = (options: Omit<ExecutionTemplateOptions, 'name'>) => executionTemplate({ name: 'golden', ...options });
const gate = (high: number) => VulnerabilityGate.atMost({ high });

/** Deletes the image as a lifecycle policy does. */
function deleteImage(): void {
  const [{ arn: imageBuildVersionArn }] = conductor.cloud.options.emulator.builds;
  conductor.cloud.options.emulator.answer('DeleteImage', { imageBuildVersionArn }, { region: 'eu-west-1', accountId: '123456789012' });
}

describe('a deployment whose image was deleted since', () => {
  test('succeeds with another gate, says so, and builds with another trigger', async () => {
    const stack = conductor.stack('Golden');
    expect(await conductor.deploy(stack, template({ gate: gate(1) }))).toMatchObject({ status: 'CREATE_COMPLETE' });
    deleteImage();
    expect(await conductor.deploy(stack, template({ gate: gate(0) }))).toMatchObject({
      status: 'UPDATE_COMPLETE',
      outputs: {
        ExecutionImageState: 'DELETED',
        ExecutionImageStateReason: expect.stringContaining("Deploy with another 'trigger' to build a new image."),
        ExecutionGateStatus: 'NOT_EVALUATED',
      },
    });
    expect(await conductor.deploy(stack, template({ gate: gate(1), trigger: 'again' }))).toMatchObject({
      status: 'UPDATE_COMPLETE', outputs: { ExecutionImageState: 'AVAILABLE', ExecutionGateStatus: 'PASSED' },
    });
  });

  test.each([[1, 2], [2, 1]])('succeeds with a time-out of %d hours that becomes %d', async (before, hours) => {
    const stack = conductor.stack('Golden');
    await conductor.deploy(stack, template({ gate: gate(1), hours: before }));
    deleteImage();
    expect(await conductor.deploy(stack, template({ gate: gate(1), hours }))).toMatchObject({ status: 'UPDATE_COMPLETE', reasons: [] });
  });

  test.each<[string, Omit<ExecutionTemplateOptions, 'name'>, Omit<ExecutionTemplateOptions, 'name'>?]>([
    ['an exception', { gate: VulnerabilityGate.atMost({ high: 1, exceptions: [{ vulnerabilityId: 'CVE-2026-10001', reason: 'not reachable' }] }) }],
    ['a gate where there was none', { gate: gate(0) }, {}],
    ['no gate any more', {}],
    ['a wait for its scan', { waitForScan: true }, {}],
    ['onFailure: REPORT', { gate: gate(1), onFailure: OnFailure.REPORT }],
  ])('succeeds with %s, and builds nothing', async (_what, after, before = { gate: gate(1) }) => {
    const stack = conductor.stack('Golden');
    expect(await conductor.deploy(stack, template(before))).toMatchObject({ status: 'CREATE_COMPLETE' });
    deleteImage();
    expect(await conductor.deploy(stack, template(after))).toMatchObject({
      status: 'UPDATE_COMPLETE', reasons: [], outputs: { ExecutionImageState: 'DELETED' },
    });
    expect(conductor.calls('StartImagePipelineExecution', 'golden')).toHaveLength(1);
  });

  test('still fails where the image is there and its new gate refuses it', async () => {
    const stack = conductor.stack('Golden');
    await conductor.deploy(stack, template({ gate: gate(1) }));
    expect(await conductor.deploy(stack, template({ gate: gate(0) }))).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE', reasons: [expect.stringContaining('high 1 (0 allowed)')],
    });
  });
});

/** A stack with an image that CloudFormation builds, and a status of it. */
function statusTemplate(props: Pick<ImageStatusProps, 'gate' | 'onFailure' | 'trigger'>): Template {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack');
  const recipe = new ImageRecipe(stack, 'Recipe', { imageRecipeName: 'golden', baseImage: BaseImage.fromAmiId('ami-0123456789abcdef0') });
  const image = new Image(stack, 'Image', { recipe, imageScanningConfiguration: ImageScanningConfiguration.testInstance() });
  image.status('Status', props).addOutputs({ all: true });
  return Assertions.fromStack(stack).toJSON() as Template;
}

test.each([
  ['is read in each deployment', { trigger: 'one' }, { trigger: 'two' }],
  ['gets another gate', { gate: gate(1), onFailure: OnFailure.REPORT }, { gate: gate(2), onFailure: OnFailure.REPORT }],
])('a status that only reports, and %s, says that its image was deleted', async (_what, before, after) => {
  const stack = conductor.stack('Golden');
  expect(await conductor.deploy(stack, statusTemplate(before))).toMatchObject({ status: 'CREATE_COMPLETE', outputs: { StatusImageState: 'AVAILABLE' } });
  deleteImage();
  expect(await conductor.deploy(stack, statusTemplate(after))).toMatchObject({
    status: 'UPDATE_COMPLETE',
    reasons: [],
    outputs: {
      StatusImageState: 'DELETED',
      StatusImageStateReason: expect.stringMatching(/^Image arn:.*\/golden\/1\.0\.0\/1 was deleted .* Give the status another image\.$/),
      StatusGateStatus: 'NOT_EVALUATED',
    },
  });
});

test('a status with a gate fails the deployment if its image was deleted', async () => {
  const stack = conductor.stack('Golden');
  await conductor.deploy(stack, statusTemplate({ gate: gate(1) }));
  deleteImage();
  expect(await conductor.deploy(stack, statusTemplate({ gate: gate(2) }))).toMatchObject({
    status: 'UPDATE_ROLLBACK_COMPLETE', reasons: [expect.stringContaining('/golden/1.0.0/1 does not exist')],
  });
});
