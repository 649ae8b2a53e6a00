import { currentExecutions, lastStarted } from '../image/workflows';
import { ImageBuilder } from '../services/image-builder';
import { asText, JsonObject } from '../values/json';

/** The actions of steps that give an image to its users. */
const DISTRIBUTING = ['DistributeImage', 'ModifyImageAttributes', 'ApplyImageConfigurations', 'DistributeContainerImage'];

/**
 * The steps of the distribution that runs now. Nobody but Image Builder can write them, unlike tags.
 *
 * @throws CallError if the workflows or their steps cannot be read
 */
export async function distributionSteps(api: ImageBuilder, imageArn: string): Promise<JsonObject[]> {
  const distributions = currentExecutions(await api.listWorkflowExecutions(imageArn)).filter(({ id, type }) => id !== '' && type === 'DISTRIBUTION');
  const newest = lastStarted(distributions);
  return newest ? api.listWorkflowStepExecutions(newest.id) : [];
}

/** Whether a step still has to give the image to its users. A step that failed does not, if its workflow goes on. */
export function isToDistribute(step: JsonObject): boolean {
  return DISTRIBUTING.includes(asText(step.action)) && ['PENDING', 'RUNNING'].includes(asText(step.status));
}

/** Whether a step gives the image to its users, or has. */
export function hasBegunToDistribute(step: JsonObject): boolean {
  return DISTRIBUTING.includes(asText(step.action)) && ['RUNNING', 'COMPLETED'].includes(asText(step.status));
}

/** Whether a step has given the image to its users. */
export function hasDistributed(step: JsonObject): boolean {
  return DISTRIBUTING.includes(asText(step.action)) && isCompleted(step);
}

/** Whether a person still has to answer a step. */
export function isToBeAnswered(step: JsonObject): boolean {
  return step.action === 'WaitForAction' && ['PENDING', 'RUNNING', 'WAITING'].includes(asText(step.status));
}

export function isCompleted({ status }: JsonObject): boolean {
  return status === 'COMPLETED';
}
