import { consoleUrl } from './attributes';
import { GateResult } from './gate';
import { ImageReport, isBroken } from './image-report';
import { cutToCharacters, oneLine } from './text';

const MAX_EXPLANATION = 1_000;

/** Why a deployment fails: what broke or what the gate found, then where to look. */
export function explain(report: ImageReport, gate: GateResult): string {
  const address = consoleUrl(report.arn);
  const told = oneLine(isBroken(report.state) ? failure(report) : refusal(report, gate));
  return `${cutToCharacters(told, MAX_EXPLANATION - address.length - 1)} ${address}`;
}

function failure({ arn, state, stateReason, failedStep }: ImageReport): string {
  const image = `Image ${arn} is ${state}`;
  if (failedStep?.step) {
    const action = failedStep.action && ` (${failedStep.action})`;
    return `${image}: ${failedStep.step}${action} failed: ${failedStep.message || stateReason}.`;
  }
  return `${image}: ${failedStep?.message || stateReason || 'no reason was given'}.`;
}

function refusal({ arn, state }: ImageReport, gate: GateResult): string {
  return gate.status === 'FAILED'
    ? `The vulnerability gate refuses image ${arn}: ${gate.reason}.`
    : `The vulnerability gate could not be evaluated for image ${arn} (${state}): ${gate.reason}.`;
}
