import { BuildPlan, Change } from './build-plan';
import { PlannedStep, PlannedWorkflow } from './workflow-plan';

/** When a build is looked at, and when it was cancelled, in milliseconds since the epoch. */
export interface Instant {
  readonly now: number;
  readonly cancelledAt?: number;
  /** What was made of the image after its build. */
  readonly updates?: StateUpdate[];
}

/** A change of an image's state that a caller or a lifecycle policy asked for. */
export interface StateUpdate {
  readonly status: string;
  readonly start: number;
  readonly end: number;
  /** The lifecycle execution that makes it; one that takes effect at once has none. */
  readonly executionId?: string;
}

export interface Status {
  readonly status: string;
  readonly reason?: string;
}

const terminal = ['AVAILABLE', 'FAILED', 'CANCELLED', 'DEPRECATED', 'DISABLED', 'DELETED'];

export function isTerminal(status: string): boolean {
  return terminal.includes(status);
}

export function imageState(plan: BuildPlan, instant: Instant): Status {
  const update = instant.updates?.filter(({ end }) => end <= instant.now).pop();
  if (update) return { status: update.status };
  if (instant.cancelledAt !== undefined) return { status: 'CANCELLED', reason: 'Image creation was cancelled by the user.' };
  return current(plan.states, instant.now)!;
}

/** Absent where the image is not scanned. */
export function scanState(plan: BuildPlan, instant: Instant): Status | undefined {
  if (instant.cancelledAt === undefined) return current(plan.scanStates, instant.now);
  const before = current(plan.scanStates, instant.cancelledAt);
  if (!before || before.status === 'COMPLETED') return before;
  return { status: 'ABANDONED', reason: 'Image creation was cancelled.' };
}

export function workflowExecution(workflow: PlannedWorkflow, instant: Instant) {
  const steps = workflow.steps.map((step) => stepStatus(workflow, step, instant));
  const count = (status: string) => steps.filter((step) => step === status).length;
  const status = workflowStatus(workflow, instant);
  const started = workflow.outcome !== 'NEVER' && instantOf(instant) >= workflow.start;
  const ended = !['PENDING', 'RUNNING', 'ROLLBACK_IN_PROGRESS'].includes(status);
  const failed = workflow.failedStep;
  return {
    workflowBuildVersionArn: workflow.arn,
    workflowExecutionId: workflow.id,
    type: workflow.type,
    status,
    message: failed && ended ? cut(`Step '${failed.name}' failed: ${failed.message}`) : undefined,
    totalStepCount: steps.length,
    totalStepsSucceeded: count('COMPLETED'),
    totalStepsFailed: count('FAILED'),
    totalStepsSkipped: count('SKIPPED'),
    startTime: started ? iso(workflow.start) : undefined,
    endTime: started && ended ? iso(Math.min(workflow.end, instant.cancelledAt ?? Infinity)) : undefined,
    parallelGroup: workflow.parallelGroup,
    retried: workflow.retried,
  };
}

export function stepExecution(workflow: PlannedWorkflow, step: PlannedStep, instant: Instant) {
  const status = stepStatus(workflow, step, instant);
  const ran = ['RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED'].includes(status) && step.start <= instantOf(instant);
  return {
    stepExecutionId: step.id,
    name: step.name,
    description: step.description,
    action: step.action,
    status,
    rollbackStatus: rollbackStatus(workflow, step, instant),
    message: status === 'FAILED' ? cut(step.message!) : undefined,
    inputs: ran ? JSON.stringify(step.inputs) : undefined,
    outputs: status === 'COMPLETED' && Object.keys(step.outputs ?? {}).length > 0 ? JSON.stringify(step.outputs) : undefined,
    startTime: ran ? iso(step.start) : undefined,
    endTime: ran && status !== 'RUNNING' ? iso(Math.min(step.end, instant.cancelledAt ?? Infinity)) : undefined,
  };
}

export function iso(time: number): string {
  return new Date(time).toISOString();
}

function workflowStatus(workflow: PlannedWorkflow, instant: Instant): string {
  const at = instantOf(instant);
  if (workflow.outcome !== 'NEVER' && at >= workflow.end) return workflow.outcome;
  if (instant.cancelledAt !== undefined) return 'CANCELLED';
  if (workflow.outcome === 'NEVER' || at < workflow.start) return 'PENDING';
  return at >= workflow.stepsEnd ? 'ROLLBACK_IN_PROGRESS' : 'RUNNING';
}

function stepStatus(workflow: PlannedWorkflow, step: PlannedStep, instant: Instant): string {
  const at = instantOf(instant);
  if (step.outcome !== 'NEVER' && at >= step.end && at >= workflow.start) return step.outcome;
  if (instant.cancelledAt !== undefined) return 'CANCELLED';
  return step.outcome === 'NEVER' || at < step.start ? 'PENDING' : 'RUNNING';
}

function rollbackStatus(workflow: PlannedWorkflow, step: PlannedStep, instant: Instant): string | undefined {
  if (workflow.outcome !== 'ROLLBACK_COMPLETED' || instantOf(instant) < workflow.stepsEnd || step.outcome !== 'COMPLETED') return undefined;
  if (step.action !== 'LaunchInstance') return 'SKIPPED';
  return instantOf(instant) < workflow.end ? 'RUNNING' : 'COMPLETED';
}

/** A cancelled build stands still. */
function instantOf(instant: Instant): number {
  return Math.min(instant.now, instant.cancelledAt ?? Infinity);
}

function current(changes: Change[], now: number): Status | undefined {
  const past = changes.filter((change) => change.at <= now).pop();
  return past && { status: past.status, reason: past.reason };
}

/** @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_WorkflowStepMetadata.html */
function cut(message: string): string {
  return [...message].slice(0, 500).join('');
}
