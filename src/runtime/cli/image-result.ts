import { ExitCode } from './exit-code';
import { bad, good, attention, Text } from './terminal/text';
import { explain } from '../image/explain';
import { LostPipeline } from '../image/explanations/explanation';
import { GateResult } from '../image/gate';
import { ImageReport } from '../image/image-report';
import { hasNoImage, isRunning } from '../image/states';
import { CallError } from '../services/call-error';
import { ImageBuilder } from '../services/image-builder';
import { asText, JsonObject } from '../values/json';
import { timeOf } from '../values/time';

/** How a build ended, as an exit code. */
export function exitCodeOf({ state, failedStep }: ImageReport, gate: GateResult): ExitCode {
  if (isRunning(state)) return ExitCode.NOT_ENDED;
  if (!hasNoImage(state)) return ExitCode.OK;
  // A person may reject an image that its gate accepted.
  return failedStep?.isMessageComplete || isRefused(gate) ? ExitCode.HELD_BACK : ExitCode.FAILED;
}

/** Why an image failed or was refused, in the words of a failed deployment; empty for one that is fine. */
export async function explanationOf(report: ImageReport, gate: GateResult, api: ImageBuilder): Promise<string> {
  if (!hasNoImage(report.state)) return '';
  return explain(report, gate, { lostPipeline: await lostPipelineOf(report.image, api) });
}

async function lostPipelineOf({ sourcePipelineArn, dateCreated }: JsonObject, api: ImageBuilder): Promise<LostPipeline | undefined> {
  const arn = asText(sourcePipelineArn);
  if (arn === '') return 'NONE';
  try {
    const created = timeOf(asText((await api.getImagePipeline(arn)).dateCreated));
    // A newer one of its name is another pipeline.
    return created !== undefined && created > (timeOf(asText(dateCreated)) ?? Infinity) ? 'DELETED' : undefined;
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return error.kind === 'NOT_FOUND' ? 'DELETED' : undefined; // Without the permission to know, the image is explained all the same.
  }
}

export function isRefused({ status, reason }: GateResult): boolean {
  return status === 'FAILED' || (status === 'NOT_EVALUATED' && reason !== '');
}

/** The verdict in a word and its reason. */
export function verdictText(gate: GateResult): Text {
  if (gate.status === 'PASSED') return [good('PASSED'), ` ${gate.reason}`];
  if (gate.status === 'FAILED') return [bad('FAILED'), ` ${gate.reason}`];
  return gate.reason === '' ? 'no verdict is recorded with the image' : [attention('NOT_EVALUATED'), ` ${gate.reason}`];
}

/** The state of an image or the status of a step, in the colour of its meaning. */
export function stateText(state: string): Text {
  if (['AVAILABLE', 'COMPLETED', 'RELEASED', 'PASSED'].includes(state)) return good(state);
  if (hasNoImage(state) || ['TIMED_OUT', 'ROLLBACK_COMPLETED', 'ROLLBACK_IN_PROGRESS'].includes(state)) return bad(state);
  return ['DEPRECATED', 'DISABLED', 'SKIPPED', 'PENDING', ''].includes(state) ? state : attention(state);
}
