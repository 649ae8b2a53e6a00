import { evaluate, responseOf } from '../../../src/runtime/image/evaluation';
import { ImageReport } from '../../../src/runtime/image/image-report';
import { verdictTags } from '../../../src/runtime/image/verdict';
import { ImageBuilder } from '../../../src/runtime/services/image-builder';

const NO_FINDINGS = { totals: { all: 0, critical: 0, high: 0, medium: 0 } };
const ARN = 'arn:aws:imagebuilder:eu-west-1:123456789012:image/golden/1.0.0/1';

function report(state: string, more: Partial<ImageReport> = {}): ImageReport {
  const outputResources = { amis: [{ region: 'eu-west-1', image: 'ami-0123456789abcdef0' }] };
  return { arn: ARN, image: { arn: ARN, outputResources }, state, stateReason: '', workflows: [], findings: NO_FINDINGS, ...more };
}

const api = { firstImageScanFindings: async () => [] } as unknown as ImageBuilder;
const evaluated = (one: ImageReport) => evaluate(one, { MaximumCritical: '0' }, api, new Date());

test.each([
  ['FAILED', 'FAILED', 'FAILED'],
  ['FAILED', 'NOT_EVALUATED', 'NOT_EVALUATED'],
  // Something after the gate failed, such as the distribution.
  ['FAILED', 'PASSED', 'NOT_EVALUATED'],
  // It is built again, so the verdict is that of an earlier attempt.
  ['DISTRIBUTING', 'FAILED', 'NOT_EVALUATED'],
] as const)('an image that is %s with the verdict %s has the gate status %s', async (state, status, expected) => {
  const tags = verdictTags({ status, reason: 'the reason' }, NO_FINDINGS);
  const { gate } = await evaluated(report(state, { image: { arn: ARN, tags } }));
  expect(gate).toMatchObject({ status: expected, reason: status === 'PASSED' || state !== 'FAILED' ? `the image is ${state}` : 'the reason' });
});

test.each([
  ['AVAILABLE', 'ami-0123456789abcdef0'],
  ['FAILED', ''],
  ['DISTRIBUTING', ''],
])('a gate of the status alone leaves an image its id, since it is distributed, but only one that is built: %s', async (state, id) => {
  const evaluation = await evaluated(report(state, { findings: { totals: { ...NO_FINDINGS.totals, all: 1, critical: 1 } } }));
  expect(responseOf(evaluation, { mayFail: false, region: 'eu-west-1', copies: undefined })).toMatchObject({
    success: true, attributes: { ImageId: id, GateStatus: state === 'AVAILABLE' ? 'FAILED' : 'NOT_EVALUATED' },
  });
});
