import { APPROVAL_STEP } from '../../contract/release';
import { currentExecutions } from '../image/workflows';
import { ImageBuilder } from '../services/image-builder';
import { asText } from '../values/json';
import { timeOf } from '../values/time';

/**
 * Whether a person has approved an image in the distribution that runs now. The steps of the workflow say so: nobody else
 * can write them, unlike tags. An approval before a retry does not count.
 *
 * @throws CallError if the workflows or their steps cannot be read
 */
export async function isApproved(api: ImageBuilder, imageArn: string): Promise<boolean> {
  return await approvalOf(api, imageArn) === 'COMPLETED';
}

/**
 * Whether the approval of an image is still to come in the distribution that runs now.
 *
 * @throws CallError if the workflows or their steps cannot be read
 */
export async function isToBeApproved(api: ImageBuilder, imageArn: string): Promise<boolean> {
  const status = await approvalOf(api, imageArn);
  return status !== undefined && status !== 'COMPLETED';
}

/** The status of the approval; undefined if the workflow has none. */
async function approvalOf(api: ImageBuilder, imageArn: string): Promise<string | undefined> {
  const distributions = currentExecutions(await api.listWorkflowExecutions(imageArn)).filter(({ id, type }) => id !== '' && type === 'DISTRIBUTION');
  const [newest] = distributions.reverse().sort((a, b) => (timeOf(b.startTime) ?? 0) - (timeOf(a.startTime) ?? 0));
  const steps = newest ? await api.listWorkflowStepExecutions(newest.id) : [];
  const approval = steps.find(({ name }) => name === APPROVAL_STEP);
  return approval && asText(approval.status);
}
