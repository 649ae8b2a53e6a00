import { stepExecution } from '../build-state';
import { invalidRequest, invalidValue, notFound } from '../errors';
import { Image, replan } from '../image';
import { PageRequest } from '../pagination';
import { PlannedStep, PlannedWorkflow } from '../workflow-plan';
import { Call, Handlers } from './call';
import { list } from './listing';

interface ActionRequest {
  readonly stepExecutionId: string;
  readonly imageBuildVersionArn: string;
  readonly action: 'RESUME' | 'STOP';
  readonly reason?: string;
}

export const stepActionOperations: Handlers = {
  ListWaitingWorkflowSteps: listWaiting,
  SendWorkflowStepAction: sendAction,
};

function listWaiting(input: PageRequest, call: Call) {
  const waiting = call.store.imagesIn(call).flatMap((image) => image.plan.workflows.flatMap((workflow) => workflow.steps
    .filter((step) => isWaiting(image, workflow, step, call))
    .map((step) => ({
      ...stepExecution(workflow, step, image.request.scenario.open, call.clock.now()),
      imageBuildVersionArn: image.arn,
      workflowExecutionId: workflow.id,
      workflowBuildVersionArn: workflow.arn,
    }))));
  const { page, nextToken } = list(call, waiting, input, []);
  return { steps: page, nextToken };
}

/** Only a step that waits can be answered, and only once. */
function sendAction({ stepExecutionId, imageBuildVersionArn, action, reason }: ActionRequest, call: Call) {
  const image = call.store.images.get(imageBuildVersionArn);
  if (!image) throw notFound(imageBuildVersionArn);
  const workflow = image.plan.workflows.find(({ steps }) => steps.some(({ id }) => id === stepExecutionId));
  const step = workflow?.steps.find(({ id }) => id === stepExecutionId);
  if (!workflow || !step) throw notFound(stepExecutionId);
  if (step.action !== 'WaitForAction') throw invalidValue('stepExecutionId', `The step '${step.name}' does not wait for an action.`);
  if (!isWaiting(image, workflow, step, call)) throw invalidRequest(`The step '${step.name}' is not waiting.`);
  replan(image, { answers: new Map([...image.request.answers, [stepExecutionId, { action, reason, at: call.clock.now() }]]) });
  return { stepExecutionId, imageBuildVersionArn };
}

function isWaiting(image: Image, workflow: PlannedWorkflow, step: PlannedStep, call: Call): boolean {
  return step.action === 'WaitForAction' && stepExecution(workflow, step, image.request.scenario.open, call.clock.now()).status === 'WAITING';
}
