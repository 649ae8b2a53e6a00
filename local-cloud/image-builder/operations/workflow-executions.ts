import { cut, imageState, listedWorkflows, stepExecution, workflowExecution } from '../build-state';
import { notFound } from '../errors';
import { Image, instantOf } from '../image';
import { PageRequest } from '../pagination';
import { PlannedStep, PlannedWorkflow } from '../workflow-plan';
import { Call, Handlers } from './call';
import { getImage } from './image-lookup';
import { list } from './listing';

export const workflowExecutionOperations: Handlers = {
  ListWorkflowExecutions: listExecutions,
  GetWorkflowExecution: getExecution,
  ListWorkflowStepExecutions: listSteps,
  GetWorkflowStepExecution: getStep,
};

function listExecutions(input: PageRequest & { imageBuildVersionArn: string }, call: Call) {
  const image = getImage(call, input.imageBuildVersionArn);
  const { open } = image.request.scenario;
  const now = call.clock.now();
  const executions = listedWorkflows(image.plan, open, now).map((workflow) => workflowExecution(workflow, open, now));
  const { page, nextToken } = list(call, executions, input, []);
  const { status, reason } = imageState(image.plan, instantOf(image, now));
  return { workflowExecutions: page, imageBuildVersionArn: image.arn, message: status === 'FAILED' ? cut(reason!) : undefined, nextToken };
}

function getExecution(input: { workflowExecutionId: string }, call: Call) {
  const { image, workflow } = findWorkflow(call, input.workflowExecutionId);
  return { ...workflowExecution(workflow, image.request.scenario.open, call.clock.now()), imageBuildVersionArn: image.arn };
}

function listSteps(input: PageRequest & { workflowExecutionId: string }, call: Call) {
  const { image, workflow } = findWorkflow(call, input.workflowExecutionId);
  const steps = workflow.steps.map((step) => stepExecution(workflow, step, image.request.scenario.open, call.clock.now()));
  const { page, nextToken } = list(call, steps, input, []);
  return { steps: page, ...origin(image, workflow), nextToken };
}

function getStep(input: { stepExecutionId: string }, call: Call) {
  const { image, workflow, step } = findStep(call, input.stepExecutionId);
  return {
    ...stepExecution(workflow, step, image.request.scenario.open, call.clock.now()),
    ...origin(image, workflow),
    onFailure: step.onFailure,
    timeoutSeconds: step.timeoutSeconds,
  };
}

function origin(image: Image, workflow: PlannedWorkflow) {
  return { workflowBuildVersionArn: workflow.arn, workflowExecutionId: workflow.id, imageBuildVersionArn: image.arn };
}

function findWorkflow(call: Call, id: string): { image: Image; workflow: PlannedWorkflow } {
  for (const image of call.store.images.values()) {
    const workflow = image.plan.workflows.find((candidate) => candidate.id === id);
    if (workflow) return { image, workflow };
  }
  throw notFound(id);
}

function findStep(call: Call, id: string): { image: Image; workflow: PlannedWorkflow; step: PlannedStep } {
  for (const image of call.store.images.values()) {
    for (const workflow of image.plan.workflows) {
      const step = workflow.steps.find((candidate) => candidate.id === id);
      if (step) return { image, workflow, step };
    }
  }
  throw notFound(id);
}
