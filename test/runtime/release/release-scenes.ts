import { ReleaseStep } from '../../../src/contract/release';
import { imageArn, ListedImage, Operation } from '../hostile-service';

export const GATE_STATUS = 'cdk-image-builder:gate-status';
export const RELEASE = 'cdk-image-builder:release';
export const RELEASE_FAILURE = 'cdk-image-builder:release-failure';
export const RELEASING = { [RELEASE]: 'RELEASING' };

const older = (key: string, status: string, release: string): ListedImage =>
  ({ arn: imageArn(key).replace('1.0.0/1', '0.9.0/1'), dateCreated: '2026-01-01T00:00:00Z', state: { status }, tags: { [RELEASE]: release } });
/** The recipe had this name when an older image was built: the function may read images of the name of today only. */
export const earlierName = (key: string) => `${key}-before`;
const newer = (key: string): ListedImage =>
  ({ arn: imageArn(key).replace('1.0.0/1', '1.0.0/2'), dateCreated: '2026-03-01T00:00:00Z', state: { status: 'AVAILABLE' }, tags: { [RELEASE]: 'RELEASED' } });

/** A step of a release, and how it ends. */
export interface Scene {
  readonly step: ReleaseStep;
  /** The image has five severe findings, two of which are excepted. */
  readonly maximumHigh?: string;
  readonly tags?: Record<string, string>;
  readonly others?: (key: string) => ListedImage[];
  /** Status of the step that waits for a person, if the release asks for one; `NONE` if its workflow is older than the approval. */
  readonly approval?: string;
  /**
   * Status of the step that distributes the image.
   * @default - pending before the step `RELEASE`, which comes after it
   */
  readonly distribution?: string;
  /** An AMI has no parameter that the step writes. */
  readonly isAmi?: boolean;
  readonly hasNoGate?: boolean;
  /** How the step ends without faults. */
  readonly truth: object;
  readonly tagsAfter: Record<string, string>;
  readonly calls: Operation[];
}

export const PASSED = { Done: true, Seconds: 0 };
const released = (key: string) => [older(key, 'AVAILABLE', 'RELEASED')];

