import { stableGuid } from './names';
import { openBehaviour } from './open-behaviour';
import { BuildScenario } from './scenarios';
import { failsAt, StepResult, stepResultOf } from './step-result';
import { WorkflowContext } from './workflow-context';
import { actions } from './workflows/actions';
import { WorkflowDocument, WorkflowStep, WorkflowType } from './workflows/document';
import { holds, resolveInputs, resolveOperand, Scope } from './workflows/expressions';

/** NEVER is what does not begin, as far as it is known now. */
export type StepOutcome = 'COMPLETED' | 'FAILED' | 'TIMED_OUT' | 'CANCELLED' | 'SKIPPED' | 'NEVER';

/** A step as it will go, in milliseconds since the epoch. */
export interface PlannedStep extends WorkflowStep, Partial<Omit<StepResult, 'end' | 'outcome'>> {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly outcome: StepOutcome;
  readonly onFailure: 'Abort' | 'Continue';
  readonly timeoutSeconds: number;
}

export interface PlannedWorkflow {
  readonly id: string;
  readonly arn: string;
  readonly type: WorkflowType;
  readonly parallelGroup?: string;
  readonly start: number;
  readonly end: number;
  readonly outcome: 'COMPLETED' | 'FAILED' | 'ROLLBACK_COMPLETED' | 'CANCELLED' | 'NEVER';
  /** When the last step ended; the rollback is between this and the end. */
  readonly stepsEnd: number;
  readonly steps: PlannedStep[];
  /** The step that failed the workflow. */
  readonly failedStep?: PlannedStep;
  readonly outputs: Record<string, unknown>;
  /** Since when another execution takes its place. */
  readonly retriedAt?: number;
}

/** A workflow that a build runs. */
export interface WorkflowChoice {
  readonly arn: string;
  readonly type: WorkflowType;
  readonly document: WorkflowDocument;
  readonly parameters: Record<string, unknown>;
  readonly parallelGroup?: string;
  readonly onFailure?: 'CONTINUE' | 'ABORT';
}

/** Where in a build a workflow stands. */
export interface WorkflowPosition {
  readonly index: number;
  readonly start: number;
  /** Whether the build has failed before it. */
  readonly never: boolean;
  /** The outputs of the workflows before it. */
  readonly workflowOutputs: Record<string, unknown>;
}

const SECOND = 1000;
const ROLLBACK_SECONDS = 60;
const PHASES: Record<WorkflowType, string> = { BUILD: 'Build', TEST: 'Test', DISTRIBUTION: 'Distribution' };

export function planWorkflow(context: WorkflowContext, choice: WorkflowChoice, position: WorkflowPosition): PlannedWorkflow {
  const id = `wf-${stableGuid(`${context.image.arn}/workflow/${position.index}`)}`;
  const scope: Scope = {
    parameters: choice.parameters,
    stepOutputs: {},
    workflowOutputs: position.workflowOutputs,
    imagebuilder: { ...context.variables, workflowPhase: PHASES[choice.type] },
  };
  const steps = planSteps(context, choice, position, id, scope);
  const failedStep = steps.find(aborts);
  const rollsBack = failedStep !== undefined && isRolledBack(choice.type, context.scenario);
  const stepsEnd = Math.max(position.start, ...steps.map((step) => step.end));
  const outputs = (choice.document.outputs ?? []).map(({ name, value }) => [name, resolveOperand(value, scope)]);
  return {
    id,
    arn: choice.arn,
    type: choice.type,
    parallelGroup: choice.parallelGroup,
    start: position.start,
    stepsEnd,
    end: rollsBack ? stepsEnd + ROLLBACK_SECONDS * SECOND : stepsEnd,
    outcome: position.never ? 'NEVER' : rollsBack ? 'ROLLBACK_COMPLETED' : failedStep ? 'FAILED' : 'COMPLETED',
    steps,
    failedStep,
    outputs: position.never || failedStep ? {} : Object.fromEntries(outputs),
  };
}

/** Ends a workflow at an instant: the step that runs is cancelled, and those after it stay as they are. */
export function cancelWorkflow(workflow: PlannedWorkflow, at: number): PlannedWorkflow {
  if (workflow.outcome === 'NEVER' || workflow.end <= at) return workflow;
  const steps = workflow.steps.map((step): PlannedStep => {
    if (step.outcome === 'NEVER' || step.end <= at) return step;
    return step.start <= at ? { ...step, end: at, outcome: 'CANCELLED', outputs: undefined } : { ...step, outcome: 'NEVER' };
  });
  const outcome = workflow.start <= at ? 'CANCELLED' : 'NEVER';
  return { ...workflow, steps, outcome, end: at, stepsEnd: Math.min(at, workflow.stepsEnd), failedStep: undefined, outputs: {} };
}

/** Of a failed test it is recorded that it ends rolled back. */
function isRolledBack(type: WorkflowType, { failure, open }: BuildScenario): boolean {
  return failure?.rollsBack ?? (type === 'TEST' || openBehaviour(open).failedWorkflow === 'ROLLBACK_COMPLETED');
}

function planSteps(context: WorkflowContext, choice: WorkflowChoice, position: WorkflowPosition, workflowId: string, scope: Scope): PlannedStep[] {
  let at = position.start;
  let stopped = false;
  return stepsOf(choice, context.scenario).map((step, index) => {
    const planned = {
      ...step,
      id: `step-${stableGuid(`${workflowId}/${index}`)}`,
      start: at,
      end: at,
      onFailure: step.onFailure ?? 'Abort',
      timeoutSeconds: step.timeoutSeconds ?? actions[step.action].timeout,
    };
    if (position.never || stopped) return { ...planned, outcome: 'NEVER' };
    if (isSkipped(context, choice.type, step, index, scope)) return { ...planned, outcome: 'SKIPPED' };
    const resolved = { ...planned, inputs: resolveInputs(step.inputs ?? {}, scope) };
    const result = stepResultOf(context, choice.type, resolved, index);
    at = result.end;
    stopped = aborts({ ...planned, ...result });
    if (result.outputs) scope.stepOutputs[step.name] = result.outputs;
    return { ...resolved, ...result };
  });
}

function aborts({ outcome, onFailure, failsImage }: Pick<PlannedStep, 'outcome' | 'onFailure' | 'failsImage'>): boolean {
  return ['FAILED', 'TIMED_OUT'].includes(outcome) && (onFailure === 'Abort' || failsImage === true);
}

/** An AMI without components skips the steps that run them. */
function isSkipped(context: WorkflowContext, type: WorkflowType, step: WorkflowStep, index: number, scope: Scope): boolean {
  const { imageType, components, scenario } = context;
  if (step.if && !holds(step.if, scope)) return true;
  const nothingToRun = step.action === 'ExecuteComponents' && imageType === 'AMI' && components.length === 0;
  return nothingToRun && !failsAt(scenario, type, step, index);
}

/** The extra steps come after the components ran, before the image is created. */
function stepsOf({ type, document }: WorkflowChoice, { extraBuildSteps }: BuildScenario): WorkflowStep[] {
  const { steps } = document;
  if (type !== 'BUILD' || extraBuildSteps === 0) return steps;
  const extra = Array.from({ length: extraBuildSteps }, (_, index): WorkflowStep => ({
    name: `RunCommand-${index + 1}`,
    action: 'RunCommand',
    inputs: { documentName: 'AWS-RunShellScript' },
  }));
  const position = steps.findIndex((step) => step.action === 'ExecuteComponents') + 1;
  return [...steps.slice(0, position), ...extra, ...steps.slice(position)];
}
