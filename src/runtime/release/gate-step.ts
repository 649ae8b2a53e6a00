import { ReleaseProperty } from '../../contract/release';
import { evaluateFindings } from '../image/evaluation';
import { Findings, findingsOf } from '../image/findings';
import { GateResult } from '../image/gate';
import { CallError } from '../services/call-error';
import { ImageBuilder } from '../services/image-builder';
import { asText, JsonObject } from '../values/json';

/** The result of a gate, and the report that it evaluated. */
export interface Verdict {
  readonly gate: GateResult;
  readonly findings: Findings;
}

/** Evaluates the gate of an image that is about to be distributed. */
export async function evaluateRelease(api: ImageBuilder, image: JsonObject, release: ReleaseProperty | undefined): Promise<Verdict> {
  const aggregations = await api.listImageScanFindingAggregations(asText(image.arn)).catch((error: unknown) => {
    // Load says nothing about the findings: the next poll reads them.
    if (error instanceof CallError && error.kind !== 'BUSY') return error;
    throw error;
  });
  const findings = await findingsOf(image, aggregations, api);
  if (release?.Gate === undefined) {
    return { findings, gate: { status: 'NOT_EVALUATED', reason: 'the stack has no gate for this image and pipeline' } };
  }
  return { findings, gate: await evaluateFindings(asText(image.arn), findings, release.Gate, api, new Date()) };
}
