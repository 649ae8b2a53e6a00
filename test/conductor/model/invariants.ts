import { wrongBuilds } from './build-invariants';
import { findingsOf, refusal } from './findings';
import { Observed } from './observed';
import { wrongReleases } from './release-invariants';
import { Act, Demands, Script } from './script';
import { RequestRecord } from '../../../local-cloud/conductor';
import { Build } from '../../../local-cloud/image-builder';
import { CANCELLED_TAG, MAX_RESPONSE_BYTES, STATUS_ATTRIBUTES } from '../../../src/contract/contract';
import { Memory } from '../memory';
import { soundness } from '../soundness';

const WAIT_TYPE = 'Custom::ImageBuilderImageWait';
const BROKEN = ['FAILED', 'CANCELLED', 'DELETED'];
/** The time by which a wait may be late. */
const MARGIN_SECONDS = 60;
const ENDED = [...BROKEN, 'AVAILABLE'];

/** The invariants of every script. */
export function violationsOf(observed: Observed): string[] {
  const { memory } = observed;
  return [
    ...soundness(memory.cloud, memory.log.join('\n'), observed.people.calls),
    ...observed.starts.filter(({ build }) => !observed.people.started.has(build.arn)).flatMap((start) => secondBuild(start, memory)),
    ...memory.cloud.requests.flatMap((record, index) => wrongSuccess(record, memory.cloud.requests.slice(0, index), memory)),
    ...observed.ends.flatMap((end) => wrongEnd(end, observed)),
    ...memory.cloud.requests.flatMap((record) => longWait(record, observed)),
    ...wrongBuilds(observed),
    ...wrongReleases(observed),
    ...leftovers(memory),
  ];
}

/** No trigger starts two builds, and each build has a request. */
function secondBuild({ build, others }: Observed['starts'][number], { cloud }: Memory): string[] {
  const reasonOf = ({ tags }: Build) => cloud.requests.find(({ event }) => Object.values(tags).includes(event.RequestId));
  const reason = reasonOf(build);
  if (!reason) return [`${build.arn} was built for no request: ${JSON.stringify(build.tags)}`];
  const { event, phase } = reason;
  if (event.RequestType === 'Delete' || phase === 'CLEANUP') return [`${build.arn} was built by a ${event.RequestType} in the phase ${phase}`];
  const trigger = (record?: RequestRecord) => record?.event.ResourceProperties.Trigger;
  // A stack that was created again takes nothing from the one before: it cannot tell who tagged that.
  const same = others.filter((other) => reasonOf(other)?.event.StackId === event.StackId && trigger(reasonOf(other)) === trigger(reason));
  // A build that failed, and was reported, is no image that a rollback could return to.
  const isNeeded = phase === 'DEPLOY' || same.length > 0;
  return [
    ...isNeeded ? [] : [`${build.arn} was built by a rollback`],
    ...same.filter(({ state, tags }) => !BROKEN.includes(state) && (state === 'AVAILABLE' || tags[CANCELLED_TAG] === undefined)).map(({ arn, state }) => `${build.arn} was built while there was ${arn}, ${state}, for ${String(trigger(reason))}`),
    ...same.filter((other) => reasonOf(other) === reason).map(({ arn }) => `${build.arn} and ${arn} were built for one request`),
  ];
}

/** No success for an image that failed, was not scanned or is refused, except when a rollback returns to an accepted one. */
function wrongSuccess(record: RequestRecord, earlier: RequestRecord[], { emulator, time }: Memory): string[] {
  const { event, response, answeredAt, phase } = record;
  const properties = event.ResourceProperties as Readonly<Record<string, unknown>> & { readonly OnFailure: string; readonly Gate?: Demands['gate'] };
  if (event.ResourceType !== WAIT_TYPE || event.RequestType === 'Delete' || response?.Status !== 'SUCCESS') return [];
  if (properties.Last !== 'true') return [];
  const missing = STATUS_ATTRIBUTES.filter((name) => response.Data?.[name] === undefined);
  const problems = missing.length > 0 ? [`${event.RequestId} was answered without ${missing.join()}`] : [];
  const wasAccepted = earlier.some((other) => other.response?.Status === 'SUCCESS' && other.event.LogicalResourceId === event.LogicalResourceId
    && other.event.RequestType !== 'Delete' && isSame(other.event.ResourceProperties, event.ResourceProperties));
  if (properties.OnFailure === 'REPORT' || phase === 'ROLLBACK' || (event.RequestType === 'Update' && wasAccepted)) return problems;

  const image = emulator.builds.find(({ arn }) => arn === properties.ImageBuildVersionArn);
  const told = `${event.RequestType} ${event.RequestId} was answered with SUCCESS`;
  if (image?.state !== 'AVAILABLE' || image.since > answeredAt!) return [...problems, `${told} for ${image?.arn}, ${image?.state} since ${image?.since} (now ${time.now()})`];
  const gate = properties.Gate;
  if (!gate) return problems;
  if (image.scanState !== 'COMPLETED') return [...problems, `${told} with a gate, and the scan was ${image.scanState}`];
  const refused = refusal(gate, findingsOf(image, emulator));
  return refused ? [...problems, `${told}, and the gate refuses ${refused}`] : problems;
}

