import { Conductor } from './conductor';
import { executionTemplate, ExecutionTemplateOptions } from './execution-template';
import { RollbackBehaviour } from '../../local-cloud/conductor';
import { BuildScenario, failsInBuild, scanAbandoned, scanLags, slow, succeeds, withFindings } from '../../local-cloud/image-builder';
import { OnFailure, VulnerabilityGate } from '../../src';

const MINUTE = 60;
const BUILD_TYPE = 'Custom::ImageBuilderImageBuild';
const WAIT_TYPE = 'Custom::ImageBuilderImageWait';

jest.setTimeout(3 * MINUTE * 1000);

const overHttp = (seconds: number[]) => Conductor.overHttp({ deliveries: () => seconds });
const inMemory = async (seconds: number[]) => Conductor.inMemory({ deliveries: () => seconds });

const ROLLBACKS: Array<[string, RollbackBehaviour]> = [
  ['the second update carries the new id', { replaced: 'NEW_ID' }],
  ['the second update carries the old id', { replaced: 'OLD_ID' }],
  ['there is no second update, and the new id is deleted', { replaced: 'NONE' }],
  ['the last resource goes first', { reverse: true }],
];
const GATES: Array<[string, BuildScenario, RegExp]> = [
  ['refuses', withFindings({ CRITICAL: 1 }), /critical 1 \(0 allowed\)/],
  ['finds no scan', scanAbandoned(), /ABANDONED/],
];

function player(conductor: Conductor) {
  const states = () => conductor.builds('golden').map(({ state }) => state);
  return {
    conductor,
    states,
    /** Builds that were cancelled; two deliveries at once both do it. */
    cancelled: () => {
      const calls = conductor.calls('CancelImageCreation', 'golden').filter(({ error }) => error === undefined);
      return new Set(calls.map(({ input }) => (input as { imageBuildVersionArn: string }).imageBuildVersionArn)).size;
    },
    /** A stack with one available image. */
    deployed: async (rollback?: RollbackBehaviour) => {
      conductor.setScenario('golden', succeeds());
      const stack = conductor.stack('Golden', rollback);
      expect(await conductor.deploy(stack, template())).toMatchObject({ status: 'CREATE_COMPLETE', reasons: [] });
      expect(states()).toEqual(['AVAILABLE']);
      return stack;
    },
  };
}

const template = (more: Partial<ExecutionTemplateOptions> = {}) => executionTemplate({ name: 'golden', ...more });

