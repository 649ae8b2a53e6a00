import { WorkflowContext } from './workflow-context';
import { PlannedWorkflow } from './workflow-plan';
import { ImageType } from './workflows/document';

/** A status from an instant on. */
export interface StatusChange {
  readonly at: number;
  readonly status: string;
  readonly reason?: string;
}

const ABANDONED = 'The image reached a terminal state before the scan finding collection completed.';
const SECOND = 1000;

/**
 * The states of a scan after PENDING. Findings are collected in the test stage: on the test instance of an AMI, by a step;
 * where of a container image is not recorded, so there it is the whole stage. An image that ends first abandons its scan.
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ImageScanState.html
 */
export function planScan({ imageType, scenario: { scan } }: WorkflowContext, workflows: PlannedWorkflow[], imageEnd: number): StatusChange[] {
  const abandoned = { at: imageEnd, status: 'ABANDONED', reason: ABANDONED };
  const collection = collectionOf(imageType, workflows);
  if (!collection) return [abandoned];
  const { start, from, to } = collection;
  const end = { at: to + scan.lagSeconds * SECOND, status: scan.outcome, reason: scan.reason };
  const changes = [{ at: start, status: 'SCANNING' }, { at: from, status: 'COLLECTING' }];
  if (end.at <= imageEnd || scan.outlivesImage) return [...changes, end];
  return [...changes.filter(({ at }) => at < imageEnd), abandoned];
}

function collectionOf(imageType: ImageType, workflows: PlannedWorkflow[]): { start: number; from: number; to: number } | undefined {
  for (const { start, end, type, outcome, steps } of workflows) {
    if (imageType === 'DOCKER' && type === 'TEST' && outcome !== 'NEVER') return { start, from: (start + end) / 2, to: end };
    const step = steps.find(({ action }) => action === 'CollectImageScanFindings');
    if (step && ['COMPLETED', 'FAILED', 'TIMED_OUT'].includes(step.outcome)) return { start, from: step.start, to: step.end };
  }
  return undefined;
}
