import { Explanation, Failure, Stage } from './explanation';

/** The states from which an image can be retried. */
const RETRIABLE = ['FAILED', 'CANCELLED'];

/**
 * The advice for an image once the cause is fixed: whether it can be retried, or must be built again.
 *
 * Only AMIs can be retried, in the test or distribution phase where they failed. AWS's pages disagree on failures after
 * the distribution.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_RetryImage.html
 */
export function nextStep(failure: Failure, { needsNewBuild }: Explanation, stage: Stage): string {
  const { state = 'FAILED', isContainer, isRunning, lostPipeline } = failure;
  if (isRunning || needsNewBuild || !RETRIABLE.includes(state) || !['TEST', 'DISTRIBUTION', 'INTEGRATION'].includes(stage)) return '';
  if (lostPipeline === 'ROLLED_BACK') return 'After the rollback of a first deployment there is nothing to retry: the next deployment builds the image again.';
  if (lostPipeline === 'DELETED') return 'Its pipeline no longer exists, so do not retry the image: deploy again, or build with the pipeline that has replaced it.';
  if (isContainer) return 'Then build the image again.';
  return lostPipeline === 'NONE' ? `${retry(stage)} If its stack was deleted or rolled back, deploy again instead.` : retry(stage);
}

function retry(stage: Stage): string {
  switch (stage) {
    case 'TEST': return 'If the image is at fault, build it again; otherwise test it again with aws imagebuilder retry-image.';
    case 'DISTRIBUTION': return 'Then run aws imagebuilder retry-image, which distributes the image without a new build, and deploy again once it is AVAILABLE.';
    default: return 'The AMI exists: then try aws imagebuilder retry-image. If that is refused, do the missing step by hand, or build again.';
  }
}
