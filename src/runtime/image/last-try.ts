import { failureContextOf } from './failure-context';
import { releaseTagOf } from './release-tag';
import { stateOf } from './states';
import { verdictOf } from './verdict';
import { WorkflowSteps } from './workflow-steps';
import { currentExecutions, failedStepOf, FailedStep, hasFailed, WorkflowExecution, workflowExecutionOf } from './workflows';
import { GATE_REASON_TAG, GATE_STATUS_TAG, RELEASE_FAILURE_TAG, RELEASE_TAG, SUPERSEDED_BY_TAG } from '../../contract/release';
import { CallError, undefinedIfNotFound } from '../services/call-error';
import { ImageBuilder } from '../services/image-builder';
import { asObject, asText, JsonObject } from '../values/json';

/** Matches messages of the service about an execution that began: its end, or the outputs of the step. */
const BEGAN = /returned terminal state|\bexecutionArn\b/;

/**
 * An image with the tags of its last try only, which say why a retry failed. The verdict and the failure are those of an earlier try if the
 * state machine of the failed step did not begin, and so is the mark that a newer image is released if another step failed.
 *
 * @param executions the workflow executions of all tries
 */
export function ofLastTry(image: JsonObject, { action, message }: FailedStep, executions: JsonObject[]): JsonObject {
  if (!wasRetried(executions) || action === '') return image;
  if (action !== 'ExecuteStateMachine') return withoutTurn(image);
  if (BEGAN.test(message) || hasBegun(image)) return image;
  const { [GATE_STATUS_TAG]: _status, [GATE_REASON_TAG]: _reason, [RELEASE_FAILURE_TAG]: _failure, ...tags } = asObject(image.tags);
  return withoutTurn({ ...image, tags });
}

/** Users have an image that was marked as released, whatever its retry did. */
function withoutTurn(image: JsonObject): JsonObject {
  if (releaseTagOf(image) !== 'SUPERSEDED') return image;
  const { [RELEASE_TAG]: _mark, [SUPERSEDED_BY_TAG]: _newer, ...tags } = asObject(image.tags);
  return { ...image, tags };
}

/**
 * The same for an image whose workflows nobody has read. It takes calls only if the image failed in its release, and its state does not
 * say that the state machine began: one, and one more if it was retried.
 *
 * @throws CallError if its workflows cannot be read
 */
export async function readLastTry(api: ImageBuilder, image: JsonObject): Promise<JsonObject> {
  const hasRelease = verdictOf(image) !== undefined || releaseTagOf(image) !== undefined;
  if (stateOf(image) !== 'FAILED' || !hasRelease || hasBegun(image)) return image;
  // Retention may delete a failed image at any time.
  const executions = await api.listWorkflowExecutions(asText(image.arn)).catch(undefinedIfNotFound) ?? [];
  if (!wasRetried(executions)) return image;
  return ofLastTry(image, await readFailedStep(new WorkflowSteps(api), image, currentExecutions(executions)), executions);
}

/** The step that failed an image; without a name if that is not known. */
export async function readFailedStep(steps: WorkflowSteps, image: JsonObject, workflows: WorkflowExecution[]): Promise<FailedStep> {
  const failed = workflows.filter(hasFailed).filter(({ id }) => id !== '');
  const failedSteps = await Promise.all(failed.map((execution) => readStepOf(steps, execution)));
  const step = failedSteps.find((one) => one.step !== '') ?? failedSteps[0];
  const context = failureContextOf(image.state);
  const message = context?.message || step?.message || '';
  return { step: step?.step || context?.step || '', action: step?.action ?? '', message };
}

function hasBegun({ state }: JsonObject): boolean {
  return BEGAN.test(asText(asObject(state).reason));
}

function wasRetried(executions: JsonObject[]): boolean {
  return executions.some((one) => one.retried === true && workflowExecutionOf(one).type === 'DISTRIBUTION');
}

/** The step that failed a workflow; if the steps cannot be read, the message of the workflow, and why they are missing. */
async function readStepOf(steps: WorkflowSteps, execution: WorkflowExecution): Promise<FailedStep> {
  const read = await steps.of(execution.id);
  if (!(read instanceof CallError)) return failedStepOf(execution, read);
  return { step: '', action: '', message: [execution.message, `The failed step is not known: ${read.message}`].filter(Boolean).join(' ') };
}