/** Violations: a deployment that is stuck, has lost a good image, or has left a build running that nobody waits for. */
function wrongEnd({ act, results, current, builds, lostUpdate }: Observed['ends'][number], { script, people }: Observed): string[] {
  const complaints = results
    .filter(({ status }) => ['ROLLBACK_FAILED', 'DELETE_FAILED', 'UPDATE_ROLLBACK_FAILED'].includes(status))
    .map(({ status, reasons }) => `${act.do} ended as ${status}: ${reasons.join('; ')}`);
  const nothingWrong = script.faults.length === 0;
  const inTime = script.deliveries.flat().every((seconds) => seconds <= 2);
  if (nothingWrong && inTime && !lostUpdate) {
    const running = builds.filter(({ arn, state }) => !ENDED.includes(state) && arn !== current && !people.started.has(arn));
    complaints.push(...running.map(({ arn, state }) => `${arn} is left ${state} when ${act.do} has ended as ${results.map(({ status }) => status).join()}`));
  }
  if (nothingWrong && act.do === 'deploy' && (script.release ? act === script.acts[0] && mustBeReleased(act, script) : mustSucceed(act)) && !results.every(({ status }) => /^(CREATE|UPDATE)_COMPLETE$/.test(status))) {
    // No build of another act can have failed before the first one.
    const isFirst = script.release !== undefined || builds.every((build) => build.state === 'AVAILABLE');
    if (isFirst) complaints.push(`a deployment in which nothing was wrong ended as ${results.map(({ status, reasons }) => `${status}: ${reasons.join()}`).join()}`);
  }
  return complaints;
}

/** A wait ends at its timeout. Repeated calls and responses take seconds; repeated requests take minutes. */
function longWait({ event, sentAt, answeredAt }: RequestRecord, { script }: Observed): string[] {
  if (event.ResourceType !== WAIT_TYPE || answeredAt === undefined || script.faults.length > 0) return [];
  const late = Math.max(...script.deliveries.map((seconds) => Math.min(...seconds)));
  const seconds = (answeredAt - sentAt) / 1000 - late;
  const limit = Number(event.ResourceProperties.WaitSeconds);
  return seconds > limit + MARGIN_SECONDS ? [`${event.RequestType} ${event.LogicalResourceId} waited for ${seconds} s instead of ${limit} s`] : [];
}

function mustBeReleased(act: Act, { executions, answers, outage }: Script): boolean {
  if (outage !== undefined) return false;
  if (act.do !== 'deploy' || !mustSucceed({ ...act, gate: undefined }) || act.gate === undefined) return false;
  const { findings } = act.scenario;
  const passes = findings.CRITICAL <= Number(act.gate.MaximumCritical) && findings.HIGH <= Number(act.gate.MaximumHigh ?? Infinity);
  return passes && executions.every(({ isHeard }) => isHeard) && answers.every(({ action, after }) => action === 'RESUME' && after <= 300);
}

function mustSucceed(act: Act): boolean {
  if (act.do !== 'deploy') return false;
  const { scenario, gate, waitSeconds, interrupt, laterFails } = act;
  const isClean = scenario.failure === undefined && scenario.scan.outcome === 'COMPLETED' && scenario.scan.lagSeconds === 0;
  return isClean && gate === undefined && waitSeconds >= 900 && scenario.pace <= 0.2 && interrupt === undefined && !laterFails;
}

/** At the end, no wait runs, and the response URLs are deleted. */
function leftovers({ stateMachines, emulator, responses }: Memory): string[] {
  const running = [...stateMachines.executions.values()].filter(({ status }) => status === 'RUNNING').map(({ name }) => `the execution ${name} runs on`);
  const inCalls = responses.leaks(JSON.stringify(emulator.calls)) ? ['an address stands in a call of Image Builder'] : [];
  const tooLong = [...responses.received.values()].flatMap(({ documents }) => documents.map(({ text }) => Buffer.byteLength(text)))
    .filter((bytes) => bytes > MAX_RESPONSE_BYTES).map((bytes) => `an answer has ${bytes} bytes`);
  return [...running, ...inCalls, ...tooLong];
}

function isSame(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