export const SCENES: Record<string, Scene> = {
  'the gate of an image that it passes': {
    step: 'GATE',
    others: released,
    truth: { ...PASSED, Verdict: expect.objectContaining({ GateStatus: 'PASSED', Findings: 'all=7 critical=0 high=5 medium=1' }) },
    tagsAfter: { [GATE_STATUS]: 'PASSED', ...RELEASING },
    calls: ['GetImage', 'ListImageScanFindingAggregations', 'ListImageScanFindings', 'TagResource', 'ListImagePipelineImages'],
  },
  'the gate of an image that it refuses': {
    step: 'GATE',
    maximumHigh: '2',
    others: released,
    truth: { ...PASSED, Refused: expect.stringContaining('high 3, 2 excepted (2 allowed)'), Verdict: expect.objectContaining({ GateStatus: 'FAILED' }) },
    tagsAfter: { [GATE_STATUS]: 'FAILED' },
    calls: ['GetImage', 'ListImageScanFindingAggregations', 'ListImageScanFindings', 'TagResource'],
  },
  'the turn of an image': {
    step: 'TURN',
    tags: { [GATE_STATUS]: 'PASSED' },
    others: released,
    truth: PASSED,
    tagsAfter: { [GATE_STATUS]: 'PASSED', ...RELEASING },
    calls: ['GetImage', 'ListImageScanFindingAggregations', 'ListImageScanFindings', 'TagResource', 'ListImagePipelineImages'],
  },
  'the turn of an image that has no gate': {
    step: 'TURN',
    hasNoGate: true,
    others: released,
    truth: PASSED,
    tagsAfter: RELEASING,
    calls: ['GetImage', 'TagResource', 'ListImagePipelineImages'],
  },
  'the turn of an image that was approved': {
    step: 'TURN',
    tags: { [GATE_STATUS]: 'PASSED' },
    approval: 'COMPLETED',
    others: released,
    truth: PASSED,
    tagsAfter: { [GATE_STATUS]: 'PASSED', ...RELEASING },
    calls: ['GetImage', 'ListWorkflowExecutions', 'ListWorkflowStepExecutions', 'ListImageScanFindingAggregations', 'ListImageScanFindings', 'TagResource', 'ListImagePipelineImages'],
  },
  'the turn of an image that waits for its approval': {
    step: 'TURN',
    tags: { [GATE_STATUS]: 'PASSED' },
    approval: 'WAITING',
    others: released,
    truth: { ...PASSED, Failed: expect.stringContaining('nobody has approved it') },
    tagsAfter: { [GATE_STATUS]: 'PASSED' },
    calls: ['GetImage', 'ListWorkflowExecutions', 'ListWorkflowStepExecutions'],
  },
  'the release of an image that waits for its approval again, after a retry': {
    step: 'RELEASE',
    tags: RELEASING,
    approval: 'WAITING',
    others: released,
    truth: { ...PASSED, Failed: expect.stringContaining('nobody has approved it') },
    tagsAfter: RELEASING,
    calls: ['GetImage', 'ListWorkflowExecutions', 'ListWorkflowStepExecutions'],
  },
  'the turn of an image that is superseded': {
    step: 'TURN',
    tags: { [GATE_STATUS]: 'PASSED' },
    others: (key) => [newer(key)],
    truth: { ...PASSED, Superseded: expect.stringContaining('is newer') },
    tagsAfter: { [GATE_STATUS]: 'PASSED', [RELEASE]: 'SUPERSEDED' },
    calls: ['GetImage', 'ListImageScanFindingAggregations', 'ListImageScanFindings', 'TagResource', 'ListImagePipelineImages'],
  },
  'the turn of an image that waits for an older one': {
    step: 'TURN',
    tags: { [GATE_STATUS]: 'PASSED' },
    others: (key) => [older(key, 'DISTRIBUTING', 'RELEASING')],
    truth: { ...PASSED, Failed: expect.stringContaining('is still being released. Wait for its end, then retry the image; build a container image again.') },
    tagsAfter: { [GATE_STATUS]: 'PASSED', ...RELEASING },
    calls: ['GetImage', 'ListImageScanFindingAggregations', 'ListImageScanFindings', 'TagResource', 'ListImagePipelineImages'],
  },
  'the turn of an image that waits for an older one, whose name was another one': {
    step: 'TURN',
    tags: { [GATE_STATUS]: 'PASSED' },
    approval: 'COMPLETED',
    others: (key) => [older(earlierName(key), 'DISTRIBUTING', 'RELEASING')],
    truth: { ...PASSED, Failed: expect.stringContaining('is still being released') },
    tagsAfter: { [GATE_STATUS]: 'PASSED', ...RELEASING },
    calls: ['GetImage', 'ListWorkflowExecutions', 'ListWorkflowStepExecutions', 'ListImageScanFindingAggregations', 'ListImageScanFindings', 'TagResource', 'ListImagePipelineImages'],
  },
  ...Object.fromEntries(['RUNNING', 'COMPLETED'].map((distribution): [string, Scene] => [`the turn of an image whose distribution is ${distribution}`, {
    step: 'TURN',
    tags: { [GATE_STATUS]: 'PASSED', [RELEASE]: 'RELEASED' },
    distribution,
    others: (key) => [newer(key)],
    truth: { ...PASSED, Failed: expect.stringContaining('has had its turn') },
    tagsAfter: { [GATE_STATUS]: 'PASSED', [RELEASE]: 'RELEASED' },
    calls: ['GetImage', 'ListImageScanFindingAggregations', 'ListImageScanFindings'],
  }])),
  'the turn of an image that its workflow has given to its approvers before': {
    step: 'TURN',
    tags: { [GATE_STATUS]: 'PASSED', ...RELEASING },
    approval: 'COMPLETED',
    distribution: 'COMPLETED',
    others: released,
    truth: PASSED,
    tagsAfter: { [GATE_STATUS]: 'PASSED', ...RELEASING },
    calls: ['GetImage', 'ListWorkflowExecutions', 'ListWorkflowStepExecutions', 'ListImageScanFindingAggregations', 'ListImageScanFindings', 'TagResource', 'ListImagePipelineImages'],
  },
  'the turn of an image that waits for an older one, which has its mark': {
    step: 'TURN',
    tags: { [GATE_STATUS]: 'PASSED' },
    others: (key) => [older(key, 'DISTRIBUTING', 'RELEASED')],
    truth: { ...PASSED, Failed: expect.stringContaining('is still being released') },
    tagsAfter: { [GATE_STATUS]: 'PASSED', ...RELEASING },
    calls: ['GetImage', 'ListImageScanFindingAggregations', 'ListImageScanFindings', 'TagResource'],
  },
  'the turn of an image that its gate refuses': {
    step: 'TURN',
    maximumHigh: '2',
    others: released,
    truth: { ...PASSED, Refused: expect.stringContaining('high 3, 2 excepted (2 allowed)'), Verdict: expect.objectContaining({ GateStatus: 'FAILED' }) },
    tagsAfter: { [GATE_STATUS]: 'FAILED' },
    calls: ['GetImage', 'ListImageScanFindingAggregations', 'ListImageScanFindings', 'TagResource'],
  },
  'the release of an image': {
    step: 'RELEASE',
    tags: RELEASING,
    others: released,
    truth: PASSED,
    tagsAfter: { [RELEASE]: 'RELEASED' },
    calls: ['GetImage', 'ListWorkflowExecutions', 'ListWorkflowStepExecutions', 'TagResource', 'ListImagePipelineImages', 'UntagResource'],
  },
  ...Object.fromEntries(['PENDING', 'RUNNING'].map((distribution): [string, Scene] => [`the release of an image whose distribution is ${distribution}`, {
    step: 'RELEASE',
    tags: RELEASING,
    approval: 'COMPLETED',
    distribution,
    others: released,
    truth: { ...PASSED, Failed: expect.stringContaining('its distribution is not over') },
    tagsAfter: RELEASING,
    calls: ['GetImage', 'ListWorkflowExecutions', 'ListWorkflowStepExecutions'],
  }])),
  'the release of an AMI that was distributed before its stack added an approval': {
    step: 'RELEASE',
    tags: RELEASING,
    approval: 'NONE',
    isAmi: true,
    others: released,
    truth: PASSED,
    tagsAfter: { [RELEASE]: 'RELEASED' },
    calls: ['GetImage', 'ListWorkflowExecutions', 'ListWorkflowStepExecutions', 'TagResource', 'ListImagePipelineImages', 'UntagResource'],
  },
  'the release of a container image that was pushed before its stack added an approval': {
    step: 'RELEASE',
    tags: RELEASING,
    approval: 'NONE',
    others: released,
    truth: { ...PASSED, Failed: expect.stringContaining('nobody has approved it') },
    tagsAfter: RELEASING,
    calls: ['GetImage', 'ListWorkflowExecutions', 'ListWorkflowStepExecutions'],
  },
  'the turn of an image whose workflow asks nobody': {
    step: 'TURN',
    tags: { [GATE_STATUS]: 'PASSED' },
    approval: 'NONE',
    isAmi: true,
    others: released,
    truth: { ...PASSED, Failed: expect.stringContaining('nobody has approved it') },
    tagsAfter: { [GATE_STATUS]: 'PASSED' },
    calls: ['GetImage', 'ListWorkflowExecutions', 'ListWorkflowStepExecutions'],
  },
  'the release of an image that did not pass': {
    step: 'RELEASE',
    others: released,
    truth: { ...PASSED, Failed: expect.stringContaining('did not pass its gate') },
    tagsAfter: {},
    calls: ['GetImage'],
  },
};
