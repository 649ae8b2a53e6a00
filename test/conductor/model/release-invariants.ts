import { findingsOf, refusal } from './findings';
import { Evaluation, Observed } from './observed';
import { scenariosOf, Script } from './script';
import { digestOf } from '../../../local-cloud/conductor/container-registry';
import { ACCOUNT, REGION } from '../../../local-cloud/conductor/in-memory/memory-cloud';
import { Build, Distributed } from '../../../local-cloud/image-builder';
import { MAX_RELEASE_WAIT_SECONDS, RELEASE_TAG } from '../../../src/contract/release';
import { hasGate, IMAGE_PARAMETER } from '../released';

/** The time by which the last poll of a step may exceed the maximum wait of the step. */
const MARGIN_SECONDS = 600;

/** Something of an image that users have: a copy, a permission, a pushed image, or a parameter that names it. */
interface Reach {
  readonly image: Build;
  /** Unknown of the parameter that the function writes. */
  readonly at?: number;
  readonly what: string;
  /** The parameter, if it is one. */
  readonly parameter?: string;
}

/** The invariants of the images of a stack that holds them back. */
export function wrongReleases(observed: Observed): string[] {
  if (!observed.script.release) return [];
  const reached = reachOf(observed);
  return [
    ...reached.flatMap((reach) => [...notPassed(reach, observed), ...notApproved(reach, observed)]),
    ...reached.flatMap((reach) => tooOld(reach, observed)),
    ...goingBack(reached),
    ...earlyMarks(observed),
    ...lateMarks(observed),
    ...marks(observed),
    ...longSteps(observed),
  ];
}

function reachOf({ memory: { emulator, parameters } }: Observed): Reach[] {
  const builds = new Map(emulator.builds.map((build) => [build.arn, build]));
  const distributed = emulator.distributed.filter(isOutside).map((one): Reach => ({
    image: builds.get(one.imageArn)!,
    at: Date.parse(one.time),
    what: `${one.kind} in ${one.region}`,
    parameter: one.kind === 'PARAMETER' ? `${one.name} in ${one.region}` : undefined,
  }));
  const written = (parameters.all.get(IMAGE_PARAMETER)?.history ?? []).map((value): Reach => ({
    image: emulator.builds.find(({ arn }) => value.endsWith(`@${digestOf(arn)}`))!, what: 'PARAMETER', parameter: IMAGE_PARAMETER,
  }));
  return [...distributed, ...written];
}

/** The AMI in the Region and account of the build exists before any distribution, and no user has it. */
function isOutside({ kind, region, accountId }: Distributed): boolean {
  return kind !== 'AMI' || region !== REGION || accountId !== ACCOUNT;
}

/** No image reaches users unless it passed its gate the last time that the gate evaluated it. */
function notPassed({ image, at = Infinity, what }: Reach, { script, evaluations, memory }: Observed): string[] {
  if (!hasGate(script.release!)) return [];
  const told = `${image.arn} reached users (${what})`;
  // The turn after an approval evaluates the gate again, if the stack still has one.
  const isGate = ({ step, gate }: Evaluation) => step === 'GATE' || (step === 'TURN' && gate !== undefined);
  const evaluation = lastOf(evaluations.filter((one) => isGate(one) && one.at <= at && one.imageArn === image.arn));
  if (!evaluation) return [`${told} without a gate`];
  if (!evaluation.gate) return [`${told}, and the stack had no gate for it`];
  if (image.scanState !== 'COMPLETED') return [`${told}, and its scan was ${image.scanState}`];
  const severity = refusal(evaluation.gate, findingsOf(image, memory.emulator));
  return severity === undefined ? [] : [`${told}, and its gate refuses ${severity}`];
}

/** No image reaches users unless a person approved it after it came to its release. */
function notApproved({ image, at = Infinity, what }: Reach, { script, people }: Observed): string[] {
  if (!script.release!.includes('APPROVAL')) return [];
  const retriedAt = lastOf(people.retries.filter((one) => one.imageArn === image.arn && one.at <= at))?.at ?? -Infinity;
  const approval = lastOf(people.approvals.filter((one) => one.imageArn === image.arn && one.at <= at && one.at >= retriedAt));
  return approval?.action === 'RESUME' ? [] : [`${image.arn} reached users (${what}), and the approval said ${approval?.action}`];
}

/** No image is released once a newer good one is. */
function tooOld({ image, at, what }: Reach, observed: Observed): string[] {
  if (at === undefined) return [];
  return newerThan(image, observed).filter(({ arn }) => (firstMark(arn, observed) ?? Infinity) < at)
    .map(({ arn }) => `${image.arn} reached users (${what}) after ${arn} was released`);
}

/** The good images of the same pipeline that are newer. */
function newerThan(image: Build, { memory: { emulator } }: Observed): Build[] {
  return emulator.builds.filter((other) => other.pipelineArn === image.pipelineArn && other.startedAt > image.startedAt && other.state === 'AVAILABLE');
}

