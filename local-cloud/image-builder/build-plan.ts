import { configurationsOf, copiesOf, DistributionEffect, isIntegrated, permissionsOf } from './distribution';
import { planOwnFailure, ServiceFailure } from './distribution-failure';
import { openBehaviour } from './open-behaviour';
import { planScan, StatusChange } from './scan-plan';
import { BuildScenario } from './scenarios';
import { WorkflowContext } from './workflow-context';
import { cancelWorkflow, PlannedStep, PlannedWorkflow, planWorkflow, WorkflowChoice } from './workflow-plan';
import { WorkflowType } from './workflows/document';

/** Why and where a build fails. */
export interface PlannedFailure {
  readonly at: number;
  readonly imageStatus: string;
  readonly workflow?: PlannedWorkflow;
  readonly step?: PlannedStep;
  /** The error of the service's own distribution. */
  readonly service?: ServiceFailure;
}

/** Something that a build makes or changes outside of Image Builder. */
export type TimedEffect = DistributionEffect & { readonly at: number };

/** All that will happen in a build, as long as nobody intervenes. */
export interface BuildPlan {
  readonly workflows: PlannedWorkflow[];
  /** The steps that start a state machine. */
  readonly executions: PlannedStep[];
  readonly states: StatusChange[];
  readonly scanStates: StatusChange[];
  /** The newest one is what a failed image tells. */
  readonly failures: PlannedFailure[];
  readonly effects: TimedEffect[];
}

/** An intervention in a build. */
export type Intervention =
  | { readonly kind: 'CANCEL'; readonly at: number }
  /** The build continues from the stage that failed, perhaps in another scenario. */
  | { readonly kind: 'RETRY'; readonly at: number; readonly scenario: BuildScenario };

export interface BuildRequest extends WorkflowContext {
  readonly start: number;
  readonly workflows: WorkflowChoice[];
  readonly interventions: Intervention[];
  /** Whether Inspector's findings are collected, or the result of a scan of the AMI is awaited. */
  readonly isScanned: boolean;
}

const STAGES: Record<WorkflowType, string> = { BUILD: 'BUILDING', TEST: 'TESTING', DISTRIBUTION: 'DISTRIBUTING' };
const ORDER: WorkflowType[] = ['BUILD', 'TEST', 'DISTRIBUTION'];
const SECOND = 1000;
/** The maximum number of workflows of a parallel group that run at the same time. */
const LANES = 5;
const GAP_SECONDS = 5;
const COPY_SECONDS = 240;
const INTEGRATION_SECONDS = 15;

export function planBuild(request: BuildRequest): BuildPlan {
  return new Plan(request).plan();
}

class Plan {
  private workflows: PlannedWorkflow[] = [];
  private states: StatusChange[];
  private scanStates: StatusChange[];
  private effects: TimedEffect[] = [];
  private readonly failures: PlannedFailure[] = [];
  private context: WorkflowContext;
  private at: number;
  private failed = false;
  private outputs: Record<string, unknown> = {};

  public constructor(private readonly request: BuildRequest) {
    const { start } = request;
    this.context = request;
    this.states = [{ at: start, status: 'PENDING' }, { at: start + 2 * SECOND, status: 'CREATING' }];
    this.scanStates = request.isScanned ? [{ at: start, status: 'PENDING' }] : [];
    this.at = start;
  }

  public plan(): BuildPlan {
    if (this.context.scenario.failure?.workflow === 'CREATION') this.failAtOnce();
    else this.runFrom('BUILD');
    for (const intervention of this.request.interventions) {
      if (intervention.kind === 'CANCEL') this.cancel(intervention.at);
      else this.retry(intervention.at, intervention.scenario);
    }
    const { workflows, states, scanStates, failures, effects } = this;
    const executions = workflows.flatMap(({ steps }) => steps)
      .filter(({ action, outcome }) => action === 'ExecuteStateMachine' && !['NEVER', 'SKIPPED'].includes(outcome));
    return { workflows, executions, states, scanStates, failures, effects };
  }

  private runFrom(stage: WorkflowType): void {
    const first = this.workflows.length;
    const choices = this.request.workflows.filter(({ type }) => ORDER.indexOf(type) >= ORDER.indexOf(stage));
    for (const group of groupsOf(choices)) this.run(group);
    const ownWorkflow = choices.some(({ type }) => type === 'DISTRIBUTION');
    if (!this.failed && !ownWorkflow && this.request.imageType === 'AMI') this.distribute(stage === 'DISTRIBUTION');
    if (!this.failed) this.enter('AVAILABLE');
    // The test has collected the findings: one more distribution leaves them as they are.
    if (stage === 'DISTRIBUTION') return;
    this.scan(this.workflows.slice(first), this.states[this.states.length - 1].at);
  }

  private run(group: WorkflowChoice[]): void {
    const never = this.failed;
    if (!never) this.at += GAP_SECONDS * SECOND;
    const lanes = Array.from({ length: LANES }, () => this.at);
    const planned = group.map((choice, position) => {
      const lane = lanes.indexOf(Math.min(...lanes));
      const index = this.workflows.length + position;
      const workflow = planWorkflow(this.context, choice, { index, start: lanes[lane], never, workflowOutputs: this.outputs });
      lanes[lane] = workflow.end;
      return workflow;
    });
    if (never) {
      this.workflows.push(...planned);
      return;
    }
    this.enter(STAGES[group[0].type]);
    const failing = planned.filter(({ failedStep }, index) => failedStep && group[index].onFailure !== 'CONTINUE')
      .sort((a, b) => a.failedStep!.end - b.failedStep!.end)[0];
    const ran = failing ? planned.map((workflow) => workflow === failing ? workflow : cancelWorkflow(workflow, failing.failedStep!.end)) : planned;
    this.workflows.push(...ran);
    for (const { steps } of ran) this.effects.push(...steps.flatMap(({ effects = [], end }) => effects.map((effect) => ({ ...effect, at: end }))));
    this.at = Math.max(...ran.filter(({ outcome }) => outcome !== 'NEVER').map(({ end }) => end));
    this.outputs = Object.assign({}, this.outputs, ...ran.map(({ outputs }) => outputs));
    if (failing) this.fail({ imageStatus: STAGES[failing.type], workflow: failing, step: failing.failedStep }, reasonOf(failing));
  }