/** Lambda delivers each request twice: at once, or the second time when CloudFormation may have gone on. */
describe.each<[string, (seconds: number[]) => Promise<Conductor>, number[]]>([
  ['at once, over HTTP', overHttp, [0, 0]],
  ['at once, in memory', inMemory, [0, 0]],
  ['a while after the first time', inMemory, [0, 45]],
])('deployments whose requests are each delivered twice, %s', (_when, start, seconds) => {
  /** A test with a cloud of its own. Over HTTP the function really waits, so these tests run side by side, as jest does it within one block. */
  const run = start === overHttp ? test.concurrent : test;
  const plays = (title: string, play: (played: ReturnType<typeof player>) => Promise<void>) => run(title, async () => {
    const conductor = await start(seconds);
    try {
      await play(player(conductor));
    } finally {
      await conductor.stop();
    }
  });

  plays('a build that succeeds is answered with all that is known of it, each wait once', async ({ conductor, states }) => {
    conductor.setScenario('golden', withFindings({ HIGH: 2 }));
    const result = await conductor.deploy(conductor.stack('Golden'), template({ gate: VulnerabilityGate.atMost({ high: 2 }) }));
    expect(result).toMatchObject({
      status: 'CREATE_COMPLETE', reasons: [], outputs: { ExecutionImageState: 'AVAILABLE', ExecutionGateStatus: 'PASSED', ExecutionFindingsHigh: '2', ExecutionFailedStep: '' },
    });
    expect(states()).toEqual(['AVAILABLE']);
    expect(conductor.documents(WAIT_TYPE)).toEqual([1]);
    await conductor.passes(MINUTE);
    expect(conductor.cloud.options.secrets.all).toEqual([]);
    expect(conductor.complaints()).toEqual([]);
  });

  plays('another recipe is built, another tag is not', async ({ conductor, states, deployed }) => {
    const stack = await deployed();
    expect(await conductor.deploy(stack, template({ tag: 'platform' }))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(states()).toEqual(['AVAILABLE']);
    expect(await conductor.deploy(stack, template({ tag: 'platform', recipe: '2' }))).toMatchObject({
      status: 'UPDATE_COMPLETE', outputs: { ExecutionImageBuildVersionArn: expect.stringContaining('/2.0.0/1') },
    });
    expect(states()).toEqual(['AVAILABLE', 'AVAILABLE']);
    expect(conductor.complaints()).toEqual([]);
  });

  plays('the id of a build that was replaced is deleted later, and its image stays', async ({ conductor, states, deployed }) => {
    const stack = await deployed();
    const old = [...stack.resources.values()].find(({ type }) => type === BUILD_TYPE)!.physicalId;
    await conductor.deploy(stack, template({ recipe: '2' }));
    expect(conductor.requests(BUILD_TYPE, 'Delete').map(({ event }) => event.PhysicalResourceId)).toEqual([old]);
    expect(states()).toEqual(['AVAILABLE', 'AVAILABLE']);
    expect(conductor.calls('CancelImageCreation', 'golden')).toEqual([]);
    expect(conductor.complaints()).toEqual([]);
  });

  for (const [how, rollback] of ROLLBACKS) {
    plays(`a rollback in which ${how} of a build that failed goes through, builds nothing and keeps the image`, async ({ conductor, states, cancelled, deployed }) => {
      const stack = await deployed(rollback);
      conductor.setScenario('golden', failsInBuild());
      const result = await conductor.deploy(stack, template({ recipe: '2' }));
      expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', outputs: { ExecutionImageBuildVersionArn: expect.stringContaining('/1.0.0/1') } });
      expect(result.reasons[0]).toMatch(/BUILD\/ApplyBuildComponents .*exit status 1/);
      expect(states()).toEqual(['AVAILABLE', 'FAILED']);
      expect(cancelled()).toBe(0);
      expect(conductor.complaints()).toEqual([]);
    });

    plays(`a rollback in which ${how} since a later resource failed keeps both images, and the next deployment builds nothing`, async ({ conductor, states, cancelled, deployed }) => {
      const stack = await deployed(rollback);
      const failed = await conductor.deploy(stack, template({ recipe: '2', later: 'fails' }));
      expect(failed).toMatchObject({
        status: 'UPDATE_ROLLBACK_COMPLETE',
        reasons: ['Later: it was told to fail.'],
        outputs: { ExecutionImageBuildVersionArn: expect.stringContaining('/1.0.0/1') },
      });
      expect(states()).toEqual(['AVAILABLE', 'AVAILABLE']);
      const again = await conductor.deploy(stack, template({ recipe: '2', later: '2' }));
      expect(again).toMatchObject({ status: 'UPDATE_COMPLETE', outputs: { ExecutionImageBuildVersionArn: expect.stringContaining('/2.0.0/1') } });
      expect(states()).toEqual(['AVAILABLE', 'AVAILABLE']);
      expect(cancelled()).toBe(0);
      expect(conductor.complaints()).toEqual([]);
    });

    plays(`a rollback in which ${how} of a deployment that was cancelled while it built cancels the build, and no other`, async ({ conductor, states, cancelled, deployed }) => {
      const stack = await deployed(rollback);
      const [result] = await conductor.interrupt(stack, template({ recipe: '2' }), 10 * MINUTE, () => stack.cancel());
      expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', outputs: { ExecutionImageBuildVersionArn: expect.stringContaining('/1.0.0/1') } });
      await conductor.passes(2 * 60 * MINUTE);
      expect(states()).toEqual(['AVAILABLE', 'CANCELLED']);
      expect(cancelled()).toBe(1);
      expect(conductor.complaints()).toEqual([]);
    });
  }

  plays('the delete of a creation that failed touches no image', async ({ conductor, states }) => {
    conductor.setScenario('golden', failsInBuild());
    const result = await conductor.deploy(conductor.stack('Golden'), template());
    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expect(result.reasons[0]).toMatch(/BUILD\/ApplyBuildComponents .*exit status 1/);
    expect(states()).toEqual(['FAILED']);
    expect(conductor.requests(WAIT_TYPE, 'Delete')).toHaveLength(1);
    expect(conductor.complaints()).toEqual([]);
  });

  plays('a build that was not built is built by the next deployment', async ({ conductor, states }) => {
    conductor.setScenario('golden', failsInBuild());
    const stack = conductor.stack('Golden');
    await conductor.deploy(stack, template());
    conductor.setScenario('golden', succeeds());
    expect(await conductor.deploy(stack, template())).toMatchObject({ status: 'CREATE_COMPLETE' });
    expect(states()).toEqual(['FAILED', 'AVAILABLE']);
    expect(conductor.complaints()).toEqual([]);
  });

  plays('a first deployment whose later resource fails keeps its image, and the stack that is created again builds one of its own', async ({ conductor, states, cancelled }) => {
    const stack = conductor.stack('Golden');
    expect(await conductor.deploy(stack, template({ later: 'fails' }))).toMatchObject({ status: 'ROLLBACK_COMPLETE', reasons: ['Later: it was told to fail.'] });
    expect(states()).toEqual(['AVAILABLE']);
    expect(await conductor.deploy(stack, template())).toMatchObject({ status: 'CREATE_COMPLETE', reasons: [] });
    expect(states()).toEqual(['AVAILABLE', 'AVAILABLE']);
    expect(cancelled()).toBe(0);
    expect(conductor.complaints()).toEqual([]);
  });

  plays('a stack that is deleted while it builds cancels the build', async ({ conductor, states, cancelled }) => {
    const stack = conductor.stack('Golden');
    const [, deletion] = await conductor.interrupt(stack, template(), 10 * MINUTE, async () => stack.delete());
    expect(deletion.status).toBe('DELETE_COMPLETE');
    expect(conductor.requests(WAIT_TYPE, 'Delete').map(({ event }) => event.PhysicalResourceId)).toEqual([expect.stringMatching(/^Golden-PipelineExecution\w+-[0-9A-F]+$/)]);
    await conductor.passes(2 * 60 * MINUTE);
    expect(states()).toEqual(['CANCELLED']);
    expect(cancelled()).toBe(1);
    // The wait has ended, and its secrets are deleted.
    expect([...conductor.cloud.options.stateMachines.executions.values()].map(({ status }) => status)).toEqual(['ABORTED']);
    expect(conductor.cloud.options.secrets.all).toEqual([]);
    expect(conductor.complaints()).toEqual([]);
  });

  plays('a stack that is deleted afterwards touches no image', async ({ conductor, states, deployed }) => {
    const stack = await deployed();
    expect(await conductor.delete(stack)).toMatchObject({ status: 'DELETE_COMPLETE', reasons: [] });
    expect(states()).toEqual(['AVAILABLE']);
    expect(conductor.calls('CancelImageCreation', 'golden')).toEqual([]);
    expect(conductor.complaints()).toEqual([]);
  });

  plays('a build of almost three hours goes through three waits, each answered within 55 minutes', async ({ conductor }) => {
    conductor.setScenario('golden', slow(8));
    const result = await conductor.deploy(conductor.stack('Golden'), template({ hours: 3 }));
    expect(result).toMatchObject({ status: 'CREATE_COMPLETE', outputs: { ExecutionImageState: 'AVAILABLE' } });
    const minutes = Number(result.outputs.ExecutionDurationSeconds) / MINUTE;
    expect(minutes).toBeGreaterThan(2 * 53);
    expect(conductor.documents(WAIT_TYPE)).toEqual([1, 1, 1]);
    expect(conductor.calls('GetImage', 'golden').length).toBeLessThanOrEqual(2 * minutes);
    expect(conductor.complaints()).toEqual([]);
  });

  plays('a build that takes too long fails the deployment, and is cancelled', async ({ conductor, states }) => {
    conductor.setScenario('golden', slow(20));
    const result = await conductor.deploy(conductor.stack('Golden'), template({ hours: 2 }));
    expect(result).toMatchObject({ status: 'ROLLBACK_COMPLETE', reasons: [expect.stringMatching(/was not ready in time.*'timeout'/)] });
    await conductor.passes(MINUTE);
    expect(states()).toEqual(['CANCELLED']);
    expect(conductor.complaints()).toEqual([]);
  });

  for (const [what, scenario, reason] of GATES) {
    plays(`a gate that ${what} fails the deployment, and the image stays`, async ({ conductor, states }) => {
      conductor.setScenario('golden', scenario);
      const result = await conductor.deploy(conductor.stack('Golden'), template({ gate: VulnerabilityGate.atMost({ critical: 0 }) }));
      expect(result).toMatchObject({ status: 'ROLLBACK_COMPLETE', reasons: [expect.stringMatching(reason)] });
      expect(states()).toEqual(['AVAILABLE']);
      expect(conductor.complaints()).toEqual([]);
    });
  }

  plays('a scan that takes longer than the build is waited for', async ({ conductor }) => {
    conductor.setScenario('golden', scanLags(20 * MINUTE));
    const result = await conductor.deploy(conductor.stack('Golden'), template({ waitForScan: true }));
    expect(result).toMatchObject({ status: 'CREATE_COMPLETE', outputs: { ExecutionScanState: 'COMPLETED' } });
    expect(conductor.complaints()).toEqual([]);
  });

  plays('a failed build is reported where that is asked for', async ({ conductor }) => {
    conductor.setScenario('golden', failsInBuild());
    const result = await conductor.deploy(conductor.stack('Golden'), template({ onFailure: OnFailure.REPORT }));
    expect(result).toMatchObject({ status: 'CREATE_COMPLETE', outputs: { ExecutionImageState: 'FAILED', ExecutionFailedStep: 'BUILD/ApplyBuildComponents' } });
    expect(conductor.complaints()).toEqual([]);
  });
});
