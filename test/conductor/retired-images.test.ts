import { Conductor } from './conductor';
import { executionTemplate, ExecutionTemplateOptions } from './execution-template';
import { failsInBuild, succeeds } from '../../local-cloud/image-builder';
import { VulnerabilityGate } from '../../src';

const account = { region: 'eu-west-1', accountId: '123456789012' };

let conductor: Conductor;

beforeEach(() => {
  conductor = Conductor.inMemory({});
  conductor.setScenario('golden', succeeds());
});

afterEach(() => conductor.stop());

const template = (options: Partial<ExecutionTemplateOptions> = {}) => executionTemplate({ name: 'golden', ...options });
const states = () => conductor.builds('golden').map(({ state }) => state);
const call = (operation: string, input: object) => conductor.cloud.options.emulator.answer(operation, input, account) as Record<string, string>;

/** Retires all images, as a lifecycle policy does. */
function retire(action: 'DELETE' | 'DISABLE' | 'DEPRECATE'): void {
  const { lifecyclePolicyArn } = call('CreateLifecyclePolicy', {
    name: `retention-${action.toLowerCase()}`,
    executionRole: 'arn:aws:iam::123456789012:role/lifecycle',
    resourceType: 'AMI_IMAGE',
    policyDetails: [{ action: { type: action }, filter: { type: 'AGE', value: 1, unit: 'DAYS' } }],
    resourceSelection: { recipes: [{ name: 'golden', semanticVersion: 'x.x.x' }] },
    clientToken: action,
  });
  conductor.cloud.options.emulator.runLifecyclePolicy(lifecyclePolicyArn);
}

/** All but the call of this test itself. */
const complaints = () => conductor.complaints().filter((complaint) => !complaint.startsWith('CreateLifecyclePolicy '));

describe.each([['DELETE', 'DELETED'], ['DISABLE', 'DISABLED'], ['DEPRECATE', 'DEPRECATED']] as const)('a deployment after a lifecycle policy has done %s to the image', (action, retired) => {
  async function deployed() {
    const stack = conductor.stack('Golden');
    expect(await conductor.deploy(stack, template({ trigger: 'one' }))).toMatchObject({ status: 'CREATE_COMPLETE', reasons: [] });
    await conductor.passes(2 * 86_400);
    retire(action);
    expect(states()).toEqual([retired]);
    return stack;
  }

  test('builds a new image with another trigger', async () => {
    const stack = await deployed();
    expect(await conductor.deploy(stack, template({ trigger: 'two' }))).toMatchObject({
      status: 'UPDATE_COMPLETE', reasons: [], outputs: { ExecutionImageState: 'AVAILABLE', ExecutionImageBuildVersionArn: expect.stringMatching(/\/1\.0\.0\/2$/) },
    });
    expect(states()).toEqual([retired, 'AVAILABLE']);
    expect(conductor.calls('CancelImageCreation', 'golden')).toEqual([]);
    expect(complaints()).toEqual([]);
  });

  test('builds a new image with another recipe', async () => {
    const stack = await deployed();
    expect(await conductor.deploy(stack, template({ trigger: 'two', recipe: '2' }))).toMatchObject({
      status: 'UPDATE_COMPLETE', reasons: [], outputs: { ExecutionImageBuildVersionArn: expect.stringMatching(/\/2\.0\.0\/1$/) },
    });
    expect(states()).toEqual([retired, 'AVAILABLE']);
    expect(complaints()).toEqual([]);
  });

  test('rolls back to it if the next build fails', async () => {
    const stack = await deployed();
    conductor.setScenario('golden', failsInBuild());
    expect(await conductor.deploy(stack, template({ trigger: 'two' }))).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE', reasons: [expect.stringContaining('BUILD/ApplyBuildComponents')], outputs: { ExecutionImageState: retired },
    });
    expect(states()).toEqual([retired, 'FAILED']);
    expect(complaints()).toEqual([]);
  });

  test('returns it with the trigger that built it, and says its state', async () => {
    const stack = await deployed();
    await conductor.deploy(stack, template({ trigger: 'two' }));
    expect(await conductor.deploy(stack, template({ trigger: 'one' }))).toMatchObject({
      status: 'UPDATE_COMPLETE', outputs: { ExecutionImageState: retired },
    });
    expect(states()).toEqual([retired, 'AVAILABLE']);
  });

  test('builds again with a trigger from before the last one', async () => {
    const stack = await deployed();
    await conductor.deploy(stack, template({ trigger: 'two' }));
    await conductor.deploy(stack, template({ trigger: 'three' }));
    expect(await conductor.deploy(stack, template({ trigger: 'one' }))).toMatchObject({ status: 'UPDATE_COMPLETE', reasons: [], outputs: { ExecutionImageState: 'AVAILABLE' } });
    expect(states()).toEqual([retired, 'AVAILABLE', 'AVAILABLE', 'AVAILABLE']);
    expect(complaints()).toEqual([]);
  });

  test('does not build for a longer time-out', async () => {
    const stack = await deployed();
    expect(await conductor.deploy(stack, template({ trigger: 'one', hours: 2 }))).toMatchObject({ status: 'UPDATE_COMPLETE', reasons: [] });
    expect(states()).toEqual([retired]);
  });

  test('does not pass another gate, and says how to build again', async () => {
    const stack = await deployed();
    const { status, reasons, outputs } = await conductor.deploy(stack, template({ trigger: 'one', gate: VulnerabilityGate.atMost({ critical: 9 }) }));
    // A deleted image has nothing to evaluate, and must not block the stack.
    expect(status).toBe(action === 'DELETE' ? 'UPDATE_COMPLETE' : 'UPDATE_ROLLBACK_COMPLETE');
    expect([...reasons, outputs.ExecutionImageStateReason].join()).toContain("Deploy with another 'trigger' to build a new image.");
    expect(states()).toEqual([retired]);
  });
});
