import { Conductor } from './conductor';
import { executionTemplate } from './execution-template';
import { IMAGE_PARAMETER } from './released';
import { succeeds } from '../../local-cloud/image-builder';
import { RELEASE_FAILURE_TAG } from '../../src/contract/release';

test('a deployment whose image cannot be released says which permission is missing', async () => {
  const conductor = Conductor.inMemory({ fault: ({ service }) => (service === 'ssm' ? 'denied' : undefined) });
  try {
    conductor.setScenario('golden', succeeds());
    const { status, reasons } = await conductor.deploy(conductor.stack('Golden'), executionTemplate({ name: 'golden', release: 'CONTAINER' }));
    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(reasons.join()).toMatch(/is FAILED: DISTRIBUTION\/Release \(ExecuteStateMachine\) failed: The function may not call ssm:PutParameter on parameter \/golden-images\/golden: allow that action/);
    expect(conductor.cloud.options.emulator.builds.map(({ tags }) => tags[RELEASE_FAILURE_TAG])).toEqual([expect.stringContaining(IMAGE_PARAMETER)]);
    expect(conductor.complaints()).toEqual([]);
  } finally {
    await conductor.stop();
  }
});
