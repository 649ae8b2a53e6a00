import { imageState, isTerminal } from './build-state';
import { Image, instantOf, replan } from './image';
import { parseArn } from './names';
import { executionName } from './step-result';
import { Store } from './store';
import { ExecutionEnd } from './workflow-context';
import { PlannedStep } from './workflow-plan';

/** An execution that a step starts. */
export interface StateMachineExecution {
  readonly stepExecutionId: string;
  readonly region: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly input: string;
}

export function takeExecutions(store: Store, now: number): StateMachineExecution[] {
  return [...store.images.values()].flatMap((image) => waitingSteps(image, now)
    .filter(({ id, start }) => start <= now && !image.startedExecutions.has(id))
    .map(({ id, inputs = {} }) => {
      image.startedExecutions.add(id);
      const { stateMachineArn, input = '{}' } = inputs;
      const { region } = parseArn(image.arn);
      return { stepExecutionId: id, region, stateMachineArn: String(stateMachineArn), name: executionName(id), input: String(input) };
    }));
}

export function endExecution(store: Store, stepExecutionId: string, end: ExecutionEnd): void {
  for (const image of store.images.values()) {
    const step = waitingSteps(image, end.at).find(({ id }) => id === stepExecutionId);
    if (step) return replan(image, { executions: new Map([...image.request.executions!, [stepExecutionId, end]]) });
  }
}

export function nextExecutionAt(store: Store, now: number): number | undefined {
  const starts = [...store.images.values()].flatMap((image) => waitingSteps(image, now)
    .filter(({ id }) => !image.startedExecutions.has(id))
    .map(({ start }) => start));
  return starts.length === 0 ? undefined : Math.min(...starts);
}

/** The steps of a build that goes on which have started, or will start, a state machine whose end is open. */
function waitingSteps(image: Image, now: number): PlannedStep[] {
  const { plan, request: { executions } } = image;
  // Each change of an account looks at all of its images, of which few start a state machine.
  if (plan.executions.length === 0 || !executions || isTerminal(imageState(plan, instantOf(image, now)).status)) return [];
  return plan.executions.filter(({ id, end }) => end > now && !executions.has(id));
}
