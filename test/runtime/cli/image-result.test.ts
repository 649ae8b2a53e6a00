import { exitCodeOf } from '../../../src/runtime/cli/image-result';
import { GateResult } from '../../../src/runtime/image/gate';
import { ImageReport } from '../../../src/runtime/image/image-report';
import { asReleaseFailure } from '../../../src/runtime/image/release-failure';
import { JsonObject } from '../../../src/runtime/values/json';

const ARN = 'arn:aws:imagebuilder:eu-west-1:123456789012:image/golden/1.0.0/1';
const PASSED: GateResult = { status: 'PASSED', reason: 'critical 0 (0 allowed)' };
const NEWER = { 'cdk-image-builder:release': 'SUPERSEDED', 'cdk-image-builder:superseded-by': ARN.replace('/1.0.0/1', '/1.0.0/2') };

function report(state: string, tags: JsonObject = {}): ImageReport {
  const image = { arn: ARN, tags };
  const failedStep = asReleaseFailure(image, { step: 'DISTRIBUTION/Gate', action: 'ExecuteStateMachine', message: 'The execution failed.' });
  return { arn: ARN, image, state, stateReason: '', workflows: [], findings: { unknown: 'the image was not scanned' }, failedStep: state === 'FAILED' ? failedStep : undefined };
}

test.each<[string, ImageReport, GateResult, number]>([
  ['an image that users have', report('AVAILABLE'), PASSED, 0],
  ['an image that users had', report('DEPRECATED'), PASSED, 0],
  ['a build that failed after its gate', report('FAILED'), PASSED, 1],
  ['a build that was cancelled', report('CANCELLED'), PASSED, 1],
  ['an image that its gate refuses', report('FAILED'), { status: 'FAILED', reason: 'critical 1 (0 allowed)' }, 3],
  ['an image whose gate could not be evaluated', report('FAILED'), { status: 'NOT_EVALUATED', reason: 'the scan is ABANDONED' }, 3],
  ['an image that is held back because a newer one is released', report('FAILED', NEWER), PASSED, 3],
  ['a build that runs', report('BUILDING'), PASSED, 4],
])('the exit code tells %s', (_what, image, gate, code) => {
  expect(exitCodeOf(image, gate)).toBe(code);
});
