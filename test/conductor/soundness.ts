import { Cloud, CustomResourceResponse, RequestRecord } from '../../local-cloud/conductor';
import { LoggedCall } from '../../local-cloud/image-builder';
import { TAG_PREFIX } from '../../src/contract/contract';
import { LAST_VERDICT_TAG } from '../../src/contract/release';

/** The tags that the function may write on an image. */
const IMAGE_TAGS = ['gate-status', 'gate-reason', 'gate-exceptions', 'findings', 'release', 'superseded-by', 'release-failure', 'cancelled', 'reused-by', 'requested-at'].map((name) => `${TAG_PREFIX}${name}`);

/** The tags that the function may write on a pipeline. */
const PIPELINE_TAGS = [LAST_VERDICT_TAG];

/** Calls that change nothing. */
const READS = /^(Get|List)/;
/** Calls of CloudFormation itself, not of the function. */
const MADE_BY_CLOUDFORMATION = new RegExp(`^(Create|Update|Delete)(${[
  'Component', 'ImageRecipe', 'ContainerRecipe', 'InfrastructureConfiguration', 'DistributionConfiguration', 'Workflow', 'ImagePipeline',
].join('|')})$`);
/** Milliseconds that a run of the function takes at most. */
const ONE_RUN = 120_000;
/** Milliseconds after which CloudFormation reads no response. */
const TIMEOUT = 3_600_000;
const OF_A_BUILD = ['StartImagePipelineExecution', 'CancelImageCreation'];

/** Violations of the rules that hold for every request and every fault, in words. */
export function soundness(cloud: Cloud, log: string, callsOfOthers: ReadonlySet<LoggedCall> = new Set()): string[] {
  const { responses, emulator, stateMachines } = cloud.options;
  const complaints = [...responses.violations];
  for (const call of emulator.calls) {
    if (callsOfOthers.has(call)) continue;
    const { time, operation, input, error } = call;
    if (READS.test(operation) || MADE_BY_CLOUDFORMATION.test(operation)) continue;
    if (isPublishing(operation, input)) continue;
    if (!OF_A_BUILD.includes(operation)) complaints.push(`${operation} ${JSON.stringify(input)}`);
    // A build may end between the look at it and the call.
    const ended = emulator.builds.find(({ arn }) => arn === (input as { imageBuildVersionArn?: string }).imageBuildVersionArn)?.since ?? 0;
    const couldBeSeen = Date.parse(time) - ended > ONE_RUN;
    if (operation === 'CancelImageCreation' && error === 'InvalidRequestException' && couldBeSeen) complaints.push(`cancelled what had ended: ${JSON.stringify(input)}`);
  }
  cloud.requests.forEach((record, index) => {
    // CloudFormation takes the first response, and none after it has gone on.
    const { RequestId, StackId, LogicalResourceId } = record.event;
    const next = cloud.requests.slice(index + 1).find(({ event }) => event.StackId === StackId && event.LogicalResourceId === LogicalResourceId);
    const end = Math.min(next?.sentAt ?? Infinity, record.givenUpAt ?? Infinity, record.sentAt + TIMEOUT);
    const documents = responses.received.get(RequestId)!.documents.filter(({ at }) => at < end);
    complaints.push(...ofRequest(record, documents.map(({ text }) => text)));
  });
  if (responses.leaks(log)) complaints.push('an address stands in the log of the function');
  for (const { name, history, input } of stateMachines.executions.values()) {
    if (responses.leaks([name, input, ...history].join('\n'))) complaints.push(`an address stands in the history of the execution ${name}`);
  }
  for (const parameter of cloud.options.parameters.all.values()) {
    if (parameter.history.some((value) => responses.leaks(value))) complaints.push(`a response URL stands in the parameter ${parameter.name}`);
  }
  for (const { name, description, tags } of cloud.options.secrets.all) {
    if (responses.leaks(JSON.stringify([name, description, tags]))) complaints.push(`a response URL stands in what everybody may read of the secret ${name}`);
  }
  return complaints;
}

function ofRequest({ event, sentAt, answeredAt, givenUp }: RequestRecord, documents: string[]): string[] {
  const what = `${event.RequestType} ${event.LogicalResourceId}`;
  const complaints: string[] = [];
  if (givenUp === 'TIMED_OUT') complaints.push(`${what} was not answered in time`);
  if (new Set(documents.map(decisionOf)).size > 1) complaints.push(`${what} was answered with ${documents.length} documents: ${documents.join(' ')}`);
  if (answeredAt !== undefined && answeredAt - sentAt > 55 * 60_000) complaints.push(`${what} was answered after ${Math.round((answeredAt - sentAt) / 1000)} s`);
  return complaints;
}

interface Tagging {
  readonly resourceArn?: string;
  readonly tags?: object;
  readonly tagKeys?: readonly string[];
}

/** A published image is marked, so that the retention of old images spares it. */
function isPublishing(operation: string, input: Tagging): boolean {
  const keys = operation === 'TagResource' ? Object.keys(input.tags ?? {}) : operation === 'UntagResource' ? input.tagKeys ?? [] : [];
  const allowed = input.resourceArn?.includes(':image-pipeline/') ? PIPELINE_TAGS : IMAGE_TAGS;
  return keys.length > 0 && keys.every((key) => allowed.includes(key));
}

/** The parts of a response by which CloudFormation acts. The other attributes of a running build differ from moment to moment. */
function decisionOf(document: string): string {
  const { Status, PhysicalResourceId, Data } = JSON.parse(document) as CustomResourceResponse;
  return JSON.stringify([Status, PhysicalResourceId, Data?.ImageBuildVersionArn]);
}
