import { GateResult } from '../image/gate';
import { ImageReport, readImage } from '../image/image-report';
import { isRunning } from '../image/states';
import { recordedVerdict } from '../image/verdict';
import { WorkflowSteps } from '../image/workflow-steps';
import { isFailedStep, stepMessage, WorkflowExecution } from '../image/workflows';
import { CallError } from '../services/call-error';
import { ImageBuilder } from '../services/image-builder';
import { asText, JsonObject } from '../values/json';
import { oneLine } from '../values/text';
import { timeOf } from '../values/time';

/** When something ran, in milliseconds since 1970. Whatever still runs ends now. */
export interface TimeSpan {
  /** Undefined if it has not started, or if the time cannot be read. */
  readonly start?: number;
  /** Undefined if it has not started, or if nothing says when it ended. */
  readonly end?: number;
}

/** One step of a workflow. */
export interface TimelineStep extends TimeSpan {
  /** The id of its execution. */
  readonly id: string;
  readonly name: string;
  readonly action: string;
  /** Such as `COMPLETED`, `FAILED`, `SKIPPED`, `RUNNING`, `WAITING` or `PENDING`. */
  readonly status: string;
  /** The message of the step, in one line; for a failed step, including its outputs. */
  readonly message: string;
}

/** One workflow of a build. */
export interface TimelineWorkflow extends TimeSpan {
  readonly execution: WorkflowExecution;
  /** In the order of the workflow document. */
  readonly steps: readonly TimelineStep[];
  /** Why the steps cannot be read. */
  readonly stepsUnknown?: string;
}

/** A build, from its first step to its end, or up to now. */
export interface Timeline extends TimeSpan {
  /** The image, with its failed step and findings. */
  readonly report: ImageReport;
  /** The verdict of the gate of its release; `NOT_EVALUATED` without a reason if it has none. */
  readonly gate: GateResult;
  readonly isRunning: boolean;
  /** In the order in which they started; those that have not started come last. */
  readonly workflows: readonly TimelineWorkflow[];
}

/**
 * Reads a build: the image, its workflows and their steps. The steps of each workflow take a call of their own.
 *
 * @param given the image, if it was read already
 * @param now the end of whatever still runs
 * @throws CallError if the image or its workflows cannot be read
 */
export async function readTimeline(api: ImageBuilder, imageArn: string, given?: JsonObject, now = new Date()): Promise<Timeline> {
  const steps = new WorkflowSteps(api);
  const report = await readImage(api, imageArn, given, steps);
  const running = isRunning(report.state);
  const latest = running ? now.getTime() : undefined;
  const workflows = await Promise.all(report.workflows.map(async (execution) => workflowOf(execution, await readSteps(steps, execution), latest)));
  workflows.sort((a, b) => (a.start ?? Number.MAX_VALUE) - (b.start ?? Number.MAX_VALUE));
  return { report, gate: recordedVerdict(report.image), isRunning: running, workflows, ...spanOf(report, workflows, latest) };
}

/** The steps of a workflow. An execution without an id has none that could be read. */
async function readSteps(steps: WorkflowSteps, { id }: WorkflowExecution): Promise<JsonObject[] | CallError> {
  return id === '' ? [] : steps.of(id);
}

/** @param latest the end of whatever still runs; undefined once the build has ended */
function workflowOf(execution: WorkflowExecution, read: JsonObject[] | CallError, latest?: number): TimelineWorkflow {
  const span = spanBetween(execution.startTime, execution.endTime, latest);
  if (read instanceof CallError) return { execution, steps: [], stepsUnknown: read.message, ...span };
  // A step that was running when its build was cancelled has no end of its own.
  return { execution, steps: read.map((step) => stepOf(step, span.end)), ...span };
}

function stepOf(step: JsonObject, latest?: number): TimelineStep {
  return {
    id: asText(step.stepExecutionId),
    name: asText(step.name),
    action: asText(step.action),
    status: asText(step.status),
    message: isFailedStep(step) ? stepMessage(step) : oneLine(asText(step.message)),
    ...spanBetween(asText(step.startTime), asText(step.endTime), latest),
  };
}

function spanBetween(startTime: string, endTime: string, latest?: number): TimeSpan {
  const start = timeOf(startTime);
  if (start === undefined) return {};
  const end = timeOf(endTime) ?? latest;
  return { start, end: end === undefined ? undefined : Math.max(start, end) };
}

/** An image that failed before its first workflow has the time of its creation only. */
function spanOf({ image }: ImageReport, workflows: TimelineWorkflow[], latest?: number): TimeSpan {
  const parts = workflows.flatMap((workflow) => [workflow, ...workflow.steps]);
  const starts = parts.map(({ start }) => start).filter((start) => start !== undefined);
  const ends = parts.map(({ end }) => end).filter((end) => end !== undefined);
  const start = starts.length > 0 ? Math.min(...starts) : timeOf(asText(image.dateCreated));
  const end = latest ?? (ends.length > 0 ? Math.max(...ends) : undefined);
  return { start, end: start === undefined || end === undefined ? end : Math.max(start, end) };
}
