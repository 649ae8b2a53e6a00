import { explain } from '../../../src/runtime/image/explain';
import { ImageReport } from '../../../src/runtime/image/image-report';
import { asReleaseFailure } from '../../../src/runtime/image/release-failure';
import { failedStepOf, workflowExecutionOf } from '../../../src/runtime/image/workflows';

const ARN = 'arn:aws:imagebuilder:eu-west-1:123456789012:image/golden/1.0.0/1';
const NEWER = ARN.replace(/1$/, '2');
const NOT_MET = 'ExpectationNotMet. states:DescribeExecution returned terminal state FAILED in workflow step Gate';

const gate = (message = NOT_MET) => ({ step: 'DISTRIBUTION/Gate', action: 'ExecuteStateMachine', message });
const tagged = (tags: Record<string, string>) => ({ arn: ARN, tags });

/** The reason of a deployment whose image failed so. */
function reason(image: ReturnType<typeof tagged>, failed = gate()): string {
  const report: ImageReport = {
    arn: ARN, image, state: 'FAILED', stateReason: '', workflows: [], findings: { unknown: '' }, failedStep: asReleaseFailure(image, failed),
  };
  return explain(report, { status: 'NOT_EVALUATED', reason: '' });
}

describe('a failed release', () => {
  test('of a refused image is explained by the verdict in its tags, and by what to do', () => {
    const told = reason(tagged({ 'cdk-image-builder:gate-status': 'FAILED', 'cdk-image-builder:gate-reason': 'critical 1 of 0 / named CVE-2024-3094' }));
    expect(told).toMatch(new RegExp(`^The vulnerability gate refuses image ${ARN}: critical 1 \\(0 allowed\\): CVE-2024-3094\\. The image reached nobody\\. .*add an exception`));
    expect(told).toContain('aws imagebuilder retry-image');
    expect(told).not.toContain('ExpectationNotMet');
  });

  test('takes the cause of the execution where the service hands it on, since a tag may be cut', () => {
    const cause = `The vulnerability gate refuses image ${ARN}: critical 1 (0 allowed): CVE-1, CVE-2.`;
    expect(asReleaseFailure(tagged({}), gate(`${NOT_MET}. ImageRefused: ${cause}`)).message).toBe(cause);
  });

  test('of an older image names the newer one, whatever its gate said', () => {
    const tags = {
      'cdk-image-builder:gate-status': 'PASSED', 'cdk-image-builder:release': 'SUPERSEDED', 'cdk-image-builder:superseded-by': NEWER,
    };
    expect(reason(tagged(tags))).toMatch(new RegExp(`^Image ${ARN} is not released: ${NEWER} is newer\\. .*Use the newer image\\.`));
    expect(reason(tagged(tags))).not.toContain('retry-image');
  });

  test('for a reason of the step itself names the step and the reason, also if an earlier try was refused', () => {
    const why = 'The function may not call ssm:PutParameter on /golden: allow that action.';
    const tags = { 'cdk-image-builder:release-failure': why, 'cdk-image-builder:gate-status': 'FAILED', 'cdk-image-builder:gate-reason': 'high 9 of 0' };
    expect(reason(tagged(tags))).toMatch(new RegExp(`^Image ${ARN} is FAILED: DISTRIBUTION/Gate \\(ExecuteStateMachine\\) failed: ${why}`));
    const whole = gate(`${NOT_MET}. ReleaseFailed: ${why} And more.`);
    expect(asReleaseFailure(tagged(tags), whole)).toEqual(whole);
  });

  test('for another reason keeps the words of the service', () => {
    expect(asReleaseFailure(tagged({ 'cdk-image-builder:gate-status': 'PASSED' }), gate())).toEqual(gate());
    const copy = { step: 'DISTRIBUTION/DistributeImage', action: 'DistributeImage', message: 'no permission' };
    expect(asReleaseFailure(tagged({ 'cdk-image-builder:gate-status': 'FAILED', 'cdk-image-builder:gate-reason': 'high 9' }), copy)).toEqual(copy);
  });
});

test.each([
  ['{"action":"STOP","reason":"too\\nrisky"}', 'Rejected with STOP: too risky'],
  ['{"action":"STOP","reason":""}', 'Rejected with STOP, without a reason'],
])('a step that a person stopped says why: %s', (outputs, message) => {
  const step = { name: 'Approve', action: 'WaitForAction', status: 'FAILED', outputs };
  expect(failedStepOf(workflowExecutionOf({ type: 'DISTRIBUTION' }), [step])).toMatchObject({ step: 'DISTRIBUTION/Approve', message });
});
