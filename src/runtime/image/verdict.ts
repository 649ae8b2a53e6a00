import { Findings } from './findings';
import { GateResult } from './gate';
import { countsTag, countsText, parseCountsTag } from './gate-counts';
import { exceptionsTag, parseExceptionsTag } from './gate-exceptions';
import { GateStatus } from '../../contract/contract';
import { FINDINGS_TAG, GATE_EXCEPTIONS_TAG, GATE_REASON_TAG, GATE_STATUS_TAG } from '../../contract/release';
import { asObject, asText, JsonObject } from '../values/json';
import { cutToWords, oneLine } from '../values/text';

const STATUSES: readonly GateStatus[] = ['PASSED', 'FAILED', 'NOT_EVALUATED'];
/** The most characters that the value of a tag has. */
export const MAX_TAG_VALUE = 256;

/** The verdict without a gate. */
export const NO_GATE: GateResult = { status: 'NOT_EVALUATED', reason: '' };

/** The verdict of a gate as tags of the image. */
export function verdictTags(gate: GateResult, findings: Findings): Record<string, string> {
  return {
    [GATE_STATUS_TAG]: gate.status,
    [GATE_REASON_TAG]: reasonTag(gate, MAX_TAG_VALUE),
    [GATE_EXCEPTIONS_TAG]: exceptionsTag(gate.counts?.exceptions ?? [], MAX_TAG_VALUE),
    [FINDINGS_TAG]: findingsText(findings),
  };
}

/** The verdict in the tags of an image; undefined if no gate evaluated it. */
export function verdictOf(image: JsonObject): GateResult | undefined {
  const tags = asObject(image.tags);
  const status = STATUSES.find((one) => one === tags[GATE_STATUS_TAG]);
  if (status === undefined) return undefined;
  const value = asText(tags[GATE_REASON_TAG]);
  const counts = parseCountsTag(value);
  // Whoever may tag images may write anything, such as lines that look like those of a notice.
  if (!counts) return { status, reason: oneLine(value) };
  return { status, reason: countsText(counts), counts: { ...counts, ...parseExceptionsTag(tags[GATE_EXCEPTIONS_TAG]) } };
}

/** The verdict in the tags of an image; {@link NO_GATE} if no gate evaluated it. */
export function recordedVerdict(image: JsonObject): GateResult {
  return verdictOf(image) ?? NO_GATE;
}

/** The reason of a verdict with the characters that the value of a tag may have; `verdictOf` reads it. */
export function reasonTag({ reason, counts }: GateResult, maxLength: number): string {
  return counts ? countsTag(counts, maxLength) : tagValue(reason, maxLength);
}

/** The counts of a gate; empty if unknown. */
export function findingsText(findings: Findings): string {
  if (!('totals' in findings)) return '';
  const { all, critical, high, medium } = findings.totals;
  return `all=${all} critical=${critical} high=${high} medium=${medium}`;
}

/**
 * A text with the characters that the value of a tag may have, cut to a length.
 *
 * @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
 */
export function tagValue(text: string, maxLength = MAX_TAG_VALUE): string {
  const allowed = text
    .replace(/\s*[,;()]+\s*/g, ' - ')
    .replace(/…/g, '...')
    .replace(/[^\p{L}\p{Zs}\p{N}_.:/=+@-]/gu, '')
    .replace(/\s+/g, ' ')
    .replace(/ - ?$/, '')
    .trim();
  return allowed.length <= maxLength ? allowed : `${cutToWords(allowed, maxLength - 2).slice(0, -1).trimEnd()}...`;
}
