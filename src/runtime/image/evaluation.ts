import { attributesOf } from './attributes';
import { explain } from './explain';
import { LostPipeline } from './explanations/explanation';
import { Findings } from './findings';
import { evaluateGate, GateResult } from './gate';
import { ImageReport } from './image-report';
import { hasNoImage, isBuilt } from './states';
import { NO_GATE, recordedVerdict, verdictOf } from './verdict';
import { CallError } from '../services/call-error';
import { ImageBuilder } from '../services/image-builder';
import { JsonObject } from '../values/json';
import { Response } from '../values/response';

/** The report of an image, and the verdict of its gate. */
export interface Evaluation {
  readonly report: ImageReport;
  readonly gate: GateResult;
  /** Whether the image failed or its gate refuses it. */
  readonly isRefused: boolean;
}

/** Evaluates a gate against the report of an image. Without a gate, the verdict in the tags of the image counts. */
export async function evaluate(report: ImageReport, gate: unknown, api: ImageBuilder, now: Date): Promise<Evaluation> {
  const result = gate === undefined ? recordedVerdict(report.image) : await evaluateReport(report, gate, api, now);
  return { report, gate: result, isRefused: hasNoImage(report.state) || (gate !== undefined && result.status !== 'PASSED') };
}

async function evaluateReport(report: ImageReport, gate: unknown, api: ImageBuilder, now: Date): Promise<GateResult> {
  if (!isBuilt(report.state)) return refusalOf(report) ?? { status: 'NOT_EVALUATED', reason: `the image is ${report.state || 'in an unknown state'}` };
  return evaluateFindings(report.arn, report.findings, gate, api, now);
}

/** The verdict that failed an image before it was distributed, from its tags. */
function refusalOf({ image, state }: ImageReport): GateResult | undefined {
  const verdict = hasNoImage(state) ? verdictOf(image) : undefined;
  return verdict?.status === 'PASSED' ? undefined : verdict;
}

/** The settings of a deployment that waits for an image or reads it. */
interface ResponseOptions {
  /** Whether a refused image fails the deployment. */
  readonly mayFail: boolean;
  readonly region: string;
  /** Whether the build had ended before anybody waited for it. */
  readonly isOld?: boolean;
  /** Undefined if the pipeline of the image stays. */
  readonly lostPipeline?: LostPipeline;
  /** The copies of the image that the template refers to. */
  readonly copies: unknown;
}

/** The response to a deployment. */
export function responseOf({ report, gate, isRefused }: Evaluation, { mayFail, region, copies, ...deployment }: ResponseOptions): Response {
  if (isRefused && mayFail) return { success: false, reason: explain(report, gate, deployment) };
  return { success: true, attributes: attributesOf(report, gate, region, copies) };
}

/** The verdict of a gate that has nothing to evaluate. */
export function notEvaluated(properties: JsonObject, reason: string): GateResult {
  return properties.Gate === undefined ? NO_GATE : { status: 'NOT_EVALUATED', reason };
}

/** An image without a scan is not clean: only findings that were read can pass. */
export async function evaluateFindings(imageArn: string, findings: Findings, gate: unknown, api: ImageBuilder, now: Date): Promise<GateResult> {
  if ('unknown' in findings) {
    const { unknown: reason, ...more } = findings;
    return { status: 'NOT_EVALUATED', reason, ...more };
  }
  try {
    const reader = { all: () => api.listImageScanFindings(imageArn), some: () => api.firstImageScanFindings(imageArn) };
    return await evaluateGate(gate, findings.totals, reader, now);
  } catch (error) {
    if (error instanceof CallError) return { status: 'NOT_EVALUATED', reason: error.message, mayChange: true, isBusy: error.kind === 'BUSY' };
    throw error;
  }
}
