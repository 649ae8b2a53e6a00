import { FindingTotals, SEVERITIES } from './findings';
import { countsText, ExceptionNote, GateCounts, GateException, isExceeded } from './gate-counts';
import { GateStatus } from '../../contract/contract';
import { CallError } from '../services/call-error';
import { asArray, asObject, asText, JsonObject } from '../values/json';

/** The result of a gate. */
export interface GateResult {
  readonly status: GateStatus;
  readonly reason: string;
  /** The counted findings; not set if the gate could not be evaluated. */
  readonly counts?: GateCounts;
  /** Whether the gate may be evaluated in a minute. */
  readonly mayChange?: boolean;
  /** The status of the scan, if it is not completed. */
  readonly scanStatus?: string;
  /** Whether only load kept the gate from being evaluated. */
  readonly isBusy?: boolean;
}

/** The calls that list the findings of an image. */
export interface FindingsReader {
  all(): Promise<JsonObject[]>;
  /** One page. */
  some(): Promise<JsonObject[]>;
}

interface Gate {
  readonly ceilings: ReadonlyArray<{ readonly severity: keyof FindingTotals; readonly maximum: number }>;
  readonly exceptions: GateException[];
  readonly fixAvailableOnly: boolean;
}

/**
 * The maximum number of vulnerabilities, and of exceptions without effect, that a reason names. The reason becomes part of the
 * message to the approver and of the cause of an execution, whose length is limited, and a gate may have thousands of exceptions.
 */
const MAX_NAMED = 10;

/**
 * Evaluates the ceilings of a gate against the findings of an image.
 *
 * @param findings reads the list of findings if the totals do not decide, and some of it to name vulnerabilities
 */
export async function evaluateGate(raw: unknown, totals: FindingTotals, findings: FindingsReader, now: Date): Promise<GateResult> {
  const gate = gateOf(raw);
  if (!gate) return { status: 'NOT_EVALUATED', reason: 'the gate of the template cannot be read' };
  const withinTotals = gate.ceilings.every(({ severity, maximum }) => totals[severity] <= maximum);
  if (withinTotals || (gate.exceptions.length === 0 && !gate.fixAvailableOnly)) {
    const some = withinTotals ? [] : await findings.some().catch(noFindings);
    const what = { counted: totals, excepted: new Counter(), withFix: false, findings: some, isComplete: false };
    const expired = expiredAt(gate, now);
    return result(gate, what, expired.map(hasExpired), validAt(gate, expired));
  }
  return countListed(gate, totals, await findings.all(), now);
}

/** Refuses an image by its totals. If the list of findings cannot be read, the reason names no vulnerabilities. */
function noFindings(error: unknown): JsonObject[] {
  if (error instanceof CallError) return [];
  throw error;
}

function countListed(gate: Gate, totals: FindingTotals, findings: JsonObject[], now: Date): GateResult {
  const expired = expiredAt(gate, now);
  const valid = validAt(gate, expired);
  const [listed, excepted, counted] = [new Counter(), new Counter(), new Counter()];
  const matched = new Set<string>();
  const countedFindings: JsonObject[] = [];
  for (const finding of findings) {
    const severity = asText(finding.severity).toLowerCase();
    listed.add(severity);
    const id = idOf(finding);
    const isExcepted = valid.some((exception) => exception.id === id);
    if (isExcepted) matched.add(id);
    // A finding counts unless it is known to have no fix: a gate must not pass because of missing data.
    if (gate.fixAvailableOnly && finding.fixAvailable === 'NO') continue;
    (isExcepted ? excepted : counted).add(severity);
    if (!isExcepted) countedFindings.push(finding);
  }

  const different = SEVERITIES.filter((severity) => listed[severity] !== totals[severity]);
  // Contradictory responses decide nothing.
  if (different.length > 0) {
    const mismatches = different.map((severity) => `${listed[severity]} of ${totals[severity]} ${severity}`).join(', ');
    return { status: 'NOT_EVALUATED', reason: `Image Builder lists other findings than its totals say: ${mismatches}`, mayChange: true };
  }
  const notes = [
    ...expired.map(hasExpired),
    ...valid.filter(({ id }) => !matched.has(id)).map(({ id }): ExceptionNote => ({ kind: 'unmatched', id })),
  ];
  const matchedFirst = [...valid].sort((a, b) => Number(matched.has(b.id)) - Number(matched.has(a.id)));
  return result(gate, { counted, excepted, withFix: gate.fixAvailableOnly, findings: countedFindings, isComplete: true }, notes, matchedFirst);
}

