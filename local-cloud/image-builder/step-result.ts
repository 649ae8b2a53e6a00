import { builtAmi, configurationsOf, containerImagesOf, copiesOf, DistributionEffect, permissionsOf } from './distribution';
import { readAttributes, readConfigurations, readDistributions } from './distribution-inputs';
import { stableGuid } from './names';
import { openBehaviour } from './open-behaviour';
import { BuildFailure, BuildScenario } from './scenarios';
import { ExecutionEnd, StepAnswer, WorkflowContext } from './workflow-context';
import { actions } from './workflows/actions';
import { WorkflowStep, WorkflowType } from './workflows/document';

/** How a step ends. */
export interface StepResult {
  readonly end: number;
  readonly outcome: 'COMPLETED' | 'FAILED' | 'TIMED_OUT';
  readonly outputs?: Record<string, unknown>;
  /** The text of what went wrong. */
  readonly error?: string;
  /** The reason in the state of the image. */
  readonly reason?: string;
  /** Whether its failure fails the image, whatever the document says: so do findings above the limit of a scan. */
  readonly failsImage?: boolean;
  /** The resources that it made or changed outside of Image Builder. */
  readonly effects?: DistributionEffect[];
}

interface StartedStep extends WorkflowStep {
  readonly id: string;
  readonly start: number;
  readonly inputs: Record<string, unknown>;
  readonly timeoutSeconds: number;
}

const SECOND = 1000;

export function stepResultOf(context: WorkflowContext, type: WorkflowType, step: StartedStep, index: number): StepResult {
  const { image, imageType, scenario, refusedFindings } = context;
  const action = actions[step.action];
  const end = step.start + ((step.waitSeconds ?? 0) + action.takes(type, imageType) * scenario.pace) * SECOND;
  if (failsAt(scenario, type, step, index)) return fails(context, step, end, scenario.failure!);
  if (refusedFindings && step.action === 'CollectImageScanFindings') {
    return { end, outcome: 'FAILED', error: refusedFindings, reason: refusedFindings, failsImage: true };
  }
  if (step.action === 'WaitForAction') return waitFor(context, step, context.answers.get(step.id));
  if (step.action === 'ExecuteStateMachine') return execute(context, step);
  if (action.stages.length === 1 && action.stages[0] === 'DISTRIBUTION') return { end, outcome: 'COMPLETED', ...distribute(context, step, end) };
  const outputs = action.outputs({ stepId: step.id, imageId: builtAmi(image).amiId });
  const makesImage = ['CreateImage', 'RegisterImage'].includes(step.action);
  return { end, outcome: 'COMPLETED', outputs, effects: makesImage ? [{ kind: 'AMI', ...builtAmi(image) }] : undefined };
}

/** Whether a scenario places its failure at a step. */
export function failsAt({ failure }: BuildScenario, type: WorkflowType, step: Pick<WorkflowStep, 'name'>, index: number): boolean {
  const { workflow, step: place = 1 } = failure ?? {};
  return workflow === type && (place === step.name || place === index + 1);
}

/** The error of a failed step is in its outputs; where a component failed, a summary names the bundle of logs. */
function fails(context: WorkflowContext, step: StartedStep, end: number, failure: BuildFailure): StepResult {
  const { message } = failure;
  // A recipe without components has none that could fail.
  const component = failure.component?.componentArn === undefined && context.components.length === 0 ? undefined : failure.component;
  if (!actions[step.action].outputNames.includes('runCommandId')) return { end, outcome: 'FAILED', error: message, reason: message };
  const command = { runCommandId: stableGuid(`${step.id}/command`), status: 'Failed' };
  if (!component) {
    const reason = `ExpectationNotMet. ssm:ListCommandInvocations returned terminal state Failed in workflow step ${step.name}`;
    return { end, outcome: 'FAILED', error: message, reason, outputs: { ...command, output: message } };
  }
  const text = `Document ${component.componentArn ?? context.components[0]} failed!`;
  const logUrl = `${context.logUrl ?? ''}/${step.name}`;
  const summary = JSON.stringify({ status: 'failed', failedStepCount: 1, executedStepCount: 2, failureMessage: text, ...context.logUrl && { logUrl } });
  return { end, outcome: 'FAILED', error: message, reason: text, outputs: { ...command, output: text, summary } };
}

