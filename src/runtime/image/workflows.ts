import { asCount, asText, JsonObject, parseObject } from '../values/json';
import { cutInside, cutToWords, oneLine } from '../values/text';
import { timeOf } from '../values/time';

/** One run of one workflow. */
export interface WorkflowExecution {
  readonly id: string;
  /** Such as `build-image`; empty if the ARN does not say. */
  readonly name: string;
  readonly type: string;
  readonly status: string;
  readonly message: string;
  readonly steps?: number;
  readonly succeeded?: number;
  readonly failed?: number;
  readonly skipped?: number;
  readonly startTime: string;
  readonly endTime: string;
}

/** The step that failed a build. */
export interface FailedStep {
  /** Such as `BUILD/ApplyBuildComponents`; empty if only the workflow is known. */
  readonly step: string;
  readonly action: string;
  readonly message: string;
  /** The message is complete and names the image: a gate refused it, or a newer image is released. */
  readonly isMessageComplete?: boolean;
}

const TYPES = ['BUILD', 'TEST', 'DISTRIBUTION'];
/** Statuses of several workflows of a type, in order of severity. An unknown new status ranks in between. */
const STATUSES_BY_SEVERITY = ['FAILED', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_COMPLETED', 'CANCELLED', '', 'RUNNING', 'PENDING', 'COMPLETED', 'SKIPPED'];
const FAILED = ['FAILED', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_COMPLETED'];
const ENDED_BADLY = ['FAILED', 'CANCELLED', 'ROLLBACK_COMPLETED'];
const FAILED_STEP = ['FAILED', 'TIMED_OUT'];
/** Outputs that do not say why a step failed. */
const UNHELPFUL_OUTPUTS = ['runCommandId', 'status'];
/** The maximum length of the message of a step. */
const MAX_OUTPUT = 500;

export function workflowExecutionOf(raw: JsonObject): WorkflowExecution {
  return {
    id: asText(raw.workflowExecutionId),
    name: /:workflow\/\w+\/([^/]+)/.exec(asText(raw.workflowBuildVersionArn))?.[1] ?? '',
    type: asText(raw.type) || typeOfWorkflow(asText(raw.workflowBuildVersionArn)),
    status: asText(raw.status),
    message: asText(raw.message),
    steps: asCount(raw.totalStepCount),
    succeeded: asCount(raw.totalStepsSucceeded),
    failed: asCount(raw.totalStepsFailed),
    skipped: asCount(raw.totalStepsSkipped),
    startTime: asText(raw.startTime),
    endTime: asText(raw.endTime),
  };
}

/** `BUILD`, `TEST` or `DISTRIBUTION`, or an empty text if the ARN does not say. Responses from 2023 show the type nowhere else. */
export function typeOfWorkflow(workflowArn: string): string {
  return /:workflow\/(build|test|distribution)\//.exec(workflowArn)?.[1].toUpperCase() ?? '';
}

/**
 * The executions that count. `retried` marks the original execution that a retry replaced.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_WorkflowExecutionMetadata.html
 */
export function currentExecutions(raw: JsonObject[]): WorkflowExecution[] {
  return raw.filter(({ retried }) => retried !== true).map(workflowExecutionOf);
}

/**
 * When the executions began that a retry ran in place of others, in milliseconds since 1970; undefined if nothing was retried.
 */
export function retriedAt(raw: JsonObject[]): number | undefined {
  const superseded = raw.filter(({ retried, status }) => retried === true || ENDED_BADLY.includes(asText(status)));
  if (superseded.length === 0) return undefined;
  const end = Math.max(...superseded.map(({ startTime, endTime }) => timeOf(asText(endTime)) ?? timeOf(asText(startTime)) ?? Infinity));
  const others = raw.filter((one) => !superseded.includes(one)).map(({ startTime }) => timeOf(asText(startTime)) ?? 0);
  const starts = others.filter((start) => start >= end);
  return starts.length === 0 ? undefined : Math.min(...starts);
}

export function hasFailed(execution: WorkflowExecution): boolean {
  return FAILED.includes(execution.status);
}

/** Such as `BUILD COMPLETED 9/9, TEST FAILED 2/4, DISTRIBUTION PENDING`. */
export function workflowLine(executions: WorkflowExecution[]): string {
  const types = [...TYPES, ...executions.map(({ type }) => type).filter((type) => !TYPES.includes(type))];
  return [...new Set(types)].map((type) => typeLine(type, executions.filter((one) => one.type === type))).filter(Boolean).join(', ');
}

function typeLine(type: string, executions: WorkflowExecution[]): string {
  const status = statusOfType(executions, type);
  if (status === '') return '';
  const steps = sum(executions, 'steps');
  const succeeded = sum(executions, 'succeeded');
  if (!steps || succeeded === undefined || status === 'PENDING') return `${type} ${status}`;
  const done = status === 'COMPLETED' ? succeeded + (sum(executions, 'skipped') ?? 0) : succeeded;
  return `${type} ${status} ${done}/${steps}`;
}

/** The most severe status among the workflows of a type. */
export function statusOfType(executions: WorkflowExecution[], type: string): string {
  const rank = (status: string) => (STATUSES_BY_SEVERITY.includes(status) ? STATUSES_BY_SEVERITY.indexOf(status) : STATUSES_BY_SEVERITY.indexOf(''));
  const statuses = executions.filter((one) => one.type === type).map(({ status }) => status).filter(Boolean);
  return statuses.sort((a, b) => rank(a) - rank(b))[0] ?? '';
}

/** The sum of a count, or undefined if it is not known of each workflow. */
export function sum(executions: WorkflowExecution[], count: 'steps' | 'succeeded' | 'failed' | 'skipped'): number | undefined {
  if (executions.length === 0) return undefined;
  return executions.reduce<number | undefined>((total, one) => {
    const value = one[count];
    return total === undefined || value === undefined ? undefined : total + value;
  }, 0);
}

/** The workflow or step that started last: of several that started at once, the last one in the list. */
export function lastStarted<T extends { readonly startTime?: unknown }>(all: readonly T[]): T | undefined {
  const startOf = ({ startTime }: T) => timeOf(asText(startTime)) ?? 0;
  return [...all].sort((a, b) => startOf(a) - startOf(b)).pop();
}

/** Whether a workflow or step with this status runs, or waits for a person. */
export function isUnderWay(status: string): boolean {
  return status === 'RUNNING' || status === 'WAITING';
}

export function isFailedStep({ status }: JsonObject): boolean {
  return FAILED_STEP.includes(asText(status));
}

/** The step that failed a workflow: the last failed one, because the workflow continued after earlier ones. */
export function failedStepOf(execution: WorkflowExecution, steps: JsonObject[]): FailedStep {
  const step: JsonObject = lastStarted(steps.filter(isFailedStep)) ?? {};
  return {
    step: asText(step.name) && `${execution.type}/${asText(step.name)}`,
    action: asText(step.action),
    message: stepMessage(step) || oneLine(execution.message),
  };
}

/** The message of a failed step. If a command failed or a person responded, only the outputs of the step hold the cause. */
export function stepMessage({ message, outputs, action }: JsonObject): string {
  if (action === 'WaitForAction') return rejectionOf(asText(outputs)) || oneLine(asText(message));
  const [said, output] = [oneLine(asText(message)), oneLine(outputOf(asText(outputs)))];
  return said.includes(output) ? said : [said, cutInside(output, MAX_OUTPUT)].filter(Boolean).join(' ');
}

/** The reason of the person who stopped a waiting step, or an empty string. */
function rejectionOf(outputs: string): string {
  const { action, reason } = parseObject(outputs) ?? {};
  if (action !== 'STOP') return '';
  const said = oneLine(asText(reason));
  return said === '' ? 'Rejected with STOP, without a reason' : `Rejected with STOP: ${cutToWords(said, MAX_OUTPUT)}`;
}

/** The text in the outputs of a step, which are JSON. Only some of their members are documented. */
function outputOf(outputs: string): string {
  const { output, ...others } = parseObject(outputs) ?? { output: outputs };
  if (asText(output) !== '') return asText(output);
  return Object.entries(others)
    .filter(([name, value]) => asText(value) !== '' && !UNHELPFUL_OUTPUTS.includes(name))
    .map(([name, value]) => `${name}: ${asText(value)}`)
    .join('; ');
}

/** The first start, the last end, and the seconds between them; empty where one of them cannot be read. */
export function times(executions: WorkflowExecution[], ended: boolean): { start: string; end: string; seconds: string } {
  const start = outermost(executions.map(({ startTime }) => startTime), -1);
  const end = ended ? outermost(executions.map(({ endTime }) => endTime), 1) : '';
  const seconds = Math.round((Date.parse(end) - Date.parse(start)) / 1000);
  return { start, end, seconds: seconds >= 0 ? String(seconds) : '' };
}

/** The earliest (-1) or latest (1) of the known times. */
function outermost(given: string[], direction: -1 | 1): string {
  const present = given.filter(Boolean);
  if (present.some((time) => timeOf(time) === undefined)) return '';
  return present.sort((a, b) => direction * (timeOf(b)! - timeOf(a)!))[0] ?? '';
}
