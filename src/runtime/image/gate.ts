import { FindingTotals } from './findings';
import { GateStatus } from '../../contract/contract';
import { CallError } from '../services/call-error';
import { asArray, asObject, asText, JsonObject } from '../values/json';

/** The result of a gate. */
export interface GateResult {
  readonly status: GateStatus;
  readonly reason: string;
  /** Whether the gate may be evaluated in a minute. */
  readonly mayChange?: boolean;
}

/** The calls that list the findings of an image. */
export interface FindingsReader {
  all(): Promise<JsonObject[]>;
  /** One page. */
  some(): Promise<JsonObject[]>;
}

interface Exception {
  readonly id: string;
  readonly expires: string;
}

interface Gate {
  readonly ceilings: ReadonlyArray<{ readonly severity: keyof FindingTotals; readonly maximum: number }>;
  readonly exceptions: Exception[];
  readonly fixAvailableOnly: boolean;
}

const SEVERITIES = ['all', 'critical', 'high', 'medium'] as const;

/** The maximum number of vulnerabilities that the reason of a rejected image names. */
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
    const what = { counted: totals, excepted: new Counter(), label: '', findings: withinTotals ? [] : await findings.some().catch(noFindings), isComplete: false };
    return result(gate, what, expiredAt(gate, now).map(hasExpired));
  }
  return countListed(gate, totals, await findings.all(), now);
}

/** Rejects an image by its totals. If the list of findings cannot be read, the reason names no vulnerabilities. */
function noFindings(error: unknown): JsonObject[] {
  if (error instanceof CallError) return [];
  throw error;
}

function countListed(gate: Gate, totals: FindingTotals, findings: JsonObject[], now: Date): GateResult {
  const expired = expiredAt(gate, now);
  const valid = gate.exceptions.filter((exception) => !expired.includes(exception));
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
    const told = different.map((severity) => `${listed[severity]} of ${totals[severity]} ${severity}`).join(', ');
    return { status: 'NOT_EVALUATED', reason: `Image Builder lists other findings than its totals say: ${told}`, mayChange: true };
  }
  const warnings = [
    ...expired.map(hasExpired),
    ...valid.filter(({ id }) => !matched.has(id)).map(({ id }) => `the exception for ${id} matched no finding`),
  ];
  return result(gate, { counted, excepted, label: gate.fixAvailableOnly ? ' with a fix' : '', findings: countedFindings, isComplete: true }, warnings);
}

function idOf(finding: JsonObject): string {
  return asText(asObject(finding.packageVulnerabilityDetails).vulnerabilityId);
}

function expiredAt({ exceptions }: Gate, now: Date): Exception[] {
  return exceptions.filter(({ expires }) => expires !== '' && !(Date.parse(expires) > now.getTime()));
}

function hasExpired({ id }: Exception): string {
  return `the exception for ${id} has expired`;
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
  /** A description of the findings, if not all of them count. */
  readonly label: string;
  /** The individual findings. */
  readonly findings: JsonObject[];
  readonly isComplete: boolean;
}

function result(gate: Gate, { counted, excepted, label, findings, isComplete }: Count, warnings: string[]): GateResult {
  const lines = gate.ceilings.map(({ severity, maximum }) => {
    const shown = excepted[severity] > 0 ? `${counted[severity]}, ${excepted[severity]} excepted` : `${counted[severity]}`;
    return { severity, broken: counted[severity] > maximum, text: `${severity}${label} ${shown} (${maximum} allowed)` };
  });
  const broken = lines.filter((line) => line.broken);
  const told = (broken.length > 0 ? broken : lines).map(({ text }) => text).join(', ');
  const brokenSeverities = broken.map(({ severity }) => severity);
  const known = isComplete || findings.length === counted.all;
  const named = namesOf(findings, brokenSeverities, known);
  return { status: broken.length > 0 ? 'FAILED' : 'PASSED', reason: [named ? `${told}: ${named}` : told, ...warnings].join('; ') };
}

/** The vulnerabilities of the given severities, the worst first. */
function namesOf(findings: JsonObject[], severities: string[], isComplete: boolean): string {
  const severityOf = (finding: JsonObject) => asText(finding.severity).toLowerCase();
  const worst = (finding: JsonObject) => ['critical', 'high', 'medium', severityOf(finding)].indexOf(severityOf(finding));
  const broken = findings.filter((finding) => severities.includes('all') || severities.includes(severityOf(finding)));
  const ids = [...new Set(broken.sort((a, b) => worst(a) - worst(b)).map(idOf))].filter(Boolean);
  const more = ids.length - MAX_NAMED;
  const rest = isComplete ? (more > 0 ? ` and ${more} more` : '') : ' and more';
  return ids.length === 0 ? '' : ids.slice(0, MAX_NAMED).join(', ') + rest;
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