function idOf(finding: JsonObject): string {
  return asText(asObject(finding.packageVulnerabilityDetails).vulnerabilityId);
}

function expiredAt({ exceptions }: Gate, now: Date): GateException[] {
  return exceptions.filter(({ expires }) => expires !== '' && !(Date.parse(expires) > now.getTime()));
}

function validAt({ exceptions }: Gate, expired: GateException[]): GateException[] {
  return exceptions.filter((exception) => !expired.includes(exception));
}

function hasExpired({ id }: GateException): ExceptionNote {
  return { kind: 'expired', id };
}

/** Counts findings like Image Builder: each one in `all`, and in its severity if that has a count of its own. */
class Counter implements FindingTotals {
  public all = 0;
  public critical = 0;
  public high = 0;
  public medium = 0;

  public add(severity: string): void {
    this.all++;
    if (severity === 'critical' || severity === 'high' || severity === 'medium') this[severity]++;
  }
}

/** The counted findings. */
interface Count {
  readonly counted: FindingTotals;
  readonly excepted: FindingTotals;
  /** Whether only findings with a fix count. */
  readonly withFix: boolean;
  /** The individual findings. */
  readonly findings: JsonObject[];
  readonly isComplete: boolean;
}

function result(
  gate: Gate, { counted, excepted, withFix, findings, isComplete }: Count, notes: ExceptionNote[], exceptions: GateException[],
): GateResult {
  const ceilings = gate.ceilings.map(({ severity, maximum }) => ({ severity, counted: counted[severity], excepted: excepted[severity], maximum }));
  const broken = ceilings.filter(isExceeded);
  const known = isComplete || findings.length === counted.all;
  const ids = idsOf(findings, broken.map(({ severity }) => severity));
  const counts: GateCounts = {
    ceilings,
    withFix,
    named: ids.slice(0, MAX_NAMED),
    more: known ? Math.max(0, ids.length - MAX_NAMED) : undefined,
    notes: notes.slice(0, MAX_NAMED),
    moreNotes: Math.max(0, notes.length - MAX_NAMED),
    exceptions,
  };
  return { status: broken.length > 0 ? 'FAILED' : 'PASSED', reason: countsText(counts), counts };
}

/** The vulnerabilities of the given severities, the worst first. */
function idsOf(findings: JsonObject[], severities: string[]): string[] {
  const severityOf = (finding: JsonObject) => asText(finding.severity).toLowerCase();
  const worst = (finding: JsonObject) => ['critical', 'high', 'medium', severityOf(finding)].indexOf(severityOf(finding));
  const broken = findings.filter((finding) => severities.includes('all') || severities.includes(severityOf(finding)));
  return [...new Set(broken.sort((a, b) => worst(a) - worst(b)).map(idOf))].filter(Boolean);
}

/** Parses the gate of the template; undefined if it is malformed, which must not pass. */
function gateOf(raw: unknown): Gate | undefined {
  const properties = asObject(raw);
  const given = [
    { severity: 'critical', text: properties.MaximumCritical },
    { severity: 'high', text: properties.MaximumHigh },
    { severity: 'medium', text: properties.MaximumMedium },
    { severity: 'all', text: properties.MaximumAll },
  ] as const;
  const ceilings = given.filter(({ text }) => text !== undefined).map(({ severity, text }) => ({ severity, maximum: /^\d+$/.test(asText(text)) ? Number(text) : NaN }));
  const exceptions = asArray(properties.Except).map(asObject).map(({ VulnerabilityId, Expires }) => ({
    id: asText(VulnerabilityId),
    expires: asText(Expires),
  }));
  if (ceilings.length === 0 || ceilings.some(({ maximum }) => Number.isNaN(maximum)) || exceptions.some(({ id }) => id === '')) return undefined;
  return {
    ceilings,
    exceptions,
    fixAvailableOnly: properties.FixAvailableOnly === 'true',
  };
}
