import { attributesOf, unknownAttributes } from './attributes';
import { explain } from './explain';
import { evaluateGate, GateResult } from './gate';
import { ImageBuilder } from './image-builder';
import { ImageReport, isBroken, isBuilt, newestImageOf, readImage } from './image-report';
import { asText } from './json';
import { ReadError } from './read-error';
import { CloudFormationRequest, isRollback, Outcome } from './request';

const NO_GATE: GateResult = { status: 'NOT_EVALUATED', reason: '' };

/** Reads the status of an image, or of a pipeline's newest image, and judges it. */
export async function readImageStatus(request: CloudFormationRequest, api: ImageBuilder, region: string, now: Date): Promise<Outcome> {
  const rollback = isRollback(request);
  try {
    return await judge(request, api, region, now, rollback);
  } catch (error) {
    // What was accepted before must not keep a stack from rolling back, whatever is wrong now.
    if (rollback) return { success: true, attributes: unknownAttributes((error as Error).message, notEvaluated(request, 'the image could not be read')) };
    if (error instanceof ReadError) return { success: false, reason: error.message };
    throw error;
  }
}

async function judge(request: CloudFormationRequest, api: ImageBuilder, region: string, now: Date, rollback: boolean): Promise<Outcome> {
  const { ImageBuildVersionArn, ImagePipelineArn, ImageName, OnFailure, Gate } = request.ResourceProperties ?? {};
  if (!asText(ImageBuildVersionArn) && !asText(ImagePipelineArn)) {
    throw new ReadError('OTHER', 'The template names neither an image nor a pipeline to read: ImageBuildVersionArn and ImagePipelineArn are empty.');
  }
  const imageArn = asText(ImageBuildVersionArn) || await newestImageOf(api, asText(ImagePipelineArn), asText(ImageName));
  if (imageArn === undefined) {
    const reason = `${asText(ImagePipelineArn)} has built no image${ImageName ? ` of the recipe '${asText(ImageName)}'` : ''} yet: start it, then deploy with another trigger to read its status.`;
    return { success: true, attributes: unknownAttributes(reason, notEvaluated(request, 'there is no image yet')) };
  }

  const report = await readImage(api, imageArn);
  const gate = Gate === undefined ? NO_GATE : await judgeFindings(report, Gate, api, now);
  const refused = isBroken(report) || (Gate !== undefined && gate.status !== 'PASSED');
  if (refused && OnFailure !== 'REPORT' && !rollback) return { success: false, reason: explain(report, gate) };
  return { success: true, attributes: attributesOf(report, gate, region) };
}

/** An image that was not scanned is not clean: only findings that were read can pass. */
async function judgeFindings(report: ImageReport, gate: unknown, api: ImageBuilder, now: Date): Promise<GateResult> {
  if (!isBuilt(report)) return { status: 'NOT_EVALUATED', reason: `the image is ${report.state || 'in an unknown state'}` };
  if ('unknown' in report.findings) return { status: 'NOT_EVALUATED', reason: report.findings.unknown };
  try {
    return await evaluateGate(gate, report.findings.totals, () => api.listImageScanFindings(report.arn), now);
  } catch (error) {
    if (error instanceof ReadError) return { status: 'NOT_EVALUATED', reason: error.message };
    throw error;
  }
}

function notEvaluated({ ResourceProperties }: CloudFormationRequest, reason: string): GateResult {
  return ResourceProperties?.Gate === undefined ? NO_GATE : { status: 'NOT_EVALUATED', reason };
}
