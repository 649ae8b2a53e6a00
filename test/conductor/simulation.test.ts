import { busiestMinute, callsAtTheEnd, callsPerMinute, pollsOf, operationsOf, simulate, Simulation } from './simulation';
import { failsInTest, manyFindings, succeeds } from '../../local-cloud/image-builder';
import { VulnerabilityGate } from '../../src';

const MINUTE = 60_000;
/** Together with the steps that the managed workflows have: 60. */
const LARGE = { workflows: ['build/build-image', 'test/test-image', 'test/test-image', 'distribution/distribute-image'], extraBuildSteps: 42 };
const FINDINGS = 10_000;
const PAGES = FINDINGS / 25;
const EXCEPT_ONE = { exceptions: [{ vulnerabilityId: 'CVE-2026-10001', reason: 'Not used.' }] };

describe('500 executions in one account within ten minutes, where Image Builder answers 10 calls a second', () => {
  let simulation: Simulation;

  beforeAll(async () => {
    simulation = await simulate({ executions: 500, withinSeconds: 600, callsPerSecond: 10, scenario: succeeds() });
  }, 20 * MINUTE);

  test('the limit is met', () => {
    expect(simulation.busiestSecond).toBe(10);
    expect(simulation.refused).toBeGreaterThan(100);
  });

  test('a throttled poll is left to the next poll, so that builds can still start', () => {
    expect(simulation.refused).toBeLessThan(3_000);
  });

  test('all end rightly, each with one build', () => {
    expect(simulation.results.flatMap(({ reasons }) => reasons)).toEqual([]);
    expect(simulation.results.filter(({ status, outputs }) => status === 'CREATE_COMPLETE' && outputs.ExecutionImageState === 'AVAILABLE')).toHaveLength(500);
    expect(pollsOf(simulation)).toHaveLength(500);
    expect(operationsOf(simulation.calls).StartImagePipelineExecution).toBe(500);
  });

  test('none times out, and each is answered within 55 minutes', () => {
    expect(simulation.requests.filter(({ givenUp }) => givenUp !== undefined)).toEqual([]);
    expect(Math.max(...simulation.requests.map(({ sentAt, answeredAt }) => answeredAt! - sentAt))).toBeLessThan(55 * MINUTE);
  });

  test('each needs at most 2 calls a minute', () => {
    expect(Math.max(...pollsOf(simulation).map(callsPerMinute))).toBeLessThanOrEqual(2);
  });
});

describe('100 executions where Image Builder answers every call', () => {
  let simulation: Simulation;

  beforeAll(async () => {
    simulation = await simulate({ executions: 100, withinSeconds: 600, scenario: succeeds() });
  }, 20 * MINUTE);

  test('CloudFormation gets its responses at most 20 seconds after the images are ready, on average, and never after 35', () => {
    const { responseDelays } = simulation;
    expect(responseDelays).toHaveLength(100);
    expect(responseDelays.reduce((sum, delay) => sum + delay, 0) / 100).toBeLessThanOrEqual(20);
    expect(Math.max(...responseDelays)).toBeLessThanOrEqual(35);
  });

  test('each image is polled at most twice in any minute', () => {
    expect(Math.max(...pollsOf(simulation).map(busiestMinute))).toBeLessThanOrEqual(2);
  });
});

describe('one execution with 4 workflows, 60 steps and 10,000 findings', () => {
  const large = (gate: VulnerabilityGate, { scenario = succeeds() } = {}) => simulate({
    executions: 1,
    gate,
    workflows: LARGE.workflows,
    scenario: { ...scenario, extraBuildSteps: LARGE.extraBuildSteps, findings: manyFindings(FINDINGS).findings },
  });

  test('polls at most twice in any minute while it is built', async () => {
    const simulation = await large(VulnerabilityGate.atMost({ all: FINDINGS }));
    const [polls] = pollsOf(simulation);
    expect(polls.length).toBeGreaterThan(10);
    expect(busiestMinute(polls)).toBeLessThanOrEqual(2);
    expect(operationsOf(simulation.calls)).toEqual({
      ListImagePipelineImages: 1,
      GetImagePipeline: 1,
      StartImagePipelineExecution: 1,
      GetImage: polls.length,
      ListWorkflowExecutions: 1,
      ListImageScanFindingAggregations: 1,
    });
    expect(simulation.results).toMatchObject([{ outputs: { ExecutionTotalStepCount: '60', ExecutionFindingsAll: '10000' } }]);
  });

  test.each([
    ['lets the image through', VulnerabilityGate.atMost({ all: FINDINGS }), succeeds(), 'CREATE_COMPLETE', 3],
    ['lets it through in spite of exceptions', VulnerabilityGate.atMost({ all: FINDINGS, ...EXCEPT_ONE }), succeeds(), 'CREATE_COMPLETE', 3],
    ['refuses it', VulnerabilityGate.atMost({ critical: 0 }), succeeds(), 'ROLLBACK_COMPLETE', 4],
    ['is not held against it, since a test failed', VulnerabilityGate.atMost({ critical: 0 }), failsInTest(), 'ROLLBACK_COMPLETE', 4],
  ])('needs at most 8 calls at its end where the totals decide: the gate %s', async (_what, gate, scenario, status, number) => {
    const simulation = await large(gate, { scenario });
    expect(simulation.results).toMatchObject([{ status }]);
    const calls = callsAtTheEnd(simulation);
    expect(calls).toHaveLength(number);
    expect(calls.length).toBeLessThanOrEqual(8);
    // One page, to name vulnerabilities of a rejected image.
    expect(operationsOf(calls).ListImageScanFindings ?? 0).toBeLessThanOrEqual(1);
  });

  test('reads the findings page by page where exceptions must be looked up', async () => {
    const simulation = await large(VulnerabilityGate.atMost({ all: FINDINGS - 1, ...EXCEPT_ONE }));
    expect(simulation.results).toMatchObject([{
      status: 'CREATE_COMPLETE', outputs: { ExecutionGateReason: `all ${FINDINGS - 1}, 1 excepted (${FINDINGS - 1} allowed)` },
    }]);
    expect(operationsOf(callsAtTheEnd(simulation))).toEqual({
      GetImage: 1, ListWorkflowExecutions: 1, ListImageScanFindingAggregations: 1, ListImageScanFindings: PAGES,
    });
  }, 20 * MINUTE);
});
