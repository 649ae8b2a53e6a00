import { APPROVAL_STEP } from '../../contract/release';
import { currentExecutions } from '../image/workflows';
import { ImageBuilder } from '../services/image-builder';
import { timeOf } from '../values/time';

/**
 * Whether a person has approved an image in the distribution that runs now. The steps of the workflow say so: nobody else
 * can write them, unlike tags. An approval before a retry does not count.
 *
 * @throws CallError if the workflows or their steps cannot be read
 */
export async function isApproved(api: ImageBuilder, imageArn: string): Promise<boolean> {
  const distributions = currentExecutions(await api.listWorkflowExecutions(imageArn)).filter(({ id, type }) => id !== '' && type === 'DISTRIBUTION');
  const [newest] = distributions.reverse().sort((a, b) => (timeOf(b.startTime) ?? 0) - (timeOf(a.startTime) ?? 0));
  if (!newest) return false;
  const steps = await api.listWorkflowStepExecutions(newest.id);
  return steps.some(({ name, status }) => name === APPROVAL_STEP && status === 'COMPLETED');
}