/** A parameter never goes back from an image that is good to an older one. */
function goingBack(reached: Reach[]): string[] {
  const names = [...new Set(reached.flatMap(({ parameter }) => parameter ?? []))];
  return names.flatMap((name) => {
    const writes = reached.filter(({ parameter }) => parameter === name).sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
    return writes.flatMap(({ image }, index) => writes.slice(0, index)
      .filter((before) => before.image.state === 'AVAILABLE' && before.image.startedAt > image.startedAt)
      .map((before) => `the parameter ${name} went from ${before.image.arn} to ${image.arn}`));
  });
}

/** No image has the mark of a release before it has come to its gate and a person has approved it. */
function earlyMarks({ script, evaluations, people, memory: { emulator } }: Observed): string[] {
  const isBefore = (time: string) => ({ at }: { readonly at: number }) => at <= Date.parse(time);
  return emulator.calls.filter(({ operation, error }) => operation === 'TagResource' && error === undefined).flatMap(({ input, time }) => {
    const { resourceArn, tags } = input as { resourceArn: string; tags: Record<string, string> };
    if (!['RELEASING', 'RELEASED'].includes(tags[RELEASE_TAG])) return [];
    const isEvaluated = evaluations.filter(isBefore(time)).some(({ step, imageArn }) => step === 'GATE' && imageArn === resourceArn);
    const isApproved = people.approvals.filter(isBefore(time)).some(({ imageArn, action }) => action === 'RESUME' && imageArn === resourceArn);
    return [
      ...isEvaluated || !hasGate(script.release!) ? [] : [`${resourceArn} was marked as ${tags[RELEASE_TAG]} before its gate`],
      ...isApproved || !script.release?.includes('APPROVAL') ? [] : [`${resourceArn} was marked as ${tags[RELEASE_TAG]} before its approval`],
    ];
  });
}

/** No image gets the mark of a release once a newer good one has it. */
function lateMarks(observed: Observed): string[] {
  const { calls, builds } = observed.memory.emulator;
  const released = calls.filter(({ operation, input, error }) => operation === 'TagResource' && error === undefined
    && (input as { tags: Record<string, string> }).tags[RELEASE_TAG] === 'RELEASED');
  return released.flatMap(({ input, time }) => {
    const image = builds.find(({ arn }) => arn === (input as { resourceArn: string }).resourceArn)!;
    return newerThan(image, observed).filter(({ arn }) => (firstMark(arn, observed) ?? Infinity) < Date.parse(time))
      .map(({ arn }) => `${image.arn} was marked as released after ${arn}`);
  });
}

/** At the end, only the newest image that users have is marked as released. */
function marks({ memory: { emulator }, script, ends }: Observed): string[] {
  const nothingLost = script.faults.length === 0 && script.outage === undefined && script.executions.every(({ isHeard }) => isHeard);
  if (!nothingLost || script.acts.some((act) => act.do === 'deploy' && act.interrupt)) return [];
  const marked = emulator.builds.filter(({ tags }) => tags[RELEASE_TAG] === 'RELEASED').map(({ arn }) => arn);
  // A step that fails after the state machine has marked the image fails an image that users have.
  const available = emulator.builds.filter(({ arn, state }) => state === 'AVAILABLE' || (marked.includes(arn) && failsInRelease(script))).map(({ arn }) => arn);
  const expected = available.slice(-1);
  if (ends.some(({ act, results }) => act.do === 'delete' || results.some(({ status }) => /ROLLBACK|DELETE/.test(status)))) return [];
  return marked.join() === expected.join() ? [] : [`${marked.join(' and ') || 'no image'} is marked as released instead of ${expected.join()}`];
}

function failsInRelease({ acts }: Script): boolean {
  return acts.some((act) => scenariosOf(act).some(({ failure }) => failure?.step === 'Release'));
}

/** A step of a release ends at its timeout. */
function longSteps({ memory: { stateMachines } }: Observed): string[] {
  return [...stateMachines.executions.values()].filter(({ input }) => input.includes('"Step"')).flatMap(({ name, startDate, stopDate }) => {
    const seconds = ((stopDate ?? Infinity) - startDate) / 1000;
    return seconds > MAX_RELEASE_WAIT_SECONDS + MARGIN_SECONDS ? [`the execution ${name} of a release took ${seconds} s`] : [];
  });
}

function firstMark(imageArn: string, { memory: { emulator } }: Observed): number | undefined {
  const mark = emulator.calls.find(({ operation, input, error }) => operation === 'TagResource' && error === undefined
    && (input as { resourceArn: string }).resourceArn === imageArn && (input as { tags: Record<string, string> }).tags[RELEASE_TAG] === 'RELEASED');
  return mark && Date.parse(mark.time);
}

function lastOf<T extends Evaluation | { readonly at: number }>(all: readonly T[]): T | undefined {
  return all[all.length - 1];
}
