import { BuildScenario } from './scenarios';
import { PlannedStep, PlannedWorkflow, planWorkflow, WorkflowChoice, WorkflowContext } from './workflow-plan';
import { WorkflowType } from './workflows/document';

/** A status from an instant on. */
export interface Change {
  readonly at: number;
  readonly status: string;
  readonly reason?: string;
}

/** All that will happen in a build, as long as nobody intervenes. */
export interface BuildPlan {
  readonly workflows: PlannedWorkflow[];
  readonly states: Change[];
  readonly scanStates: Change[];
  readonly failure?: { readonly workflow: PlannedWorkflow; readonly step: PlannedStep; readonly imageStatus: string };
}

export interface BuildRequest extends WorkflowContext {
  readonly start: number;
  readonly workflows: WorkflowChoice[];
  /** When the distribution was started again, and how it goes then. */
  readonly retries: { readonly at: number; readonly scenario: BuildScenario }[];
}

const stageOf: Record<WorkflowType, string> = { BUILD: 'BUILDING', TEST: 'TESTING', DISTRIBUTION: 'DISTRIBUTING' };
const SECOND = 1000;
/** So many workflows of a parallel group run at the same time. */
const LANES = 5;

export function planBuild(request: BuildRequest): BuildPlan {
  return new Plan(request).plan();
}

class Plan {
  private readonly workflows: PlannedWorkflow[] = [];
  private readonly states: Change[];
  private at: number;
  private failed?: PlannedWorkflow;
  private outputs: Record<string, unknown> = {};

  public constructor(private readonly request: BuildRequest) {
    const { start } = request;
    this.states = [{ at: start, status: 'PENDING' }, { at: start + 2 * SECOND, status: 'CREATING' }];
    this.at = start + 5 * SECOND;
  }

  public plan(): BuildPlan {
    for (const group of groupsOf(this.request.workflows)) this.run(group, this.request);
    this.end();
    for (const retry of this.request.retries) this.retry(retry.at, retry.scenario);
    const { workflows, states, failed } = this;
    return {
      workflows,
      states,
      scanStates: planScan(this.request, workflows),
      failure: failed && { workflow: failed, step: failed.failedStep!, imageStatus: stageOf[failed.type] },
    };
  }

  private run(group: WorkflowChoice[], context: WorkflowContext): void {
    const lanes = Array.from({ length: LANES }, () => this.at);
    const never = this.failed !== undefined;
    const planned = group.map((choice) => {
      const lane = lanes.indexOf(Math.min(...lanes));
      const workflow = planWorkflow(context, choice, { index: this.workflows.length, start: lanes[lane], never, workflowOutputs: this.outputs });
      lanes[lane] = workflow.end;
      this.workflows.push(workflow);
      return workflow;
    });
    if (never) return;
    const stage = stageOf[group[0].type];
    if (this.states[this.states.length - 1].status !== stage) this.states.push({ at: this.at, status: stage });
    this.at = Math.max(...lanes);
    this.outputs = Object.assign({}, this.outputs, ...planned.map(({ outputs }) => outputs));
    this.failed = planned.find(({ failedStep }, index) => failedStep && group[index].onFailure !== 'CONTINUE');
  }

  private end(): void {
    if (!this.failed) {
      this.states.push({ at: this.at, status: 'AVAILABLE' });
      return;
    }
    const { id, failedStep } = this.failed;
    const reason = `Workflow Execution ID: '${id}' failed with reason: Step '${failedStep!.name}' failed: ${failedStep!.message}`;
    this.states.push({ at: this.at, status: 'FAILED', reason });
  }

  /** The distribution runs once more, and what it had done before is kept. */
  private retry(at: number, scenario: BuildScenario): void {
    const last = this.workflows.length - 1;
    const choice = this.request.workflows[this.request.workflows.length - 1];
    this.workflows[last] = { ...this.workflows[last], retried: true };
    this.failed = undefined;
    this.at = at;
    this.run([choice], { ...this.request, scenario });
    this.end();
  }
}

/** The test workflows of a parallel group run together, the others one after the other. */
function groupsOf(choices: WorkflowChoice[]): WorkflowChoice[][] {
  const groups = new Map<string | WorkflowChoice, WorkflowChoice[]>();
  for (const choice of choices) {
    const key = choice.parallelGroup ?? choice;
    groups.set(key, [...groups.get(key) ?? [], choice]);
  }
  return [...groups.values()];
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
