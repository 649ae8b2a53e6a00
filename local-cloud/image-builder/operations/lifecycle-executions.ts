import { imageState, isTerminal, StateUpdate } from '../build-state';
import { invalidRequest, notFound, ServiceError } from '../errors';
import { Image, instantOf } from '../image';
import { stableGuid } from '../names';
import { PageRequest } from '../pagination';
import { Call, Handlers } from './call';
import { list } from './listing';

interface UpdateRequest {
  readonly resourceArn: string;
  readonly state: { readonly status?: string };
  readonly executionRole?: string;
  readonly includeResources?: Record<string, boolean>;
  readonly updateAt?: number;
}

type Execution = StateUpdate & { readonly executionId: string };

const EXECUTION_MILLISECONDS = 60_000;

export const lifecycleExecutionOperations: Handlers = {
  StartResourceStateUpdate: start,
  GetLifecycleExecution: get,
  ListLifecycleExecutions: listExecutions,
};

/**
 * Underlying resources, and a later time, take a lifecycle execution; another state than DELETED takes effect at once else.
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartResourceStateUpdate.html
 */
function start({ resourceArn, state, executionRole, includeResources = {}, updateAt }: UpdateRequest, call: Call) {
  const image = call.store.images.get(resourceArn);
  const now = call.clock.now();
  if (!image) throw notFound(resourceArn);
  if (state.status === undefined) throw invalidRequest("The required parameter 'state.status' is missing.");
  const inProgress = executionsOf(image).some(({ end }) => end > now);
  if (inProgress || !isTerminal(imageState(image.plan, instantOf(image, now)).status)) {
    throw new ServiceError('ResourceInUseException', `The image '${resourceArn}' is in use.`);
  }
  const includes = Object.values(includeResources).some(Boolean);
  if (includes && executionRole === undefined) throw invalidRequest('Underlying resources need an executionRole.');
  const begin = Math.max(now, (updateAt ?? 0) * 1000);
  if (!includes && begin === now && state.status !== 'DELETED') {
    image.updates.push({ status: state.status, start: now, end: now });
    return { resourceArn };
  }
  const executionId = `lce-${stableGuid(`${resourceArn}/update/${image.updates.length}`)}`;
  image.updates.push({ status: state.status, start: begin, end: begin + EXECUTION_MILLISECONDS, executionId });
  return { resourceArn, lifecycleExecutionId: executionId };
}

function get(input: { lifecycleExecutionId: string }, call: Call) {
  const execution = call.store.imagesIn(call).flatMap(executionsOf).find(({ executionId }) => executionId === input.lifecycleExecutionId);
  if (!execution) throw notFound(input.lifecycleExecutionId);
  return { lifecycleExecution: describeExecution(execution, call) };
}

function listExecutions(input: PageRequest & { resourceArn: string }, call: Call) {
  const image = call.store.images.get(input.resourceArn);
  const executions = image ? executionsOf(image).map((execution) => describeExecution(execution, call)) : [];
  const { page, nextToken } = list(call, executions, input, []);
  return { lifecycleExecutions: page, nextToken };
}

function executionsOf(image: Image): Execution[] {
  return image.updates.filter((update): update is Execution => update.executionId !== undefined);
}

function describeExecution({ executionId, start: begin, end }: Execution, call: Call) {
  const now = call.clock.now();
  return {
    lifecycleExecutionId: executionId,
    resourcesImpactedSummary: { hasImpactedResources: true },
    state: { status: now < begin ? 'PENDING' : now < end ? 'IN_PROGRESS' : 'SUCCESS' },
    startTime: now < begin ? undefined : begin / 1000,
    endTime: now < end ? undefined : end / 1000,
  };
}
