import { consoleUrl } from './console-url';
import { explanationOf, ExplainedStep } from './explanations';
import { GateResult } from './gate';
import { ImageReport, logGroupOf } from './image-report';
import { isBroken } from './states';
import { cutToCharacters, oneLine } from '../values/text';

const MAX_EXPLANATION = 1_000;
/** So much of what happened is told, however long the hint is. */
const MIN_TOLD = 350;

/** What stands at the end, however long the rest is. */
const MAX_LOG_GROUP = 200;

/** Why a deployment fails: what broke or what the gate found, then where to look. */
export function explain(report: ImageReport, gate: GateResult): string {
  if (!isBroken(report.state)) return explanation(refusal(report, gate), undefined, report.arn);
  const { failedStep, stateReason } = report;
  const step = { step: '', action: '', ...failedStep, message: `${failedStep?.message ?? ''} ${stateReason}` };
  return explanation(failure(report), step, report.arn, ` Log group: ${cutToCharacters(logGroupOf(report), MAX_LOG_GROUP)}`);
}

/** What is told of an image, with a hint if there is a usual cause, and where to look at the end: its address in the console. */
export function explanation(told: string, step: ExplainedStep | undefined, imageArn: string, logs = ''): string {
  const known = step && explanationOf(step);
  const hint = known ? ` ${known.cause} ${known.remedy} See ${known.page}` : '';
  const address = `${logs} ${consoleUrl(imageArn)}`;
  const room = MAX_EXPLANATION - address.length;
  const text = oneLine(told);
  const kept = cutToCharacters(text, Math.max(room - hint.length, Math.min(text.length, MIN_TOLD)));
  return kept + cutToCharacters(hint, room - kept.length) + address;
}

function failure({ arn, state, stateReason, failedStep }: ImageReport): string {
  const image = `Image ${arn} is ${state}`;
  if (failedStep?.step) {
    const action = failedStep.action && ` (${failedStep.action})`;
    return `${image}: ${failedStep.step}${action} failed: ${sentence(failedStep.message || stateReason)}`;
  }
  return `${image}: ${sentence(failedStep?.message || stateReason || 'no reason was given')}`;
}

function refusal({ arn, state }: ImageReport, gate: GateResult): string {
  return gate.status === 'FAILED'
    ? `The vulnerability gate refuses image ${arn}: ${gate.reason}.`
    : `The vulnerability gate could not be evaluated for image ${arn} (${state}): ${gate.reason}.`;
}

/** With one full stop, whether the service wrote one or not. */
function sentence(text: string): string {
  return `${text.trimEnd().replace(/\.+$/, '')}.`;
}