/** It waits in real time: a person, or another service, is no faster where builds are. */
function timesOut({ waitRate, scenario }: WorkflowContext, step: StartedStep): StepResult {
  const text = `Step ${step.name} timed out after ${step.timeoutSeconds} seconds`;
  const { timedOutStep } = openBehaviour(scenario.open);
  return { end: step.start + step.timeoutSeconds * waitRate * SECOND, outcome: timedOutStep, error: text, reason: text };
}

function waitFor(context: WorkflowContext, step: StartedStep, answer?: StepAnswer): StepResult {
  if (!answer) return timesOut(context, step);
  const { action, reason = '', at } = answer;
  const outputs = { action, reason };
  if (action === 'RESUME') return { end: at, outcome: 'COMPLETED', outputs };
  const text = reason === '' ? `Step ${step.name} was stopped` : reason;
  return { end: at, outcome: 'FAILED', outputs, error: text, reason: text };
}

/** Whether a failed execution's error and cause are handed on is not recorded; its ARN is. */
function execute(context: WorkflowContext, step: StartedStep): StepResult {
  const { executions, scenario } = context;
  const course = scenario.stateMachine;
  const simulated: ExecutionEnd = { ...course, at: step.start + course.seconds * SECOND };
  const ended = executions ? executions.get(step.id) : simulated;
  if (!ended) return timesOut(context, step);
  const { at, status, output = '{}', error, cause } = ended;
  const machine = String(step.inputs.stateMachineArn);
  const executionArn = ended.executionArn ?? `${machine.replace(':stateMachine:', ':execution:')}:${executionName(step.id)}`;
  if (status === 'SUCCEEDED') return { end: at, outcome: 'COMPLETED', outputs: { executionArn, output } };
  const { handsCauseOn } = openBehaviour(scenario.open);
  const told = handsCauseOn ? [error, cause].filter((text) => text !== undefined).join(': ') : '';
  const reason = `ExpectationNotMet. states:DescribeExecution returned terminal state ${status} in workflow step ${step.name}${told && `. ${told}`}`;
  return { end: at, outcome: 'FAILED', error: reason, reason, outputs: { executionArn, ...handsCauseOn && { error, cause } } };
}

/** The name of the execution that a step starts. */
export function executionName(stepId: string): string {
  return stepId.replace(/^step-/, '');
}

/** Inputs that are given take the place of the attached distribution configuration. */
function distribute({ image }: WorkflowContext, step: StartedStep, end: number): Pick<StepResult, 'outputs' | 'effects'> {
  const { inputs, action } = step;
  const given = readDistributed(inputs.distributedImages);
  switch (action) {
    case 'DistributeImage': {
      const copies = copiesOf(image, readDistributions(inputs) ?? image.distributions);
      const built = builtAmi(image).amiId;
      const dateStarted = new Date(step.start).toISOString();
      // The AMI of the build needs no copy.
      const dateStopped = (amiId: string) => amiId === built ? dateStarted : new Date(end).toISOString();
      return {
        outputs: { distributedImages: copies.map((ami) => ({ ...ami, dateStarted, dateStopped: dateStopped(ami.amiId), status: 'Completed' })) },
        effects: copies.map((ami) => ({ kind: 'AMI', ...ami })),
      };
    }
    case 'ModifyImageAttributes': {
      const effects = permissionsOf(image, given, readAttributes(inputs) ?? image.distributions);
      return { outputs: { modifiedImages: given.map(({ region, amiId }) => ({ region, amiId, status: 'Completed' })) }, effects };
    }
    case 'ApplyImageConfigurations': {
      const effects = configurationsOf(image, given, readConfigurations(inputs) ?? image.distributions);
      return { outputs: { configuredImages: given.map(({ region, amiId }) => ({ region, amiId, status: 'Completed' })) }, effects };
    }
    default: {
      const images = containerImagesOf(image);
      return {
        outputs: { status: 'Success', succeededRegions: images.map(({ region }) => region), failedRegions: [] },
        effects: images.flatMap(({ region, fixed, configured }) => [...fixed, ...configured].map((uri): DistributionEffect => ({
          kind: 'CONTAINER_IMAGE', region, accountId: image.accountId, uri,
        }))),
      };
    }
  }
}

type Distributed = Parameters<typeof permissionsOf>[1];

function readDistributed(value: unknown): Distributed {
  return Array.isArray(value) ? value as Distributed : [];
}
