import { GateResult } from './gate';
import { MAX_TAG_VALUE, reasonTag, verdictOf } from './verdict';
import { GATE_REASON_TAG, GATE_STATUS_TAG, LAST_VERDICT_TAG } from '../../contract/release';
import { arnParts } from '../values/arn';
import { asText, JsonObject } from '../values/json';
import { timeOf } from '../values/time';

/** The last verdict of a pipeline's gate. */
export interface LastVerdict {
  /** Version and build number of the image, as `1.0.3/2`. */
  readonly build: string;
  /** When the image was created, in milliseconds since 1970. */
  readonly created: number;
  readonly gate: GateResult;
}

/** The service does not say how exactly the time of a run and that of its image agree; builds are minutes apart. */
const TOLERANCE_MS = 60_000;
const VALUE = /^(\S+) (\S+) (\S+)(?: (.*))?$/;

/** The verdict on an image as the tag of its pipeline: `1.0.3/2 2026-11-28T02:00:05.000Z FAILED critical 2 of 0`. */
export function lastVerdictTag({ arn, dateCreated }: JsonObject, gate: GateResult): Record<string, string> {
  const head = `${arnParts(asText(arn)).version} ${asText(dateCreated)} ${gate.status}`;
  return { [LAST_VERDICT_TAG]: `${head} ${reasonTag(gate, MAX_TAG_VALUE - head.length - 1)}`.trimEnd() };
}

/** The verdict in the tags of a pipeline; undefined if its gate has not evaluated an image. */
export function lastVerdictOf({ tags }: { readonly tags: Readonly<Record<string, string>> }): LastVerdict | undefined {
  const [, build, time, status, reason = ''] = VALUE.exec(tags[LAST_VERDICT_TAG] ?? '') ?? [];
  const created = timeOf(time);
  const gate = verdictOf({ tags: { [GATE_STATUS_TAG]: status, [GATE_REASON_TAG]: reason } });
  return created === undefined || !gate ? undefined : { build, created, gate };
}

/** Whether a verdict is on the image of the last run, not on an earlier one. */
export function isOfLastRun({ created }: LastVerdict, lastRun: string): boolean {
  const ran = timeOf(lastRun);
  return ran !== undefined && created >= ran - TOLERANCE_MS;
}
