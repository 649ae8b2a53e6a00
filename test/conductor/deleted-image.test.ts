import { Conductor } from './conductor';
import { executionTemplate, ExecutionTemplateOptions } from './execution-template';
import { withFindings } from '../../local-cloud/image-builder';
import { OnFailure, VulnerabilityGate } from '../../src';

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
  const [{ arn: imageBuildVersionArn }] = conductor.builds('golden');
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
