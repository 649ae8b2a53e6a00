import { stableGuid, stableId } from './names';
import { BuildFailure, BuildScenario } from './scenarios';
import { actions } from './workflows/actions';
import { ImageType, WorkflowDocument, WorkflowStep, WorkflowType } from './workflows/document';
import { holds, resolveInputs, resolveOperand, Scope } from './workflows/expressions';

export type StepOutcome = 'COMPLETED' | 'FAILED' | 'SKIPPED' | 'NEVER';

/** A step as it will go, in milliseconds since the epoch. */
export interface PlannedStep extends WorkflowStep {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly outcome: StepOutcome;
  readonly onFailure: 'Abort' | 'Continue';
  readonly timeoutSeconds: number;
  readonly message?: string;
  readonly outputs?: Record<string, unknown>;
}

export interface PlannedWorkflow {
  readonly id: string;
  readonly arn: string;
  readonly type: WorkflowType;
  readonly parallelGroup?: string;
  readonly start: number;
  readonly end: number;
  readonly outcome: 'COMPLETED' | 'FAILED' | 'ROLLBACK_COMPLETED' | 'NEVER';
  /** When the last step ended; the rollback is between this and the end. */
  readonly stepsEnd: number;
  readonly steps: PlannedStep[];
  /** The step that failed the workflow. */
  readonly failedStep?: PlannedStep;
  readonly outputs: Record<string, unknown>;
  /** Whether another execution took its place. */
  readonly retried?: boolean;
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

/** What was said to a step that waits for it. */
export interface StepAnswer {
  readonly action: 'RESUME' | 'STOP';
  readonly reason?: string;
  readonly at: number;
}

/** What a workflow is planned for. */
export interface WorkflowContext {
  readonly imageArn: string;
  readonly region: string;
  readonly accountId: string;
  readonly imageType: ImageType;
  /** The Regions that the image goes to. */
  readonly regions: string[];
  readonly scenario: BuildScenario;
  /** The system variables of the image. */
  readonly variables: Record<string, unknown>;
  /** By the id of the step. */
  readonly answers: ReadonlyMap<string, StepAnswer>;
  /** Says why the findings fail the image, if they do. */
  readonly refusedFindings?: string;
}

/** Where in a build a workflow stands. */
export interface WorkflowPosition {
  readonly index: number;
  readonly start: number;
  /** Whether the build has failed before it. */
  readonly never: boolean;
  /** What the workflows before it gave. */
  readonly workflowOutputs: Record<string, unknown>;
}

const SECOND = 1000;
const ROLLBACK_SECONDS = 60;
const PHASES: Record<WorkflowType, string> = { BUILD: 'Build', TEST: 'Test', DISTRIBUTION: 'Distribution' };

export function planWorkflow(context: WorkflowContext, choice: WorkflowChoice, position: WorkflowPosition): PlannedWorkflow {
  const id = `wf-${stableGuid(`${context.imageArn}/workflow/${position.index}`)}`;
  const scope: Scope = {
    parameters: choice.parameters,
    stepOutputs: {},
    workflowOutputs: position.workflowOutputs,
    imagebuilder: { ...context.variables, workflowPhase: PHASES[choice.type] },
  };
  const steps = planSteps(context, choice, position, id, scope);
  const failedStep = steps.find((step) => step.outcome === 'FAILED' && step.onFailure === 'Abort');
  const rollsBack = failedStep !== undefined && context.scenario.failure?.rollsBack === true;
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
    if (position.never) return { ...planned, outcome: 'NEVER' };
    if (stopped || (step.if && !holds(step.if, scope))) return { ...planned, outcome: 'SKIPPED' };
    const course = courseOf(context, choice, planned, index);
    at = course.end;
    stopped = course.outcome === 'FAILED' && planned.onFailure === 'Abort';
    if (course.outputs) scope.stepOutputs[step.name] = course.outputs;
    return { ...planned, inputs: resolveInputs(step.inputs ?? {}, scope), ...course };
  });
}

type Course = Pick<PlannedStep, 'end' | 'outcome' | 'message' | 'outputs'>;

function courseOf(context: WorkflowContext, choice: WorkflowChoice, step: Omit<PlannedStep, 'outcome'>, index: number): Course {
  const { imageArn, regions, region, accountId, imageType, scenario } = context;
  const action = actions[step.action];
  const end = step.start + ((step.waitSeconds ?? 0) + action.takes(choice.type, imageType) * scenario.pace) * SECOND;
  const failure = failureOf(context, choice.type, step, index);
  if (failure) return { end, outcome: 'FAILED', message: failure.message };
  if (step.action === 'WaitForAction') return waitFor(step, context.answers.get(step.id));
  const imageId = stableId('ami', `${imageArn}/${region}`);
  return { end, outcome: 'COMPLETED', outputs: action.outputs({ imageArn, region, accountId, regions, imageId, stepId: step.id }) };
}

/** Without an answer the step runs until its time is over. */
function waitFor(step: Omit<PlannedStep, 'outcome'>, answer?: StepAnswer): Course {
  if (!answer) {
    return { end: step.start + step.timeoutSeconds * SECOND, outcome: 'FAILED', message: `The step timed out after ${step.timeoutSeconds} seconds.` };
  }
  const { action, reason, at } = answer;
  if (action === 'STOP') return { end: at, outcome: 'FAILED', message: `The step was stopped${reason === undefined ? '.' : `: ${reason}`}` };
  return { end: at, outcome: 'COMPLETED', outputs: { action, reason: reason ?? '' } };
}

function failureOf({ scenario, refusedFindings }: WorkflowContext, type: WorkflowType, step: WorkflowStep, index: number): Pick<BuildFailure, 'message'> | undefined {
  const { failure } = scenario;
  if (failure?.workflow === type && (failure.step === step.name || failure.step === index + 1)) return failure;
  return refusedFindings && step.action === 'CollectImageScanFindings' ? { message: refusedFindings } : undefined;
}

/** The extra steps come after the components ran, before the image is created. */
function stepsOf({ type, document }: WorkflowChoice, { extraBuildSteps }: BuildScenario): WorkflowStep[] {
  const { steps } = document;
  if (type !== 'BUILD' || extraBuildSteps === 0) return steps;
  const extra = Array.from({ length: extraBuildSteps }, (_, index): WorkflowStep => ({
    name: `RunCommand-${index + 1}`,
    action: 'RunCommand',
    description: 'Run a command on the build instance',
    inputs: { documentName: 'AWS-RunShellScript' },
  }));
  const position = steps.findIndex((step) => step.action === 'ExecuteComponents') + 1;
  return [...steps.slice(0, position), ...extra, ...steps.slice(position)];
}
