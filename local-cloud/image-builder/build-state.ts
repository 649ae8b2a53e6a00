import { BuildPlan } from './build-plan';
import { openBehaviour, OpenBehaviour } from './open-behaviour';
import { StatusChange } from './scan-plan';
import { PlannedStep, PlannedWorkflow } from './workflow-plan';

/** The time at which a build is read, in milliseconds since 1970. */
export interface Instant {
  readonly now: number;
  /** The changes of the image's state after its build. */
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

export function imageState(plan: BuildPlan, { now, updates }: Instant): Status {
  const update = updates?.filter(({ end }) => end <= now).pop();
  return update ? { status: update.status } : current(plan.states, now)!;
}

/** Absent where the image is not scanned. */
export function scanState(plan: BuildPlan, now: number): Status | undefined {
  return current(plan.scanStates, now);
}

/** The executions as they are listed: those that have begun, in the order in which they did. */
export function listedWorkflows(plan: BuildPlan, open: Partial<OpenBehaviour>, now: number): PlannedWorkflow[] {
  const { workflowRecords, listsPendingWorkflows, supersededWorkflows } = openBehaviour(open);
  if (workflowRecords === 'GONE') return [];
  const listed = plan.workflows.filter((workflow) => listsPendingWorkflows || hasBegun(workflow, now));
  if (supersededWorkflows === 'FIRST') return listed;
  const isOld = ({ retriedAt = Infinity }: PlannedWorkflow) => retriedAt <= now;
  return [...listed.filter((workflow) => !isOld(workflow)), ...listed.filter(isOld)];
}

export function workflowExecution(workflow: PlannedWorkflow, open: Partial<OpenBehaviour>, now: number) {
  const steps = workflow.steps.map((step) => stepStatus(workflow, step, now));
  const count = (status: string) => steps.filter((step) => step === status).length;
  const status = workflowStatus(workflow, now);
  const started = hasBegun(workflow, now);
  const ended = !['PENDING', 'RUNNING', 'ROLLBACK_IN_PROGRESS'].includes(status);
  return {
    workflowBuildVersionArn: workflow.arn,
    workflowExecutionId: workflow.id,
    type: openBehaviour(open).workflowTypes ? workflow.type : undefined,
    status,
    totalStepCount: steps.length,
    totalStepsSucceeded: count('COMPLETED'),
    totalStepsFailed: count('FAILED') + count('TIMED_OUT'),
    totalStepsSkipped: count('SKIPPED'),
    startTime: started ? iso(workflow.start) : undefined,
    endTime: started && ended ? iso(workflow.end) : undefined,
    parallelGroup: workflow.parallelGroup,
    retried: openBehaviour(open).workflowTypes ? (workflow.retriedAt ?? Infinity) <= now : undefined,
  };
}

export function stepExecution(workflow: PlannedWorkflow, step: PlannedStep, open: Partial<OpenBehaviour>, now: number) {
  const { stepMessages, stepAttempts } = openBehaviour(open);
  const status = stepStatus(workflow, step, now);
  const begun = status !== 'PENDING';
  const ended = begun && !['RUNNING', 'WAITING'].includes(status);
  const failed = ['FAILED', 'TIMED_OUT'].includes(status);
  // The step that sanitizes is recorded without inputs.
  const inputs = begun && step.action !== 'SanitizeInstance' ? step.inputs : undefined;
  return {
    stepExecutionId: step.id,
    name: step.name,
    description: step.description,
    action: step.action,
    status,
    rollbackStatus: rollbackStatus(workflow, step, now),
    // No recording shows the message of a step without outputs. The message is the only place for its error.
    message: failed && (stepMessages || !step.outputs) ? cut(step.error!) : undefined,
    inputs: inputs && JSON.stringify(inputs),
    outputs: ended && step.outputs ? JSON.stringify(step.outputs) : undefined,
    startTime: begun ? iso(step.start) : undefined,
    endTime: ended ? iso(step.end) : undefined,
    ...stepAttempts && { attemptNumber: 1, maxAttempts: 1 },
  };
}

export function iso(time: number): string {
  return new Date(time).toISOString();
}

/** @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ListWorkflowExecutions.html */
export function cut(message: string): string {
  return [...message].slice(0, 500).join('');
}

function hasBegun(workflow: PlannedWorkflow, now: number): boolean {
  return workflow.outcome !== 'NEVER' && now >= workflow.start;
}

function workflowStatus(workflow: PlannedWorkflow, now: number): string {
  if (!hasBegun(workflow, now)) return 'PENDING';
  if (now >= workflow.end) return workflow.outcome;
  return now >= workflow.stepsEnd ? 'ROLLBACK_IN_PROGRESS' : 'RUNNING';
}

/** A step that waits for an action is WAITING, a status that the service's model does not list. */
function stepStatus(workflow: PlannedWorkflow, step: PlannedStep, now: number): string {
  if (step.outcome === 'NEVER' || !hasBegun(workflow, now) || now < step.start) return 'PENDING';
  if (now >= step.end) return step.outcome;
  return step.action === 'WaitForAction' ? 'WAITING' : 'RUNNING';
}

function rollbackStatus(workflow: PlannedWorkflow, step: PlannedStep, now: number): string | undefined {
  if (workflow.outcome !== 'ROLLBACK_COMPLETED' || now < workflow.stepsEnd || step.outcome !== 'COMPLETED') return undefined;
  if (step.action !== 'LaunchInstance') return 'SKIPPED';
  return now < workflow.end ? 'RUNNING' : 'COMPLETED';
}

function current(changes: readonly StatusChange[], now: number): Status | undefined {
  const past = changes.filter((change) => change.at <= now).pop();
  return past && { status: past.status, reason: past.reason };
}