  /** Without a workflow for it the service distributes by itself, as the attached configuration says. */
  private distribute(again: boolean): void {
    const { image, scenario } = this.context;
    const place = scenario.failure?.workflow;
    const fails = place === 'DISTRIBUTION' || place === 'INTEGRATION';
    if (!image.distributions && !fails && !again && !openBehaviour(scenario.open).distributesNothing) return;
    const copies = copiesOf(image);
    this.at += GAP_SECONDS * SECOND;
    this.enter('DISTRIBUTING');
    this.at += COPY_SECONDS * scenario.pace * SECOND;
    const missed = place === 'DISTRIBUTION' ? planOwnFailure(image, scenario.failure!) : undefined;
    const reached = copies.filter(({ region, accountId }) => !missed?.regionFailures.some((failure) =>
      failure.region === region && (failure.targetAccountId ?? accountId) === accountId));
    this.addEffects([...reached.map((ami): DistributionEffect => ({ kind: 'AMI', ...ami })), ...missed ? [] : permissionsOf(image, copies)]);
    if (missed) return this.fail({ imageStatus: 'DISTRIBUTING', service: missed }, missed.reason);
    if (!isIntegrated(image.distributions) && place !== 'INTEGRATION') return;
    this.enter('INTEGRATING');
    this.at += INTEGRATION_SECONDS * scenario.pace * SECOND;
    const failure = place === 'INTEGRATION' ? planOwnFailure(image, scenario.failure!) : undefined;
    const failedIn = failure?.regionFailures.map(({ region }) => region) ?? [];
    this.addEffects(configurationsOf(image, copies).filter(({ region }) => !failedIn.includes(region)));
    if (failure) this.fail({ imageStatus: 'INTEGRATING', service: failure }, failure.reason);
  }

  private failAtOnce(): void {
    this.at += 4 * SECOND;
    this.fail({ imageStatus: 'CREATING' }, this.context.scenario.failure!.message);
    this.scan([], this.at);
  }

  private scan(workflows: PlannedWorkflow[], imageEnd: number): void {
    if (this.request.isScanned) this.scanStates = [...this.scanStates, ...planScan(this.context, workflows, imageEnd)];
  }

  private fail(failure: Omit<PlannedFailure, 'at'>, reason: string): void {
    this.failed = true;
    this.failures.push({ ...failure, at: this.at });
    this.states.push({ at: this.at, status: 'FAILED', reason });
  }

  private cancel(at: number): void {
    if (this.states[this.states.length - 1].at <= at) return;
    this.workflows = this.workflows.map((workflow) => cancelWorkflow(workflow, at));
    this.states = [...this.states.filter((state) => state.at <= at), { at, status: 'CANCELLED', reason: 'Image creation was cancelled by the user.' }];
    this.effects = this.effects.filter((effect) => effect.at <= at);
    const scan = this.scanStates.filter((state) => state.at <= at);
    const last = scan[scan.length - 1];
    const isOver = last === undefined || ['COMPLETED', 'ABANDONED', 'FAILED', 'TIMED_OUT'].includes(last.status);
    this.scanStates = isOver ? scan : [...scan, { at, status: 'ABANDONED', reason: 'Image creation was cancelled.' }];
  }

  /** Keeps the finished stages, and runs the failed stage once more; its new executions supersede the old ones. */
  private retry(at: number, scenario: BuildScenario): void {
    const stage = stageToRetry(this.states);
    if (!stage) return;
    this.workflows = this.workflows.filter(({ outcome }) => outcome !== 'NEVER')
      .map((workflow) => workflow.type === stage && workflow.retriedAt === undefined ? { ...workflow, retriedAt: at } : workflow);
    this.failed = false;
    this.context = { ...this.context, scenario };
    this.at = at - GAP_SECONDS * SECOND;
    this.runFrom(stage);
  }

  private enter(status: string): void {
    if (this.states[this.states.length - 1].status !== status) this.states.push({ at: this.at, status });
  }

  private addEffects(effects: DistributionEffect[]): void {
    this.effects.push(...effects.map((effect) => ({ ...effect, at: this.at })));
  }
}

/** The stage that an image was in when it failed or was cancelled; a build cannot be gone on with. */
export function stageToRetry(states: readonly StatusChange[]): 'TEST' | 'DISTRIBUTION' | undefined {
  const last = states[states.length - 1];
  if (!['FAILED', 'CANCELLED'].includes(last.status)) return undefined;
  const before = states[states.length - 2].status;
  if (before === 'TESTING') return 'TEST';
  return before === 'DISTRIBUTING' || before === 'INTEGRATING' ? 'DISTRIBUTION' : undefined;
}

function reasonOf({ id, failedStep }: PlannedWorkflow): string {
  return `Workflow Execution ID: '${id}' failed with reason: ${failedStep!.reason}`;
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
