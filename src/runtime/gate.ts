import { FindingTotals } from './findings';
import { asArray, asObject, asText, JsonObject } from './json';
import { GateStatus } from '../status/contract';

/** What a gate found. */
export interface GateResult {
  readonly status: GateStatus;
  readonly reason: string;
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

/**
 * Holds an image's findings against the ceilings of a gate.
 *
 * @param findings reads the list of findings; called only where the totals do not decide
 */
export async function evaluateGate(raw: unknown, totals: FindingTotals, findings: () => Promise<JsonObject[]>, now: Date): Promise<GateResult> {
  const gate = gateOf(raw);
  if (!gate) return { status: 'NOT_EVALUATED', reason: 'the gate of the template cannot be read' };
  const withinTotals = gate.ceilings.every(({ severity, maximum }) => totals[severity] <= maximum);
  if (withinTotals || (gate.exceptions.length === 0 && !gate.fixAvailableOnly)) {
    return result(gate, totals, { all: 0, critical: 0, high: 0, medium: 0 }, []);
  }
  return countListed(gate, await findings(), now);
}

function countListed(gate: Gate, findings: JsonObject[], now: Date): GateResult {
  const [expired, valid] = partition(gate.exceptions, ({ expires }) => expires !== '' && !(Date.parse(expires) > now.getTime()));
  const excepted = { all: 0, critical: 0, high: 0, medium: 0 };
  const counted = { all: 0, critical: 0, high: 0, medium: 0 };
  const matched = new Set<string>();
  for (const finding of findings) {
    if (gate.fixAvailableOnly && asText(finding.fixAvailable) !== 'YES') continue;
    const id = asText(asObject(finding.packageVulnerabilityDetails).vulnerabilityId);
    const isExcepted = valid.some((exception) => exception.id === id);
    if (isExcepted) matched.add(id);
    const counts = isExcepted ? excepted : counted;
    counts.all++;
    const severity = asText(finding.severity).toLowerCase();
    if (severity === 'critical' || severity === 'high' || severity === 'medium') counts[severity]++;
  }
  const warnings = [
    ...expired.map(({ id }) => `the exception for ${id} has expired`),
    ...valid.filter(({ id }) => !matched.has(id)).map(({ id }) => `the exception for ${id} matched no finding`),
  ];
  return result(gate, counted, excepted, warnings);
}

function result(gate: Gate, counted: FindingTotals, excepted: FindingTotals, warnings: string[]): GateResult {
  const what = gate.fixAvailableOnly ? ' with a fix' : '';
  const lines = gate.ceilings.map(({ severity, maximum }) => {
    const shown = excepted[severity] > 0 ? `${counted[severity]}, ${excepted[severity]} excepted` : `${counted[severity]}`;
    return { broken: counted[severity] > maximum, text: `${severity}${what} ${shown} (${maximum} allowed)` };
  });
  const broken = lines.filter((line) => line.broken);
  const told = (broken.length > 0 ? broken : lines).map(({ text }) => text).join(', ');
  return { status: broken.length > 0 ? 'FAILED' : 'PASSED', reason: [told, ...warnings].join('; ') };
}

/** The gate of the template, or undefined where it asks for nothing that can be understood: that must not pass. */
function gateOf(raw: unknown): Gate | undefined {
  const properties = asObject(raw);
  const given = [
    { severity: 'critical', text: properties.MaximumCritical },
    { severity: 'high', text: properties.MaximumHigh },
    { severity: 'medium', text: properties.MaximumMedium },
    { severity: 'all', text: properties.MaximumAll },
  ] as const;
  const ceilings = given.filter(({ text }) => text !== undefined).map(({ severity, text }) => ({ severity, maximum: Number(asText(text) || NaN) }));
  if (ceilings.length === 0 || ceilings.some(({ maximum }) => !Number.isInteger(maximum))) return undefined;
  return {
    ceilings,
    exceptions: asArray(properties.Except).map(asObject).map(({ VulnerabilityId, Expires }) => ({ id: asText(VulnerabilityId), expires: asText(Expires) })),
    fixAvailableOnly: properties.FixAvailableOnly === 'true',
  };
}

function partition<T>(items: T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
