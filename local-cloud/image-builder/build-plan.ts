import { formatArn, Place, stableGuid, stableId } from './names';
import { BuildFailure, BuildScenario } from './scenarios';
import { managedWorkflows, WorkflowStep, WorkflowType, WorkflowVariables } from './workflows';

export type StepOutcome = 'COMPLETED' | 'FAILED' | 'SKIPPED' | 'NEVER';

/** A step as it will go, in milliseconds since the epoch. */
export interface PlannedStep extends WorkflowStep {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly outcome: StepOutcome;
  readonly message?: string;
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
}

/** A status from an instant on. */
export interface Change {
  readonly at: number;
  readonly status: string;
  readonly reason?: string;
}

/** All that will happen in a build, fixed when it starts. */
export interface BuildPlan {
  readonly workflows: PlannedWorkflow[];
  readonly states: Change[];
  readonly scanStates: Change[];
  readonly failure?: { readonly workflow: PlannedWorkflow; readonly step: PlannedStep; readonly imageStatus: string };
}

/** A workflow that a build runs. */
export interface WorkflowChoice {
  readonly name: string;
  readonly parallelGroup?: string;
}

export interface BuildRequest extends Place {
  readonly imageArn: string;
  readonly start: number;
  readonly scenario: BuildScenario;
  readonly workflows: WorkflowChoice[];
  readonly variables: WorkflowVariables;
  /** Says why the findings fail the image, if they do. */
  readonly refusedFindings?: string;
}

const stageOf: Record<WorkflowType, string> = { BUILD: 'BUILDING', TEST: 'TESTING', DISTRIBUTION: 'DISTRIBUTING' };
const SECOND = 1000;
const ROLLBACK_SECONDS = 60;

export function planBuild(request: BuildRequest): BuildPlan {
  const states: Change[] = [
    { at: request.start, status: 'PENDING' },
    { at: request.start + 2 * SECOND, status: 'CREATING' },
  ];
  const workflows: PlannedWorkflow[] = [];
  let at = request.start + 5 * SECOND;
  let failed: PlannedWorkflow | undefined;
  for (const choice of request.workflows) {
    const workflow = planWorkflow(request, choice, workflows.length, at, failed !== undefined);
    workflows.push(workflow);
    if (failed) continue;
    const stage = stageOf[workflow.type];
    if (states[states.length - 1].status !== stage) states.push({ at, status: stage });
    at = workflow.end;
    if (workflow.outcome !== 'COMPLETED') failed = workflow;
  }
  const scanStates = planScan(request, workflows);
  if (!failed) return { workflows, scanStates, states: [...states, { at, status: 'AVAILABLE' }] };
  const step = failed.steps.find((candidate) => candidate.outcome === 'FAILED')!;
  const reason = `Workflow Execution ID: '${failed.id}' failed with reason: Step '${step.name}' failed: ${step.message}`;
  return {
    workflows,
    scanStates,
    states: [...states, { at, status: 'FAILED', reason }],
    failure: { workflow: failed, step, imageStatus: stageOf[failed.type] },
  };
}

function planWorkflow(request: BuildRequest, choice: WorkflowChoice, index: number, start: number, never: boolean): PlannedWorkflow {
  const document = managedWorkflows[choice.name];
  const id = `wf-${stableGuid(`${request.imageArn}/workflow/${index}`)}`;
  const steps = planSteps(request, id, document.type, stepsOf(document.type, document.steps, request.scenario), start, never);
  const failed = steps.some((step) => step.outcome === 'FAILED');
  const rollsBack = failed && request.scenario.failure?.rollsBack === true;
  const stepsEnd = Math.max(start, ...steps.map((step) => step.end));
  return {
    id,
    arn: formatArn({ ...request, accountId: 'aws' }, `workflow/${document.type.toLowerCase()}/${choice.name}/1.0.0/1`),
    type: document.type,
    parallelGroup: choice.parallelGroup,
    start,
    stepsEnd,
    end: rollsBack ? stepsEnd + ROLLBACK_SECONDS * SECOND : stepsEnd,
    outcome: never ? 'NEVER' : rollsBack ? 'ROLLBACK_COMPLETED' : failed ? 'FAILED' : 'COMPLETED',
    steps,
  };
}

function planSteps(
  request: BuildRequest,
  workflowId: string,
  type: WorkflowType,
  steps: WorkflowStep[],
  start: number,
  never: boolean,
): PlannedStep[] {
  let at = start;
  let stopped = never;
  return steps.map((step, index) => {
    const failure = failureOf(request, type, step, index);
    const runs = step.condition?.(request.variables) ?? true;
    const outcome = never ? 'NEVER' : stopped ? 'SKIPPED' : failure ? 'FAILED' : runs ? 'COMPLETED' : 'SKIPPED';
    const stepStart = at;
    if (outcome === 'COMPLETED' || outcome === 'FAILED') at += step.duration * request.scenario.pace * SECOND;
    stopped = stopped || outcome === 'FAILED';
    return { ...step, id: `step-${stableGuid(`${workflowId}/${index}`)}`, start: stepStart, end: at, outcome, message: failure?.message };
  });
}

function failureOf(request: BuildRequest, type: WorkflowType, step: WorkflowStep, index: number): Pick<BuildFailure, 'message'> | undefined {
  const failure = request.scenario.failure;
  if (failure?.workflow === type && (failure.step === step.name || failure.step === index + 1)) return failure;
  return request.refusedFindings && step.action === 'CollectImageScanFindings' ? { message: request.refusedFindings } : undefined;
}

/** The extra steps come after the components ran, before the image is created. */
function stepsOf(type: WorkflowType, steps: WorkflowStep[], scenario: BuildScenario): WorkflowStep[] {
  if (type !== 'BUILD') return steps;
  const extra = Array.from({ length: scenario.extraBuildSteps }, (_, index): WorkflowStep => ({
    name: `RunCommand-${index + 1}`, action: 'RunCommand', description: 'Run a command on the build instance', duration: 2, timeoutSeconds: 43200,
  }));
  const position = steps.findIndex((step) => step.action === 'ExecuteComponents') + 1;
  return [...steps.slice(0, position), ...extra, ...steps.slice(position)];
}

/** The scan runs on the test instance; a build that never collects findings abandons it. */
function planScan(request: BuildRequest, workflows: PlannedWorkflow[]): Change[] {
  if (!request.variables.collectImageScanFindings) return [];
  const pending = { at: request.start, status: 'PENDING' };
  const { scan } = request.scenario;
  const test = workflows.find((workflow) => workflow.steps.some((step) => step.action === 'CollectImageScanFindings'));
  const collect = test?.steps.find((step) => step.action === 'CollectImageScanFindings');
  const collected = collect && ['COMPLETED', 'FAILED'].includes(collect.outcome);
  if (!test || !collect || !collected) {
    const ran = workflows.filter((workflow) => workflow.outcome !== 'NEVER');
    return [pending, { at: ran[ran.length - 1].end, status: 'ABANDONED', reason: 'The build ended before its findings were collected.' }];
  }
  return [
    pending,
    { at: test.start, status: 'SCANNING' },
    { at: collect.start, status: 'COLLECTING' },
    { at: collect.end + scan.lagSeconds * SECOND, status: scan.outcome, reason: scan.reason },
  ];
}

/** The instance that a workflow works on. */
export function instanceOf(workflow: PlannedWorkflow): string {
  return stableId('i', workflow.id);
}
