import { consoleUrl } from './console-url';
import { Hint } from './explanations';
import { Failure, LostPipeline } from './explanations/explanation';
import { GateResult } from './gate';
import { ImageReport, logGroupOf } from './image-report';
import { rejection } from './release-failure';
import { hasNoImage } from './states';
import { asObject, asText } from '../values/json';
import { cutInside, oneLine } from '../values/text';

const MAX_EXPLANATION = 1_000;
/** The minimum length of the text that says what happened, however long the hint is. */
const MIN_TOLD = 350;
/** A longer name would leave no room for the rest, and half a name is useless. */
const MAX_LOG_GROUP = 200;

/** A hint for a deployment that finds a failed build that it neither started nor waited for. */
const NOTHING_BUILT = "After --no-rollback nothing is built again: run cdk rollback and deploy, or give another 'trigger'.";

/**
 * Why a deployment fails: the failure or the verdict of the gate, then where to look.
 *
 * @param isOld whether the build had failed before anybody waited for it
 * @param lostPipeline undefined if the pipeline that built the image exists, as far as is known
 */
export function explain(
  report: ImageReport, gate: GateResult, { isOld = false, lostPipeline }: { readonly isOld?: boolean; readonly lostPipeline?: LostPipeline } = {},
): string {
  if (!hasNoImage(report.state)) return explanation(rejection(report.arn, gate, report.state), scanFailure(gate), report.arn);
  const logGroup = logGroupOf(report);
  const isShort = logGroup !== '' && logGroup.length <= MAX_LOG_GROUP;
  const lines = [...isOld ? [NOTHING_BUILT] : [], ...isShort ? [`Log group: ${logGroup}`] : []];
  return explanation(failureText(report), { ...failureOf(report), lostPipeline }, report.arn, lines);
}

/**
 * Explains what happened to an image, with a hint if there is a usual cause. The lines come last, and are never cut.
 *
 * @param lines more lines before the address of the console
 */
export function explanation(text: string, failure: Failure | undefined, imageArn: string, lines: string[] = []): string {
  const places = [...lines, `Console: ${consoleUrl(imageArn)}`].map((line) => `\n${line}`).join('');
  const room = MAX_EXPLANATION - places.length;
  const happened = oneLine(text);
  const hint = longestWithin(room - Math.min(happened.length, MIN_TOLD), failure && hintFor(failure));
  return cutInside(happened, room - hint.length) + hint + places;
}

/** As much of a hint as fits; the remedy has priority. */
function longestWithin(room: number, hint: Hint | undefined): string {
  if (!hint) return '';
  const { explanation: { cause, remedy, page }, nextStep } = hint;
  const [advice, more] = [nextStep ? ` ${remedy} ${nextStep}` : ` ${remedy}`, `\nMore: ${page}`];
  return [` ${cause}${advice}${more}`, ` ${cause}${advice}`, advice, ` ${remedy}`].find(({ length }) => length <= room) ?? '';
}

/** The usual cause of a failure, or undefined if there is none. */
export function hintFor(failure: Failure): Hint | undefined {
  // In a function the texts are a second file, which only a failure loads: most starts of a function never need it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { hintFor: find }: typeof import('./explanations') = require('./explanations');
  return find(failure);
}

/** The usual cause of a failed image, or undefined if there is none. */
export function hintOf(report: ImageReport): Hint | undefined {
  return hintFor(failureOf(report));
}

/** The id of the usual cause of a failure, or undefined if there is none. */
export function causeOf(report: ImageReport): string | undefined {
  return hintOf(report)?.explanation.id;
}

function failureOf({ image, state, stateReason, failedStep }: ImageReport): Failure {
  return {
    step: failedStep?.step || asText(asObject(asObject(image.state).failureContext).imageStatus),
    action: failedStep?.action ?? '',
    message: `${failedStep?.message ?? ''} ${stateReason}`,
    state,
    isContainer: asText(image.type) === 'DOCKER' || image.containerRecipe !== undefined,
  };
}

/** A scan that ended badly is explained like a failed step. */
function scanFailure({ reason, scanStatus }: GateResult): Failure | undefined {
  return scanStatus === undefined ? undefined : { step: '', action: '', message: reason };
}

function failureText({ arn, state, stateReason, failedStep }: ImageReport): string {
  const image = `Image ${arn} is ${state}`;
  if (failedStep?.isMessageComplete) return failedStep.message;
  if (failedStep?.step) {
    const action = failedStep.action && ` (${failedStep.action})`;
    return `${image}: ${failedStep.step}${action} failed: ${sentence(failedStep.message || stateReason)}`;
  }
  return `${image}: ${sentence(failedStep?.message || stateReason || 'no reason was given')}`;
}

/** Ends a sentence with exactly one full stop. */
function sentence(text: string): string {
  return `${text.trimEnd().replace(/\.+$/, '')}.`;
}
